"""Formulas, in TeX or MathML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.language import primary
from mkdocs_qwen_tts._prose.rules.rule import rule, skip
from mkdocs_qwen_tts._prose.say.formula import LONGEST, say_formula, say_tex
from mkdocs_qwen_tts._prose.say.mathml import from_element

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

DISPLAYED = 40
"""Letters and signs up to which a displayed formula is read where formulas are announced."""

_DELIMITERS = re.compile(r"^(?:\\\(|\\\[|\$\$?)|(?:\\\)|\\\]|\$\$?)$")
_IS_TEX = re.compile(r"\\(?:[A-Za-z]{2,}|[([{])|[_^]\{|^\$.*\$$")
_HAS_SIGNS = re.compile(r"[_^\\=+]")
"""What stands in no words, but in formulas."""
_TEX = ("application/x-tex", "application/x-latex", "text/x-tex", "latex")


def formula(element: Element, reader: Reader) -> None:
    """A formula is read where it can be read truly; else it is announced."""
    displayed = (
        element.tag in BLOCKS
        or "mode=display" in element.get("type")
        or element.get("display") in {"block", "true"}
        or not {"display", "katex-display", "MathJax_Display"}.isdisjoint(element.classes)
    )
    if element.tag == "math" and not element.text.strip() and not element.get("alttext"):
        return  # nothing is shown
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
            announce_formula(element, reader)
    elif said:
        reader.add(_apart(said, element, reader), "said")
    else:
        reader.add(reader.announcements("formula_inline"), "said")


def _apart(said: str, element: Element, reader: Reader) -> str:
    """What is said for a formula, apart from the letters that it touches, as a degree's "C"."""
    words = said.split()
    behind = next(iter(element.behind(1)), "")
    touching = behind if isinstance(behind, str) else ""
    before = reader.text_before()[-1:]
    first = " " if len(words[0]) > 1 and words[0][0].isalpha() and _LATIN.match(before) else ""
    long = len(words) > 1 or len(words[0]) > 1
    last = " " if long and _LATIN.match(touching) and not _ORDINAL.match(touching) else ""
    return first + said + last


_LATIN = re.compile(r"[A-Za-z0-9]")
_ORDINAL = re.compile(r"(?:th|st|nd|rd|s)\b")


def announce_formula(element: Element, reader: Reader) -> None:
    """Say that a formula stands here, in a sentence of its own."""
    announced = reader.announcements
    brief = announced("formula_inline") + announced("full_stop")
    reader.announce(announced("formula"), element, role="formula", bare="", brief=brief)


def _said(element: Element, language: str, longest: int) -> str:
    tree = element if element.tag == "math" else element.find("math")
    if tree is not None:
        # KaTeX has one bar for "divides" and for "given": its source tells them apart.
        source = tex_source(element) if tree.find("annotation") is not None else ""
        if source and (said := say_tex(source, language, longest)):
            return said
        parsed = next(tree.elements(), None) is not None
        said = say_formula(from_element(tree), language, longest) if parsed else ""
        alternative = " ".join(tree.get("alttext").split())
        if said or not alternative:
            return said or _said_source(element, language, longest)
        if is_tex(alternative) or not parsed or _HAS_SIGNS.search(alternative):
            return say_tex(bare_tex(alternative), language, longest)
        return alternative
    return _said_source(element, language, longest)


def _said_source(element: Element, language: str, longest: int) -> str:
    tex = tex_source(element)
    return say_tex(tex, language, longest) if tex else ""


def tex_source(element: Element) -> str:
    """The formula as TeX, where the page holds it."""
    for part in element.walk():
        if part.tag == "annotation" and part.get("encoding").lower() in _TEX:
            return part.text.strip()
    if element.find("math") is not None or element.tag == "math":
        return ""
    number = element.find("span", "eqno")  # which Sphinx puts before the formula
    text = element.text if number is None else element.text.replace(number.text, "", 1)
    if not text.strip() and (picture := element.find("img")) is not None:
        text = picture.get("alt")  # as Sphinx has it drawn
    return bare_tex(text)


def bare_tex(text: str) -> str:
    """A formula in TeX without what delimits it."""
    return _DELIMITERS.sub("", text.strip()).strip()


def is_tex(text: str) -> bool:
    """Whether a text is TeX rather than words: a command, or between dollars."""
    return _IS_TEX.search(text) is not None


def _is_followed_by_source(element: Element) -> bool:
    """Whether this is what MathJax 2 shows for the formula in the script behind it."""
    behind = (one for one in element.behind(_NEAR) if not isinstance(one, str))
    source = next(behind, None)
    return source is not None and source.get("type").startswith("math/tex")


_NEAR = 3
"""Elements and texts behind what is shown, among which its source is."""


def _is_set_in_letters(element: Element) -> bool:
    """Whether raised and lowered letters are set in HTML, as Pandoc sets what has no fractions."""
    first = next(element.elements(), None)
    return element.tag == "span" and first is not None and first.tag in {"em", "sup", "sub"}


def set_in_letters(element: Element, reader: Reader) -> None:
    """A formula that is set in HTML, read as the TeX that it was written in."""
    policy = reader.policy("math", element)
    if policy == "skip":
        return
    said = say_tex(_tex_of(element), primary(reader.here.language), LONGEST)
    if said:
        reader.add(said, "said")
    else:
        reader.children(element)


def _tex_of(element: Element, *, variables: bool = False) -> str:
    """TeX of what is raised, lowered, or a name: several letters, unless they are `variables`."""
    parts: list[str] = []
    for child in element.children:
        if isinstance(child, str):
            escaped = _SPECIAL.sub(r"\\\g<0>", child)
            name = r"\g<0>" if variables else r"\\operatorname{\g<0>}"
            parts.append(_NAME.sub(name, escaped))
        elif child.tag in {"sup", "sub"}:
            parts.append(f"{'^' if child.tag == 'sup' else '_'}{{{_tex_of(child)}}}")
        elif child.tag in {"em", "i", "var"}:
            parts.append(_tex_of(child, variables=True))
        else:
            parts.append(_tex_of(child))
    return "".join(parts)


_SPECIAL = re.compile(r"[{}#%&$]")
_NAME = re.compile(r"[^\W\d_]{2,}")


RULES = (
    rule(set_in_letters, "span", "math", _is_set_in_letters, covers="said"),
    rule(
        skip,
        "span div",
        "MathJax_Preview MathJax MathJax_Display MathJax_SVG MathJax_CHTML",
        _is_followed_by_source,
    ),
    rule(formula, "script", where=lambda e: e.get("type").startswith("math/tex")),
    rule(formula, "", "arithmatex katex katex-display MathJax MathJax_Display mathjax math"),
    # Wikipedia hides the MathML, and shows a picture that screen readers pass over
    rule(formula, "span div", "mwe-math-element"),
    rule(formula, "math mjx-container"),
)
