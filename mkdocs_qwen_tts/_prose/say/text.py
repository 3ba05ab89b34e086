"""How running text is read aloud: what is written there in symbols is said in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.language import EAST_ASIAN, usual_words
from mkdocs_qwen_tts._prose.say import address, code
from mkdocs_qwen_tts._prose.say.brackets import holds_one_type
from mkdocs_qwen_tts._prose.say.formula import say_operator, say_ratio, say_root, say_tex
from mkdocs_qwen_tts._prose.say.in_context import (
    THIN,
    is_quoted,
    said_once,
    say_arrow,
    say_arrow_keys,
    say_button,
    say_caret,
    say_date,
    say_difference,
    say_leftover,
    say_lowered_signs,
    say_menu,
    say_minus,
    say_raised_signs,
    say_star,
    say_stars,
    say_times,
)
from mkdocs_qwen_tts._prose.say.interval import say_interval
from mkdocs_qwen_tts._prose.say.left_signs import say_left_signs, say_plus_minus
from mkdocs_qwen_tts._prose.say.quantity import number_before
from mkdocs_qwen_tts._prose.say.text_tokens import BUTTONS, RELATIONS, TOKEN, TOKEN_OR_SIGN

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary


_QUOTED_STOP = re.compile(
    rf"['\"‘][;,.:!?()、，。；：-]{{1,3}}['\"’](?!(?!{EAST_ASIAN})\w)|[“”][^\w\s“”\"…]{{1,3}}[“”]"
    r"|[「『][^\w\s「」『』…！？]{1,3}[」』]"
)
"""Of those, marks that a text may hold otherwise."""
_STOP_ALONE = re.compile(
    r"\s\.{1,2}(?:[\s,;)]|$)|\bunmatched\s[()]\s|\w[～〜＝]\w"
    r"|\w -(?:,| ?[のをにはがとで时時的이가을를])"
)
"""The same, without quotes."""
_BEFORE_STOP = (" .", "\n.", " -", "unmatched", "～", "〜", "＝")
"""One of these is in each of them."""
_ASCII_SIGNS = ("$", ":=", "<", ">", "&", "|", "^", "*", "{", " -", " .", "'[", "]", "%", "\\")
_SIGN = re.compile(rf"[²³¹⁰-ₜᵢⱼ√∛⁄−★⭐☆✩←→↑↓⬆⬇⬅{RELATIONS}{BUTTONS}°℃＜＞]|\s[<>]\s|[<>]~?\d")
_PLAIN = re.compile(r"[\w\s.,;:!?'’“”\"()\u3001-\u303f\uff00-\uffef-]*")
"""Text that needs no second look: unless a word in it is an identifier, a file or a unit."""
_SUSPECT = re.compile(
    r"_|!\w|::|\.[A-Za-z]|\dv|\bv\d|--|\d[ \u00a0\u202f]?[A-Za-zµμ]"
    r"|(?=[a-f]{0,19}\d)[0-9a-f]{20}|(?=[A-Za-z]{0,31}\d)[A-Za-z0-9]{32}"
    r"|\(\)|(?<![\w-])-[A-Za-z]|(?<![\w.-])-\d|\d{4}-\d\d-\d\d|\w\.\.[-+\d(]|:[a-z]|(?<!\w)\?\w"
)
_TELLING = re.compile(r"[_!?:\d.(-](?:(?<![.(])|(?<=\.)(?=[A-Za-z])|(?<=\()(?=\)))")
"""What every suspect text holds, and few others: found in less than a tenth of the time. Digits
are those of all scripts, as in `５GB`."""
_SCRIPT = re.compile("[²³¹⁰-ₜᵢⱼ]")
"""Raised and lowered characters, which count as letters."""
_DELIMITERS = re.compile(r"^(?:\\\(|\\\[|\$\$|\\f[$\[])|(?:\\\)|\\\]|\$\$|\\f[$\]])$")
_WORDS = {
    **{name: name for name in ("uuid", "hash", "secret", "about")},
    "either": "or",
    **{name: name for name in ("at", "equals", "less", "greater")},
    "range": "to",
}
_COMPARISONS = {
    "==": "double_equals",
    "===": "triple_equals",
    "!==": "strictly_not_equal",
    **dict.fromkeys(("!=", "≠"), "not_equal"),
    **dict.fromkeys((">=", "≥"), "at_least"),
    **dict.fromkeys(("<=", "≤"), "at_most"),
    **dict.fromkeys(("≈",), "about"),
    "~=": "compatible",
}
_AS_CODE = frozenset(
    {
        *("path", "file", "dotfile", "call", "snake", "dunder", "option", "plusplus", "sharp"),
        *("scoped", "member", "generic", "variable", "drive", "placeholder", "rest", "remote"),
        *("wildcard", "format", "escaped", "dotted", "attribute", "typed", "reference", "module"),
        "several",
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
        and not (any(map(text.__contains__, _BEFORE_STOP)) and _STOP_ALONE.search(text))
    )
    if plain and (text.isascii() or not _SCRIPT.search(text)):
        return text

    def replace(found: re.Match[str]) -> str:
        return _token(found, words, urls)

    said = (TOKEN_OR_SIGN if _has_sign(text) else TOKEN).sub(replace, text)
    return say_left_signs(said, words)


def _has_sign(text: str) -> bool:
    """Whether a text may hold one of the rarer signs."""
    return (
        text[:1] in {"<", ">", "-"}
        or any(map(text.__contains__, _ASCII_SIGNS))
        or (not text.isascii() and _SIGN.search(text) is not None)
    )


_BEHIND_ANGLES = frozenset({"dotfile", "snake", "path", "attribute", "member"})
_BEFORE_PATHS = frozenset({"placeholder", "typed", "reference", "several"})
_GOES_ON = frozenset("</")
"""What stands right behind them is a part of the same name: `<dir>/<file>`, `${home}/lamp`."""
_STRESSED = 200
_STRESSES = re.compile(r"(?<!\S)\*(?=\w)[^*]*$")
"""A star that opens stressed words, which another one closes: "*see lamp_oil*"."""


def _as_code(kind: str, found: re.Match[str], words: Vocabulary) -> str:
    """Code in running text, and what parts it from what stands behind it."""
    text = found[0]
    if text[-1] == "*" and _STRESSES.search(
        found.string[max(0, found.start() - _STRESSED) : found.start()]
    ):
        return code.say_code(text[:-1], words) + "*"
    plain = text.rstrip(".")  # of the sentence
    whole, (start, end) = found.string, found.span()
    touched = whole[max(0, start - 2) : start]
    closes = touched[-1:] == ">" and touched != "->"  # `<dir>.lamp`, `https://lamp.org/<user>`
    after_path = kind == "placeholder" and touched[-1:] == "/"
    before = " " if after_path or (closes and kind in _BEHIND_ANGLES) else ""
    behind = " " if kind in _BEFORE_PATHS and whole[end : end + 1] in _GOES_ON else ""
    if kind == "generic":
        plain = plain.replace("…", "...")  # as Sphinx writes them
    or_more = kind == "generic" and whole[end : end + 2] == " |"
    single = or_more and holds_one_type(plain)
    said = code.say_code(plain, words, closed=or_more and not single)
    if single:  # "list of str, or None"
        said += str(announcements(words.language).entry("list_separator")).rstrip()
    return before + said + text[len(plain) :] + behind


def _token(found: re.Match[str], words: Vocabulary, urls: str) -> str:  # noqa: PLR0911 - one answer a kind
    kind, text = str(found.lastgroup), found[0]
    if kind == "words":
        return text
    if kind in _AS_CODE:
        return _as_code(kind, found, words)
    if kind == "drop":
        return ""
    if kind == "url" and urls == "shorten" and is_quoted(found):
        return code.say_code(text, words)  # it is spoken of, and leads nowhere
    if kind == "cmp":
        return f" {words.word(_COMPARISONS[text.strip()])} "
    if kind == "unit":
        return " " + words.unit(text.strip(), number_before(found))
    if kind == "version":
        named = _NAMED_BEFORE.search(found.string[: found.start()][-_NEAR_VERSION:]) is not None
        named = named or _NAMED_BEHIND.match(found.string, found.end()) is not None
        return "" if named else f"{words.word('version')} "
    if kind in _IN_CONTEXT:
        return _IN_CONTEXT[kind](found, words)
    if kind in _WORDS:
        return f" {words.word(_WORDS[kind])} "
    return _ADDRESSES[kind](text, words, urls)


_NEAR_VERSION = 9
_NAMED_BEFORE = re.compile(r"ersion |(?:版本|バージョン|버전)[为為是はが:：]?\s?$")
_NAMED_BEHIND = re.compile(r"[\d.]+\s?(?:版|バージョン|버전)")
"""A number that says itself of what it is: `v1.2版本`."""


_ROUND = re.compile(r"(?<![\d.])\d+0$")
_COUNTED = re.compile(r"\s?[个個名人条條种種款家項项万萬位張张次套篇亿億千百天]")


def _old_quotes(found: re.Match[str], words: Vocabulary) -> str:
    """``This'', as TeX and manual pages write quotes: a sign, or words."""
    inner = found[0][2:-2]
    if not any(map(str.isalnum, inner)) and len(inner) <= _SIGNS_IN_QUOTES:
        return said_once(code.say_code(inner, words), found)
    return f"“{say_text(inner, words, 'shorten')}”"


_SIGNS_IN_QUOTES = 3


def _or_more(found: re.Match[str], words: Vocabulary) -> str:
    """A number and more; before a measure word in Chinese, `700+ 个` is 700 多个."""
    before = found.string[max(0, found.start() - _NEAR_VERSION) : found.start()]
    counts = words.language == "zh" and _ROUND.search(before) is not None
    if counts and _COUNTED.match(found.string, found.end()):
        return " 多"
    behind = found.string[found.end() : found.end() + 1]
    if behind.isalpha() and behind != "的":  # a word of another language
        return found[0]
    return f" {words.word('or_more')} "


def _url(text: str, words: Vocabulary, urls: str) -> str:
    if urls == "skip":
        return ""
    return address.full(text, words) if urls == "read" else address.shortened(text, words)


def _keys(text: str, words: Vocabulary, _urls: str) -> str:
    return words.keys(text)


def _tex(text: str, words: Vocabulary) -> str:
    said = say_tex(_DELIMITERS.sub("", text), words.language)
    return said or announcements(words.language)("formula_inline")


_CODE_IN_QUOTES = re.compile(r"[\\$={}<>|*_^~\[\]#%&]|^-|\(\)")


def _old_quote(found: re.Match[str], words: Vocabulary) -> str:
    """`This', as quotes were typed: a sign, code, or words."""
    blank, quoted = found[0][: found[0].index("`")], found[0].lstrip()
    inner = quoted[1:-1]
    if _CODE_IN_QUOTES.search(inner) or not any(map(str.isalnum, inner)):
        return blank + code.say_code(inner, words)
    return f"{blank}'{inner}'"


