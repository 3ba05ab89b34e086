"""Lists of the headings that a page has below, which are ways to them and nothing to hear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.language import words

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.passage_draft import PassageDraft

_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?")
_FEWEST = 3
"""Headings that such a list names, at least."""
_LEAD = 3
"""Words of what stands over it, at most: "Topics:"."""


def without_lists_of_headings(drafts: list[PassageDraft]) -> list[PassageDraft]:
    """The passages before the second heading without those that say the headings below.

    Each heading may be a paragraph of its own, with its number before it, or an entry of a list.
    """
    heads = [at for at, one in enumerate(drafts) if one.kind is Kind.HEADING]
    first = next((at for at in heads if at), 0)
    names = {_name(drafts[at]) for at in heads}
    alike = [at for at in range(first) if _name(drafts[at]) in names]
    dropped: set[int] = set()
    for kind in (Kind.PARAGRAPH, Kind.ITEM):
        own = [at for at in alike if drafts[at].kind is kind]
        if len(own) >= _FEWEST and _is_all(drafts, own, kind):
            around = _around(drafts, own)
            if around is not None:
                dropped.update(own, around)
    return [draft for at, draft in enumerate(drafts) if at not in dropped]


def _name(draft: PassageDraft) -> str:
    return draft.text.rstrip(":：").casefold()


def _is_all(drafts: list[PassageDraft], own: list[int], kind: Kind) -> bool:
    """Whether nothing else of this kind stands among these but numbers, nor beside entries."""
    beside = (own[0] - 1, own[-1] + 1) if kind is Kind.ITEM else ()
    if any(drafts[at].kind is kind for at in beside if at < len(drafts)):
        return False  # a list of things, some of which have sections of their own
    named = set(own)
    return all(
        at in named or drafts[at].kind is not kind or _NUMBERED.fullmatch(drafts[at].text)
        for at in range(own[0], own[-1])
    )


def _around(drafts: list[PassageDraft], own: list[int]) -> list[int] | None:
    """The numbers of the headings, and what stands over the list; `None` below a sentence.

    What "There are three kinds of lamps:" leads to belongs to it.
    """
    numbers = [
        at
        for at in range(max(0, own[0] - 1), own[-1])
        if _NUMBERED.fullmatch(drafts[at].text) and drafts[at].kind is Kind.PARAGRAPH
    ]
    above = min([*numbers, own[0]]) - 1
    lead = drafts[above].text if above >= 0 else ""
    if not lead.endswith((":", "：")):
        return numbers
    return [*numbers, above] if words(lead) <= _LEAD else None
