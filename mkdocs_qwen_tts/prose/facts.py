"""The data files beside this room's code."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

# libyaml's reader is ten times as fast, and where it is missing the other one says the same.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def facts(name: str) -> Any:
    """What the data file of that name (without `.yaml`) says. Shared: not to be changed."""
    path = resources.files("mkdocs_qwen_tts.prose") / "data" / f"{name}.yaml"
    return yaml.load(path.read_text("utf-8"), Loader)  # noqa: S506 - both are the safe one
