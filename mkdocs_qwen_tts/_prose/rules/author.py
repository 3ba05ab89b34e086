"""What authors say about their own elements: `data-narration="skip"` and `data-narration-say`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

SAY = "data-narration-say"

_KINDS = {
    "li": Kind.ITEM,
    "dt": Kind.TERM,
    "dd": Kind.DEFINITION,
    "blockquote": Kind.QUOTE,
    "figcaption": Kind.CAPTION,
    "caption": Kind.CAPTION,
    "tr": Kind.ROW,
}


def say_instead(element: Element, reader: Reader) -> None:
    """The author's words in place of the element's own."""
    words = element.get(SAY)
    if not words.strip():
        skip(element, reader)
    elif element.tag in BLOCKS or element.tag == "img":
        heading = element.tag[0] == "h" and element.tag[1:].isdecimal()
        kind = Kind.HEADING if heading else _KINDS.get(element.tag, Kind.PARAGRAPH)
        with reader.within(element, kind, level=int(element.tag[1:]) if heading else 0):
            reader.say_only(words)
    else:
        reader.add(words)


RULES = (
    rule(skip, where=lambda element: element.get("data-narration") == "skip"),
    rule(say_instead, where=lambda element: SAY in element.attributes),
)
