"""Names of your own for custom voices, in a small file beside the site's configuration.

The service's ids are long, opaque and change whenever a voice is made anew. A site names
`lecturer`; the file, which is committed, says which id that is and which model can speak with it.
"""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import ConfigurationError, StoreError
from mkdocs_qwen_tts._quotation import BEYOND_YAML, yaml_fault
from mkdocs_qwen_tts._replacing import put_in_place
from mkdocs_qwen_tts._settings import Alias
from mkdocs_qwen_tts._textfile import small_file

if TYPE_CHECKING:
    from mkdocs_qwen_tts._settings import Settings

FILE = "narration-voices.yml"

HEADER = """\
# Custom voices of this site: a name of your own, the id the service gave it, the one model that can
# speak with it. Written by `mkdocs-qwen-tts voices clone` and `voices design`; commit it.
"""

NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")


def with_aliases(settings: Settings, folder: Path) -> Settings:
    """The settings with the aliases of `narration-voices.yml`; names in the settings win.

    Raises:
        ConfigurationError: the file cannot be read, or is none of ours.
    """
    found = load_aliases(folder / FILE)
    if not found:
        return settings
    return settings.changed(aliases={**found, **settings.aliases})


def load_aliases(path: Path) -> dict[str, Alias]:
    """The aliases of a file; none when there is no file.

    Raises:
        ConfigurationError: it cannot be read, or is none of ours.
    """
    return {
        name: Alias(
            voice=str(entry["voice"]), model=str(entry["model"]) if entry.get("model") else None
        )
        for name, entry in _entries(path).items()
    }


def save_alias(path: Path, name: str, voice: str, model: str, **facts: str) -> None:
    """Add an alias to a file, or change it; the rest of the file's entries stay.

    Args:
        path: the file.
        name: the alias.
        voice: the service's id.
        model: the one model that can speak with it.
        facts: what a reader may want to know, such as `made` and `description`.

    Raises:
        ConfigurationError: the name is none, or the file is none of ours.
        StoreError: it cannot be written.
    """
    if not NAME.match(name):
        raise ConfigurationError(
            "alias",
            f"{name!r} cannot be a name; take a letter, then letters, digits, - and _, at most 40 "
            "in all.",
            value=name,
        )
    entries = _entries(path)
    entries[name] = {
        "voice": voice,
        "model": model,
        **{key: fact for key, fact in facts.items() if fact},
    }
    _write(path, entries)


def forget_aliases(path: Path, voice: str) -> list[str]:
    """Remove every alias of a voice; returns their names.

    Raises:
        ConfigurationError: the file is none of ours.
        StoreError: it cannot be written.
    """
    entries = _entries(path)
    gone = [name for name, entry in entries.items() if entry["voice"] == voice]
    if gone:
        _write(path, {name: entry for name, entry in entries.items() if name not in gone})
    return gone


def _entries(path: Path) -> dict[str, dict[str, Any]]:
    import yaml  # noqa: PLC0415 - most sites have no such file

    try:
        loaded = yaml.safe_load(small_file(path).decode("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigurationError("aliases", f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise ConfigurationError("aliases", f"{path} is not a text in UTF-8.") from None
    except (yaml.YAMLError, *BEYOND_YAML) as error:
        raise ConfigurationError("aliases", f"{path} is not YAML: {yaml_fault(error)}.") from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise ConfigurationError("aliases", f"{path} must be a mapping of names to voices.")
    for name, entry in loaded.items():
        if (
            not isinstance(entry, dict)
            or not isinstance(entry.get("voice"), str)
            or not entry["voice"]
        ):
            raise ConfigurationError(
                "aliases", f"{path}: {name!r} must have a `voice`, the id that the service gave it."
            )
    return {str(name): entry for name, entry in loaded.items()}


def _write(path: Path, entries: dict[str, dict[str, Any]]) -> None:
    import yaml  # noqa: PLC0415 - as above

    text = HEADER + (
        yaml.safe_dump(entries, allow_unicode=True, sort_keys=False, width=110) if entries else ""
    )
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            Path(temporary).chmod(0o644)
            put_in_place(Path(temporary), path)
        except OSError:
            with suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from None
