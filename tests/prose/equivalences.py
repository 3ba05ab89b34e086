"""What may sound the same though it is written otherwise, each with its reason.

Two pieces of code whose `canonical` forms differ must not sound the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.say import patterns
from mkdocs_qwen_tts._prose.say.mathml import from_tex
from mkdocs_qwen_tts._prose.say.turned_brackets import with_usual_brackets

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.say.mathml import MathNode

_PLAIN = r"(?=[^\"']*[^\W\d_])(?:[\w./:@~#+-]|\{\w+\}|\[[\w,-]+\])+|/"
_VALUES = r"(?:none|null|nil|undefined|true|false|yes|no|on|off)"


@dataclass(frozen=True)
class Equivalence:
    """A difference that is not spoken."""

    name: str
    reason: str
    apply: Callable[[str], str]


def _sub(pattern: str, by: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(by, text)


def _case(text: str) -> str:
    """Small letters, but for single capitals behind a dash, a percent sign or a backslash."""
    return re.sub(r"(?<![-%\\])\b\w+|(?<=[-%\\])\w{2,}", lambda found: found[0].casefold(), text)


def _placeholders(text: str) -> str:
    """Without the angle brackets around what the reader fills in; those of HTML stay."""
    markup = text.startswith("<") or "</" in text or "/>" in text

    def bare(found: re.Match[str]) -> str:
        name = re.match(r"\w+", found[1])
        html = markup and name is not None and name[0] in facts("elements")
        return found[0] if html else f" {found[1]} "

    return re.sub(r"(?<![A-Za-z0-9)\]}])<([^\W\d](?:[\w .:|…/@-]|\[\])*)>", bare, text)


EQUIVALENCES = (
    Equivalence(
        "angle brackets around what the reader fills in",
        "`--output=<path>` is read as the path that it stands for, as anybody reads it aloud.",
        _placeholders,
    ),
    Equivalence(
        "keys pressed together",
        "`Ctrl-C`, `Ctrl+C` and `⌃C` name the same keys.",
        lambda text: (
            re.sub(r"[^\w⌘⇧⌥⌃]+", "", text.replace("Control", "Ctrl"))
            .translate({0x2318: "Cmd", 0x2303: "Ctrl"})
            .casefold()
            if re.fullmatch(f"{patterns.KEYS}|{patterns.MAC_KEYS}", text)
            else text
        ),
    ),
    Equivalence(
        "a step that is left empty",
        "`a[1:3:]` is the same part of a sequence as `a[1:3]`.",
        _sub(r"(?<=\[)([^\[\]:]*:[^\[\]:]*):(?=\])", r"\1"),
    ),
    Equivalence(
        "quotes around a sign",
        "`'&'` is the sign in a text, and so is `&` in a sentence.",
        _sub(r"(?<!\w)([\"'])([^\w\s\"'`]{1,3})\1(?!\w)", r"\2"),
    ),
    Equivalence(
        "a full stop at the end",
        "It ends the sentence that the code stands in.",
        _sub(r"(?<=[^\W_])\.$", ""),
    ),
    Equivalence(
        "pages of the manual",
        "`git-log(1)` names page git-log of section 1.",
        _sub(r"^([a-z][\w.+]*-[\w.+-]*)\((\d[a-z]{0,2})\)$", r"\1 \2"),
    ),
    Equivalence(
        "secrets and hashes",
        "Nobody can follow twenty random characters, and nobody should hear a key.",
        _sub(f"{patterns.UUID}|{patterns.KEY_LIKE}|{patterns.HASH}", "a long hash"),
    ),
    Equivalence(
        "drawings",
        "Lines and boxes draw a picture; there is nothing to say.",
        _sub(r"[\u2500-\u25ff]", ""),
    ),
    Equivalence(
        "the name of a host",
        "Who signs in, and `www`, do not change where an address leads.",
        _sub(r"(?<=://)(?:[^/@\s]*@)?(?:www\.)?", ""),
    ),
    Equivalence(
        "quotes around the whole",
        "`'utf8'` in a sentence names the word utf8; numbers and values keep their quotes.",
        lambda text: re.sub(
            rf"(?i)^([\"'])(?!{_VALUES}\1)([\w .,/-]*[^\W\d_][\w .,/-]*)\1$", r"\2", text
        ),
    ),
    Equivalence(
        "quotes around a word",
        'A name in quotes is read as the name: `type="text"`.',
        lambda text: re.sub(rf"(?i)(?<!\w)([\"'])(?!{_VALUES}\1)({_PLAIN})\1(?!\w)", r"\2", text),
    ),
    Equivalence("which quotes", "Both mean the same.", _sub("'", '"')),
    Equivalence(
        "semicolons at the end",
        "They end a statement, and so does the code.",
        _sub(r"[; ]+(?=[\"']?$)", ""),
    ),
    Equivalence(
        "the brackets of a call at the end",
        "`print` and `print()` name the same function.",
        _sub(r"(?<=[\w\])}>])\(\)(?=[\"']?$)", ""),
    ),
    Equivalence(
        "how the words of a name are joined",
        "`snake_case`, `camelCase` and `UPPER_CASE` are habits of a language, not meanings.",
        lambda text: re.sub(
            r"(?<=[^\W_])_(?=[^\W_])|(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z]{2})(?=[A-Z])"
            r"|(?<=[A-Z]{2})(?=[A-Z][a-z])",
            " ",
            text,
        ),
    ),
    Equivalence(
        "capitals",
        "They are heard where they are letters of their own: `-V`, `%M`, `\\D`.",
        _case,
    ),
    Equivalence(
        "signs of the same meaning",
        "`→` is a typeset `->`, `≥` a typeset `>=`.",
        lambda text: text.translate(
            {0x2026: "...", 0x2192: "->", 0x2265: ">=", 0x2264: "<=", 0x2260: "!=", 0x21D2: "=>"}
        ),
    ),
    Equivalence("unions of types", "`str | None` is a str or None.", _sub(r"\s*\|\s*", " or ")),
    Equivalence(
        "brackets of generic types",
        "`Vec<T>` and `List[T]` are of different languages.",
        _sub(r"(?<=\w)<([^<>]*)>", r"[\1]"),
    ),
    Equivalence("tags that close themselves", "`<br/>` is `<br>`.", _sub(r"\s*/\s*>", ">")),
    Equivalence("versions", "`v2` is version 2.", _sub(r"(?i)\bv(?=\d)|\bversion ", "version ")),
    Equivalence(
        "a sign and its name",
        "`+` and `plus` are both read as plus, `->` and `arrow` as arrow.",
        lambda text: {
            "#": "hash",
            "_": "underscore",
            "+": "plus",
            ".": "dot",
            "@": "at",
            "->": "arrow",
            ":": "colon",
            "^": "caret",
            "=": "equals sign",
            "!=": "not equal",
        }.get(text, text),
    ),
    Equivalence(
        "blanks behind underscores",
        "An underscore alone is the edge of a name.",
        _sub(r"(?<![^\W_])(_+)\s+", r"\1"),
    ),
    Equivalence(
        "blanks",
        "Between signs they are taste: `a+b`, `a + b`.",
        lambda text: re.sub(
            r"\s*(<<?-|-*>|--+|[^\w\s-])\s*|(?<=\w)\s+(-)\s+(?=\d)|^(-)\s+|\s+(-)(?=[)\]}\"']|$)",
            r"\1\2\3\4",
            " ".join(text.split()),
        ),
    ),
)


def canonical(code: str) -> str:
    """A piece of code without the differences that are not spoken."""
    for _ in range(3):  # what one leaves may be of another's kind
        for equivalence in EQUIVALENCES:
            code = equivalence.apply(code.strip())
    return code


_SAME_SIGN = {
    **facts("formulas")["same"],
    "ϵ": "ε",
    "ϑ": "θ",
    "ϕ": "φ",
    "⋅": "×",
    "·": "×",
    **dict.fromkeys("¯―‾ˉ", "bar"),
    "<=": "≤",
    ">=": "≥",
}
_SAME_NAME = {"munder": "msub", "mover": "msup", "munderover": "msubsup"}


def canonical_formula(tex: str) -> str:
    """A formula without the differences that are not spoken, as a tree.

    Not spoken are: the typeface of a letter, whether it is a capital (where the formula does not
    hold the small one too), how large a bracket is, how wide a blank, which of two signs for the
    same thing is used (`×` and `⋅`), whether a remainder stands in brackets, whether a name has its
    backslash, and whether an open end of an interval has a round bracket or one turned outwards.
    """
    node = from_tex(tex)
    return "" if node is None else _canonical_node(node)


def _canonical_node(node: MathNode) -> str:
    if node.name == "mspace":
        return ";" if node.attributes.get("linebreak") == "newline" else ""
    if not node.children:
        text = _SAME_SIGN.get(node.text, node.text)
        text = facts("formulas")["letters"].get(text, text).casefold()
        # A name that is typed without its backslash is that name: `gcd(a,b)`, `alpha_1`.
        return "" if text in {"", "&"} else text + ("" if text.isalpha() else " ")
    parts = "".join(map(_canonical_node, with_usual_brackets(node.children)))
    if node.name == "mrow":
        return parts.replace("( mod", "mod")
    inside = "|".join(map(_canonical_node, node.children))
    return f"{_SAME_NAME.get(node.name, node.name)}[{inside}]"