def say_bars(name: str, words: Vocabulary) -> str:
    """A name between bars, whatever they mean: a size, a value without its sign, a substitution."""
    bar = words.symbol("|")
    return f" {bar} {code.say_code(name, words)} {bar} "


def say_quoted(found: re.Match[str], words: Vocabulary) -> str:
    """A sign in quotes, by its name; behind a quote that was opened before, it joins two."""
    start = found.start()
    glued = start and re.match(EAST_ASIAN, found.string[start - 1])
    if glued and found[0][0] == '"' and found.string.count('"', 0, start) % 2:
        return found[0]
    return said_once(code.say_code(found[0][1:-1].strip(), words), found)


def say_template(found: re.Match[str], words: Vocabulary) -> str:
    """A tag of a template that a sentence speaks of; alone, nobody resolved it."""
    text, (start, end) = found[0], found.span()
    before = found.string[max(0, start - _AROUND_TAG) : start]
    rest = f"{before} {found.string[end : end + _AROUND_TAG]}"
    left, right = before[-1:], found.string[end : end + 1]
    wraps = left.isalnum() or left in {"}", ".", "!", "?"}  # `{% trans %}Lamp{% endtrans %}`
    wraps = wraps or right.isalnum() or right == "{"
    if text[1] == "%" and wraps:
        return ""
    if _KEPT_RAW.fullmatch(text) or not _A_WORD.search(_TAGS.sub("", rest)):
        return "" if text[1] == "%" else text
    return code.say_code(text, words)


