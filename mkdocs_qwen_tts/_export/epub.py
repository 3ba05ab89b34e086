"""A book as EPUB 3 with Media Overlays: a reader highlights each sentence while it is spoken.

The format: EPUB 3.3 and EPUB Media Overlays, W3C Recommendations of 2023.
"""

from __future__ import annotations

import os
import uuid
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mkdocs_qwen_tts._errors import ConfigurationError, StoreError
from mkdocs_qwen_tts._model import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._export.book import Book, BookPage, SpokenSentence
    from mkdocs_qwen_tts._model import Passage

TEMPLATES = Path(__file__).parent / "templates"

COVERS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
"""Pictures that a cover may be, by the ending of their names."""

OPUS = "audio/ogg; codecs=opus"
"""How EPUB 3.3 names Opus."""


@dataclass(frozen=True)
class BookBlock:
    """A passage as an element of a book's page."""

    tag: str
    kind: str
    language: str
    sentences: tuple[tuple[str, SpokenSentence], ...]
    """Each with its id."""


@dataclass(frozen=True)
class Leaf:
    """A page of a book, as its files need it."""

    id: str
    title: str
    language: str
    audio: str
    media_type: str
    duration: float
    blocks: tuple[BookBlock, ...]


def write_epub(path: Path, book: Book) -> None:
    """Write a book as an EPUB file.

    Args:
        path: of the file.
        book: what is in it.

    Raises:
        ConfigurationError: the cover is no PNG and no JPEG.
        StoreError: a file cannot be read or written.
    """
    cover = book.cover
    if cover is not None and cover.suffix.lower() not in COVERS:
        raise ConfigurationError.not_among("--cover", cover.name, list(COVERS), "file ending")
    leaves = [_leaf(number, page, book) for number, page in enumerate(book.pages, 1)]
    facts = {
        "book": book,
        "leaves": leaves,
        "identifier": uuid.uuid5(uuid.NAMESPACE_URL, book.identifier).urn,
        "modified": _modified(),
        "total": sum(leaf.duration for leaf in leaves),
        "cover": f"cover{cover.suffix.lower()}" if cover else "",
        "cover_type": COVERS[cover.suffix.lower()] if cover else "",
    }
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            # The format wants this file first, and not compressed.
            file.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            file.writestr("META-INF/container.xml", _made("container.xml", facts))
            for name in ("package.opf", "nav.xhtml", "book.css"):
                file.writestr(f"EPUB/{name}", _made(name, facts))
            if cover is not None:
                file.write(cover, f"EPUB/{facts['cover']}", zipfile.ZIP_STORED)
            for leaf, page in zip(leaves, book.pages, strict=True):
                inner = {**facts, "leaf": leaf}
                file.writestr(f"EPUB/{leaf.id}.xhtml", _made("page.xhtml", inner))
                file.writestr(f"EPUB/{leaf.id}.smil", _made("page.smil", inner))
                file.write(page.narration.track.path, f"EPUB/{leaf.audio}", zipfile.ZIP_STORED)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}.") from None


def _leaf(number: int, page: BookPage, book: Book) -> Leaf:
    track = page.narration.track
    return Leaf(
        id=f"page{number}",
        title=page.title or page.name,
        language=page.narration.script.language or book.language,
        audio=f"page{number}.{track.format}",
        media_type=OPUS if track.format == "opus" else track.media_type,
        duration=track.duration,
        blocks=tuple(_blocks(page)),
    )


def _blocks(page: BookPage) -> Iterator[BookBlock]:
    by_passage: dict[int, list[tuple[str, SpokenSentence]]] = {}
    for number, sentence in enumerate(page.sentences(), 1):
        by_passage.setdefault(sentence.passage, []).append((f"s{number}", sentence))
    for index, passage in enumerate(page.narration.script.passages):
        if index in by_passage:
            sentences = tuple(by_passage[index])
            yield BookBlock(_tag(passage), passage.kind.value, passage.language or "", sentences)


def _tag(passage: Passage) -> str:
    if passage.kind is Kind.TITLE:
        return "h1"
    if passage.kind is Kind.HEADING:
        return f"h{min(max(passage.level, 1), 6)}"
    return "p"


def _modified() -> str:
    """The time of the book: `SOURCE_DATE_EPOCH` where it is set, else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def _clock(seconds: float) -> str:
    """A clock value of SMIL: `0:01:02.345`."""
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}.{thousandths:03}"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clock"] = _clock
    return made


def _made(name: str, facts: dict[str, object]) -> str:
    return _environment().get_template(name).render(facts)
