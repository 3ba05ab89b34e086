"""An ID3v2.3 tag: title, album, language, length and chapters.

Written here, in the few frames we need, because the library that writes them all is under the GPL.
Sources: id3.org, "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame Addendum 1.0".
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model.containers import written_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

(_MARK,) = written_mark("mp3")
_HEADER_BYTES = 10
"""The mark, version and flags, and the length of the rest in four."""
_UTF16_WITH_MARK = b"\x01"
_NO_OFFSET = 0xFFFFFFFF
"""A chapter's place in bytes is not given: its time is."""
_CONTENTS_LIMIT = 255
"""Entries of one table of contents: their number is one byte."""
_TOP, _ORDERED = 2, 1
_SEVENS = (21, 14, 7, 0)
"""Where the sevens of bits of a length stand: no byte of one looks like the start of a frame."""


def id3_tag(
    title: str,
    album: str,
    language: str,
    milliseconds: int,
    chapters: Sequence[tuple[int, int, str]],
) -> bytes:
    """The tag, to stand before the first MPEG frame.

    `language` is an ISO 639-2 code or empty; `chapters` are `(start, end, title)` in milliseconds,
    in order.
    """
    frames = [
        _text(b"TIT2", title),
        _text(b"TALB", album) if album else b"",
        _text(b"TLAN", language) if language else b"",
        _text(b"TLEN", str(milliseconds)),
    ]
    if chapters:
        names = [f"ch{number}".encode() for number in range(len(chapters))]
        frames += _contents(names)
        frames += [
            _frame(
                b"CHAP",
                name
                + b"\0"
                + struct.pack(">4I", start, end, _NO_OFFSET, _NO_OFFSET)
                + _text(b"TIT2", heading),
            )
            for name, (start, end, heading) in zip(names, chapters, strict=True)
        ]
    body = b"".join(frames)
    return _MARK + b"\x03\x00\x00" + _synchsafe(len(body)) + body


def tag_length(data: bytes, at: int = 0) -> int:
    """Bytes of the ID3v2 tag that begins at `at`, as far as they are told; 0 if there is none."""
    header = data[at : at + _HEADER_BYTES]
    if not header.startswith(_MARK):
        return 0
    told = header[-len(_SEVENS) :] if len(header) == _HEADER_BYTES else b""
    rest = sum((byte & 0x7F) << shift for byte, shift in zip(told, _SEVENS, strict=False))
    return _HEADER_BYTES + rest


def _contents(names: Sequence[bytes]) -> list[bytes]:
    """The table of contents; of tables, where the chapters are more than one can hold."""
    if len(names) <= _CONTENTS_LIMIT:
        return [_table(b"toc", names, _TOP)]
    groups = [names[at : at + _CONTENTS_LIMIT] for at in range(0, len(names), _CONTENTS_LIMIT)]
    labels = [f"toc{number}".encode() for number in range(len(groups))]
    return [
        _table(b"toc", labels, _TOP),
        *(_table(label, group, 0) for label, group in zip(labels, groups, strict=True)),
    ]


def _table(name: bytes, entries: Sequence[bytes], flags: int) -> bytes:
    return _frame(
        b"CTOC",
        name
        + b"\0"
        + bytes((flags | _ORDERED, len(entries)))
        + b"".join(entry + b"\0" for entry in entries),
    )


def _text(name: bytes, text: str) -> bytes:
    return _frame(name, _UTF16_WITH_MARK + b"\xff\xfe" + text.encode("utf-16-le") + b"\0\0")


def _frame(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">IH", len(body), 0) + body


def _synchsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in _SEVENS)
