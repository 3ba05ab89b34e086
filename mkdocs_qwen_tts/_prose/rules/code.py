"""Code blocks and diagrams written as code."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.say.diagram import describe_diagram

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_LANGUAGE_CLASS = re.compile(r"(?:language|lang|highlight-source|highlight)-([\w+#.-]+)")
_GUTTER = frozenset({"linenos", "linenodiv", "lineno", "gutter", "lineNumbers"})
_LINES = frozenset({"ec-line", "line"})
"""Expressive Code and Doxygen put each line into a block of its own, without a line break."""
_WITHIN_A_LINE = frozenset({"tt", "code", "samp", "p"})
_LETTERS = frozenset({"tt", "code", "samp"})
SHORT = 60
"""Characters up to which a code block of one line is read in place of being announced."""
_MARK = re.compile(r"(?:#|//|--|;|%|<!--|/\*)\s*\(1\)!?|\(1\)!?\"")
_ANNOTATED = re.compile(r"\s+(?:#|//|--|;|%|<!--|/\*)\s*\(\d{1,2}\)!?(?:\s*(?:-->|\*/))?$")
"""The mark of an annotation at the end of a line."""
_PROMPT = re.compile(
    r"^(?:\$|>>>|#(?=\s+[a-z./~])|>|%|PS(?: [^>]*)?>|\((?:gdb|lldb|rr|Pdb|%i\d+)\))\s+"
)
"""What a shell or a debugger shows before a command; a `#` before a capital is part of the line."""
_SPEAKABLE = re.compile(r"[^\W\d_]")
_STANDS_FOR = re.compile(r"\{\{[^{}]+\}\}")
"""What stands for a part of a name: `{{ name }}.py`."""
_CALL = re.compile(r"[A-Za-z_][\w.]*\([^()]+\)")
_DIAGRAMS = "mermaid plantuml graphviz kroki d2 wavedrom vega-lite nomnoml"
_TITLES = ("filename", "code-block-caption", "codeBlockTitle", "caption-text")


def block(element: Element, reader: Reader) -> None:
    """A code block: what it is in, its title if it has one, how long it is."""
    reader.flush()
    preformatted = element if element.tag == "pre" else element.find("pre") or element
    policy = reader.policy("code", element, preformatted)
    if policy == "skip":
        return
    title = _title(element)
    rest = _STANDS_FOR.sub("", title)
    is_code = (rest != title and " " not in rest) or _CALL.fullmatch(title)
    title = reader.said(title, "code" if is_code else "text")
    if policy == "read":
        with reader.within(element, Kind.PARAGRAPH):
            if title:
                reader.add(title + reader.announcements("label_separator"))
            for line in code_source(preformatted).splitlines():
                reader.add(line, "code")
                reader.add(" ")
        return
    source = code_source(preformatted)
    if not source:
        return
    if reader.is_brief and not title and (line := one_line(source)):
        with reader.within(element, Kind.PARAGRAPH):
            reader.add(line, "code")
        return
    lines = reader.announcements("lines", count=max(1, source.count("\n") + 1))
    sentence = _sentence(reader, code_language(element), title, lines)
    lead = reader.last_draft if title and reader.is_led_in else None
    is_told = lead is not None and lead.text.rstrip(" :：").endswith(title)
    name = title if title and not is_told else reader.announcements("code_brief")
    brief = name + reader.announcements("list_separator") + lines
    # A title tells more than that there is code: such examples are not counted together.
    reader.announce(
        sentence,
        element,
        role="titled code" if title else "code",
        bare="",
        brief=brief + reader.announcements("full_stop"),
    )


def table_of_code(element: Element, reader: Reader) -> None:
    """A declaration whose lines are the rows of a table."""
    reader.flush()
    policy = reader.policy("code", element)
    if policy == "skip":
        return
    lines = [
        " ".join(line.split())
        for row in element.walk()
        if row.tag == "tr"
        for line in code_source(row).splitlines()
        if line.strip()
    ]
    whole = " ".join(lines)
    for each in element.walk():
        each.is_read = True
    if policy == "read" or len(whole) <= _DECLARATION:
        with reader.within(element, Kind.PARAGRAPH):
            reader.add(whole, "code")
        return
    announce_lines(len(lines), element, reader)


def announce_lines(count: int, element: Element, reader: Reader) -> None:
    """Say that there is code, and of how many lines; nothing for none."""
    if not count:
        return
    lines = reader.announcements("lines", count=count)
    reader.announce(
        _sentence(reader, "", "", lines),
        element,
        role="code",
        bare="",
        brief=reader.announcements("code_brief")
        + reader.announcements("list_separator")
        + lines
        + reader.announcements("full_stop"),
    )


_DECLARATION = 100
"""Characters of a declaration that is read."""


def _is_table_of_code(element: Element) -> bool:
    """Whether each row of a table is one cell, set in typewriter letters throughout."""
    first = next((each for each in islice(element.walk(), _NEAR) if each.tag == "td"), None)
    if first is None or not _is_all_code(first):
        return False
    rows = [each for each in element.walk() if each.tag == "tr"]
    cells = [each for each in element.walk() if each.tag in {"td", "th", "pre"}]
    return len(cells) == len(rows) and all(
        each.tag == "td" and _is_all_code(each) for each in cells
    )


def _is_all_code(cell: Element) -> bool:
    text = "".join(cell.text.split())
    code = next((each for each in cell.walk() if each.tag in _LETTERS), None)
    return code is not None and bool(text) and "".join(code.text.split()) == text


_NEAR = 6


def one_line(source: str) -> str:
    """A short line of code, which is sooner read than announced; else `""`."""
    text = source.strip()
    if len(text) > _LONGEST_LINE:
        return ""
    line = _ANNOTATED.sub("", _PROMPT.sub("", text))
    return line if len(line) <= SHORT and "\n" not in line and _SPEAKABLE.search(line) else ""


_LONGEST_LINE = 400
"""Characters of such a line, with the prompt before it and the mark of a note behind it."""


def _sentence(reader: Reader, name: str, title: str, lines: str) -> str:
    announced = reader.announcements
    name_of = "code" + ("_title" if title else "") + ("_language" if name else "")
    return announced(name_of, language=name, title=title, lines=lines)


def code_notes(element: Element, reader: Reader) -> None:
    """Material's annotations of a code block: without the code, their numbers mean nothing."""
    reader.flush()
    drafts = reader.capture(element)
    said = reader.announcements("about_code")
    for number, draft in enumerate(drafts):
        draft.text = re.sub(r"^\d+(?:\. |、)", "", draft.text)
        if not number:
            draft.text = said + draft.text
    reader.put(drafts)


