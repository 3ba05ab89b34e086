"""What is not for users has a name that says so."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import mkdocs_qwen_tts

PACKAGE = Path(mkdocs_qwen_tts.__file__).parent
REFERENCE = Path(__file__).parents[1] / "docs" / "reference" / "python.md"


def modules() -> set[str]:
    """Every module of the package by its dotted name."""
    paths = {path.relative_to(PACKAGE.parent).with_suffix("") for path in PACKAGE.rglob("*.py")}
    return {".".join(path.parts).removesuffix(".__init__") for path in paths}


def private(module: str) -> bool:
    return any(part.startswith("_") for part in module.split("."))


def documented() -> set[str]:
    block = REFERENCE.read_text("utf-8").partition("<!-- generated: public-modules -->")[2]
    return set(re.findall(r"^\| `([\w.]+)` \|", block.partition("<!-- end")[0], re.MULTILINE))


def test_every_module_is_documented_as_public_or_underscored() -> None:
    assert {module for module in modules() if not private(module)} == documented()


def test_public_modules_say_what_they_hold() -> None:
    for module in documented():
        assert import_module(module).__doc__


def test_a_module_that_is_neither_would_be_found() -> None:
    assert not private("mkdocs_qwen_tts.helpers.more")
    assert private("mkdocs_qwen_tts._helpers.more")
