"""How running text is read aloud: what is written there in symbols is said in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.language import CJK, EAST_ASIAN, usual_words
from mkdocs_qwen_tts._prose.say import address, code, menu_path, patterns, scripts
from mkdocs_qwen_tts._prose.say.formula import say_operator, say_ratio, say_root, say_tex
from mkdocs_qwen_tts._prose.say.quantity import number_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary

_WORD = r"[A-Za-z0-9]"
_DRAWN = rf"{patterns.EMOJI}|[¶ℹ`←↑↓↔↩↪•‣▪◦█│─┌┐└┘├┤■□▲△▼▽◆◇○●]"
_SEGMENT = r"/(?=[0-9_.{}@*-]*[A-Za-z])[A-Za-z0-9_.{}@*-]+"
"""A part of a path. One alone behind a word is no path but an "or": `on/off`, `程序/HTTP`."""
_INNER = rf"(?:{_SEGMENT}|/\d+(?=/))"
"""The same behind the first one."""
_DATE = (
    r"(?<![A-Za-z0-9_./:=#-])(?:1[89]|2[01])\d\d(?:-(?:0[1-9]|1[0-2])-|/(?:0[1-9]|1[0-2])/)"
    r"(?:0[1-9]|[12]\d|3[01])(?![A-Za-z0-9_/-]|[.:]\d)"
)
"""A day, written year first."""
_BUTTONS = "☰⋮⚙✎✏🔍🔎🗑▶⏵⏸⏹⏺ⓘ"
"""Signs on buttons: in the middle of a sentence they are pressed, at its edges they decorate."""
_SAME_BUTTON = str.maketrans("✏🔎⏵", "✎🔍▶")
_RELATIONS = "∈∉∋⊂⊆⊃⊇∪∩∅∀∃∧∨¬≡∝≪≫÷±∞∂∇⊕⊗"
"""Signs of formulas that also stand in running text."""
_QUOTED = (
    r"(?<![^\s(\[{,;:—–/-])(?:'[^\w\s'\"`]{1,3}\s?'|\"[^\w\s'\"`]{1,3}\s?\"|‘[^\w\s‘’']{1,3}’)(?!\w)"
    r"|“[^\w\s“”\"…]{1,3}”"
)
"""A sign in quotes is that sign: `'-'`."""
_QUOTED_STOP = re.compile(r"['\"‘][;,.:!?()-]{1,3}['\"’](?!\w)|“[^\w\s“”\"…]{1,3}”")
"""Of those, marks that a text may hold otherwise."""
_SIGN_TOKENS = rf"""
  | (?P<dollars>(?<![\w$\\])\$(?=[^\s$])(?=[^$\n]*[\\^_{{=])[^$\n]{{0,200}}[^\s$\\]\$(?![\w$]))
  | (?P<returns>(?<=\))\s(?:->|-->)\s)
  | (?P<raised>(?<=[\w)\]）])[⁺⁻]?[{scripts.DIGITS_ABOVE}ⁿⁱ]+[⁺⁻]?(?![\u02b0-\u02b8\u1d2c-\u1d6a]))
  | (?P<caret>(?<=[\w)）])\^(?:[-−]?\d+(?![\w^])|[A-Za-z](?![\w^])
      |\{{[^{{}}\n]{{1,14}}\}}|\([^()\n]{{1,14}}\))
      |(?<=[\w)）])\*\*(?:[-−]?\d+(?![\w*])|[A-Za-z](?![\w*])))
  | (?P<lowered>(?<=[\w)\]])[{scripts.SUBSCRIPTS}]+)
  | (?P<root>[√∛]\s?(?:\d[\d.]*|[^\W\d_](?!\w)|\([^()\n]{{1,40}}\)))
  | (?P<fraction>\d+⁄\d+)
  | (?P<minus>−|^-(?=[\d.,]+\s?%?$)|(?<![\w-])-(?=\d[\d.,]*[ \u00a0\u202f]?(?:°[CF]|℃))
      |(?<={EAST_ASIAN})-(?=\d[\d.]*\s?(?:℃|°C|度)))
  | (?P<difference>(?<=[²³⁴-⁹ⁿ)])\s-\s(?=\d))
  | (?P<relation>\s?[{_RELATIONS}]\s?)
  | (?P<pointer>(?<=\w)\s[↑↓⬆⬇⬅]\ufe0f?(?=\ [a-zà-ÿа-я]|[,.]|\ [^\W_A-Za-z]))
  | (?P<dotted>(?<![\w.…)\]/])\.[A-Za-z][\w-]*(?:/[\w.-]*\w)+)
  | (?P<pattern>(?<![\w'])'(?=[^'\s]{{0,24}}[\[\]*^\\])[^'\s]{{2,24}}'(?![\w']))
  | (?P<wildcard>(?<![\w.*/-])(?![A-Za-z]+\.\*(?:\s+[A-Z“]|\s*$))(?:[A-Za-z0-9_-]+\.)+\*(?![\w*])
      |(?<![\w.*/-])\*(?:\.[A-Za-z][A-Za-z0-9_-]*)+(?![\w*]))
  | (?P<names>(?<![\w.*/-])[A-Za-z][\w.]*_\*(?:_\w+)?(?![\w*.]*\*)(?:\(\))?(?!\w))
  | (?P<format>(?<![\d%]\ )(?<![\w%.])%[A-Za-z](?![\w%]))
  | (?P<escaped>(?<!\S)\\[()\[\]{{}}](?!\S)|(?<![\w\\/:.)])\\(?:[A-Za-z0](?![\w\\{{(\[^])
      |x[0-9A-Fa-fH]{{2}}(?!\w)|[\\"'](?=[\s,.;:)"”’]|$)))
  | (?P<button>(?<=[\w,])\s[{_BUTTONS}]\ufe0f?
      (?=\ [a-zà-ÿа-я]|[,.;)]|\ [\u3041-\u9fff\uac00-\ud7af]))
  | (?P<stars>\s?(?:[★⭐☆✩]\ufe0f?\ ?){{2,}})
  | (?P<less>\s<\s(?=[\w(.-])|(?<![\w<>=&-])[<＜](?!3(?![\d.]))(?=~?\d)
      |(?<={EAST_ASIAN})[<＜](?=\d))
  | (?P<greater>\s>\s(?=\d)|(?<={EAST_ASIAN})[>＞](?=\d)|(?<=\s)>(?=\d)|^>(?=[\d.,]+\s?%?$)
      |(?<=[^\w.-][^\W\d_A-Z])\s>\s|(?<=^[^\W\d_A-Z])\s>\s
      |(?<=[^\w.-]\w)\s>\s(?=\w(?!\w))|(?<=^\w)\s>\s(?=\w(?!\w)))
"""
"""What few texts hold; looked for only where one of `_SIGN` is."""
_PASSED_OVER = r"(?<![^\s(])[a-z]+(?:,?\ [a-z]+)*(?=[\s,;)]|$)|[\u4e00-\u9fff，。、；：]+"
"""Plain words. They are looked for first, for speed: nothing else begins in them."""
_ASCII_SIGNS = (
    "$",
    "^",
    "**",
    " < ",
    " > ",
    ") -",
    " <",
    "(<",
    " >",
    ".*",
    "*.",
    "_*",
    " .",
    "'[",
    "*'",
    "]'",
    "%",
    "\\",
)
_SIGN = re.compile(rf"[²³¹⁰-ₜᵢⱼ√∛⁄−★⭐☆✩↑↓⬆⬇⬅{_RELATIONS}{_BUTTONS}°℃＜＞]|\s[<>]\s|[<>]~?\d")


_JOINED = rf"\s?(?:{EAST_ASIAN}{{1,4}}|[a-zà-ÿа-я]{{1,3}}|或者|以及)\s"
"""What joins two signs, as in "between \\( and \\)": no formula."""


def _tokens(signs: str) -> re.Pattern[str]:
    return re.compile(
        rf"""
    (?P<words>{_PASSED_OVER})
  | (?P<url>{patterns.URL})
  | (?P<remote>{patterns.REMOTE})
  | (?P<email>{patterns.EMAIL})
  | (?P<quoted>{_QUOTED})
  | (?P<oldquotes>``[^`'\n](?:[^`\n]{{0,80}}?[^`'\n])?'')
  | (?P<oldquote>\s?(?<![\w`'])`(?!`)[^`'\s](?:[^`'\n]{{0,60}}[^`'\s])?'(?!'))
  | (?P<thesign>(?<=\bthe)\s(?!\#\ of\b)[$#%&*\\^~|@+=<>]{{1,2}}(?=\s|[.,;:)](?:\s|$)|$)
      |\s[$#%&*/\\^~|@+=<>]{{1,2}}
      (?=\ (?:sign|character|symbol|operator|metacharacter|prefix)s?\b))
  | (?P<tex>(?!\\\({_JOINED}\\\))\\\((?s:.{{1,999}}?)\\\)|\\\[(?s:.{{1,999}}?)\\\]
      | \$\$(?s:.{{1,999}}?)\$\$
      | \\f\$(?s:.{{1,999}}?)\\f\$ | \\f\[(?s:.{{1,999}}?)\\f\]
      | \\begin\{{(?s:.{{1,999}}?)\\end\{{\w*\*?\}})
  {signs}
  | (?P<uuid>{patterns.UUID})
  | (?P<secret>{patterns.KEY_LIKE})
  | (?P<hash>{patterns.HASH})
  | (?P<date>{_DATE})
  | (?P<keys>{patterns.KEYS}|{patterns.MAC_KEYS})
  | (?P<plusplus>\b[A-Za-z]\w*\+\+\d*)
  | (?P<sharp>\b[CFJ]\#(?!\w))
  | (?P<dotnet>(?<![\w.])\.NET\b)
  | (?P<version>(?:(?<=version\ )|(?<=Version\ ))v(?=\d)
      |(?<![\w.])(?<![A-Za-z]-)v(?=\d+(?:\.\d+)*(?!\w)))
  | (?P<path>(?<![\w/.:<\])]) (?:~|\.{{1,2}})? {_SEGMENT}{_INNER}* /? | (?<![A-Za-z0-9/.:<\])])
  {_SEGMENT}{_INNER}+ /?) |
  (?P<file>(?<![A-Za-z0-9_/.@-])\.?[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*\.(?:{patterns.EXTENSION})
  (?![A-Za-z0-9_]|\.[A-Za-z0-9])) | (?P<dotfile>(?<![A-Za-z0-9_.…)\]])\.[a-z][a-z]+(?![\w.]))
  | (?P<call>(?<![A-Za-z0-9_.])@?[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\(\))
  | (?P<rest>(?:(?<=\()|(?<=,[ \u00a0]))\*\*[A-Za-z_]\w*(?=\))
      |(?<!\S)\*\*?\w{{0,20}}(?:args|kw|kwds|options|params)(?=[\s,]|$)(?![^*]{{0,400}}\*))
  | (?P<attribute>(?<![\w./@:\\-])(?=[\w.]*_)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?![\w/@:-]|\.\w))
  | (?P<snake>(?<![A-Za-z0-9_])(?:_*{_WORD}+(?:_+{_WORD}+)+_*|__{_WORD}+)(?![A-Za-z0-9_]))
  | (?P<dunder>(?<![A-Za-z0-9_])__{_WORD}+__(?![A-Za-z0-9_]))
  | (?P<member>(?<![\w.>])(?=(?:\w|->)*(?:\(\)|_|[a-z][A-Z]))[a-z_]\w*(?:->[a-z_]\w*)+(?:\(\))?)
  | (?P<scoped>(?<![\w:])[A-Za-z_]\w*(?:::~?\w+)+(?:<[\w:,&*\ ]*>)?(?:\(\))?)
  | (?P<negated>(?<![\w!])!(?=_*[A-Za-z0-9]+_\w|[A-Za-z]\w*\()|(?<![\w!\[])!(?=[A-Za-z]))
  | (?P<generic>(?<![\w.\]])[A-Za-z_]\w+\[[A-Za-z_]\w[\w.,|\ \[\]]*\]
      |(?<![\w.])[A-Z]\w+<[A-Z]\w*(?:,\ ?[A-Z]\w*)*>(?!\w))
  | (?P<option>(?<![\w-])(?:--[A-Za-z][A-Za-z0-9-]*(?:=(?:<[\w-]+>|[\w./~{{}}$-]*\w))?
      |-[A-Za-z](?![\w-])))
  | (?P<variable>(?<![\w$])\$(?:[A-Z_][A-Z0-9_]+|[a-z_]\w+(?![\w$])|\{{\w+\}})
      |%[A-Z_][A-Z0-9_()]+%(?:\\[\w.-]+)*)
  | (?P<drive>(?<!\w)[A-Z]:\\(?:[\w.()<>$%~-](?:[\w\ .()<>$%~-]{{0,38}}[\w.()<>$%~-])?\\){{0,9}}
      [\w.-]*\w)
  | (?P<placeholder>(?<![\w<])</?[A-Za-z][\w.-]*(?:\[\]){{0,3}}>(?!\w))
  | (?P<either>(?<=[A-Za-z]{{2}})\|(?=[A-Za-z]{{2}})|(?<=[A-Za-z>])\|(?=--?[A-Za-z]))
  | (?P<choice>\{{[A-Za-z][\w.]*(?:\[\])?(?:\|[A-Za-z][\w.]*(?:\[\])?)+\}})
  | (?P<unit>(?<=\d)[\ \u00a0\u202f]?(?:{patterns.UNIT})(?:/s)?(?![A-Za-z0-9/]))
  | (?P<range>(?<=\d)\s?[–—]\s?(?=\d)|(?<=[\d℃%])[~～〜](?=\d))
  | (?P<bothways>(?<=[\w)\]])\ (?:<--?>|↔)\ (?=[\w(\[]))
  | (?P<arrow>\s*(?:→|⇒|⟶|➔|➜|➝|(?<![-–—])[-–—]{{1,2}}>|=>)\s*)
  | (?P<cmp>\s?(?:[=!]==?|[<>~]=(?!=)|[≠≤≥≈])\s?)
  | (?P<menu>\s(?:>|»|›|▸|▶|\|)\s)
  | (?P<equals>\s=\s)
  | (?P<times>(?<=\d)\s?×\s?(?=\d)|(?<=\d)\s\*\s(?=\d)|×|(?<=\d)\s[·⋅∙]\s(?=\d)|(?<=\d)[⋅∙](?=\d))
  | (?P<plus>(?<=\d)\+(?![\w+]))
  | (?P<about>(?<![\w~/])~(?=\d))
  | (?P<at>(?<![\w.])@(?=[A-Za-z]))
  | (?P<bullet>\s[•·‣▪∙]\s|\s<={{2,3}}\s)
  | (?P<leftover>(?<!\S)(?:~{{5,}}|={{5,}}|-{{5,}})(?!\S)|\*\*+|\{{%.{{0,99}}?%\}})
  | (?P<drop>(?<={CJK})\s*(?:{_DRAWN})+\s*(?={CJK})
      | \s*(?:{_DRAWN})+(?=\s*(?:[.,;:!?)\]。，；：！？）]|$)) | (?:{_DRAWN})+)
    """,
        re.VERBOSE,
    )


_TOKEN, _TOKEN_OR_SIGN = _tokens(""), _tokens(_SIGN_TOKENS)
_PLAIN = re.compile(r"[\w\s.,;:!?'’“”\"()\u3001-\u303f\uff00-\uffef-]*")
"""Text that needs no second look: unless a word in it is an identifier, a file or a unit."""
_SUSPECT = re.compile(
    r"_|!\w|::|\.[A-Za-z]|\dv|\bv\d|--|\d[ \u00a0\u202f]?[A-Za-zµμ]"
    r"|(?=[a-f]{0,19}\d)[0-9a-f]{20}|(?=[A-Za-z]{0,31}\d)[A-Za-z0-9]{32}"
    r"|\(\)|(?<![\w-])-[A-Za-z]|^-\d|\d{4}-\d\d-\d\d"
)

_TELLING = re.compile(r"[_!:\d.(-](?:(?<![.(])|(?<=\.)(?=[A-Za-z])|(?<=\()(?=\)))")
"""What every suspect text holds, and few others: found in less than a tenth of the time. Digits
are those of all scripts, as in `５GB`."""
_SCRIPT = re.compile("[²³¹⁰-ₜᵢⱼ]")
"""Raised and lowered characters, which count as letters."""
_DELIMITERS = re.compile(r"^(?:\\\(|\\\[|\$\$|\\f[$\[])|(?:\\\)|\\\]|\$\$|\\f[$\]])$")
_WORDS = {
    **{name: name for name in ("uuid", "hash", "secret", "times", "about")},
    "plus": "or_more",
    "either": "or",
    **{name: name for name in ("at", "equals", "less", "greater")},
    "range": "to",
}
_COMPARISONS = {
    **dict.fromkeys(("==", "==="), "equals"),
    **dict.fromkeys(("!=", "!==", "≠"), "not_equal"),
    **dict.fromkeys((">=", "≥"), "at_least"),
    **dict.fromkeys(("<=", "≤"), "at_most"),
    **dict.fromkeys(("≈",), "about"),
    "~=": "compatible",
}
_AS_CODE = frozenset(
    {
        *("path", "file", "dotfile", "call", "snake", "dunder", "option", "plusplus", "sharp"),
        *("scoped", "member", "generic", "variable", "drive", "placeholder", "rest", "remote"),
        *("wildcard", "format", "escaped", "dotted", "attribute"),
    }
)


def say_text(text: str, words: Vocabulary, urls: str) -> str:
    """Text of the page as it is said.

    Args:
        text: a piece of text, blanks at its edges kept.
        words: the language's words for symbols.
        urls: `skip`, `shorten` or `read` web addresses.
    """
    plain = (
        _PLAIN.fullmatch(text)
        and not (_TELLING.search(text) and _SUSPECT.search(text))
        and not _QUOTED_STOP.search(text)
    )
    if plain and (text.isascii() or not _SCRIPT.search(text)):
        return text

    def replace(found: re.Match[str]) -> str:
        return _token(found, words, urls)

    return (_TOKEN_OR_SIGN if _has_sign(text) else _TOKEN).sub(replace, text)


def _has_sign(text: str) -> bool:
    """Whether a text may hold one of the rarer signs."""
    return (
        text[:1] in {"<", ">", "-"}
        or any(map(text.__contains__, _ASCII_SIGNS))
        or (not text.isascii() and _SIGN.search(text) is not None)
    )


def _token(found: re.Match[str], words: Vocabulary, urls: str) -> str:  # noqa: PLR0911 - one answer a kind
    kind, text = str(found.lastgroup), found[0]
    if kind == "words":
        return text
    if kind in _AS_CODE:
        plain = text.rstrip(".")  # of the sentence
        behind = " " if kind == "placeholder" and found.string[found.end() :][:1] == "<" else ""
        return code.say_code(plain, words) + text[len(plain) :] + behind
    if kind == "drop":
        return ""
    if kind == "url" and urls == "shorten" and _is_quoted(found):
        return code.say_code(text, words)  # it is spoken of, and leads nowhere
    if kind == "cmp":
        return f" {words.word(_COMPARISONS[text.strip()])} "
    if kind == "unit":
        return " " + words.unit(text.strip(), number_before(found))
    if kind == "version":
        named = "ersion " in found.string[: found.start()][-8:]
        named = named or _NAMED_BEHIND.match(found.string, found.end()) is not None
        return "" if named else f"{words.word('version')} "
    if kind in _IN_CONTEXT:
        return _IN_CONTEXT[kind](found, words)
    if kind in _WORDS:
        return f" {words.word(_WORDS[kind])} "
    return _ADDRESSES[kind](text, words, urls)


_NAMED_BEHIND = re.compile(r"[\d.]+\s?(?:版|バージョン|버전)")
"""A number that says itself of what it is: `v1.2版本`."""


def _url(text: str, words: Vocabulary, urls: str) -> str:
    if urls == "skip":
        return ""
    return address.full(text, words) if urls == "read" else address.shortened(text, words)


def _keys(text: str, words: Vocabulary, _urls: str) -> str:
    return words.keys(text)


def _tex(text: str, words: Vocabulary) -> str:
    said = say_tex(_DELIMITERS.sub("", text), words.language)
    return said or announcements(words.language)("formula_inline")


def _raised(found: re.Match[str], words: Vocabulary) -> str:
    """A power behind what can be raised; behind a longer word, the mark of a note."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    text = scripts.plain(found[0])
    if not scripts.can_be_raised(before):
        if _GOES_ON.match(found.string, found.end()):
            return found[0]  # within a word
        return "" if text.isdigit() else text
    return f" {scripts.say_raised(scripts.node_of(text), text, words.language)} "


def _lowered(found: re.Match[str], words: Vocabulary) -> str:
    """An index: digits join what they count, as in `H₂O`."""
    text = scripts.plain(found[0])
    if text.isdigit() and not found.string[found.start() - 1].isdigit():
        return text
    return f" {scripts.say_lowered(scripts.node_of(text), words.language)} "


def _minus(found: re.Match[str], words: Vocabulary) -> str:
    before = found.string[: found.start()].rstrip()
    # Behind a word in Chinese, as in `温度−5`, begins a number: nothing is taken away from words.
    is_difference = before[-1:] in {")", "）"} or _GOES_ON.match(before[-1:])
    return f" {words.word('minus' if is_difference else 'negative')} "


def _stars(found: re.Match[str], words: Vocabulary) -> str:
    """A rating: full and empty stars."""
    full, empty = len(_FULL_STAR.findall(found[0])), len(_EMPTY_STAR.findall(found[0]))
    announced = announcements(words.language)
    if not empty:
        return f" {announced('stars', count=full)} "
    return f" {announced('stars_of', count=full + empty, full=full)} "


_GOES_ON = re.compile(rf"(?!{EAST_ASIAN})\w")
_NEAR = 60
"""Characters before something raised that tell what carries it."""
_THIN = str.maketrans("⬆⬇⬅", "↑↓←")
_FULL_STAR, _EMPTY_STAR = re.compile("[★⭐]"), re.compile("[☆✩]")


def _caret(found: re.Match[str], words: Vocabulary) -> str:
    """A power as it is typed: `2^30`, `x^(n-1)`."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    typed = found[0].lstrip("^*")
    text = typed.strip("{}()")
    if not scripts.can_be_raised(before) or not scripts.is_expression(text):
        return typed if found[0][0] == "*" else found[0]
    return f" {scripts.say_raised(scripts.node_of(text), text, words.language)} "


def _menu(found: re.Match[str], words: Vocabulary) -> str:
    """A way through menus: `File > Save`. In « words » the second sign is a quote."""
    closing = found[0].strip()
    before = found.string[: found.start()]
    if closing == "|" and _joins_types(before, found.string[found.end() :]):
        return f" {words.word('or')} "
    opening = _CLOSING_QUOTES.get(closing)
    if opening and before.rfind(opening) > before.rfind(closing):
        return found[0]
    return str(announcements(words.language).entry("list_separator"))


def _joins_types(before: str, behind: str) -> bool:
    """Whether a bar stands in a declaration: `mode: "a" | "b"`, `f(x: string | null)`."""
    before = before[-_NEAR:]
    quoted = before[-1:] in {'"', "'"} and behind[:1] in {'"', "'"}
    return quoted or bool(_LAST_TYPE.search(before) and _FIRST_TYPE.match(behind))


_TYPE = r"(?:string|number|boolean|bool|null|undefined|void|int|float|str|None|any|object|Date)"
_LAST_TYPE = re.compile(
    rf"(?:\(|=> |[({{\[<?][^)}}\]]{{0,40}}: ?)\(?(?:[A-Za-z][\w.]* \| ){{0,5}}[A-Za-z][\w.]*"
    rf"(?:<[\w<>]*>|\[\])?$|\b{_TYPE}(?:\[\])?$"
)
_FIRST_TYPE = re.compile(rf"{_TYPE}\b|[A-Z][A-Za-z]+(?:[<\[,;)\]}}>]|\s[|=]|$)")
"""What stands before and behind a bar between types."""


_COMMENT = 200
"""Characters in which a comment of HTML that is spoken of ends."""


def _ends_comment(found: re.Match[str]) -> bool:
    """Whether this is the end of a comment, and no arrow: `<!-- hidden -->`."""
    if found[0].strip() != "-->":
        return False
    before = found.string[max(0, found.start() - _COMMENT) : found.start()]
    return before.rfind("<!--") > before.rfind("-->")


def _arrow(found: re.Match[str], words: Vocabulary) -> str:
    """From one thing to another, or a step through menus."""
    if _ends_comment(found):
        return found[0]
    text, start, end = found.string, found.start(), found.end()
    if not (text[:start].strip() and text[end:].strip()):
        return " "  # pointing into or out of the text, it joins nothing
    if menu_path.is_step(text, start, end):
        return str(announcements(words.language).entry("list_separator"))
    return f" {words.word('arrow')} "


def _leftover(found: re.Match[str], _words: Vocabulary) -> str:
    """What is drawn, and emphasis or macros that nobody resolved.

    Behind a type of C, stars are a pointer: `void **values`.
    """
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    return found[0] if found[0][0] == "*" and _TYPE_OF_C.search(before) else ""


_TYPE_OF_C = re.compile(r"\b(?:void|char|int|long|short|float|double|struct \w+|\w+_t)\s*$")


def _date(found: re.Match[str], words: Vocabulary) -> str:
    """A day; in quotes, what matters is how it is written."""
    text = found[0]
    return text if _is_quoted(found) else words.date(text[:4], text[5:7], text[8:])


def _is_quoted(found: re.Match[str]) -> bool:
    """Whether quotes stand directly around this."""
    start, end = found.span()
    around = found.string[max(0, start - 1) : start], found.string[end : end + 1]
    return all(around) and around[0] in _QUOTES and around[1] in _QUOTES


def _button(found: re.Match[str], words: Vocabulary) -> str:
    """A sign on a button that somebody shall press; any other decorates the sentence."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    if not _PRESSED.search(before) and not (before[-1:] in {",", "、"} and _PRESS.search(before)):
        return ""
    return f" {words.key(found[0].strip()[0].translate(_SAME_BUTTON))}"


_PRESS = re.compile(
    r"\b(?:press|click|tap|hit|push|select|choose|klick\w*|drück\w*|tipp\w*|cliqu\w*|appuy\w*|pulsa\w*"
    r"|haz clic|premi|premere|toque|pressione)\b|нажм\w*|点击|點擊|单击|按|选择",
    re.IGNORECASE,
)
_PRESSED = re.compile(
    rf"(?:{_PRESS.pattern}|\b(?:the|on|or|see|auf|das|oder|sur|le|ou|en|el|su|il|em|на|или)|[或的])\s?$",
    re.IGNORECASE,
)
_QUOTES = "\"'`“”‘’„«»「」『』"
_CLOSING_QUOTES = {"»": "«", "›": "‹"}
_CODE_IN_QUOTES = re.compile(r"[\\$={}<>|*_^~\[\]#%&]|^-|\(\)")


def _said_once(said: str, found: re.Match[str]) -> str:
    """The name of a sign, without what the text beside it says: no "equals sign sign"."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()].rstrip().casefold()
    behind = found.string[found.end() : found.end() + _NEAR].lstrip(" -").casefold()
    for word in _CALLED_SIGNS:
        if said.casefold().endswith(word) and behind.startswith(word):
            said = said[: -len(word)].rstrip()
        if said.startswith(f"{word} ") and before.endswith(word):
            said = said[len(word) :].lstrip()
    return said


_CALLED_SIGNS = (
    "sign",
    "zeichen",
    "signe",
    "signo",
    "segno",
    "sinal",
    "знак",
    "号",
    "記号",
    "기호",
)
"""What names of signs and the text beside them may both say."""


def _difference(found: re.Match[str], words: Vocabulary) -> str:
    """A number taken from a power or from a sum in brackets; else a dash: "News (1.2.x) - 2005"."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    opens = before.rfind("(")
    inner = before[opens + 1 : -1]
    is_sum = opens >= 0 and (len(inner) <= 1 or _CALCULATES.search(inner) is not None)
    if before[-1:] == ")" and not is_sum:
        return found[0]
    return f" {words.word('minus')} "


_CALCULATES = re.compile(r"[+*/^=²³]|\d-|\s-\s")


def _old_quote(found: re.Match[str], words: Vocabulary) -> str:
    """`This', as quotes were typed: a sign, code, or words."""
    blank, quoted = found[0][: found[0].index("`")], found[0].lstrip()
    inner = quoted[1:-1]
    if _CODE_IN_QUOTES.search(inner) or not any(map(str.isalnum, inner)):
        return blank + code.say_code(inner, words)
    return f"{blank}'{inner}'"


_IN_CONTEXT: dict[str, Callable[[re.Match[str], Vocabulary], str]] = {
    "bothways": lambda _found, words: f" {say_operator('↔', words.language)} ",
    "names": lambda found, words: code.say_code(found[0].removesuffix("()"), words),
    "pattern": lambda found, words: f"'{code.say_code(found[0][1:-1], words)}'",
    "quoted": lambda found, words: _said_once(code.say_code(found[0][1:-1], words), found),
    "thesign": lambda found, words: f" {_said_once(code.say_code(found[0], words), found)}",
    "oldquote": _old_quote,
    "oldquotes": lambda found, words: f"“{say_text(found[0][2:-2], words, 'shorten')}”",
    "difference": _difference,
    "raised": _raised,
    "lowered": _lowered,
    "menu": _menu,
    "arrow": _arrow,
    "date": _date,
    "leftover": _leftover,
    "bullet": _menu,
    "negated": lambda _found, words: f"{words.symbol('!')} ",
    "caret": _caret,
    "returns": lambda _found, words: f" {words.word('arrow_code')} ",
    "minus": _minus,
    "stars": _stars,
    "root": lambda found, words: f" {say_root(found[0], words.language)} ",
    "fraction": lambda found, words: f" {say_ratio(found[0], words.language)} ",
    "relation": lambda found, words: f" {say_operator(found[0].strip(), words.language)} ",
    "button": _button,
    "pointer": lambda found, words: f" {words.key(found[0].strip()[0].translate(_THIN))}",
}
"""Kinds that are said by what stands around them."""


def _dollars(text: str, words: Vocabulary) -> str:
    """TeX between single dollars, which a script sets when the page is shown."""
    inner = text[1:-1]
    bare = _COMMAND.sub("", inner)
    if _SENTENCE.search(bare) or not usual_words().isdisjoint(bare.casefold().split()):
        return text
    return say_tex(inner, words.language) or announcements(words.language)("formula_inline")


_COMMAND = re.compile(r"\\[A-Za-z]+\*?(?:\{[^{}]*\})?")
_SENTENCE = re.compile(rf"[^\W\d_]{{4,}} |(?:^|\s){EAST_ASIAN}")
"""Words that stand in no formula: the dollars are money, or a shell's."""
_ADDRESSES: dict[str, Callable[[str, Vocabulary, str], str]] = {
    "url": _url,
    "email": lambda text, words, _urls: address.email(text, words),
    "keys": _keys,
    "tex": lambda text, words, _urls: _tex(text, words),
    "dollars": lambda text, words, _urls: _dollars(text, words),
    "choice": lambda text, words, _urls: code.say_code(f"<{text[1:-1]}>", words),
    "dotnet": lambda _text, words, _urls: f"{words.word('dot')} NET",
}
