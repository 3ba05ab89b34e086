"""Signatures as generators of API references set them: the name is said.

The whole signature is read where the policy for code is `read`. A row names the generator, the
element that holds a signature, and what in it is the name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.rules.rule import Apply, rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_OCAML = re.compile(
    r"\s*(?:(?:val|external|type|exception|module(?: type)?|class(?: type)?|method|include|and)\s+)"
    r"(?:(?:mutable|virtual|private|rec|nonrec|open)\s+)*"
    r"(?:(?:[+!-]*'\w+|\([^)]*'[^)]*\))\s+)?"
    r"(\(\s*\S+\s*\)|[\w.']+)"
)
"""`val find : key -> 'a t -> 'a`, `type 'a t = …`, `val ( + ) : …`."""
_NIM = re.compile(
    r"\s*(?:proc|func|method|iterator|template|macro|converter)\s+(?:`([^`\n]+)`|([^\s*(\[`:]+))"
)
"""`proc trim*(lamp: Lamp): bool`, with or without marks."""
_CALLED = re.compile(r"\s*([^\s(]+)")
"""What stands before the first parenthesis."""


def _said(element: Element, reader: Reader, names: list[str]) -> None:
    """Say names in place of a signature, as the page has it: a heading or a term."""
    policy = reader.policy("code", element)
    if policy == "skip":
        reader.flush()
        return
    kind, level = (
        (Kind.HEADING, int(element.tag[1])) if element.tag in _HEADINGS else (Kind.TERM, 0)
    )
    with reader.within(element, kind, level=level):
        if policy == "read" or not names:
            reader.add(" ".join(element.text.split()), "code")
            return
        for number, name in enumerate(names):
            if number:
                reader.add(reader.announcements("list_separator"))
            reader.add(" ".join(name.split()), "code")


def _bare_operator(name: str) -> str:
    """An operator without the brackets that make a name of it: `(<>)`."""
    inner = name.strip()[1:-1]
    named = name.strip() == f"({inner})" and inner and not any(map(str.isalnum, inner))
    return inner if named else name


def by_class(*classes: str) -> Apply:
    """A signature whose name stands in an element of one of these classes."""
    wanted = frozenset(classes)

    def signature(element: Element, reader: Reader) -> None:
        names = [each.text for each in element.walk() if not wanted.isdisjoint(each.classes)]
        _said(element, reader, [_bare_operator(name) for name in dict.fromkeys(names)])

    return signature


def by_tag(tag: str) -> Apply:
    """A signature whose name is the first element with this tag."""

    def signature(element: Element, reader: Reader) -> None:
        named = element.find(tag)
        _said(element, reader, [named.text] if named is not None else [])

    return signature


def by_pattern(pattern: re.Pattern[str]) -> Apply:
    """A signature whose name is the first group of a pattern."""

    def signature(element: Element, reader: Reader) -> None:
        found = pattern.match(element.text)
        _said(element, reader, [one for one in found.groups() if one] if found else [])

    return signature


def _own_text(element: Element) -> str:
    return " ".join("".join(one for one in element.children if isinstance(one, str)).split())


def by_own_text(element: Element, reader: Reader) -> None:
    """A signature whose name is the text directly in it: types and parameters stand in spans."""
    name = _own_text(element)
    _said(element, reader, [name] if name else [])


def ocaml_declaration(element: Element, reader: Reader) -> None:
    """A declaration of OCaml: its name, and what its constructors or fields are about."""
    inside = [each for each in element.walk() if each.tag in {"table", "ol"}]
    text = element.text
    found = _OCAML.match(text)
    _said(element, reader, [found[1].strip("() ")] if found is not None else [])
    for each in inside[:1]:
        reader.read(each)


RULES = (
    rule(by_class("def"), "p td", "src", generators="haddock"),
    rule(ocaml_declaration, "div dt", "spec", generators="odoc"),
    rule(
        ocaml_declaration,
        "pre",
        where=lambda e: _OCAML.match(e.text) is not None,
        generators="ocamldoc",
    ),
    rule(by_tag("strong"), "h3 p", "signature", generators="yard"),
    rule(by_class("name"), "h3", "fn", generators="qdoc"),
    rule(by_tag("strong"), "div", "signature", generators="crystal"),
    rule(by_class("py-defname"), "div", "functionHeader", generators="pydoctor"),
    rule(by_class("name", "implicit"), "h4", "signature", generators="scaladoc"),
    rule(by_class("name"), "div", "attr", generators="pdoc"),
    rule(by_own_text, "h4", "name", generators="jsdoc"),
    rule(by_class("method-name", "method-callseq"), "div", "method-heading", generators="rdoc"),
    rule(
        by_pattern(_CALLED), "dt", where=lambda e: e.find("strong") is not None, generators="ldoc"
    ),
    rule(by_tag("strong"), "dt", where=lambda e: e.find("strong") is not None, generators="pydoc"),
    rule(by_pattern(_NIM), "dt", where=lambda e: _NIM.match(e.text) is not None, generators="nim"),
    rule(by_tag("b"), "span", "leaf_code_definition", generators="valadoc"),
    rule(by_pattern(_CALLED), "h1 h2 h3 span", "signature", generators="exdoc"),
)
