"""A set of digests in little more memory than their bytes take."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

BYTES = 32
"""Of a digest; as a string in a set it takes more than 200."""

SHARD_DIGITS = 3
"""Hexadecimal digits by which digests are laid together: a million of them are 250 in each of 4096
places, which is gone through in a microsecond."""


class DigestSet(Collection[str]):
    """Takes digests and says which are in it; a large site has a million of them.

    Args:
        digests: what is in it at first, as 64 hexadecimal digits each.
    """

    __slots__ = ("_length", "_shards")

    def __init__(self, digests: Iterable[str] = ()) -> None:
        self._shards: dict[str, bytearray] = {}
        self._length = 0
        self.update(digests)

    def update(self, digests: Iterable[str]) -> None:
        """Take in more of them; what is there already is not taken twice.

        Raises:
            ValueError: something is no digest.
        """
        for digest in digests:
            if digest in self:
                continue
            packed = bytes.fromhex(digest)
            if len(packed) != BYTES:
                raise ValueError(f"{digest!r} has not 64 hexadecimal digits")
            self._shards.setdefault(digest[:SHARD_DIGITS], bytearray()).extend(packed)
            self._length += 1

    def __contains__(self, digest: object) -> bool:
        if not isinstance(digest, str) or len(digest) != 2 * BYTES:
            return False
        shard = self._shards.get(digest[:SHARD_DIGITS])
        if shard is None:
            return False
        try:
            packed = bytes.fromhex(digest)
        except ValueError:
            return False
        if len(packed) != BYTES:  # there are blanks in it
            return False
        at = shard.find(packed)
        while at % BYTES and at >= 0:  # the end of one and the beginning of the next
            at = shard.find(packed, at + 1)
        return at >= 0

    def __iter__(self) -> Iterator[str]:
        for shard in self._shards.values():
            digits = shard.hex()
            for at in range(0, len(digits), 2 * BYTES):
                yield digits[at : at + 2 * BYTES]

    def __len__(self) -> int:
        return self._length
