"""How files of sound begin, from `containers.csv`: a new one is a row there."""

from __future__ import annotations

from mkdocs_qwen_tts._datafile import csv_rows

CONTAINER_MARK_BYTES = 12
"""How many first bytes of a file are enough to recognise its container."""

ContainerMark = tuple[tuple[int, bytes], ...]
"""`(offset, bytes)`: all of them stand in the file."""


def _marks(written: str) -> tuple[ContainerMark, ...]:
    """`0:52494646+8:57415645 0:…`: a space is "or", a plus is "and"."""
    return tuple(
        tuple((int(at), bytes.fromhex(text)) for at, text in (one.split(":") for one in each))
        for each in (mark.split("+") for mark in written.split())
    )


CONTAINER_MARKS: dict[str, tuple[ContainerMark, ...]] = {
    row["name"]: _marks(row["marks"]) for row in csv_rows(__package__, "containers.csv")
}
"""By the name of the container; one of its marks stands in every file."""


def written_mark(container: str) -> tuple[bytes, ...]:
    """What a file of this container is written with, in order: the parts of its first mark."""
    return tuple(text for _, text in CONTAINER_MARKS[container][0])


def begins_like(container: str, data: bytes) -> bool:
    """Whether a file that begins so can be of this container."""
    return any(
        all(data[at : at + len(text)] == text for at, text in mark)
        for mark in CONTAINER_MARKS[container]
    )


def container_of(data: bytes) -> str:
    """The container of a file by its first bytes: `wav`, `mp3`, …; empty if there is none.

    Raw samples can begin like a frame of MP3 by chance. A caller that accepts both must look at a
    second frame too.
    """
    return next((name for name in CONTAINER_MARKS if begins_like(name, data)), "")
