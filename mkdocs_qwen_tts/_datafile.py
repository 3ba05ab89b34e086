"""The one reader of the data files beside the code: tables as CSV, all else as YAML."""

from __future__ import annotations

import csv
import hashlib
import os
from functools import cache
from glob import glob
from importlib.resources import files
from pathlib import Path
from typing import Any

from mkdocs_qwen_tts import __version__


def csv_rows(package: str, path: str) -> list[dict[str, str]]:
    """The rows of a table by the names in its first line.

    Args:
        package: where it lies (`mkdocs_qwen_tts._model`).
        path: its path in there; lines that begin with `#` are comments.
    """
    text = files(package).joinpath(path).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines))


@cache
def yaml_document(package: str, path: str) -> Any:
    """What a YAML file says. Shared by all who ask: not to be changed."""
    import yaml  # noqa: PLC0415 - a build of unchanged pages reads none

    # libyaml's reader is ten times as fast, and where it is missing the other one says the same.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = files(package).joinpath(path).read_text(encoding="utf-8")
    return yaml.load(text, loader)  # noqa: S506 - both are the safe one


def digest_of_package(*patterns: str) -> str:
    """Digest of this package's code and data, as far as patterns of paths in it name them.

    What was worked out by other code may have come out otherwise.
    """
    found = hashlib.sha256()
    for path in _named(patterns):
        found.update(Path(path).read_bytes())
    return found.hexdigest()


def stamp_of_package(*patterns: str) -> str | None:
    """Digest of the version, and of where these files lie, how large they are and since when.

    While it is the same here, so is `digest_of_package`, which reads all of them. `None` where
    times tell nothing: a read-only image, of which containers are made, may give the same time to
    all of its files, whatever is in them.
    """
    found = hashlib.sha256(__version__.encode())
    times = set()
    for path in _named(patterns):
        stat = Path(path).stat()
        facts = (path, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
        found.update(repr(facts).encode("utf-8", "surrogatepass"))
        times.add((stat.st_mtime_ns, stat.st_ctime_ns))
    return found.hexdigest() if len(times) > 1 else None


def _named(patterns: tuple[str, ...]) -> list[str]:
    root = str(Path(__file__).parent)
    names: set[str] = set()
    for pattern in patterns:
        named = glob(pattern, root_dir=root, recursive=True)  # noqa: PTH207 - a third of the time
        if not named:
            raise FileNotFoundError(f"nothing in the package is called {pattern}")
        names.update(named)
    return [
        os.path.join(root, name)  # noqa: PTH118 - a fifth of the time
        for name in sorted(names)
        if name.endswith((".py", ".csv", ".yaml"))
    ]