def _annotates(element: Element) -> bool:
    """Whether this list explains the marks `(1)` in the code before it."""
    siblings = [] if element.parent is None else list(element.parent.elements())
    at = next((at for at, one in enumerate(siblings) if one is element), 0)
    if not at:
        return False
    before = siblings[at - 1]
    holds_code = before.tag == "pre" or (
        before.tag == "div" and before.find("pre") is not None and not before.find("p")
    )
    return holds_code and _MARK.search(before.text) is not None


def code_source(preformatted: Element) -> str:
    """The code itself: no line numbers, no blank lines around it."""
    pieces: list[str] = []
    _collect(preformatted, pieces)
    if preformatted.tag in _WITHIN_A_LINE:  # there, breaks alone end lines
        pieces = [piece if piece == "\n" else " ".join(piece.split("\n")) for piece in pieces]
    lines = "".join(pieces).splitlines()
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join(lines)


def _collect(element: Element, pieces: list[str]) -> None:
    for child in element.children:
        if isinstance(child, str):
            pieces.append(child)
        elif child.tag == "br":
            pieces.append("\n")
        elif child.tag != "button" and _GUTTER.isdisjoint(child.classes):
            before = len(pieces)
            _collect(child, pieces)
            if (
                child.tag == "div"
                and not _LINES.isdisjoint(child.classes)
                and not "".join(pieces[before:]).endswith("\n")
            ):
                pieces.append("\n")


