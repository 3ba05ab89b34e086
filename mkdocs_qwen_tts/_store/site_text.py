"""The record of a site as a text, a page at a time: that of a large one has tens of megabytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec

from mkdocs_qwen_tts._store.seal import CHECK, SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs_qwen_tts._store.seal import Seal
    from mkdocs_qwen_tts._store.site_pages import PageRecord

PAGES = "pages"


class SiteText:
    """The same bytes as `Seal.closed` makes of the whole record, in parts; they may be had again.

    Args:
        seal: closes it.
        head: what every record says of itself.
        pages: what each page used.
    """

    def __init__(
        self, seal: Seal, head: Mapping[str, Any], pages: Mapping[str, PageRecord]
    ) -> None:
        self._pages = pages
        self._head = dict(head)
        if seal.signs:
            self._head[SIGNATURE] = seal.signature_of(self._canonical())
        check = hashlib.sha256()
        for part in self._canonical():
            check.update(part)
        self._head[CHECK] = check.hexdigest()

    def __iter__(self) -> Iterator[bytes]:
        yield b"{"
        for number, field in enumerate(self._fields()):
            yield (b",\n " if number else b"\n ") + _json(field) + b": "
            if field == PAGES:
                yield from self._readable_pages()
            else:
                yield _json(self._head[field])
        yield b"\n}\n"

    def _readable_pages(self) -> Iterator[bytes]:
        for number, key in enumerate(sorted(self._pages)):
            shown = msgspec.json.format(_json({key: _facts(self._pages[key])}), indent=1)
            yield (b"," if number else b"{") + shown[1:-2].replace(b"\n", b"\n ")
        yield b"\n }" if self._pages else b"{}"

    def _canonical(self) -> Iterator[bytes]:
        """The canonical JSON of the record as far as it is known: see `canonical`.

        A site's record has no fractions, which alone msgspec and the standard library write
        otherwise.
        """
        yield b"{"
        for number, field in enumerate(self._fields()):
            yield b"," * (number > 0) + _json(field) + b":"
            if field == PAGES:
                yield b"{"
                for place, key in enumerate(sorted(self._pages)):
                    yield b"," * (place > 0) + _json({key: _facts(self._pages[key])})[1:-1]
                yield b"}"
            else:
                yield _json(self._head[field])
        yield b"}"

    def _fields(self) -> list[str]:
        return sorted([*self._head, PAGES])


def _facts(one: PageRecord) -> dict[str, Any]:
    coming = {"coming": one.coming} if one.coming else {}
    return {"track": one.track, "clips": one.clips, **coming}


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value, order="deterministic")
