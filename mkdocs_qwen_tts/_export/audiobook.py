"""A book as one M4B file with chapters, by ffmpeg.

Each track is decoded and its samples are counted, so that a chapter begins where it is heard: the
durations that encoders state add up to seconds of error over hundreds of pages.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import AudioError

if TYPE_CHECKING:
    from mkdocs_qwen_tts._export.book import Book, BookPage

SAMPLE_RATE = 24_000
"""Hertz; what speech models send."""

BYTES_PER_SECOND = 2 * SAMPLE_RATE

BITRATE = "64k"

GAP_SECONDS = 1.5
"""Silence between two pages."""

LOWEST_HEADING = 2
"""Headings down to this level begin a chapter of their own."""


@dataclass(frozen=True)
class BookChapter:
    """A place to start listening in a book."""

    title: str
    start: float
    """Seconds of the book."""


def write_audiobook(path: Path, book: Book) -> tuple[BookChapter, ...]:
    """Write a book as an M4B file.

    Args:
        path: of the file.
        book: what is in it.

    Returns:
        Its chapters: one for each page, and one for each section of a page.

    Raises:
        AudioError: ffmpeg is missing or fails.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise AudioError(
            "An audiobook needs the program ffmpeg (apt, brew or winget install ffmpeg)."
        )
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder) / "sound.m4a"
        starts, end = _encode(program, book.pages, sound)
        chapters = tuple(_chapters(book.pages, starts))
        about = Path(folder) / "chapters.txt"
        about.write_text(_metadata(book, chapters, end), encoding="utf-8")
        made = Path(folder) / "book.m4b"
        inputs = ["-i", str(sound), "-i", str(about)]
        outputs = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1", "-c", "copy"]
        if book.cover is not None:
            inputs += ["-i", str(book.cover)]
            outputs += ["-map", "2:v", "-disposition:v:0", "attached_pic"]
        _run(program, [*inputs, *outputs, "-movflags", "+faststart", "-f", "ipod", str(made)])
        try:
            shutil.move(made, path)
        except OSError as error:
            raise AudioError(f"{path} cannot be written: {error.strerror}.") from None
    return chapters


def _encode(program: str, pages: tuple[BookPage, ...], target: Path) -> tuple[list[float], float]:
    """Encode all tracks as one.

    Returns:
        Seconds at which each page begins, and the length of the whole.
    """
    raw = ["-f", "s16le", "-ar", str(SAMPLE_RATE), "-ac", "1"]
    arguments = [*raw, "-i", "-", "-c:a", "aac", "-b:a", BITRATE, str(target)]
    command = [program, "-nostdin", "-v", "error", "-y", *arguments]
    starts, written = [], 0
    with tempfile.TemporaryFile() as said:
        encoder = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said)  # noqa: S603 - no shell
        assert encoder.stdin is not None  # noqa: S101 - a pipe was asked for
        try:
            for page in pages:
                if written:
                    written += encoder.stdin.write(bytes(round(GAP_SECONDS * SAMPLE_RATE) * 2))
                starts.append(written / BYTES_PER_SECOND)
                samples = _run(program, ["-i", str(page.narration.track.path), *raw, "-"])
                written += encoder.stdin.write(samples)
            encoder.stdin.close()
        except BrokenPipeError:
            pass  # its own words, below, say why
        if encoder.wait():
            said.seek(0)
            raise AudioError(_complaint(said.read()))
    return starts, written / BYTES_PER_SECOND


def _chapters(pages: tuple[BookPage, ...], starts: list[float]) -> list[BookChapter]:
    found = []
    for page, start in zip(pages, starts, strict=True):
        found.append(BookChapter(page.title or page.name, start))
        found += [
            BookChapter(chapter.title, start + chapter.start)
            for chapter in page.narration.chapters
            if 1 < chapter.level <= LOWEST_HEADING
        ]
    return found


def _metadata(book: Book, chapters: tuple[BookChapter, ...], end: float) -> str:
    """The book's tags and chapters in ffmpeg's own format."""
    tags = {"title": book.title, "artist": book.author, "album": book.title, "genre": "Audiobook"}
    lines = [";FFMETADATA1", *(f"{name}={_escaped(value)}" for name, value in tags.items())]
    ends = [one.start for one in chapters[1:]] + [end]
    for chapter, until in zip(chapters, ends, strict=True):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000"]
        lines += [f"START={round(chapter.start * 1000)}", f"END={round(until * 1000)}"]
        lines.append(f"title={_escaped(chapter.title)}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r"([=;#\\])", r"\\\1", " ".join(text.split()))


def _run(program: str, arguments: list[str]) -> bytes:
    command = [program, "-nostdin", "-v", "error", "-y", *arguments]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    if done.returncode:
        raise AudioError(_complaint(done.stderr))
    return done.stdout


def _complaint(said: bytes) -> str:
    return f"ffmpeg cannot make the audiobook: {said.decode('utf-8', 'replace').strip()[:400]}"