def code_language(element: Element) -> str:
    """What a listener calls the language of a code block; `""` where nothing says it."""
    for candidate in (element, *_around(element), *element.walk()):
        for name in sorted(candidate.classes):
            found = _LANGUAGE_CLASS.fullmatch(name)
            if found:
                return _spoken(found[1].lower())
    preformatted = element if element.tag == "pre" else element.find("pre")
    named = (
        preformatted.get("data-language") if preformatted else ""
    )  # Shiki and Expressive Code in Astro
    return _spoken(named.lower()) if named else ""


def _around(element: Element) -> list[Element]:
    """A wrapper that holds this block alone, as Sphinx puts around it."""
    parent = element.parent
    return [parent] if parent is not None and parent.tag in {"div", "figure", "pre"} else []


def _spoken(name: str) -> str:
    known = facts("code_languages").get(name)
    return name.replace("-", " ").replace("_", " ").title() if known is None else str(known)


def _title(element: Element) -> str:
    for candidate in element.walk():
        if candidate.tag == "figcaption" or (
            candidate.classes and any(name.startswith(_TITLES) for name in candidate.classes)
        ):
            link = candidate.find("a", "headerlink")  # to the place of the example
            text = candidate.text.removesuffix(link.text) if link is not None else candidate.text
            return " ".join(text.replace("¶", "").split())
    return ""


def diagram(element: Element, reader: Reader) -> None:
    """A diagram: its title, or the mere fact."""
    reader.flush()
    if reader.policy("diagram", element) == "skip":
        return
    title = _diagram_title(element)
    announced = reader.announcements
    shown = (
        reader.said(describe_diagram(element.text, announced))
        if "mermaid" in _kinds(element)
        else ""
    )
    sentence = announced("diagram_title", title=title) if title else announced("diagram")
    if shown:
        sentence = f"{sentence}{announced('joiner')}{shown}" if title else shown
    reader.announce(
        sentence, element, bare=None if shown else title, brief=announced("diagram_brief")
    )


def _kinds(element: Element) -> str:
    code = element.find("code")
    return " ".join(element.classes | (code.classes if code is not None else frozenset()))


_SOURCE_OF_GRAPH = re.compile(r"[{}\[\];]|->|--|@startuml|\S+\.(?:png|svg|gif)$")
_MERMAID_TITLE = re.compile(r"^[^\S\n]*(?:title:?|accTitle:)[^\S\n]+(\S.*)$", re.MULTILINE)


def _diagram_title(element: Element) -> str:
    named = element.get("aria-label") or element.get("title") or element.get("alt")
    if named.strip():
        return " ".join(named.split())
    picture = element.find("img")  # as Sphinx has it drawn; else its words are the source
    words = " ".join(picture.get("alt").split()) if picture is not None else ""
    if words and _SOURCE_OF_GRAPH.search(words) is None:
        return words
    found = _MERMAID_TITLE.search(element.text)
    return " ".join(found[1].strip().strip("\"'").split()) if found else ""


def _has_pre(element: Element) -> bool:
    return element.find("pre") is not None


def _is_diagram(element: Element) -> bool:
    code = next(element.elements(), None)
    return code is not None and any(
        f"language-{name}" in code.classes for name in _DIAGRAMS.split()
    )


def _has_lines(element: Element) -> bool:
    return any("line" in child.classes for child in element.elements())


RULES = (
    rule(block, "div", "grammar-container", generators="mdbook"),
    rule(diagram, "pre div figure", _DIAGRAMS),
    rule(diagram, "pre", where=_is_diagram),
    rule(
        block,
        "div figure table",
        "highlight highlighttable codehilite codehilitetable sourceCode",
        _has_pre,
    ),
    rule(block, "div", "theme-code-block literal-block-wrapper code-block codeblock", _has_pre),
    rule(
        block,
        "div",
        where=lambda e: any(name.startswith("language-") for name in e.classes) and _has_pre(e),
    ),
    rule(block, "div", "fragment", _has_lines),  # Doxygen's
    rule(table_of_code, "table", "funcprototype-table"),  # DocBook's
    rule(table_of_code, "table", where=_is_table_of_code),
    rule(block, "pre"),
    rule(code_notes, "ol", where=_annotates),
)
