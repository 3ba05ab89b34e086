"""Ten sites as people have them, from `init` to the finished pages, with the figures that are known."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts.testing import FakeServer

sys.path.insert(0, str(Path(__file__).parent))

import figures

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN = json.loads(figures.FIGURES.read_text("utf-8"))


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


# mkdocs-gen-files 0.5 leaves its temporary folder to the garbage collector where a build stops early.
@pytest.mark.filterwarnings(
    "ignore:Exception ignored.*finalize:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")
@pytest.mark.parametrize("name", figures.NAMES)
def test_a_real_site_is_narrated_as_it_was(
    name: str, server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in figures.environment(server).items():
        monkeypatch.setenv(variable, value)
    found = figures.measured(name, tmp_path, server)
    assert found.spoken == (figures.SPOKEN / f"{name}.txt").read_text("utf-8")
    assert found.figures == KNOWN[name]
    assert found.figures["asked"] == found.figures["requests"], "a build asks for what plan says"


def test_the_sites_are_as_different_as_sites_are() -> None:
    """Whoever changes one keeps what it is there for."""
    texts = {
        name: "".join(
            path.read_text("utf-8")
            for path in (figures.SITES / name).rglob("*")
            if path.suffix in {".yml", ".py", ".md"}
        )
        for name in figures.NAMES
    }
    assert len(texts) == 10
    wanted = {
        "hooks:": 5,
        "INHERIT:": 1,
        "!!python/name": 2,
        "#only-dark": 1,
        "doc-section-item": 1,
        "mdx-badge": 1,
        "i18n:": 1,
        "encryptcontent": 1,
        "projects/*/docs": 1,
        "gen-files": 1,
        "print-site": 1,
        "use_directory_urls: false": 1,
    }
    assert {word: sum(word in text for text in texts.values()) for word in wanted} == wanted
    assert [KNOWN[name]["narrated"] for name in ("secrets", "monorepo")] == [1, 3]
