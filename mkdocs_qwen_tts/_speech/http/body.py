"""The bytes of an answer: decoded, bounded in what they unpack to, and in time.

The client asks for bodies as they are. A server or a proxy may compress one all the same, once; a
body that is compressed several times over is an attack, for each turn multiplies it by a thousand.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import BadAudioError, TransportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PIECE_BYTES = 64 * 1024
"""What is unpacked at a time."""

ENCODINGS = {"": 0, "identity": 0, "gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}
"""For each way in which a body may be packed, how zlib is told of it; 0: it is not packed."""


def unpacked(chunks: Iterable[bytes], encoding: str, most: int) -> Iterator[bytes]:
    """The bytes of a body.

    Args:
        chunks: as they came.
        encoding: what `Content-Encoding` says.
        most: how many bytes are accepted.

    Raises:
        BadAudioError: there are more of them, or they are packed in a way that nobody asked for.
        TransportError: what is packed is damaged.
    """
    kind = encoding.strip().lower()
    if kind not in ENCODINGS:
        raise BadAudioError(f"the answer is packed as {kind[:40]!r}, which was not asked for")
    unpacking = ENCODINGS[kind]
    total = 0
    for piece in _inflated(chunks, unpacking) if unpacking else chunks:
        total += len(piece)
        if total > most:
            raise BadAudioError(f"the answer is larger than {most} bytes")
        yield piece


def _inflated(chunks: Iterable[bytes], window: int) -> Iterator[bytes]:
    packed = zlib.decompressobj(window)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                yield packed.decompress(rest, PIECE_BYTES)
                rest = packed.unconsumed_tail
        yield packed.flush(PIECE_BYTES)
    except zlib.error:
        raise TransportError("the answer is packed, and what it is packed in is damaged") from None
