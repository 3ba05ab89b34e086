"""An editor's ear: of the sentences of ours, those that a listener has no need of are left out.

What a sentence of the page announces itself ("Install it:") needs no announcement. Several examples
in a row are announced once. The kind of a note goes before its first words.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.model import Kind
from mkdocs_qwen_tts.prose.announcements import announcements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts.prose.reader import PassageDraft

_LEADS_IN = (":", "：")
_MERGED = frozenset({Kind.PARAGRAPH, Kind.ITEM, Kind.QUOTE})


def edited(drafts: Sequence[PassageDraft]) -> list[PassageDraft]:
    """The passages of a page as an editor would have them read."""
    kept: list[PassageDraft] = []
    examples = 0
    for at, draft in enumerate(drafts):
        before = kept[-1] if kept else None
        repeated = examples > 0 and draft.role == "code"
        examples = examples + 1 if draft.role == "code" else 0
        if repeated:
            if before is not None and before.role == "code":
                kept[-1] = replace(before, text=_several(examples, before))
        elif draft.role == "code" and before is not None and before.bare == "":
            continue  # the example before it has a title, and is announced
        elif draft.bare is not None and before is not None and before.text.endswith(_LEADS_IN):
            if draft.bare:
                kept.append(replace(draft, text=draft.bare))
            elif _ends_section(drafts, at):
                kept.append(draft)
        elif _belongs(before, draft):
            assert before is not None  # noqa: S101 - or it would not belong to it
            kept[-1] = replace(draft, text=before.text + _joiner(draft) + draft.text)
        elif not (draft.role == "formula" and before is not None and before.role == "formula"):
            kept.append(draft)
    return kept


def _ends_section(drafts: Sequence[PassageDraft], at: int) -> bool:
    """Whether only announcements follow in the section: a colon would be left hanging."""
    follower = next((draft for draft in drafts[at + 1 :] if draft.bare != ""), None)
    return follower is None or follower.kind is Kind.HEADING


def _several(count: int, first: PassageDraft) -> str:
    return announcements(first.language)("codes", count=count)


def _joiner(draft: PassageDraft) -> str:
    return str(announcements(draft.language).entry("joiner"))


def _belongs(before: PassageDraft | None, draft: PassageDraft) -> bool:
    """Whether `before` says what kind of note `draft` begins."""
    return (
        before is not None
        and before.role == "kind"
        and draft.kind in _MERGED
        and not draft.role
        and (before.language, before.voice) == (draft.language, draft.voice)
    )
