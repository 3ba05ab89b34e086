"""Captions of a page, as WebVTT (a W3C format) and as SubRip: one for each sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._player import captions

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts._export.book import Book, BookPage


def subrip(page: BookPage) -> str:
    """The captions of a page as SubRip, which knows neither tags nor entities."""
    blocks = []
    for number, one in enumerate(page.sentences(), 1):
        times = f"{_clock(one.start)} --> {_clock(one.end)}"
        blocks.append(f"{number}\n{times}\n{one.text.replace('-->', '→')}\n")
    return "\n".join(blocks)


def write_captions(folder: Path, book: Book) -> list[Path]:
    """Write both forms for every page, in folders as the pages are.

    Raises:
        StoreError: a file cannot be written.
    """
    written = []
    for page in book.pages:
        for ending, text in ((".vtt", captions(page.narration)), (".srt", subrip(page))):
            target = (folder / page.name).with_suffix(ending)
            if not target.resolve().is_relative_to(folder.resolve()):
                raise StoreError(f"{page.name} lies outside {folder}.")
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
            except OSError as error:
                raise StoreError(f"{target} cannot be written: {error.strerror}.") from None
            written.append(target)
    return written


def _clock(seconds: float) -> str:
    """`00:01:02,345`."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},{thousandths:03}"
