"""The data files beside this room's code."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def facts(name: str) -> Any:
    """What the data file of that name (without `.yaml`) says. Shared: not to be changed."""
    path = resources.files("mkdocs_qwen_tts.prose") / "data" / f"{name}.yaml"
    return yaml.safe_load(path.read_text("utf-8"))
