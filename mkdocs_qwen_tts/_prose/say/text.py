"""How running text is read aloud: what is written there in symbols is said in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.language import CJK
from mkdocs_qwen_tts._prose.say import address, code, patterns
from mkdocs_qwen_tts._prose.say.formula import say_tex

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary

_WORD = r"[A-Za-z0-9]"
_DRAWN = rf"{patterns.EMOJI}|[¶`←↑↓↔↩↪•‣▪◦█│─┌┐└┘├┤■□▲△▼▽◆◇○●]"
_SEGMENT = r"/(?=[0-9_.{}@*-]*[A-Za-z])[A-Za-z0-9_.{}@*-]+"
"""A part of a path. One alone behind a word is no path but an "or": `on/off`, `程序/HTTP`."""
_DATE = (
    r"(?<![A-Za-z0-9_./:=#-])(?:1[89]|2[01])\d\d(?:-(?:0[1-9]|1[0-2])-|/(?:0[1-9]|1[0-2])/)"
    r"(?:0[1-9]|[12]\d|3[01])(?![A-Za-z0-9_/-]|[.:]\d)"
)
"""A day, written year first."""
_TOKEN = re.compile(
    rf"""
    (?P<url>{patterns.URL})
  | (?P<email>{patterns.EMAIL})
  | (?P<tex>\\\((?s:.{{1,999}}?)\\\)|\\\[(?s:.{{1,999}}?)\\\]|\$\$(?s:.{{1,999}}?)\$\$
      | \\begin\{{(?s:.{{1,999}}?)\\end\{{\w*\*?\}})
  | (?P<uuid>{patterns.UUID})
  | (?P<secret>{patterns.KEY_LIKE})
  | (?P<hash>{patterns.HASH})
  | (?P<date>{_DATE})
  | (?P<keys>{patterns.KEYS}|{patterns.MAC_KEYS})
  | (?P<plusplus>\b[A-Za-z]\w*\+\+\d*)
  | (?P<sharp>\b[CFJ]\#(?!\w))
  | (?P<dotnet>(?<![\w.])\.NET\b)
  | (?P<version>(?:(?<=version\ )|(?<=Version\ ))v(?=\d)|(?<![\w.])v(?=\d+(?:\.\d+)*(?!\w)))
  | (?P<path>(?<![\w/.:<\])]) (?:~|\.{{1,2}})? (?:{_SEGMENT})+ /? | (?<![A-Za-z0-9/.:<\])])
  (?:{_SEGMENT}){{2,}} /?) |
  (?P<file>(?<![A-Za-z0-9_/.@-])\.?[A-Za-z0-9_-]+(?:[./][A-Za-z0-9_-]+)*\.(?:{patterns.EXTENSION})
  (?![A-Za-z0-9_]|\.[A-Za-z0-9])) | (?P<dotfile>(?<![A-Za-z0-9_.…)\]])\.[a-z][a-z]+(?![\w.]))
  | (?P<call>(?<![A-Za-z0-9_.])@?[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\(\))
  | (?P<snake>(?<![A-Za-z0-9_])(?:_*{_WORD}+(?:_+{_WORD}+)+_*|__{_WORD}+)(?![A-Za-z0-9_]))
  | (?P<dunder>(?<![A-Za-z0-9_])__{_WORD}+__(?![A-Za-z0-9_]))
  | (?P<scoped>(?<![\w:])[A-Za-z_]\w*(?:::~?\w+)+(?:<[\w:,&*\ ]*>)?(?:\(\))?)
  | (?P<generic>(?<![\w.])[A-Za-z_]\w+\[[A-Za-z_]\w[\w.,|\ \[\]]*\])
  | (?P<option>(?<![\w-])(?:--[A-Za-z][A-Za-z0-9-]*(?:=(?:<[\w-]+>|[\w./~{{}}$-]*\w))?
      |-[A-Za-z](?![\w-])))
  | (?P<variable>(?<![\w$])\$(?:[A-Z_][A-Z0-9_]+|\{{\w+\}})|%[A-Z_][A-Z0-9_()]+%(?:\\[\w.-]+)*)
  | (?P<drive>(?<!\w)[A-Z]:\\[\w\\.-]*\w)
  | (?P<placeholder>(?<![\w<])</?[A-Za-z][\w.-]*(?:\[\])?>(?!\w))
  | (?P<choice>\{{[A-Za-z][\w.]*(?:\[\])?(?:\|[A-Za-z][\w.]*(?:\[\])?)+\}})
  | (?P<unit>(?<=\d)[\ \u00a0\u202f]?(?:{patterns.UNIT})(?:/s)?(?![A-Za-z0-9/]))
  | (?P<range>(?<=\d)\s?[–—]\s?(?=\d))
  | (?P<arrow>\s*(?:→|⇒|⟶|➔|➜|➝|(?<!-)-{{1,2}}>|=>)\s*)
  | (?P<cmp>\s?(?:[=!]==?|[<>~]=|[≠≤≥≈])\s?)
  | (?P<less>\s<\s(?=\d))
  | (?P<greater>(?<=\d)\s>\s(?=\d)|\s>\s(?=\d))
  | (?P<menu>\s(?:>|»|›|▸|▶|\|)\s)
  | (?P<equals>\s=\s)
  | (?P<times>(?<=\d)\s?×\s?(?=\d)|×)
  | (?P<plus>(?<=\d)\+(?![\w+]))
  | (?P<about>(?<![\w~/])~(?=\d))
  | (?P<squared>(?<=[\w)])²)
  | (?P<cubed>(?<=[\w)])³)
  | (?P<at>(?<![\w.])@(?=[A-Za-z]))
  | (?P<bullet>\s[•·‣▪∙]\s)
  | (?P<leftover>\*\*+|\{{%.{{0,99}}?%\}})
  | (?P<drop>(?<={CJK})\s*(?:{_DRAWN})+\s*(?={CJK})
      | \s*(?:{_DRAWN})+(?=\s*(?:[.,;:!?)\]。，；：！？）]|$)) | (?:{_DRAWN})+)
    """,
    re.VERBOSE,
)
_PLAIN = re.compile(r"[\w\s.,;:!?'’“”\"()\u3001-\u303f\uff00-\uffef-]*")
"""Text that needs no second look: unless a word in it is an identifier, a file or a unit."""
_SUSPECT = re.compile(
    r"_|::|\.[A-Za-z]|\dv|\bv\d|--|\d[ \u00a0\u202f]?[A-Za-zµμ]|[0-9a-f]{20}|[A-Za-z0-9]{32}"
    r"|\(\)|(?<![\w-])-[A-Za-z]|\d{4}-\d\d-\d\d"
)

_DELIMITERS = re.compile(r"^(?:\\\(|\\\[|\$\$)|(?:\\\)|\\\]|\$\$)$")
_WORDS = {
    **{name: name for name in ("uuid", "hash", "secret", "times", "plus", "about", "squared")},
    **{name: name for name in ("cubed", "at", "equals", "arrow", "less", "greater")},
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
        *("scoped", "generic", "variable", "drive", "placeholder"),
    }
)


def say_text(text: str, words: Vocabulary, urls: str) -> str:
    """Text of the page as it is said.

    Args:
        text: a piece of text, blanks at its edges kept.
        words: the language's words for symbols.
        urls: `skip`, `shorten` or `read` web addresses.
    """
    if _PLAIN.fullmatch(text) and not _SUSPECT.search(text):
        return text

    def replace(found: re.Match[str]) -> str:
        return _token(found, words, urls)

    return _TOKEN.sub(replace, text)


def _token(found: re.Match[str], words: Vocabulary, urls: str) -> str:  # noqa: PLR0911 - one answer a kind
    kind, text = str(found.lastgroup), found[0]
    if kind in _AS_CODE:
        plain = text.rstrip(".")  # of the sentence
        return code.say_code(plain, words) + text[len(plain) :]
    if kind in {"drop", "leftover"}:  # emphasis and macros that nobody resolved
        return ""
    if kind in {"menu", "bullet"}:
        return str(announcements(words.language).entry("list_separator"))
    if kind == "cmp":
        return f" {words.word(_COMPARISONS[text.strip()])} "
    if kind == "arrow" and not (
        found.string[: found.start()].strip() and found.string[found.end() :].strip()
    ):
        return " "  # pointing into or out of the text, it joins nothing
    if kind == "unit":
        return " " + words.unit(text.strip(), code.number_before(found))
    if kind == "version":
        named = "ersion " in found.string[: found.start()][-8:]
        return "" if named else f"{words.word('version')} "
    if kind in _WORDS:
        return f" {words.word(_WORDS[kind])} "
    return _ADDRESSES[kind](text, words, urls)


def _url(text: str, words: Vocabulary, urls: str) -> str:
    if urls == "skip":
        return ""
    return address.full(text, words) if urls == "read" else address.shortened(text, words)


def _keys(text: str, words: Vocabulary, _urls: str) -> str:
    return words.keys(text)


def _tex(text: str, words: Vocabulary) -> str:
    said = say_tex(_DELIMITERS.sub("", text), words.language)
    return said or announcements(words.language)("formula_inline")


_ADDRESSES: dict[str, Callable[[str, Vocabulary, str], str]] = {
    "url": _url,
    "email": lambda text, words, _urls: address.email(text, words),
    "keys": _keys,
    "tex": lambda text, words, _urls: _tex(text, words),
    "choice": lambda text, words, _urls: code.say_code(f"<{text[1:-1]}>", words),
    "date": lambda text, words, _urls: words.date(text[:4], text[5:7], text[8:]),
    "dotnet": lambda _text, words, _urls: f"{words.word('dot')} NET",
}
