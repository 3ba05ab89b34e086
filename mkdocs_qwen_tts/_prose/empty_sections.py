"""Sections of which nothing is left to say, and pages of them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.language import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._model import Script
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.passage_draft import PassageDraft

_NAMES = frozenset({Kind.TITLE, Kind.HEADING})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TELLS_NOTHING = frozenset({"code", "silent", "skip"})
"""Policies that leave nothing to tell of what they cover, as a table's summary does."""
_FEW = 2
"""Headings, a page's title among them, that are nothing to listen to by themselves."""
_LINKS = 0.9
"""Share of the words of a section that are links, if it leads around."""
_NEAR = 300
"""Elements of a section that are looked at."""
_DECLARATIONS = frozenset({"pre", "table"})
"""Elements whose links are types in a declaration."""
_OUTWARD = 3
"""Elements around a heading in which its section may go on: `<header><h2>`."""


def has_prose(script: Script) -> bool:
    """Whether a page says more than what it is called and that it holds code.

    The pages that Sphinx makes of a table of contents do not, nor do those of a program's source.
    """
    names = [passage.kind in _NAMES for passage in script.passages]
    if sum(names) > _FEW or script.coverage is None:
        return True
    ours = [each.kind is Kind.ANNOUNCEMENT and each.spoken_only for each in script.passages]
    told = {policy for policy, _ in script.coverage.covered}
    return not (told <= _TELLS_NOTHING and all(map(any, zip(names, ours, strict=True))))


def without_empty_sections(drafts: list[PassageDraft]) -> list[PassageDraft]:
    """Without headings over links that lead around: these are not read, and nothing follows."""
    places: dict[int, dict[int, int]] = {}
    return [
        draft
        for draft, behind in zip(drafts, [*drafts[1:], None], strict=False)
        if not (_is_bare(draft, behind) and _leads_around(draft.element, places))
    ]


def _is_bare(draft: PassageDraft, behind: PassageDraft | None) -> bool:
    return (
        draft.kind is Kind.HEADING
        and draft.element is not None
        and (behind is None or (behind.kind is Kind.HEADING and behind.level <= draft.level))
    )


def _leads_around(heading: Element | None, places: dict[int, dict[int, int]]) -> bool:
    """Whether nothing but links stands between a heading and the next one."""
    every = linked = 0
    for text, is_link in islice(_section(heading, places), _NEAR):
        count = words(text)
        every += count
        linked += count if is_link else 0
    return linked > 0 and linked >= _LINKS * every


def _section(
    heading: Element | None, places: dict[int, dict[int, int]]
) -> Iterator[tuple[str, bool]]:
    """The texts behind a heading as far as the next one, and whether each is a link.

    Args:
        heading: the heading.
        places: where the children of an element stand in it, for those that were asked before.
    """
    inside = heading
    for _ in range(_OUTWARD):
        around = inside.parent if inside is not None else None
        if around is None or inside is None:
            return
        at = places.get(id(around))
        if at is None:
            at = {id(child): number for number, child in enumerate(around.children)}
            places[id(around)] = at
        for number in range(at[id(inside)] + 1, len(around.children)):
            child = around.children[number]
            if isinstance(child, str):
                yield child, False
                continue
            found = _texts(child)
            if found is None:
                return
            yield from found
        inside = around


def _texts(element: Element) -> list[tuple[str, bool]] | None:
    """The texts in an element, and whether each is a link; `None` where a heading is in it.

    What stands before a heading in one element belongs to it, as the link to a function does.
    """
    found: list[tuple[str, bool]] = []
    stack: list[tuple[Element | str, bool | None]] = [(element, False)]
    while stack:
        one, is_link = stack.pop()
        if isinstance(one, str):
            found.append((one, bool(is_link)))
        elif one.tag in _HEADINGS:
            return None
        elif not one.hidden:
            if one.tag in _DECLARATIONS:
                is_link = None  # nothing in it is one
            elif is_link is not None:
                is_link = is_link or one.tag == "a"
            stack += [(child, is_link) for child in reversed(one.children)]
    return found