_AROUND_TAG = 300
_TAGS = re.compile(r"\{%[^\n]{0,99}?%\}")
_KEPT_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
"""Where a template leaves alone what is written."""
_A_WORD = re.compile(r"[^\W\d_]")


_KEYWORD = re.compile(r"^\$|\s?\$$")
"""The signs around what a system of versions fills in: `$Revision: 1.1 $`."""


def _angled(found: re.Match[str], words: Vocabulary) -> str:
    """An address in angle brackets, behind the name of whose it is."""
    said = say_text(found[0].strip(" \t\r\n<>＜＞"), words, "shorten")
    return f" {said}{' ' if found.string[found.end() :][:1].isalnum() else ''}"


def _called(found: re.Match[str], _words: Vocabulary) -> str:
    """The brackets of a function, set apart from its name."""
    name = found.string[max(0, found.start() - _LONGEST_NAME) : found.start()].split()[-1]
    return "" if _OF_PROGRAM.search(name) else found[0]


_LONGEST_NAME = 60
_OF_PROGRAM = re.compile(r"\w[_.:]+\w|[a-z][A-Z]")


_IN_CONTEXT: dict[str, Callable[[re.Match[str], Vocabulary], str]] = {
    "plus": _or_more,
    "keyword": lambda found, words: say_text(_KEYWORD.sub("", found[0]), words, "shorten"),
    "angled": _angled,
    "called": _called,
    "plusminus": lambda _found, words: f" {say_plus_minus(words)} ",
    "valued": lambda found, words: code.say_code(found[0].replace("<", " <"), words),
    "bothways": lambda _found, words: f" {say_operator('↔', words.language)} ",
    "names": lambda found, words: code.say_code(found[0].removesuffix("()"), words),
    "pattern": lambda found, words: f"'{code.say_code(found[0][1:-1], words)}'",
    "quoted": say_quoted,
    "thesign": lambda found, words: f" {said_once(code.say_code(found[0], words), found)}",
    "oldquote": _old_quote,
    "oldquotes": _old_quotes,
    "difference": say_difference,
    "raised": say_raised_signs,
    "lowered": say_lowered_signs,
    "dots": lambda found, words: f" {' '.join([str(words.symbol('.'))] * found[0].count('.'))}",
    "alone": lambda found, words: f" {code.say_code(found[0].strip(), words)}",
    "interval": say_interval,
    "parted": lambda found, words: f" {code.say_code(found[0][1:-1], words)} ",
    "star": say_star,
    "pointers": lambda found, words: f"{words.repeated('star', len(found[0]))} ",
    "destroys": lambda _found, words: f"{words.symbol('~')} ",
    "bars": lambda found, words: say_bars(found[0][1:-1], words),
    "given": lambda found, words: f" {words.word('equals')} {found[0][2:-1]}",
    "blank": lambda _found, _words: " ",
    "entity": lambda found, words: f"{code.say_code(found[0], words)} {words.symbol(';')}",
    "ampersand": lambda _found, words: f"{words.symbol('&')} ",
    "control": lambda _found, words: f"{words.symbol('^')} ",
    "empty": lambda found, words: f" {words.symbol(found[0])} ",
    "menu": say_menu,
    "arrow": say_arrow,
    "date": say_date,
    "leftover": say_leftover,
    "template": say_template,
    "bullet": say_menu,
    "ellipsis": lambda _found, words: f" {words.symbol('...')} ",
    "logic": lambda found, words: f" {words.symbol(found[0].strip())} ",
    "tilted": lambda _found, words: f"{words.symbol('^')} ",
    "negated": lambda _found, words: f"{words.symbol('!')} ",
    "caret": say_caret,
    "times": say_times,
    "returns": lambda _found, words: f" {words.word('arrow_code')} ",
    "minus": say_minus,
    "stars": say_stars,
    "root": lambda found, words: f" {say_root(found[0], words.language)} ",
    "fraction": lambda found, words: f" {say_ratio(found[0], words.language)} ",
    "relation": lambda found, words: f" {say_operator(found[0].strip(), words.language)} ",
    "button": say_button,
    "pressed": say_arrow_keys,
    "assigned": lambda found, words: (
        f" {code.say_code(found[0].strip().replace('←', '<-'), words)} "
    ),
    "pointer": lambda found, words: f" {words.key(found[0].strip()[0].translate(THIN))}",
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
_AROUND = "<＜ >＞\u00a0\n\t"
"""What stands around the address behind a person's name."""
_SENTENCE = re.compile(rf"[^\W\d_]{{4,}} |(?:^|\s){EAST_ASIAN}")
"""Words that stand in no formula: the dollars are money, or a shell's."""
_ADDRESSES: dict[str, Callable[[str, Vocabulary, str], str]] = {
    "url": _url,
    "bracketed": lambda text, words, urls: _url(text[1:-1], words, urls),
    "email": lambda text, words, _urls: address.email(text, words),
    "mailbox": lambda text, words, _urls: f" {address.email(text.strip(_AROUND), words)}",
    "keys": _keys,
    "tex": lambda text, words, _urls: _tex(text, words),
    "dollars": lambda text, words, _urls: _dollars(text, words),
    "choice": lambda text, words, _urls: code.say_code(f"<{text[1:-1]}>", words),
    "dotnet": lambda _text, words, _urls: f"{words.word('dot')} NET",
}
