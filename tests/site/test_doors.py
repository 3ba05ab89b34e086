"""A site says the same through the plugin and through its finished pages."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from mkdocs_qwen_tts._settings import Settings

TESTS = Path(__file__).parent.parent
SITE = TESTS.parent / "example_site" / "mkdocs.yml"


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_both_doors_read_the_same_scripts(theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    doors: dict[str, Any] = runpy.run_path(str(TESTS / "benchmarks" / "doors.py"))

    pairs = list(doors["pairs"](SITE, Settings(), theme=theme))

    assert [pair for pair in pairs if not pair.is_equal] == []
    assert sum(bool(pair.plugin) for pair in pairs) == 9
    assert {pair.generator for pair in pairs} == {theme, "none"}
