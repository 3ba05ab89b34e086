"""What the pages of a site used, in as little memory as it takes: there may be many thousands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from mkdocs_qwen_tts._store.layout import NO_NAME

BYTES = 32
"""Of a name, which is a digest; as a string it takes 113, and as the text of a record 67."""


class PageRecord(Struct, frozen=True):
    """What one page last used."""

    track: str
    """Key of its track."""
    clips: tuple[str, ...]
    """Fingerprints of its utterances."""
    coming: str = ""
    """Key of the track that a running build makes of them."""


class SitePages(Mapping[str, PageRecord]):
    """The pages of a site by their keys, kept as the bytes of the names in their records.

    Args:
        pages: what is in it at first.
    """

    __slots__ = ("_packed",)

    def __init__(self, pages: Mapping[str, PageRecord] | None = None) -> None:
        self._packed: dict[str, bytes] = {}
        if pages is not None:
            self.update(pages)

    def update(self, pages: Mapping[str, PageRecord]) -> None:
        """Take in other pages, in place of those with the same keys."""
        if isinstance(pages, SitePages):
            self._packed.update(pages._packed)  # noqa: SLF001 - of the same class
            return
        for key, one in pages.items():
            self[key] = one

    def __setitem__(self, key: str, one: PageRecord) -> None:
        names = (one.track or NO_NAME, one.coming or NO_NAME, *one.clips)
        self._packed[key] = bytes.fromhex("".join(names))

    def __getitem__(self, key: str) -> PageRecord:
        track, coming, *clips = _names(self._packed[key])
        return PageRecord(_given(track), tuple(clips), _given(coming))

    def __contains__(self, key: object) -> bool:
        return key in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SitePages):
            return self._packed == other._packed
        return isinstance(other, Mapping) and dict(self) == other

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        return repr(dict(self))


def _names(packed: bytes) -> Iterable[str]:
    digits = packed.hex()
    return (digits[at : at + 2 * BYTES] for at in range(0, len(digits), 2 * BYTES))


def _given(name: str) -> str:
    return "" if name == NO_NAME else name
