"""Pages of a large site are read ahead in processes, and what they note down is used."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts._store import Store, open_store
from mkdocs_qwen_tts.site import SiteConfig, survey
from mkdocs_qwen_tts.site import _prefetch as prefetch

if TYPE_CHECKING:
    from pathlib import Path

PAGE = "<main><h1>Page {number}</h1><p>The gate of page {number} opens at seven in the morning.</p></main>"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(prefetch, "PAYS", 1)
    root = tmp_path / "public"
    root.mkdir()
    for number in range(3):
        (root / f"{number}.html").write_text(PAGE.format(number=number), encoding="utf-8")
    return root


def test_what_was_read_ahead_is_not_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise AssertionError(given)

    monkeypatch.setattr(prose, "extract_script", refuse)  # here; the processes have their own
    config = SiteConfig.of({"minimum": 0}, root.parent)
    found = survey(root, config, open_store(config.settings, config.base))
    assert [path for path, _, _ in found.pages] == ["0.html", "1.html", "2.html"]


def test_an_error_of_a_page_is_told_as_if_nobody_had_read_ahead(root: Path) -> None:
    (root / "1.html").write_text(
        '<meta name="narration" content="{voise: x}">' + PAGE.format(number=1), encoding="utf-8"
    )
    found = survey(root, SiteConfig.of({"minimum": 0}, root.parent), Store(root.parent / "store"))
    first, second, third = (why for _, _, why in found.pages)
    assert (first, third) == ("", "")
    assert "1.html: narration" in second


@pytest.mark.parametrize("way", ["script.py", "-"])
def test_a_program_that_narrates_at_its_top_level_runs_once(root: Path, way: str) -> None:
    program = f"""
from pathlib import Path
from mkdocs_qwen_tts import site
from mkdocs_qwen_tts.site import SiteConfig, _prefetch as prefetch
from mkdocs_qwen_tts._store import Store
print("begins")
prefetch.PAYS = 1
root = Path({str(root)!r})
print(len(site.survey(root, SiteConfig.of({{}}, root.parent), Store(root.parent / "store")).pages))
"""
    (root.parent / "script.py").write_text(program, encoding="utf-8")
    told = subprocess.run(
        [sys.executable, way],
        cwd=root.parent,
        input=program,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["begins", "3"]


@pytest.mark.parametrize("python", ["false", "nowhere"])
def test_pages_are_read_here_when_processes_die_or_cannot_start(
    root: Path, python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which(python) or python)
    config = SiteConfig.of({"minimum": 0}, root.parent)
    assert len(survey(root, config, open_store(config.settings, config.base)).pages) == 3
