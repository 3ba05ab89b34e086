"""Where the library of eSpeak NG is, found without loading it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._machine import is_musl

if TYPE_CHECKING:
    from collections.abc import Iterator

WHEEL = "espeakng_loader"
INSTALL = "apk add espeak-ng libsndfile" if is_musl() else 'pip install "mkdocs-qwen-tts[preview]"'

_DATA = "espeak-ng-data"
_SYSTEM = (
    *((f"/usr/{lib}/libespeak-ng.so.1", "/usr/share") for lib in ("lib", "local/lib")),
    ("/usr/local/lib/libespeak-ng.so.1", "/usr/local/share"),
)
"""Library and the folder with its data, as packages of distributions with musl lay them."""


def is_installed() -> bool:
    """Whether eSpeak NG is there."""
    return next(_places(), None) is not None


def library_and_data() -> tuple[str, str]:
    """Paths of the library and of the folder in which its data are.

    Raises:
        ConfigurationError: it is not there; names what to install.
    """
    for library, folder in _places():
        return str(library), str(folder)
    raise ConfigurationError("engine", f"the preview voice is not installed. Install it: {INSTALL}")


def _places() -> Iterator[tuple[Path, Path]]:
    """The wheel's; on musl, for which there is none, what the system has.

    Elsewhere a library of the system is not looked at: a desktop has one for other reasons, and
    clips would be compared with it, and asked for again, without anybody having asked for that.
    """
    spec = find_spec(WHEEL)
    for folder in map(Path, (spec.submodule_search_locations or ()) if spec else ()):
        for name in ("libespeak-ng.so", "libespeak-ng.dylib", "espeak-ng.dll"):
            yield from _if_whole(folder / name, folder)
    if is_musl():
        for library, data in _SYSTEM:
            yield from _if_whole(Path(library), Path(data))


def _if_whole(library: Path, folder: Path) -> Iterator[tuple[Path, Path]]:
    if library.is_file() and (folder / _DATA).is_dir():
        yield library, folder
