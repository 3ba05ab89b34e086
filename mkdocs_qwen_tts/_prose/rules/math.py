"""Formulas, in TeX or MathML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.language import primary
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.say.formula import LONGEST, say_formula, say_tex
from mkdocs_qwen_tts._prose.say.mathml import from_element

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

DISPLAYED = 25
"""Letters and signs up to which a displayed formula is read where formulas are announced."""

_DELIMITERS = re.compile(r"^(?:\\\(|\\\[|\$\$?)|(?:\\\)|\\\]|\$\$?)$")
_TEX = ("application/x-tex", "application/x-latex", "text/x-tex", "latex")


def formula(element: Element, reader: Reader) -> None:
    """A formula is read where it can be read truly; else it is announced."""
    displayed = (
        element.tag in BLOCKS
        or element.get("display") in {"block", "true"}
        or not {"display", "katex-display", "MathJax_Display"}.isdisjoint(element.classes)
    )
    policy = reader.policy("math", element)
    if policy == "skip":
        if displayed:
            reader.flush()
        return
    longest = DISPLAYED if displayed and policy == "announce" else LONGEST
    said = _said(element, primary(reader.here.language), longest)
    if displayed:
        if said:
            reader.announce(said, element, Kind.PARAGRAPH)
        else:
            announced = reader.announcements
            brief = announced("formula_inline") + announced("full_stop")
            reader.announce(announced("formula"), element, role="formula", bare="", brief=brief)
    elif said:
        reader.add(said, "said")
    else:
        reader.add(reader.announcements("formula_inline"), "said")


def _said(element: Element, language: str, longest: int) -> str:
    tree = element if element.tag == "math" else element.find("math")
    if tree is not None and next(tree.elements(), None) is not None:
        said = say_formula(from_element(tree), language, longest)
        if said:
            return said
        alternative = " ".join(tree.get("alttext").split())
        if alternative and "\\" not in alternative:
            return alternative
    tex = tex_source(element)
    return say_tex(tex, language, longest) if tex else ""


def tex_source(element: Element) -> str:
    """The formula as TeX, where the page holds it."""
    for part in element.walk():
        if part.tag == "annotation" and part.get("encoding").lower() in _TEX:
            return part.text.strip()
    if element.find("math") is not None or element.tag == "math":
        return ""
    return _DELIMITERS.sub("", element.text.strip()).strip()


RULES = (
    rule(formula, "", "arithmatex katex katex-display MathJax MathJax_Display mathjax math"),
    rule(formula, "math mjx-container"),
)
