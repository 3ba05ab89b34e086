"""Video, sound, drawings, and what else is embedded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose import signs
from mkdocs_qwen_tts._prose.rules.button import is_button
from mkdocs_qwen_tts._prose.rules.icon import speaks_alone
from mkdocs_qwen_tts._prose.rules.image import alternatives_of, without_signs
from mkdocs_qwen_tts._prose.rules.rule import rule, skip
from mkdocs_qwen_tts._prose.rules.within_line import block_of, is_wordless, stands_alone

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


def unseen_text(element: Element, reader: Reader) -> None:
    """Text for screen readers alone: said where an icon is all that others see."""
    around = element.parent
    visible = around is not None and reader.once("letters", around, _letters) > _letters(element)
    if not visible and element.tag not in BLOCKS:
        reader.add(reader.said(element.text), "label")


def _letters(element: Element) -> int:
    """How many characters an element shows, without blanks."""
    return sum(map(len, element.text.split()))


def caption(element: Element, reader: Reader) -> None:
    """The caption of a figure, unless its picture says the same."""
    figure, own = element.parent, without_signs(" ".join(element.text.split()))
    told = own and figure is not None and own in reader.once("pictures", figure, alternatives_of)
    if told:
        element.covers = "said"
    else:
        reader.block(element, Kind.CAPTION)


def drawing(element: Element, reader: Reader) -> None:
    """An inline SVG: its name where it has one and is an image, never the text in it."""
    name = element.get("aria-label") or element.get("title")
    row = signs.named(name) or (signs.of_icon(element) if speaks_alone(element, reader) else "")
    if row:
        reader.sign(row)
        return
    if name.strip() and _is_alone_in_cell(element, reader):
        reader.add(reader.said(name.strip()), "label")
        return
    if element.get("role") == "img" and name.strip() and reader.policy("image", element) != "skip":
        if stands_alone(element, reader):
            reader.announce(reader.announcements("image", alt=name.strip()), element, Kind.IMAGE)
        else:
            reader.add(name)


def _is_alone_in_cell(element: Element, reader: Reader) -> bool:
    """Whether a drawing is all that a cell shows."""
    around = block_of(element)
    return reader.is_in_cell and around is not None and is_wordless(around, reader)


def video(element: Element, reader: Reader) -> None:
    """A video."""
    _embedded(element, reader, "video")


def recording(element: Element, reader: Reader) -> None:
    """A recording."""
    _embedded(element, reader, "audio")


def _embedded(element: Element, reader: Reader, name: str) -> None:
    title = (element.get("title") or element.get("aria-label")).strip()
    reader.announce(
        reader.announcements(f"{name}_title", title=title) if title else reader.announcements(name),
        element,
    )


def frame(element: Element, reader: Reader) -> None:
    """Another page, embedded: its title where it has one."""
    reader.flush()
    title = (element.get("title") or element.get("aria-label")).strip()
    if title:
        reader.announce(reader.announcements("embed", title=title), element)


def nothing(element: Element, reader: Reader) -> None:
    """Drawn, not written."""
    del element, reader


_OFF_SCREEN = re.compile(
    r"\bclip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]"
    r"|(?<![\w-])left\s*:\s*-(?:\d{4,5}px|\d{3,5}r?em)\b",
    re.IGNORECASE,
)
"""How a style puts text for screen readers where nobody sees it."""


def _is_off_screen(element: Element) -> bool:
    return "style" in element.attributes and _OFF_SCREEN.search(element.get("style")) is not None


RULES = (
    rule(unseen_text, where=_is_off_screen),
    rule(unseen_text, "", "sr-only visually-hidden visuallyhidden screen-reader-text a11y-hidden"),
    rule(skip, "a", where=is_button),
    rule(caption, "figcaption"),
    rule(drawing, "svg"),
    rule(video, "video"),
    rule(recording, "audio"),
    rule(frame, "iframe object embed"),
    rule(nothing, "canvas"),
)
