"""A page's content becomes its script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind, Passage, Script
from mkdocs_qwen_tts._prose import language
from mkdocs_qwen_tts._prose.block import folded
from mkdocs_qwen_tts._prose.coverage import coverage, coverage_warning
from mkdocs_qwen_tts._prose.dom import Element, parse
from mkdocs_qwen_tts._prose.empty_sections import without_empty_sections
from mkdocs_qwen_tts._prose.headings_listed import without_lists_of_headings
from mkdocs_qwen_tts._prose.passage_draft import PassageDraft
from mkdocs_qwen_tts._prose.reader import Reader
from mkdocs_qwen_tts._prose.reading_budget import PageOverBudgetError, ReadingBudget
from mkdocs_qwen_tts._prose.rulebook import rulebook
from mkdocs_qwen_tts._prose.rules.silent import is_imprint
from mkdocs_qwen_tts._prose.say import verbalizer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._model import SourcePage
    from mkdocs_qwen_tts._settings import Pauses, Settings

CONTINUED = 0.0
"""Seconds between the parts of a sentence that changes its language."""


def extract_script(page: SourcePage, settings: Settings) -> Script:
    """What will be spoken for a page: pure, offline, and the same for the same page and settings.

    A page that would take too long or too much memory has an empty script, and a note that says
    why.

    Args:
        page: the page's content as HTML.
        settings: with the page's own overrides laid over them already (`Settings.for_page`).

    Raises:
        ConfigurationError: when `prose.skip` holds something that is not a CSS selector.
    """
    root = parse(page.html, settings.prose.skip)
    tag = language.tag_of(settings.language) or language.normal(page.language)
    if isinstance(root, str):
        return _unread(page, tag, root)
    notes: list[str] = []
    if tag is None:
        tag = language.guess(f"{page.title} {root.text}")
        if tag != language.FALLBACK:  # what everybody assumes needs no telling
            notes.append(
                f"{page.name}: nothing declares the page's language; its {_told_by(tag)} suggest "
                f"{tag}."
            )
    elif language.primary(tag) in language.LATIN:
        seems = language.guess(root.text, language.MOSTLY)
        if seems not in {language.FALLBACK, language.primary(tag)}:
            notes.append(
                f"{page.name}: its language is {tag}, but most of its {_told_by(seems)} are those "
                f"of {seems}; set `language: {seems}` for it where that is wrong."
            )
    budget = ReadingBudget(len(page.html))
    reader = Reader(settings.prose, rulebook(page.generator), root, tag, budget)
    try:
        read = [draft for draft in reader.read_page() if not is_imprint(draft)]
        read = without_lists_of_headings(_without_contents(read))
        read = without_empty_sections(read)
    except PageOverBudgetError as error:
        return _unread(page, tag, str(error))
    title = _DIRECTORY.sub("", page.title)
    drafts = _titled_once(_with_title(read, title, settings, tag, page.generator))
    elements = sorted(
        {
            draft.element.offset
            for draft in drafts
            if draft.element and draft.element.offset is not None
        }
    )
    anchors = {offset: number for number, offset in enumerate(elements)}
    pauses = _pauses(drafts, settings.audio.pauses)
    passages = tuple(
        _passage(draft, pause, anchors, tag) for draft, pause in zip(drafts, pauses, strict=True)
    )
    covered = coverage(root, page)
    if passages and (concern := coverage_warning(page, covered)):
        notes.append(concern)
    return Script(
        page=page.key,
        title=page.title,
        language=tag,
        passages=passages,
        elements=tuple(elements),
        notes=(*notes, *(_passed_over(page, own) for own in reader.unknown_wishes)),
        coverage=covered,
    )


def _told_by(tag: str) -> str:
    """What a language is told by."""
    return "usual words" if tag in language.LATIN else "letters"


def _passed_over(page: SourcePage, wish: str) -> str:
    return (
        f'{page.name}: data-narration="{wish}" is none of skip, announce and read, and is passed '
        f"over."
    )


def _unread(page: SourcePage, tag: str | None, why: str) -> Script:
    note = f"{page.name}: {why}; it is not spoken."
    return Script(page.key, page.title, tag or language.FALLBACK, (), (), (note,))


def _with_title(
    drafts: list[PassageDraft],
    title: str,
    settings: Settings,
    tag: str | None,
    generator: str,
) -> list[PassageDraft]:
    """The first h1 is the page's title, and so is a first heading that says it; else it is added.

    Many generators put the title outside the content. There an h1 behind other prose is a section.
    """
    say = verbalizer(language.primary(tag), settings.prose.url)
    said = "" if _NO_TITLE.fullmatch(title.strip()) else folded(say.text(title))
    if generator == "texinfo" and drafts and drafts[0].kind is Kind.HEADING:
        drafts[0].kind = Kind.TITLE  # `title` is how the file is called
        return drafts
    for number, draft in enumerate(drafts):
        if draft.kind is not Kind.HEADING:
            continue
        own = (
            draft.level == 1
            and (not said or generator != "doxygen")  # it sets a page's title outside
            and (not number or not said or not _is_prose(drafts[:number]))
        )
        if own and said and _NO_TITLES.fullmatch(draft.text.casefold()) and settings.prose.title:
            break  # the first section of a manual page
        if own or _are_alike(draft.text, said):
            draft.kind = Kind.TITLE
            return drafts
        if draft.level == 1:
            break
    if not (settings.prose.title and said and drafts):
        return drafts
    first = drafts[0]
    if first.kind is Kind.PARAGRAPH and _are_alike(first.text, said):
        first.kind, first.level = Kind.TITLE, 1  # only its looks say that it is the title
        return drafts
    return [PassageDraft(Kind.TITLE, said, None, tag, None, level=1, spoken_only=True), *drafts]


def _without_contents(drafts: list[PassageDraft]) -> list[PassageDraft]:
    """Without a line near the top that lists the headings below it, as groff writes one."""
    headings = {draft.text for draft in drafts if draft.kind is Kind.HEADING}
    for number, draft in enumerate(drafts[:_TOP]):
        names = draft.text.split(", ")
        if draft.kind is Kind.PARAGRAPH and len(names) >= _NAMES and headings.issuperset(names):
            return drafts[:number] + drafts[number + 1 :]
    return drafts


_TOP, _NAMES = 3, 3
"""Passages among which a list of the headings stands, and how many it names, at least."""
_NO_TITLE = re.compile(r"[\w.-]+\.x?html?|(?:.*\s)?<no title>.*")
"""The name of a file, which groff gives as a title, and what Sphinx gives where there is none."""
_NO_TITLES = re.compile(
    r"(?:name|名称|名稱|名前|이름|nom|nombre|nome|имя|название|bezeichnung)(?:\s?[(（].*[)）])?"
)
"""What manual pages begin with, in the place of a title: `NAME`, `NAME(名称)`."""
_DIRECTORY = re.compile(r"^(?:/[\w.+~-]+)+/(?=[\w.+-]+ File Reference$)")
"""Where a file was when Doxygen read it."""


def _titled_once(drafts: list[PassageDraft]) -> list[PassageDraft]:
    """Without a heading or a paragraph that says nothing but what the title before it said."""
    said = drafts[:2]
    if [draft.kind for draft in said] == [Kind.TITLE, Kind.PARAGRAPH] and len(drafts) > len(said):
        title, brief = (draft.text.rstrip(".。").casefold() for draft in said)
        return [said[0], *drafts[2:]] if title == brief else drafts
    pair = [draft.kind for draft in said] == [Kind.TITLE, Kind.HEADING]
    third = drafts[len(said)] if len(drafts) > len(said) else None
    if (
        pair
        and third is not None
        and third.kind is Kind.PARAGRAPH
        and third.text.casefold() == f"{said[0].text.casefold()}."
    ):
        drafts = [*said, *drafts[len(said) + 1 :]]
    if (
        pair
        and said[0].spoken_only
        and said[1]
        .text.casefold()
        .startswith(
            tuple(f"{said[0].text.casefold()}{sign}" for sign in (" -", ":", " –", " —", "."))
        )
    ):
        said[1].kind, said[1].level = Kind.TITLE, 1  # "Appendix 7" and "Appendix 7 - Signs"
        return drafts[1:]
    if pair and _are_alike(said[1].text, said[0].text) and not _names_more(*said):
        kept = said[1] if said[0].spoken_only else said[0]  # that which stands on the page
        kept.kind, kept.level = Kind.TITLE, 1
        return [kept, *drafts[2:]]
    return drafts


def _names_more(title: PassageDraft, heading: PassageDraft) -> bool:
    """Whether a letter before a heading belongs to it: "C API" under "API" is no appendix."""
    return _LETTER.match(heading.text) is not None and _LETTER.match(title.text) is None


def _is_prose(drafts: list[PassageDraft]) -> bool:
    return any(draft.kind is Kind.PARAGRAPH for draft in drafts)


_NUMBER = re.compile(
    r"^(?:(?:chapter|appendix)\s+)?[\dA-Z]?[\d.]*[.:]?\s+(?:[-–—]\s+)?", re.IGNORECASE
)

_LETTER = re.compile(r"[A-Za-z]\s")


def _are_alike(heading: str, title: str) -> bool:
    """Whether a heading says the title, the number of the chapter aside."""
    first, second = heading.casefold().strip(), title.casefold().strip()
    return bool(first) and (first == second or _NUMBER.sub("", first) == _NUMBER.sub("", second))


def _passage(
    draft: PassageDraft, pause: float, anchors: dict[int, int], tag: str | None
) -> Passage:
    element = draft.element
    offset = element.offset if element else None
    return Passage(
        kind=draft.kind,
        text=draft.text,
        anchor=None if offset is None else anchors[offset],
        language=draft.language if draft.language != tag else None,
        voice=draft.voice,
        level=draft.level,
        id=_id(element) if element else None,
        spoken_only=draft.spoken_only,
        pause=pause,
    )


def _id(element: Element) -> str | None:
    """Where a deep link points: the element's id, or that of the section it heads."""
    own = element.get("id")
    if own:
        return own
    parent = element.parent
    if (
        element.tag[0] == "h"
        and element.tag[1:].isdecimal()
        and parent is not None
        and parent.tag == "section"
    ):
        return parent.get("id") or None
    return None


def _pauses(drafts: list[PassageDraft], pauses: Pauses) -> Iterator[float]:
    """Seconds of silence behind each passage."""
    for draft, follower in zip(drafts, [*drafts[1:], None], strict=False):
        if follower is not None and draft.continues and follower.element is draft.element:
            yield CONTINUED
        elif (
            follower is not None
            and follower.kind is Kind.HEADING
            and draft.kind not in {Kind.TITLE, Kind.HEADING}
        ):
            yield pauses.section
        else:
            yield float(getattr(pauses, draft.kind.name.lower()))
