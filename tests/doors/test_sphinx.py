"""Sphinx narrates what it has built."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts.testing import FakeServer

PAGES = {
    "index.rst": """The harbour
===========

The harbour keeps a careful log of every ship that calls, and keeps it for three years.

.. note:: Bring a rope, because the quay lends none.

.. toctree::

   guide/quay
   guide/silent
""",
    "guide/quay.rst": """:narration: {voice: Ethan}

A guide to the quay
===================

You find the quay behind the old customs house, where the pilot boats wait for the tide.

.. code-block:: python

   print("never spoken")
   print("nor this")
""",
    "guide/silent.rst": """:narration: false

Not read
========

This page is not narrated at all, because its author said so at its very top.
""",
}


class Project:
    """A Sphinx project in a folder, and the fake service that speaks for it."""

    def __init__(self, folder: Path, server: FakeServer) -> None:
        self.folder = folder
        self.server = server
        self.options: dict[str, Any] = {}
        self.theme = "furo"
        for path, text in PAGES.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")

    def build(self, builder: str = "html", *, code: int = 0) -> str:
        api = {
            "key": "sk-test",
            "base_url": self.server.base_url,
            "requests_per_minute": 1e6,
            "retries": 0,
        }
        lines = [
            "project = 'Harbour'",
            "extensions = ['mkdocs_qwen_tts.sphinx']",
            f"html_theme = {self.theme!r}",
            f"qwen_tts = {dict(self.options, api=api)!r}",
        ]
        config = self.folder / "conf.py"
        if not config.exists() or config.read_text("utf-8") != "\n".join(lines):
            config.write_text("\n".join(lines), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "sphinx",
            "-W",
            "-j",
            "2",
            "-b",
            builder,
            ".",
            f"_build/{builder}",
        ]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def page(self, path: str) -> str:
        return (self.folder / "_build" / path).read_text("utf-8")


@pytest.fixture
def sphinx(tmp_path: Path, server: FakeServer) -> Project:
    return Project(tmp_path, server)


def test_a_parallel_build_is_narrated_once(sphinx: Project) -> None:
    told = sphinx.build()
    assert "Narrated 2 pages (2 fresh); sent 2 requests" in told
    entries = {entry.voice: entry.text for entry in sphinx.server.ledger.entries}
    assert entries["Cherry"].startswith("The harbour. The harbour keeps a careful log")
    assert entries["Cherry"].endswith("Note. Bring a rope, because the quay lends none.")
    assert entries["Ethan"].endswith("Code example in Python, 2 lines.")
    assert '<qwen-narration class="narration"' in sphinx.page("html/guide/quay.html")
    assert "<qwen-narration" not in sphinx.page("html/guide/silent.html")
    assert "narration" not in sphinx.page("html/searchindex.js").replace("narrated", "")
    narrated = sphinx.page("html/index.html")

    sphinx.server.ledger.clear()
    assert "Narrated 2 pages (2 from the store); sent 0 requests" in sphinx.build()
    assert sphinx.page("html/index.html") == narrated
    assert sphinx.server.ledger.requests == 0


def test_another_theme_and_builder_share_the_clips(sphinx: Project) -> None:
    sphinx.build()
    sphinx.server.ledger.clear()
    sphinx.theme = "alabaster"
    sphinx.build("dirhtml")
    assert 'src="../../assets/narration/' in sphinx.page("dirhtml/guide/quay/index.html")
    assert sphinx.server.ledger.requests == 0


def test_only_what_sphinx_writes_is_narrated(sphinx: Project) -> None:
    """Not a copied report, a build in a folder below, or the page of a document that was deleted."""
    html = "<main><h1>Coverage</h1><p>Nobody wants to hear this report, and nobody pays for it.</p></main>"
    for path in ("html/report/index.html", "html/de/index.html", "html/gone.html"):
        (sphinx.folder / "_build" / path).parent.mkdir(parents=True, exist_ok=True)
        (sphinx.folder / "_build" / path).write_text(html, encoding="utf-8")
    assert "Narrated 2 pages" in sphinx.build()
    assert "Coverage" not in str(sphinx.server.ledger.entries)
    assert sphinx.page("html/gone.html") == sphinx.page("html/de/index.html") == html


def test_what_is_wrong_ends_the_build_or_warns_as_asked(sphinx: Project) -> None:
    sphinx.options = {"voise": "Ethan"}
    told = sphinx.build(code=2)
    assert "qwen_tts in conf.py: voise: there is no such option" in told
    assert "Did you mean 'voice'" in told
    assert "reading sources" not in told, "before the build, not behind it"
    sphinx.options = {"on_error": "fail", "api": {"retries": 0}}
    sphinx.server.fake.faults.add("server-error", count=1)
    told = sphinx.build(code=2)
    assert "1 page not narrated" in told
    assert "  /: “The harbour." in told or "  guide/quay.html: “A guide" in told


@pytest.mark.parametrize("written", ["None", "{}", "['Ethan']"])
def test_options_of_another_kind_are_told(sphinx: Project, written: str) -> None:
    config = f"extensions = ['mkdocs_qwen_tts.sphinx']\nqwen_tts = {written}\n"
    (sphinx.folder / "conf.py").write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-b", "html", ".", "_build"]
    environment = {**os.environ, "QWEN_TTS_MODE": "cached"}
    done = subprocess.run(
        command, cwd=sphinx.folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == (2 if "Ethan" in written else 0), done.stderr
    assert ("qwen_tts in conf.py: expected a mapping" in done.stderr) == ("Ethan" in written)
