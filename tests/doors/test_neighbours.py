"""Every door is opened: a site with its generator, theme and plugins is built, looked at, and built again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from . import neighbours

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in neighbours.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("door", neighbours.DOORS, ids=str)
def test_a_door_opens(door: neighbours.Door, tmp_path: Path) -> None:
    neighbours.visit(door, tmp_path)
    if door.options.get("player", {}).get("guide"):
        assert guide_of(tmp_path)[:2] == ["guide/quay/", ""], "in the order that awesome-nav gives"
    if "print-site" in door.behind:
        printed = (tmp_path / "site/print_page/index.html").read_text(encoding="utf-8")
        assert neighbours.QUAY in printed, "of the last locale, where there are several"


def guide_of(folder: Path) -> list[str]:
    text = (folder / "site/assets/narration/pages.js").read_text(encoding="utf-8")
    return [
        page[2]
        for page in json.loads(text.removeprefix("window.narrationPages = ").removesuffix(";\n"))
    ]


def test_versions_of_mike_share_what_they_say_alike(tmp_path: Path) -> None:
    neighbours.visit_mike(tmp_path)
