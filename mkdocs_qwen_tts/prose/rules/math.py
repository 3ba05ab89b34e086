"""Formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.markup import BLOCKS
from mkdocs_qwen_tts.prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.dom import Element
    from mkdocs_qwen_tts.prose.reader import Reader

_DELIMITERS = re.compile(r"^(?:\\\(|\\\[|\$\$?)|(?:\\\)|\\\]|\$\$?)$")
_SIMPLE = re.compile(r"[A-Za-z]|\d+(?:\.\d+)?")
_TEX = "application/x-tex"


def formula(element: Element, reader: Reader) -> None:
    """A formula: single letters and numbers are read; the rest is announced."""
    displayed = (
        element.tag in BLOCKS or element.get("display") in {"block", "true"} or "display" in element.classes
    )
    policy = reader.policy("math", element)
    if policy == "skip":
        if displayed:
            reader.flush()
        return
    tex = source(element)
    if _SIMPLE.fullmatch(tex) and not displayed:
        reader.add(tex)
    elif displayed:
        reader.announce(reader.cues("formula"), element)
    else:
        reader.add(reader.cues("formula_inline"))


def source(element: Element) -> str:
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
