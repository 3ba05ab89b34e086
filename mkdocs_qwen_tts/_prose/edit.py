"""An editor's ear: of the sentences of ours, those that a listener has no need of are left out.

What a sentence of the page announces itself ("Install it:") needs no announcement of its own: it is
named behind the colon. Several examples in a row are announced once. The kind of a note goes before
its first words. Of headings alike with nothing between them, as of variants that nobody describes,
one is said.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.sentences import is_ended

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.passage_draft import PassageDraft

_LEADS_IN = (":", "：")
_MERGED = frozenset({Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE})
_NAMES = frozenset({Kind.HEADING, Kind.TITLE})
_CODE = frozenset({"code", "titled code"})


def edited(drafts: Sequence[PassageDraft]) -> list[PassageDraft]:
    """The passages of a page as an editor would have them read."""
    kept: list[PassageDraft] = []
    examples = 0
    lead: PassageDraft | None = None  # the sentence that announces the examples at hand
    previous = ""
    for draft in _once(drafts):
        before = kept[-1] if kept else None
        examples = examples + 1 if draft.role == "code" else 0
        follows, previous = draft.role == "code" and previous in _CODE, draft.role
        if follows:  # one with a title before it has been told with more than its length
            if before is not None and examples > 1:
                several = _several(examples, before)
                kept[-1] = replace(before, text=several) if lead is None else _behind(lead, several)
            continue
        lead = None
        if draft.bare is not None and before is not None and leads_in(before):
            if draft.bare:
                kept.append(replace(draft, text=draft.bare))
            else:
                lead = before
                kept[-1] = _behind(before, draft.brief or draft.text)
        elif _belongs(before, draft):
            assert before is not None  # noqa: S101 - or it would not belong to it
            own = "" if _says_itself(before, draft) else before.text + _joiner(draft)
            kept[-1] = replace(draft, text=own + draft.text)
        elif not (draft.role == "formula" and before is not None and before.role == "formula"):
            kept.append(draft)
    return kept


def _once(drafts: Sequence[PassageDraft]) -> Iterator[PassageDraft]:
    """The passages without those that only say what was said just before.

    Those are headings and paragraphs that say what the heading right before them said, the name
    beside an icon below the section that is called so, and what stands beside a picture in the
    picture's own words. Lines of words alone that are alike were meant so, as in a song.
    """
    before: PassageDraft | None = None
    heading = ""
    for draft in drafts:
        heads = draft.kind in _NAMES
        again = draft.kind is Kind.PARAGRAPH and draft.text == heading and not draft.role
        behind = before is not None and before.kind in _NAMES
        again = again and (behind or _is_by_picture(draft))
        heading = draft.text if heads else heading
        if not again and not (before is not None and _repeats(draft, before)):
            yield draft
        before = draft


def _repeats(draft: PassageDraft, before: PassageDraft) -> bool:
    """Whether a heading says the same as the one right before it, or a caption as its picture."""
    if before.kind is draft.kind is Kind.HEADING:
        return (before.text, before.level) == (draft.text, draft.level)
    twice = before.kind is draft.kind is Kind.PARAGRAPH and before.text == draft.text
    if twice and not draft.role and not is_ended(draft.text):
        return _is_by_picture(draft) or _is_by_picture(before)
    return _is_caption_of(draft, before)


def _is_by_picture(draft: PassageDraft) -> bool:
    """Whether a picture stands in the element of a passage, or right before it or its cell."""
    element = draft.element
    if element is None:
        return False
    beside = (_element_before(one) for one in (element, element.parent) if one is not None)
    return any(map(_shows_picture, (element, *beside)))


def _element_before(element: Element) -> Element | None:
    around = element.parent.children if element.parent is not None else []
    before = around[max(0, element.place - _NEAR) : element.place]
    return next((one for one in reversed(before) if not isinstance(one, str)), None)


_NEAR = 3
"""Elements and texts before a passage's own, among which its picture is."""
_FEW = 12
"""Elements in either of them, among which it is."""


def _shows_picture(element: Element | None) -> bool:
    return element is not None and (
        element.tag in _PICTURES
        or any(each.tag in _PICTURES for each in islice(element.walk(), _FEW))
    )


_PICTURES = frozenset({"img", "svg", "picture"})


def _is_caption_of(draft: PassageDraft, before: PassageDraft) -> bool:
    """Whether this is what stands below a picture, in the words that it was announced with."""
    if before.kind is not Kind.IMAGE or not before.bare or draft.role:
        return False
    return draft.text.rstrip(".。") == before.bare.rstrip(".。")


def leads_in(draft: PassageDraft) -> bool:
    """Whether a passage announces what stands behind it: "Install it:"."""
    return draft.text.endswith(_LEADS_IN) and draft.kind not in _NAMES


def _behind(lead: PassageDraft, brief: str) -> PassageDraft:
    """A sentence with what it announces, which a colon would leave hanging."""
    return replace(lead, text=lead.text + _joiner(lead) + brief)


def _several(count: int, first: PassageDraft) -> str:
    return announcements(first.language)("codes", count=count)


def _joiner(draft: PassageDraft) -> str:
    return str(announcements(draft.language).entry("joiner"))


def _says_itself(kind: PassageDraft, draft: PassageDraft) -> bool:
    """Whether the first words of a note say of what kind it is: "Note: the lamp is hot."."""
    name = kind.text.rstrip(".。 ").casefold()
    begun = draft.text[: len(name) + 2].casefold()
    return begun.startswith(name) and begun[len(name) :].lstrip()[:1] in {":", "：", "!", "！"}


def _belongs(before: PassageDraft | None, draft: PassageDraft) -> bool:
    """Whether `before` says what kind of note `draft` begins."""
    return (
        before is not None
        and before.role == "kind"
        and draft.kind in _MERGED
        and not draft.role
        and (before.language, before.voice) == (draft.language, draft.voice)
    )
