"""Diagrams written as text, in a sentence: what leads where, and who tells whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.announcements import Announcements

LONGEST_SOURCE = 20_000
"""Characters of a diagram's source that are looked at."""

STEPS = 8
"""Arrows up to which a diagram is told whole; of a larger one only how large it is."""

_FRONT_MATTER = re.compile(r"\A\s*---\s*\n.*?\n---\s*\n", re.DOTALL)
_FLOW = re.compile(r"\s*(?:graph|flowchart)\b")
_SEQUENCE = re.compile(r"\s*sequenceDiagram\b")
_SILENT = re.compile(
    r"\s*(?:%%|subgraph\b|end\s*$|classDef\b|class\b|style\b|linkStyle\b|click\b|direction\b)"
)
_NODE = (
    r"[\w.-]*\w(?:@\{[^}]*\})?"
    r"(?:\s*(?:\[+[^\]]*\]+|\(+[^)]*\)+|\{+[^}]*\}+|>[^\]]*\]))?(?::::?\w+)?"
)
_ARROW = (
    r"\s*(?:[<ox]?(?:--|==|-\.)\s*(?P<inner>[^-=.|>\s][^-=|>]*?)\s*(?:-->|==>|\.->|---|-\.-)"
    r"|[<ox]?(?:-\.+-?|-+|=+)(?:>|x(?=\s)|o(?=\s))?(?:\s*\|(?P<label>[^|]*)\|)?)\s*"
)
_LINK = re.compile(rf"(?P<node>{_NODE})(?P<arrow>{_ARROW})?")
_SHAPE = re.compile(
    r"^([\w.-]*\w)\s*[\[({>]+[/\\\"']*(.*?)[/\\\"']*[\])}]+(?::::?\w+)?$", re.DOTALL
)
_MESSAGE = re.compile(
    r"\s*(?P<from>[^\s:+-]+?)\s*<{0,2}-{1,2}(?:>>|>|x|\))[+-]?\s*(?P<to>[^\s:]+?)\s*:\s*(?P<text>.+)"
)
_PARTICIPANT = re.compile(r"\s*(?:participant|actor)\s+(\S+)(?:\s+as\s+(.+))?")
_MARKUP = re.compile(r"<br\s*/?>|[`*]|</?[a-z]+>")


def describe_diagram(source: str, announcements: Announcements) -> str:
    """What a mermaid flow chart or sequence diagram shows; `""` for every other kind."""
    text = _FRONT_MATTER.sub("", source[:LONGEST_SOURCE])
    lines = [line for part in text.splitlines() for line in part.split(";") if line.strip()]
    if not lines:
        return ""
    if _FLOW.match(lines[0]):
        return _told("flow_chart", _flow(lines[1:]), announcements)
    if _SEQUENCE.match(lines[0]):
        return _told("sequence", _messages(lines[1:]), announcements)
    return ""


def _told(name: str, steps: list[tuple[str, str, str]], announcements: Announcements) -> str:
    if not steps:
        return ""
    if len(steps) > STEPS:
        first, last = steps[0][0], steps[-1][1]
        return announcements(f"{name}_large", count=len(steps), first=first, last=last)
    separator = announcements("label_separator")
    told = [
        announcements("diagram_step", first=first, last=last) + (separator + text if text else "")
        for first, last, text in steps
    ]
    steps_told = announcements("clause_separator").join(told).rstrip(".!?。！？")
    return announcements(name, steps=steps_told)


def _flow(lines: list[str]) -> list[tuple[str, str, str]]:
    names: dict[str, str] = {}
    steps: list[tuple[str, str, str]] = []
    for line in lines:
        if not _SILENT.match(line):
            steps += _links(line.strip(), names)
    return [(names.get(one, one), names.get(two, two), text) for one, two, text in steps]


def _links(line: str, names: dict[str, str]) -> list[tuple[str, str, str]]:
    """The arrows of a line, `A & B --> C --> D` among them, by the names of their ends."""
    steps: list[tuple[str, str, str]] = []
    before: list[str] = []
    label = ""
    at = 0
    while at < len(line):
        group: list[str] = []
        while found := _LINK.match(line, at):
            group.append(_named(found["node"], names))
            at = found.end()
            if found["arrow"] or not (more := re.match(r"\s*&\s*", line[at:])):
                break
            at += more.end()
        if not group:
            break
        steps += [(one, two, label) for one in before for two in group]
        before, label = group, _plain((found and (found["label"] or found["inner"])) or "")
        if not (found and found["arrow"]):
            break
    return steps


def _named(node: str, names: dict[str, str]) -> str:
    shape = _SHAPE.match(node)
    if shape is None:
        return re.sub(r"(?::::?\w+|@\{.*)$", "", node)
    names[shape[1]] = _plain(shape[2].strip("\"'[](){}")) or shape[1]
    return shape[1]


def _messages(lines: list[str]) -> list[tuple[str, str, str]]:
    names: dict[str, str] = {}
    steps: list[tuple[str, str, str]] = []
    for line in lines:
        if found := _PARTICIPANT.match(line):
            names[found[1]] = _plain(found[2] or found[1])
        elif found := _MESSAGE.match(line):
            one, two = (names.get(found[end], found[end]) for end in ("from", "to"))
            steps.append((one, two, _plain(found["text"])))
    return steps


def _plain(text: str) -> str:
    """Words without markup, and without quotes that stand around all of them."""
    words = " ".join(_MARKUP.sub(" ", text).split())
    mark, inner = words[:1], words[1:-1]
    quoted = mark in {'"', "'"} and words.endswith(mark) and mark not in inner
    return inner.strip() if quoted else words
