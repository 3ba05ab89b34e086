"""The package as a library: few names, all of them there, and light until they are used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import mkdocs_qwen_tts
from mkdocs_qwen_tts import Settings, SourcePage, Status, Store, narrate, plan, say, script

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing.fake import Fake

HTML = "<h1>The harbour</h1><p>The gate opens at seven in the morning.</p>"
PAGE = SourcePage("harbour/", "The harbour", "en", HTML)


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    assert mkdocs_qwen_tts.__all__ == sorted(mkdocs_qwen_tts.__all__)
    for name in mkdocs_qwen_tts.__all__:
        assert name in dir(mkdocs_qwen_tts)
        if not name.startswith("__"):
            assert getattr(mkdocs_qwen_tts, name).__doc__, name


def test_a_misspelt_name_is_an_error_to_a_type_checker() -> None:
    """To which a module with a `__getattr__` has every name. (Asking mypy itself takes ten seconds.)"""
    tree = ast.parse(Path(mkdocs_qwen_tts.__file__).read_text("utf-8"))
    assert "__getattr__" not in {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    with pytest.raises(AttributeError):
        mkdocs_qwen_tts.Setings  # noqa: B018


def test_importing_the_package_loads_none_of_its_rooms() -> None:
    code = "import sys, mkdocs_qwen_tts; print([name for name in sys.modules if name.startswith('mkdocs_qwen_tts.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_planned_is_what_is_asked_for(qwen_tts: Fake, tmp_path: Path) -> None:
    settings, store = Settings.of({"minimum": 0}), Store(tmp_path)
    assert [passage.text for passage in script(HTML).passages] == [
        "The harbour",
        "The gate opens at seven in the morning.",
    ]
    total = plan([PAGE], settings, store).bill.total
    report = narrate([PAGE], settings, store)
    assert (qwen_tts.ledger.requests, qwen_tts.ledger.characters) == (
        total.requests,
        total.characters,
    )
    (outcome,) = report.outcomes
    assert outcome.status is Status.FRESH
    assert outcome.narration is not None
    assert outcome.narration.track.path.is_file()
    assert plan([PAGE], settings, store).bill.total.requests == 0


def test_a_text_is_spoken_into_memory(qwen_tts: Fake) -> None:
    spoken = say("Hello, reader.\n\nHello, reader.", Settings.of({"voice": "Ethan"}), language="en")
    assert spoken.data.startswith(b"ID3")
    assert spoken.duration > 1
    assert {entry.voice for entry in qwen_tts.ledger.entries} == {"Ethan"}
