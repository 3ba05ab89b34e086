"""Captions of a page, as WebVTT (a W3C format) or SubRip: one caption for each sentence."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts.export.book import Book, BookPage

ENDINGS = ("vtt", "srt")


def captions(page: BookPage, form: str) -> str:
    """The captions of a page.

    Args:
        page: whose.
        form: `vtt` or `srt`.
    """
    point = "." if form == "vtt" else ","
    blocks = []
    for number, one in enumerate(page.sentences(), 1):
        times = f"{_clock(one.start, point)} --> {_clock(one.end, point)}"
        # WebVTT reads tags and entities; SubRip has no rule for them.
        text = escape(one.text, quote=False) if form == "vtt" else one.text
        blocks.append(f"{number}\n{times}\n{text.replace('-->', '→')}\n")
    head = ["WEBVTT\n"] if form == "vtt" else []
    return "\n".join([*head, *blocks])


def write_captions(folder: Path, book: Book) -> list[Path]:
    """Write both forms for every page, in folders as the pages are.

    Raises:
        StoreError: a file cannot be written.
    """
    written = []
    for page in book.pages:
        for form in ENDINGS:
            target = (folder / page.name).with_suffix(f".{form}")
            if not target.resolve().is_relative_to(folder.resolve()):
                raise StoreError(f"{page.name} lies outside {folder}.")
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(captions(page, form), encoding="utf-8")
            except OSError as error:
                raise StoreError(f"{target} cannot be written: {error.strerror}.") from None
            written.append(target)
    return written


def _clock(seconds: float, point: str) -> str:
    """`00:01:02.345`, with a comma in SubRip."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{thousandths:03}"
