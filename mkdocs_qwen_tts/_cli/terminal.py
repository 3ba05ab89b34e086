"""What commands print. Names and answers of servers are in it: they must not drive a terminal."""

from __future__ import annotations

import json
from typing import Any

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


def echo_json(value: Any, *, indent: int | None = 1) -> None:
    """Print a value for other programs."""
    echo(json.dumps(value, ensure_ascii=False, indent=indent), verbatim=True)
