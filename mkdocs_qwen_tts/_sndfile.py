"""soundfile with its library: the wheel's own, else the one of this system.

Raises:
    AudioError: there is no libsndfile; names what to install. It is raised by the import, and again
    by the next one.
"""

from __future__ import annotations

import ctypes.util
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import AudioError
from mkdocs_qwen_tts._machine import is_musl

if TYPE_CHECKING:
    from types import ModuleType

    import soundfile

__all__ = ["soundfile"]

_SYSTEM = "libsndfile.so.1"


def _loaded() -> ModuleType:
    try:
        import soundfile  # noqa: PLC0415 - it loads a library, which may be missing
    except OSError as error:
        mend = "apk add libsndfile" if is_musl() else "pip install --force-reinstall soundfile"
        raise AudioError(
            "sound cannot be read or written: the library libsndfile does not load on this "
            f"machine. Install it: {mend}"
        ) from error
    loaded: ModuleType = soundfile
    return loaded


def _loaded_by_name() -> ModuleType:
    """As `_loaded`; ctypes finds no library on musl, and soundfile asks it for the name."""
    found = ctypes.util.find_library
    ctypes.util.find_library = lambda name: found(name) or f"lib{name}.so.1"
    try:
        return _loaded()
    finally:
        ctypes.util.find_library = found


soundfile = _loaded_by_name() if is_musl() else _loaded()
