"""The data files beside this room's code."""

from __future__ import annotations

from typing import Any

from mkdocs_qwen_tts._datafile import yaml_document


def facts(name: str) -> Any:
    """What the data file of that name (without `.yaml`) says. Shared: not to be changed."""
    return yaml_document("mkdocs_qwen_tts._prose", f"data/{name}.yaml")
