"""Formulas as one tree, whatever they are written in: MathML of the page, or TeX.

TeX is put into MathML by latex2mathml: of the libraries that speak formulas, Speech Rule Engine
needs node, MathCAT has no wheels for all our platforms, and neither speaks our ten languages.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element as XmlElement

    from mkdocs_qwen_tts._prose.dom import Element

_Source = TypeVar("_Source")

LONGEST_TEX = 2_000
"""Characters of TeX beyond which nobody follows, and a parser might not either."""
_DEEPEST = 25
"""Braces nested deeper are not parsed: the parser recurses."""

_TRANSPARENT = frozenset({"mstyle", "mpadded", "menclose", "math", "merror", "mrow"})
_FRAMES = frozenset({"box", "roundedbox"})
"""What `menclose` draws around something that stays what it is."""
_NOTHING = frozenset({"mphantom", "annotation", "annotation-xml", "none", "mprescripts"})
_UNPRINTED = re.compile(
    r"\\(?:tag|label|ref|eqref)\s*\*?\{[^{}]*\}|\\(?:displaystyle|textstyle|scriptstyle|limits"
    r"|nolimits|nonumber|notag|hfill|big|Big|bigg|Bigg|bigl|bigr|Bigl|Bigr|biggl|biggr|middle)"
    r"(?![A-Za-z])"
)
"""What says where and how large something stands, and nothing else."""
_ARITY = {
    **dict.fromkeys(("msub", "msup", "munder", "mover", "mfrac", "mroot"), 2),
    **dict.fromkeys(("msubsup", "munderover"), 3),
}
_SCRIPTED = _ARITY.keys() - {"mfrac", "mroot"}
_BOTH = {"msubsup": ("msub", "msup"), "munderover": ("munder", "mover")}
"""What is left of an element with two scripts where the upper or the lower one shows nothing."""
_MALFORMED = "malformed"
"""What an element with too few parts becomes: nobody knows which of them it lacks."""
_STOPS = frozenset(".,;。，；")
_WORDS = frozenset({"normal", "monospace", "sans-serif", "italic"})
"""Typefaces that are asked for to set a word: single letters are italic unasked."""
_VARIANTS = re.compile("[\ufe00-\ufe0f]")
"""Say how the character before them is drawn."""
_STYLED = re.compile("[\U0001d400-\U0001d7ff]+")
_UNSEEN = frozenset("\u2061\u2062\u2063\u2064\u200b")
_OWN_SHAPE = frozenset("ℝℤℕℚℂℜℑℓℏℵϵϑϕς")
"""Letters that mean something other than the plain one."""
_DOUBLE_STRUCK = dict(zip("RZNQC", "ℝℤℕℚℂ", strict=True))
_RAISED_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿⁱ⁺⁻₀₁₂₃₄₅₆₇₈₉", "0123456789ni+-0123456789")


def _unraised(text: str) -> str:
    """Raised or lowered characters as those of the line."""
    return text.translate(_RAISED_LOWERED)


def _with_norms(found: re.Match[str]) -> str:
    return found[0].replace("||", r"\|")


_REWRITTEN: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\\[dt]binom(?![A-Za-z])"), r"\\binom"),
    (re.compile(r"\\[dtc]frac(?![A-Za-z])"), r"\\frac"),
    (re.compile(r"\\lvert(?![A-Za-z])(.{1,400}?)\\rvert(?![A-Za-z])"), r"\\left|\1\\right|"),
    (re.compile(r"\\lVert(?![A-Za-z])(.{1,400}?)\\rVert(?![A-Za-z])"), r"\\left\\|\1\\right\\|"),
    (re.compile(r"\\(?:lvert|rvert|vert)(?![A-Za-z])"), "|"),
    (re.compile(r"\\(?:lVert|rVert|Vert)(?![A-Za-z])"), r"\\|"),
    (re.compile(r"^(?=[^|]*\|\|[^|]*(?:\|\|[^|]*)*$)(.*)$"), _with_norms),
    (re.compile(r"\\sqrt\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)"), r"\\sqrt{\1}"),
    (re.compile(r"\\(bar|hat|tilde|vec|dot|overline)\s*(\d)(?=\d)"), r"\\\1{\2}"),
    (re.compile("[⁰¹²³⁴-⁹ⁿⁱ⁺⁻]+"), lambda found: f"^{{{_unraised(found[0])}}}"),
    (re.compile("[₀-₉]+"), lambda found: f"_{{{_unraised(found[0])}}}"),
    (re.compile(r"(?<!\\)\\(?:&|And(?![A-Za-z]))"), r"\\text{&}"),
    (
        re.compile(r"\\operatorname\s*(\*?)\s*\{([A-Za-z]+)\\[,;:! ]\s*([A-Za-z]+)\}"),
        r"\\operatorname\1{\2\3}",
    ),
    (re.compile(r"\\arg\s*\\?(max|min)(?![A-Za-z])"), r"\\operatorname*{arg\1}"),
    (re.compile(r"\\arg(?![A-Za-z])"), r"\\operatorname{arg}"),
    (re.compile(r"([_^])\(([^()]{1,40})\)"), r"\1{\2}"),  # as Texinfo writes `F_(n,k)`
    (re.compile(r"\\(begin|end)\{alignat\*?\}(?:\{\d+\})?"), r"\\\1{align*}"),
    (re.compile(r"\\(begin|end)\{(align|gather|equation)\}"), r"\\\1{\2*}"),  # without numbers
    (re.compile(r"(?<!\d)(\d+(?:\{,\}\d+)+(?:\.\d+)?)"), r"\\text{\1}"),
    (re.compile(r"(?<=\d)\{,\}(?=\d)"), ","),
    (re.compile(r"\\not\s*="), r"\\ne "),
    (re.compile(r"(?<!\.)\.{3}(?!\.)"), r"\\ldots "),
    (re.compile(r"\\([RZNQC])(?:\1)?(?![A-Za-z])"), r"\\mathbb{\1}"),  # as KaTeX and Sage have them
    (re.compile(r"(?<!\\)[.,;。，；]\s*$"), ""),  # of the sentence
)


@dataclass(frozen=True, slots=True)
class MathNode:
    """An element of MathML."""

    name: str
    text: str = ""
    children: tuple[MathNode, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> tuple[MathNode, ...]:
        """What is in it side by side: its children if it is a row, else itself alone."""
        return self.children if self.name == "mrow" else (self,)

    def leaves(self) -> int:
        """How many letters, numbers and signs it holds."""
        if self.children:
            return sum(child.leaves() for child in self.children)
        return int(self.name != "mrow")  # an empty row holds nothing


_EMPTY = MathNode("mrow")


def from_element(element: Element) -> MathNode:
    """A `math` element of the page."""
    children = tuple(element.elements())
    if element.tag == "semantics":
        return from_element(children[0]) if children else MathNode("mrow")
    if not children:
        return _leaf(element.tag, element.text, element.attributes)
    if element.tag == "mmultiscripts":
        return _multiscripts([(child.tag, from_element(child)) for child in children])
    made = _made(element.tag, [(child.tag, child) for child in children], from_element)
    return _node(element.tag, made, element.attributes)


def from_tex(tex: str) -> MathNode | None:
    """A formula in TeX; `None` for one that cannot be parsed."""
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415 - few pages have formulas

    if len(tex) > LONGEST_TEX or _depth(tex) > _DEEPEST:
        return None
    plain = _UNPRINTED.sub(" ", tex)
    for pattern, by in _REWRITTEN:
        plain = pattern.sub(by, plain)
    try:
        return _from_xml(convert_to_element(plain))
    except Exception:  # noqa: BLE001 - pages hold anything, and the parser answers with any error
        return None


def _multiscripts(parts: list[tuple[str, MathNode]]) -> MathNode:
    """Pairs of an index and a power behind a base; those before it are scripts of nothing."""
    base, rest = parts[0][1], parts[1:]
    at = next((at for at, (tag, _) in enumerate(rest) if tag == "mprescripts"), len(rest))
    for pair in _pairs(rest[:at]):
        base = _with_scripts(base, *pair)
    before = [_with_scripts(MathNode("mrow"), *pair) for pair in _pairs(rest[at + 1 :])]
    return MathNode("mrow", children=(*before, base)) if before else base


def _pairs(parts: list[tuple[str, MathNode]]) -> list[list[MathNode | None]]:
    scripts = [None if tag == "none" or not node.leaves() else node for tag, node in parts]
    return [[*scripts[at : at + 2], None][:2] for at in range(0, len(scripts), 2)]


def _with_scripts(base: MathNode, below: MathNode | None, above: MathNode | None) -> MathNode:
    if below is not None and above is not None:
        return MathNode("msubsup", "", (base, below, above))
    script = below or above
    if script is None:
        return base
    return MathNode("msup" if below is None else "msub", "", (base, script))


def _depth(tex: str) -> int:
    depth = deepest = 0
    for brace in re.findall(r"[{}]|\\left|\\right|\\begin|\\end", tex):
        depth += 1 if brace in {"{", "\\left", "\\begin"} else -1
        deepest = max(deepest, depth)
    return deepest


def _from_xml(element: XmlElement) -> MathNode:
    children = _made(element.tag, [(child.tag, child) for child in element], _from_xml)
    if not children:
        return _leaf(element.tag, html.unescape(element.text or ""), element.attrib)
    return _node(element.tag, children, element.attrib)


def _made(
    name: str, children: list[tuple[str, _Source]], make: Callable[[_Source], MathNode]
) -> tuple[MathNode, ...]:
    """What is in an element. A script that shows nothing keeps its place."""
    kept = (
        make(child) if tag not in _NOTHING else _EMPTY
        for tag, child in children
        if tag not in _NOTHING or name in _SCRIPTED
    )
    return tuple(kept)


def _variant(letter: str) -> str:
    """The typeface of a letter that Unicode has a character of its own for."""
    name = unicodedata.name(letter, "")
    known = {" BOLD ": "bold", " MONOSPACE ": "monospace", " SANS-SERIF ": "sans-serif"}
    return next((variant for word, variant in known.items() if word in name), "")


def _leaf(name: str, text: str, attributes: dict[str, str]) -> MathNode:
    if name in _TRANSPARENT or name == "mtd":
        return MathNode("mrow", children=(MathNode("mtext", text.strip()),) if text.strip() else ())
    if name in _ARITY:
        return MathNode(_MALFORMED)
    text = " ".join(_VARIANTS.sub("", text).split())
    if name == "mo" and not text.isascii():  # `=` and a stroke through it are `≠`
        text = unicodedata.normalize("NFC", text)
    if text == "...":
        text = "…"
    if name == "mi" and attributes.get("mathvariant") == "double-struck":
        text = _DOUBLE_STRUCK.get(text, text)
    own = dict(attributes)
    if name == "mi" and text.isalpha() and text not in _OWN_SHAPE:  # whatever its typeface
        usual = unicodedata.normalize("NFKC", text)
        if usual != text and "mathvariant" not in own:
            own["mathvariant"] = _variant(text[0])
        text = usual
    elif name == "mtext" and not text.isascii():
        text = _STYLED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return MathNode(name, text, (), own)


def _node(name: str, children: tuple[MathNode, ...], attributes: dict[str, str]) -> MathNode:
    if name == "msqrt" and len(children) > 1:
        children = (MathNode("mrow", children=_flat(children)),)
    if name == "menclose":
        return _enclosed(children, attributes)
    if name == "mfenced":
        children = _fenced(children, attributes)
    if name in _TRANSPARENT or name in {"mtd", "mfenced"}:
        flat = _flat(children)
        return flat[0] if len(flat) == 1 and name != "mtd" else MathNode("mrow", children=flat)
    if name == "mo":  # a relation made of other signs
        return MathNode("mo", "".join(child.text for child in children), (), dict(attributes))
    extra = len(children) - _ARITY.get(name, len(children))
    if extra < 0:
        return MathNode(_MALFORMED, "", children)
    if name in _ARITY:
        children = (_without_unseen(children[0]), *children[1:])
    if name in _BOTH and not extra and not all(child.leaves() for child in children[1:]):
        below, above = children[1:]  # one of them shows nothing
        kept = above if above.leaves() else below
        return MathNode(_BOTH[name][above.leaves() > 0], "", (children[0], kept))
    if extra > 0:  # latex2mathml puts the brackets of a binomial beside it
        children = (MathNode("mrow", children=children[: extra + 1]), *children[extra + 1 :])
    return MathNode(name, "", children, dict(attributes))


def _without_unseen(base: MathNode) -> MathNode:
    """What carries a script, without blanks and signs that nobody sees beside it."""
    kept = tuple(one for one in base.children if one.name != "mspace" and one.text not in _UNSEEN)
    if base.name != "mrow" or len(kept) in {0, len(base.children)}:
        return base
    return kept[0] if len(kept) == 1 else MathNode("mrow", children=kept)


def _enclosed(children: tuple[MathNode, ...], attributes: dict[str, str]) -> MathNode:
    """What `menclose` draws: a root or a bar, a frame that changes nothing, or something unsaid."""
    row = MathNode("mrow", children=_flat(children))
    notation = attributes.get("notation", "longdiv")
    if notation == "radical":
        return MathNode("msqrt", "", (row,))
    if notation == "top":
        return MathNode("mover", "", (row, MathNode("mo", "¯")))
    return row if _FRAMES.issuperset(notation.split()) else MathNode("struck", "", children)


def _fenced(children: tuple[MathNode, ...], attributes: dict[str, str]) -> tuple[MathNode, ...]:
    """What `mfenced` puts around its children and between them."""
    inside: list[MathNode] = []
    separators = "".join(attributes.get("separators", ",").split())
    for number, child in enumerate(children):
        sign = separators[min(number, len(separators)) - 1] if number and separators else ""
        inside += [MathNode("mo", sign), child] if sign else [child]
    opening, closing = attributes.get("open", "("), attributes.get("close", ")")
    return (MathNode("mo", opening), *inside, MathNode("mo", closing))


def _flat(children: tuple[MathNode, ...]) -> tuple[MathNode, ...]:
    """Rows within a row group nothing: their brackets do. Letters set as a word make one."""
    flat: list[MathNode] = []
    for one in (one for child in children for one in child.rows):
        before = flat[-1] if flat else None
        variant = one.attributes.get("mathvariant")
        if (
            before is not None
            and one.name == before.name == "mi"
            and variant in _WORDS
            and before.attributes.get("mathvariant") == variant
            and before.text.isalnum()
            and one.text.isalnum()
        ):
            flat[-1] = MathNode("mi", before.text + one.text, (), before.attributes)
        else:
            flat.append(one)
        if len(flat) > 2 and all(each.text == "." for each in flat[-3:]):  # noqa: PLR2004 - an ellipsis
            flat[-3:] = [MathNode("mo", "…")]
    return tuple(flat)


def without_stop(node: MathNode) -> MathNode:
    """A formula without the mark that ends the sentence that it stands in."""
    if node.name == "mn" and node.text[-1:] == "." and node.text[:-1]:
        return MathNode("mn", node.text[:-1], (), node.attributes)
    if node.name != "mrow" or len(node.children) < 2:  # noqa: PLR2004 - a mark alone says itself
        return node
    *rest, last = node.children
    kept = rest if last.text in _STOPS else [*rest, without_stop(last)]
    return MathNode("mrow", children=tuple(kept))
