"""Images, video, sound, and what else is embedded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.html.tags import BLOCKS
from mkdocs_qwen_tts.model import Kind
from mkdocs_qwen_tts.prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.dom import Element
    from mkdocs_qwen_tts.prose.reader import Reader

_BADGE = re.compile(r"shields\.io|badge|/workflows/.+\.svg|codecov\.io|badgen\.net", re.IGNORECASE)
_ICON_CLASSES = frozenset({"twemoji", "emojione", "gemoji", "emoji", "icon"})
_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|avif)", re.IGNORECASE)


def image(element: Element, reader: Reader) -> None:
    """An image: its alternative text; decoration, icons and badges are passed over."""
    alt = " ".join(element.get("alt").split())
    if not alt or reader.policy("image", element) == "skip" or _is_decoration(element, alt):
        return
    if _stands_alone(element):
        anchor = element if element.offset is not None else reader.here.element or element
        reader.announce(reader.announcements("image", alt=alt.rstrip(".。")), anchor, Kind.IMAGE)
    else:
        reader.add(alt)


def _is_decoration(element: Element, alt: str) -> bool:
    return (
        not _ICON_CLASSES.isdisjoint(element.classes)
        or _BADGE.search(element.get("src")) is not None
        or _FILE_NAME.fullmatch(alt) is not None
        or element.get("role") == "presentation"
    )


def _stands_alone(element: Element) -> bool:
    """Whether nothing but images is in the same block."""
    around = element.parent
    while around is not None and around.tag not in BLOCKS:
        around = around.parent
    return (
        around is None
        or not around.text.strip()
        or around.tag not in {"p", "li", "td", "th", "dd", "dt"}
    )


def caption(element: Element, reader: Reader) -> None:
    """The caption of a figure."""
    reader.block(element, Kind.CAPTION)


def drawing(element: Element, reader: Reader) -> None:
    """An inline SVG: its name where it has one and is an image, never the text in it."""
    name = element.get("aria-label")
    if element.get("role") == "img" and name.strip() and reader.policy("image", element) != "skip":
        if _stands_alone(element):
            reader.announce(reader.announcements("image", alt=name.strip()), element, Kind.IMAGE)
        else:
            reader.add(name)


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


RULES = (
    rule(image, "img"),
    rule(nothing, "span i", "twemoji emoji"),
    rule(caption, "figcaption"),
    rule(drawing, "svg"),
    rule(video, "video"),
    rule(recording, "audio"),
    rule(frame, "iframe object embed"),
    rule(nothing, "canvas"),
)
