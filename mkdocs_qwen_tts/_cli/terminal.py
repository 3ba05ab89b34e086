"""What commands print. Names and answers of servers are in it: they must not drive a terminal."""

from __future__ import annotations

import io
import json
import sys
from typing import Any, TextIO

import click

from mkdocs_qwen_tts._cli.language import localized
from mkdocs_qwen_tts._quotation import printable
from mkdocs_qwen_tts._redaction import redacted


def echo(
    text: str, *, err: bool = False, nl: bool = True, verbatim: bool = False, **style: Any
) -> None:
    """Print a text, in the reader's language.

    Args:
        text: what; see `quotation.printable`.
        err: on standard error.
        verbatim: it is content, such as a page's words, or for programs: nothing is translated.
        nl: end the line.
        style: as `click.style` takes it.
    """
    said = text if verbatim else localized(text)
    click.secho(printable(redacted(said)), err=err, nl=nl, **style)  # noqa: TID251 - the one place


def echo_json(value: Any, *, indent: int | None = 1, err: bool = False) -> None:
    """Print a value for other programs."""
    stream = sys.stderr if err else sys.stdout
    said = json.dumps(value, ensure_ascii=not _takes_every_letter(stream), indent=indent)
    echo(said, verbatim=True, err=err)


def let_through_every_letter() -> None:
    """Have letters that a stream cannot write be written as escapes.

    Windows gives a program whose output goes to a file or to another program the old encoding of
    its language, such as cp1252; there a page in Chinese ended the command.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not _takes_every_letter(stream):
            stream.reconfigure(errors="backslashreplace")


def _takes_every_letter(stream: TextIO) -> bool:
    return (getattr(stream, "encoding", None) or "utf-8").lower().startswith("utf")
