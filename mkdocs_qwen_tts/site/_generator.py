"""The generators whose pages are known, and which of them made a page."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from mkdocs_qwen_tts._datafile import yaml_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborHTMLParser, LexborNode


class Home(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the page is known whose title is not declared."""

    selector: str
    title: str


class Generator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the pages of one generator look: a row of `data/generators.yaml`.

    The head of that file explains the fields.
    """

    name: str
    source: str
    content: tuple[str, ...]
    family: str = ""
    signs: tuple[str, ...] = ()
    unknown: bool = False
    fits: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    home: Home | None = None
    site: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    app: tuple[str, ...] = ()


@cache
def generators() -> tuple[Generator, ...]:
    """The rows of the table, in its order."""
    written = yaml_document("mkdocs_qwen_tts.site", "data/generators.yaml")
    return tuple(msgspec.convert(written, list[Generator]))


def generator_of(document: str, tree: LexborHTMLParser) -> Generator | None:
    """The first generator that a page shows the marks of.

    Args:
        document: the whole page.
        tree: what `document` was parsed into.
    """
    return next(
        (
            generator
            for generator in generators()
            if (not generator.signs or any(sign in document for sign in generator.signs))
            and first_of(tree, generator.fits or (*generator.content, *generator.empty)) is not None
        ),
        None,
    )


def first_of(tree: LexborHTMLParser, selectors: Iterable[str]) -> LexborNode | None:
    """The first element that the first matching selector finds."""
    return next((node for node in map(tree.css_first, selectors) if node is not None), None)
