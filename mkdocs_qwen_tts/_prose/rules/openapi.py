"""References of web services that Redoc renders from a description in OpenAPI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


def request(element: Element, reader: Reader) -> None:
    """The method and the path of an operation, which a button shows."""
    reader.flush()
    verb, *rest = element.elements()
    path = next((each.text.strip() for each in rest if each.text.strip()), "")
    with reader.within(element, Kind.PARAGRAPH):
        reader.add(verb.text.strip().upper() + " ")
        reader.add(path, "code")


def _is_request(element: Element) -> bool:
    first = next(element.elements(), None)
    return first is not None and "http-verb" in first.classes


def response(element: Element, reader: Reader) -> None:
    """A status and what it means, which a button shows that opens its schema."""
    reader.flush()
    with reader.within(element, Kind.PARAGRAPH):
        for each in element.elements():
            if each.tag == "strong":
                status = each.text.strip()
                reader.add(status + reader.announcements("label_separator"))
            elif each.tag != "svg":
                reader.add(each.text.strip())


def _is_response(element: Element) -> bool:
    return any(each.tag == "strong" and each.text.strip() for each in element.elements())


def payload(element: Element, reader: Reader) -> None:
    """An example of what is sent, whose lines are entries of lists."""
    reader.flush()
    policy = reader.policy("code", element)
    if policy == "skip":
        return
    if policy == "read":
        reader.block(element, Kind.PARAGRAPH)
        return
    count = sum("hoverable" in each.classes for each in element.walk())
    lines = reader.announcements("lines", count=max(1, count))
    brief = reader.announcements("code_brief") + reader.announcements("list_separator") + lines
    reader.announce(
        reader.announcements("code_language", language="JSON", title="", lines=lines),
        element,
        role="code",
        bare="",
        brief=brief + reader.announcements("full_stop"),
    )


RULES = (
    rule(request, "button", where=_is_request, generators="redoc"),
    rule(response, "button", where=_is_response, generators="redoc"),
    rule(payload, "div", "redoc-json", generators="redoc"),
)
