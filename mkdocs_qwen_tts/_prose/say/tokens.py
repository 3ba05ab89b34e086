"""Inline code as tokens, with the brackets that belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mkdocs_qwen_tts._prose.say import patterns

_CLUSTER = (
    r"(?!(?:===|<<=|>>=|<=>|<[$&]>|!==|<->|-->|<--|<<-|<!--|>>>|-+|\*+|\.+|=+|\++|~+|\^+|>+|<+)\s)"
    r"[<>=!&|:~^$*+.-]{3,6}"
)
"""An operator of signs that has no name of its own: `:>>=`, `<*>`."""
_TOKEN = re.compile(
    rf"""
    (?P<url>{patterns.URL})
  | (?P<email>{patterns.EMAIL})
  | (?P<uuid>{patterns.UUID})
  | (?P<secret>{patterns.KEY_LIKE})
  | (?P<hash>{patterns.HASH})
  | (?P<string>"(?:[^"\\\n]|\\.)*"
      |(?:(?<!\w)|(?<=(?<!\w)[bBfFuU]))'(?:[^'\\\n]|\\.)*'(?![A-Za-z0-9]))
  | (?P<moment>(?<![\w-])\d{{4}}-\d\d-\d\d
      (?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?(?![\w-])
      |(?<![\w:])\d{{1,2}}:\d\d:\d\d(?:\.\d+)?(?![\w:]))
  | (?P<quantity>(?<![\w.])\d+(?:[.,]\d+)*\ ?(?:{patterns.UNIT})(?:/s)?(?![\w/]))
  | (?P<version>(?<![\w./])v(?=\d+\.\d)|(?<=@)v(?=\d)(?!\d+/))
  | (?P<ranges>(?<![\w-])(?=[\w-]{{0,12}}(?:a-[fz]|A-[FZ]|0-9))
      (?:(?:[A-Z]-[A-Z]|[a-z]-[a-z]|[0-9]-[0-9]){{2,}}|A-Z)(?![A-Za-z0-9-]))
  | (?P<number>(?<![\w.])\d+\.\d+[eE][+-]?\d+(?![\w.])
      |(?<!\w)\d{{1,3}}(?:,\d{{3}})+(?![\d,])|\d+(?:\.\d+)+[a-z]*\d*(?!\w)|\d+(?!\w))
  | (?P<plusplus>(?<!\w)[A-Za-z]\w*\+\+\d*)
  | (?P<sharp>(?<!\w)[CFJ]\#(?!\w))
  | (?P<name>(?<!\w)[bBfFuU](?='[^'\n]*'(?![A-Za-z0-9]))
      |\w[\w\u0300-\u036f]*(?:['’](?=[a-z])\w+)?)
  | (?P<cluster>(?<=\s){_CLUSTER}(?=\s))
  | (?P<operator>(?<=\s)(?:<<=|>>=|<=>|-=|<[$&]>)(?=\s)
      |<!--|-->|<->|\.\.\.|===|!==|->|(?<=\s)<<-(?=\s)|<-(?!-)|=>|[=!<>~:]=|~>|<<|\|\|
      |&&|:::|::|\?\?|\.\.|(?<=\s)>>(?=\s)|(?<=[\w)])>>(?=\d)|-+|\*+|→|⇒)
  | (?P<blank>\s+)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_DEPTH = 40
"""Brackets nested deeper than this are told sign by sign: reading them recurses."""
_NAMES = re.compile(r"[\w-]+")
_LONGEST = 12
"""Pieces of a name between angle brackets."""
_CLOSING = {"(": ")", "[": "]", "{": "}", "<": ">"}
_BEHIND_ANGLE = re.compile(r"[^\W\d]|[/&?!$]")


@dataclass(slots=True)
class SpelledToken:
    """A piece of code."""

    kind: str
    text: str
    before: str
    """The character in front of it, `""` at the start."""
    behind: str
    """The character behind it, `""` at the end."""
    partner: int | None = None
    """For a bracket: where the one that belongs to it is."""

    @property
    def opens(self) -> bool:
        """Whether it is a bracket that opens a group."""
        return self.partner is not None and self.text in _CLOSING

    @property
    def closes(self) -> bool:
        """Whether it is a bracket that closes a group."""
        return self.partner is not None and self.text not in _CLOSING

    @property
    def apart(self) -> bool:
        """Whether a blank stands on both of its sides."""
        return self.before.isspace() and self.behind.isspace()

    @property
    def joins(self) -> bool:
        """Whether it follows directly on something that it may belong to: a name, a group."""
        return self.before.isalnum() or self.before in {"_", ")", "]", ">", "}"}


def code_tokens(code: str) -> list[SpelledToken]:
    """The tokens of a piece of code; nothing of it is missing in them."""
    found = [
        SpelledToken(
            str(one.lastgroup),
            one[0],
            code[one.start() - 1] if one.start() else "",
            code[one.end()] if one.end() < len(code) else "",
        )
        for one in _TOKEN.finditer(code)
    ]
    found = _parted(found)
    _match(found)
    return found


def _parted(found: list[SpelledToken]) -> list[SpelledToken]:
    """`>=` behind what stands for something closes that: `<key>=<value>`, `@<Name@>=` of WEB."""
    if not any(token.text == ">=" for token in found):
        return found
    parted: list[SpelledToken] = []
    for token in found:
        if token.text == ">=" and (
            _is_in_placeholder(parted, token.behind) or _is_in_section(parted, token)
        ):
            parted.append(SpelledToken("sign", ">", token.before, "="))
            parted.append(SpelledToken("sign", "=", ">", token.behind))
        else:
            parted.append(token)
    return parted


def _is_in_placeholder(before: list[SpelledToken], behind: str) -> bool:
    """Whether what was read last is `<` and a name, and a value comes behind what is read now."""
    at = len(before) - 1
    while at > max(0, len(before) - _LONGEST) and _NAMES.fullmatch(before[at].text):
        at -= 1
    first = before[at] if at >= 0 else None
    if first is None or first.text != "<" or at == len(before) - 1:
        return False
    return behind == "<" or not (first.joins or behind.isspace())


def _is_in_section(before: list[SpelledToken], closing: SpelledToken) -> bool:
    return closing.before == "@" and any(one.text == "<" and one.before == "@" for one in before)


def _match(found: list[SpelledToken]) -> None:
    """Tell each bracket its partner. One without a partner is a sign like any other."""
    stack: list[int] = []
    for at, token in enumerate(found):
        if token.kind != "sign":
            continue
        lifetime = token.joins and [one.text for one in found[at + 1 : at + 2]] == ["'"]
        if token.text in "([{" or (
            token.text == "<" and (_opens_angle(token) or lifetime or _holds_numbers(found, at))
        ):
            stack.append(at)
            del stack[:-_DEPTH]
        elif token.text in ")]}":
            while stack and found[stack[-1]].text == "<":
                stack.pop()  # it was a comparison
            if stack and _CLOSING[found[stack[-1]].text] == token.text:
                _join(found, stack.pop(), at)
        elif token.text == ">" and _closes_angle(token, found, stack):
            _join(found, stack.pop(), at)


def _opens_angle(token: SpelledToken) -> bool:
    """Whether this may open a group: `<path>`, `Vec<T>`, and `Vec< T >` as Doxygen writes it."""
    spread = token.joins and token.behind.isspace()
    return spread or _BEHIND_ANGLE.match(token.behind) is not None


def _holds_numbers(found: list[SpelledToken], at: int) -> bool:
    """Whether angles behind a name hold numbers that a template takes: `keep_alive<0, 1>`."""
    named = found[at - 1] if at else None
    if named is None or named.kind != "name" or not found[at].behind.isdigit():
        return False
    if len(named.text) == 1 and named.text.islower():
        return False  # of a comparison: `n<3`
    inside = found[at + 1 : at + _LONGEST]
    end = next((place for place, one in enumerate(inside) if one.text == ">"), None)
    if end is None or inside[end].behind.isalnum() or inside[end].before.isspace():
        return False
    values = [one for one in inside[:end] if one.kind != "blank"]
    return len(values) % 2 == 1 and all(
        one.text == "," if place % 2 else one.kind in {"number", "name"}
        for place, one in enumerate(values)
    )


def _closes_angle(token: SpelledToken, found: list[SpelledToken], stack: list[int]) -> bool:
    opening = found[stack[-1]] if stack else None
    return (
        opening is not None
        and opening.text == "<"
        and token.before.isspace() == opening.behind.isspace()
        and not opening.before == token.before == "@"  # a section of WEB: `@<Name@>`
    )


def _join(found: list[SpelledToken], opening: int, closing: int) -> None:
    found[opening].partner, found[closing].partner = closing, opening


def beside(tokens: list[SpelledToken], at: int) -> tuple[SpelledToken | None, SpelledToken | None]:
    """The tokens before and behind one, without blanks; nothing is copied for it."""
    places = range(at - 1, -1, -1), range(at + 1, len(tokens))
    before, behind = (
        next((one for place in way if (one := tokens[place]).kind != "blank"), None)
        for way in places
    )
    return before, behind
