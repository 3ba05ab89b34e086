"""Names, titles and answers are written by others: none of them drives the terminal."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts._cli import main
from mkdocs_qwen_tts._cli.terminal import echo_json
from mkdocs_qwen_tts._errors import SpeechError
from mkdocs_qwen_tts._quotation import printable

if TYPE_CHECKING:
    from pathlib import Path

CONTROLS = re.compile(r"[^\S\n\t ]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
HOSTILE = "\x1b]0;owned\x07\x9b31m\u202etxt"
PAGE = "<title>{0}</title><main><h1>{0}</h1><p>{0} The gate opens at seven. {0}</main>"


def test_what_a_terminal_obeys_is_written_out() -> None:
    assert printable("a\x1b[2J\x9b\x7f\r\u202e\udcff\tb\r\n漢") == (
        r"a\u001b[2J\u009b\u007f\u000d\u202e\udcff" "\tb\r\n漢"
    )


def test_a_name_is_one_line() -> None:
    assert (
        printable("a\nWarning: all is well\r\n", lines=False)
        == r"a\u000aWarning: all is well\u000d\u000a"
    )


@given(st.text())
def test_json_says_the_same(text: str) -> None:
    assert json.loads(printable(json.dumps([text], ensure_ascii=False))) == [text]


def test_errors_are_printable_whatever_a_server_answered() -> None:
    assert (
        str(SpeechError(f"refused: {HOSTILE}", code=HOSTILE)).count(
            r"\u001b]0;owned\u0007\u009b31m"
        )
        == 2
    )


@pytest.mark.parametrize("arguments", [[], ["--json"], ["--dry-run"], ["--dry-run", "--json"]])
def test_a_hostile_site_is_told_without_its_controls(tmp_path: Path, arguments: list[str]) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / f"{HOSTILE}.html").write_text(PAGE.format(HOSTILE), encoding="utf-8")
    (site / f"{HOSTILE}2.html").write_bytes(b"<main>\xff")
    (site / f"{HOSTILE}3.html").write_text(PAGE.format("&#27;[2J &#155;"), encoding="utf-8")
    config = tmp_path / "narration.yml"
    config.write_text("mode: cached\napi: {key: sk-test}")

    told = CliRunner().invoke(main, ["narrate", str(site), "-c", str(config), *arguments])

    assert told.exit_code == 0, told.output
    assert r"\u001b]0;owned\u0007\u009b31m" in told.output
    assert not CONTROLS.search(told.output)


def test_json_is_printed_without_controls(capsys: pytest.CaptureFixture[str]) -> None:
    echo_json({"title": HOSTILE})

    said = capsys.readouterr().out
    assert json.loads(said) == {"title": HOSTILE}
    assert not CONTROLS.search(said)
