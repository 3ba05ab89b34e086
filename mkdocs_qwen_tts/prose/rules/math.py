"""Formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.html.tags import BLOCKS
from mkdocs_qwen_tts.prose.language import primary
from mkdocs_qwen_tts.prose.rules.rule import rule
from mkdocs_qwen_tts.prose.rules.tex import say_formula
from mkdocs_qwen_tts.prose.say.vocabulary import vocabulary

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.dom import Element
    from mkdocs_qwen_tts.prose.reader import Reader

_DELIMITERS = re.compile(r"^(?:\\\(|\\\[|\$\$?)|(?:\\\)|\\\]|\$\$?)$")
_TEX = "application/x-tex"


def formula(element: Element, reader: Reader) -> None:
    """A formula: a simple one within a sentence is read, the rest is announced."""
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
    tex = tex_source(element)
    simple = tex and say_formula(tex, vocabulary(primary(reader.here.language)))
    if simple and (policy == "read" or not displayed):
        if displayed:
            reader.announce(simple, element)
        else:
            reader.add(simple, "said")
    elif displayed:
        reader.announce(reader.announcements("formula"), element)
    else:
        reader.add(reader.announcements("formula_inline"))


def tex_source(element: Element) -> str:
    """The formula as TeX, where the page holds it."""
    annotation = next(
        (e for e in element.walk() if e.tag == "annotation" and e.get("encoding") == _TEX), None
    )
    text = (annotation or element).text.strip()
    return _DELIMITERS.sub("", text).strip()


RULES = (
    rule(formula, "", "arithmatex katex katex-display MathJax MathJax_Display mathjax math"),
    rule(formula, "math mjx-container"),
)
