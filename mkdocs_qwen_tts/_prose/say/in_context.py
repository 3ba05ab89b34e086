"""Signs whose words depend on what stands beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.language import EAST_ASIAN
from mkdocs_qwen_tts._prose.say import menu_path, scripts
from mkdocs_qwen_tts._prose.say.endings import parts_endings

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.say.vocabulary import Vocabulary


_SAME_BUTTON = str.maketrans("✏🔎⏵", "✎🔍▶")


def say_raised_signs(found: re.Match[str], words: Vocabulary) -> str:
    """A power behind what can be raised; behind a longer word, the mark of a note."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    text = scripts.plain(found[0])
    if not scripts.can_be_raised(before):
        if _GOES_ON.match(found.string, found.end()):
            return found[0]  # within a word
        return "" if text.isdigit() else text
    return f" {scripts.say_raised(scripts.node_of(text), text, words.language)} "


def say_lowered_signs(found: re.Match[str], words: Vocabulary) -> str:
    """An index: digits join what they count, as in `H₂O`."""
    text = scripts.plain(found[0])
    if text.isdigit() and not found.string[found.start() - 1].isdigit():
        return text
    return f" {scripts.say_lowered(scripts.node_of(text), words.language)} "


def say_minus(found: re.Match[str], words: Vocabulary) -> str:
    before = found.string[: found.start()].rstrip()
    # Behind a word in Chinese, as in `温度−5`, begins a number: nothing is taken away from words.
    is_difference = before[-1:] in {")", "）"} or _GOES_ON.match(before[-1:])
    return f" {words.word('minus' if is_difference else 'negative')} "


def say_stars(found: re.Match[str], words: Vocabulary) -> str:
    """A rating: full and empty stars."""
    full, empty = len(_FULL_STAR.findall(found[0])), len(_EMPTY_STAR.findall(found[0]))
    announced = announcements(words.language)
    if not empty:
        return f" {announced('stars', count=full)} "
    return f" {announced('stars_of', count=full + empty, full=full)} "


_GOES_ON = re.compile(rf"(?!{EAST_ASIAN})\w")
_NEAR = 60
"""Characters before something raised that tell what carries it."""
THIN = str.maketrans("⬆⬇⬅", "↑↓←")
_FULL_STAR, _EMPTY_STAR = re.compile("[★⭐]"), re.compile("[☆✩]")


def say_caret(found: re.Match[str], words: Vocabulary) -> str:
    """A power as it is typed: `2^30`, `x^(n-1)`."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    typed = found[0].lstrip("^*")
    text = typed.strip("{}()")
    if not scripts.is_expression(text):
        if found[0][0] == "^":  # `2^3^4`, `2^(3^4)`, `R^{[m,n]}`
            return found[0].strip("{}").replace("{", "").replace("^", f" {words.symbol('^')} ")
        return typed
    if before[-1:] != "|" and not scripts.can_be_raised(before):
        sign = words.repeated("star", 2) if found[0][0] == "*" else words.symbol("^")
        return f" {sign} {text}"
    return f" {scripts.say_raised(scripts.node_of(text), text, words.language)} "


def say_menu(found: re.Match[str], words: Vocabulary) -> str:
    """A way through menus: `File > Save`. In « words » the second sign is a quote."""
    closing = found[0].strip()
    before = found.string[: found.start()]
    if closing == "|" and _joins_types(before, found.string[found.end() :]):
        return f" {words.word('or')} "
    if closing == ">" and _compares(before, found.string[found.end() :]):
        return f" {words.word('greater')} "
    opening = _CLOSING_QUOTES.get(closing)
    if opening and before.rfind(opening) > before.rfind(closing):
        return found[0]
    return str(announcements(words.language).entry("list_separator"))


_IS_LESS = re.compile(r"(?:^|\s)<\s[^<>.;:]{1,30}$")
"""A sign that was said to be "less than", of whatever it is the other half."""


def _compares(before: str, behind: str) -> bool:
    """Whether a sign stands between two values: `later = year1 > year2`."""
    left, right = _LAST_NAME.search(before[-_NEAR:]), _FIRST_VALUE.match(behind)
    if left is None or right is None or " > " in before:  # a way through menus
        return False
    if _LEADS_ON.match(behind) or (left[0].istitle() and right[0].istitle()):  # one, too
        return False
    if _ASSIGNS.search(before[-_NEAR:]) or _IS_LESS.search(before[-_NEAR:]):
        return True
    alike = _FIGURES.sub("", left[0]) == _FIGURES.sub("", right[0]) and left[0] != right[0]
    return alike and left[0][0].islower()


_ASSIGNS = re.compile(r"\w = [A-Za-z_][\w.]*$")
_LEADS_ON = re.compile(r"[^.;:\n]{1,40}? > ")
_LAST_NAME = re.compile(r"[A-Za-z_][\w.]*$")
_FIRST_VALUE = re.compile(r"[A-Za-z_][\w.]*|\d+")
_FIGURES = re.compile(r"\d")


def _joins_types(before: str, behind: str) -> bool:
    """Whether a bar stands in a declaration: `mode: "a" | "b"`, `f(x: string | null)`."""
    before, generic = before[-_NEAR:], before[-_LONGEST_TYPE:]
    quoted = before[-1:] in {'"', "'"} and behind[:1] in {'"', "'"}
    if quoted or (_LAST_GENERIC.search(generic) and _FIRST_NAME.match(behind)):
        return True
    return bool(_LAST_TYPE.search(before) and _FIRST_TYPE.match(behind))


_TYPE = r"(?:string|number|boolean|bool|null|undefined|void|int|float|str|None|any|object|Date)"
_LAST_TYPE = re.compile(
    rf"(?:\(|=> |[({{\[<?][^)}}\]]{{0,40}}: ?)\(?(?:[A-Za-z][\w.]* \| ){{0,5}}[A-Za-z][\w.]*"
    rf"(?:<[\w<>]*>|\[\])?$|\b{_TYPE}(?:\[\])?$"
)
_FIRST_TYPE = re.compile(
    rf"{_TYPE}\b|(?:list|dict|tuple|set|frozenset|bytes|type)\[|[A-Z][A-Za-z]+(?:[<\[,;)\]}}>]|\s[|=]|$)"
    r"|[A-Za-z_]\w*(?:\.\w+)+(?:[,;)\]]|\s\||$)"
)
"""What stands before and behind a bar between types."""
_LAST_GENERIC = re.compile(r"\b[A-Za-z][\w.]*\[(?:[^()\[\]]|\[(?:[^()\[\]]|\[[^()\[\]]*\])*\])+\]$")
_LONGEST_TYPE = 200
"""Characters of such a type."""
_FIRST_NAME = re.compile(r"[A-Za-z_][\w.]*(?:[\[,;)\]]|\s\||\s?$|\s[a-z–—-])")
"""A type that holds others, as in `list[str] | None`, and what may be one behind the bar."""
_COMMENT = 200
"""Characters in which a comment of HTML that is spoken of ends."""


def _ends_comment(found: re.Match[str]) -> bool:
    """Whether this is the end of a comment, and no arrow: `<!-- hidden -->`."""
    if found[0].strip() != "-->":
        return False
    before = found.string[max(0, found.start() - _COMMENT) : found.start()]
    return before.rfind("<!--") > before.rfind("-->")


def say_arrow(found: re.Match[str], words: Vocabulary) -> str:
    """From one thing to another, or a step through menus."""
    if _ends_comment(found):
        return found[0]
    text, start, end = found.string, found.start(), found.end()
    if not (text[:start].strip() and text[end:].strip()):
        return " "  # pointing into or out of the text, it joins nothing
    if menu_path.is_step(text, start, end):
        return str(announcements(words.language).entry("list_separator"))
    return f" {words.word('arrow')} "


def say_arrow_keys(found: re.Match[str], words: Vocabulary) -> str:
    """Arrows that are keys, or that are spoken of: `←, ↑ and →`."""
    said = _ARROW_KEY.sub(lambda arrow: words.key(arrow[1]), found[0])
    text, (start, end) = found.string, found.span()
    if said[-1] == "键" and _CALLED_A_KEY.match(text, end):
        said = said[:-1]  # it follows
    before = " " if text[start - 1 : start].isalnum() and not said[0].isspace() else ""
    return before + said + (" " if text[end : end + 1].isalnum() else "")


_ARROW_KEY = re.compile(r"([←→↑↓])\ufe0f?")
_CALLED_A_KEY = re.compile(r"\s?[键鍵]")


def say_leftover(found: re.Match[str], words: Vocabulary) -> str:
    """What is drawn, and emphasis that nobody resolved.

    Behind a type of C, stars are a pointer: `void **values`. Between two words they are a power.
    """
    if found[0][0] != "*":
        return ""
    text, start, end = found.string, found.start(), found.end()
    if _TYPE_OF_C.search(text[max(0, start - _NEAR) : start]):
        return found[0]
    is_one = text.find("**", end) < 0 and text.rfind("**", 0, start) < 0  # each stops at the next
    joins = is_one and _POWER.fullmatch(text[max(0, start - 2) : end + 2])
    return words.repeated("star", len(found[0])) if joins else ""


_TYPE_OF_C = re.compile(
    r"\b(?:void|char|int|long|short|float|double|struct \w+|\w+_t"
    r"|g(?:u?char|u?int\d{0,2}|pointer|boolean|s?size|float|double))\s*$"
)
_POWER = re.compile(r"[\w)] \*\* [\w(]")


def say_star(found: re.Match[str], words: Vocabulary) -> str:
    """A star with no blank around it: a product of unknowns (`A*X`), else the sign (`REAL*8`)."""
    start, end = found.span()
    if parts_endings(found, words.language):
        return found[0]
    is_product = (
        _LAST_FACTOR.search(found.string[max(0, start - 2) : start])
        and _FIRST_FACTOR.match(found.string[end : end + _NEAR])
        and not _COLOURS.search(found.string[max(0, start - 4) : end + 4])
    )
    return f" {words.word('times' if is_product else 'star')} "


_COLOURS = re.compile(r"(?<!\w)L\*(?:a\*b|u\*v|C\*h)(?!\w)")
"""Spaces of colours: `L*a*b*`."""
_LAST_FACTOR, _FIRST_FACTOR = (
    re.compile(r"(?:^|\W)[A-Za-z]$|[\d)]$"),
    re.compile(r"[A-Za-z](?!\w)|[\d(|]|[A-Za-z]\w*\("),
)


def say_date(found: re.Match[str], words: Vocabulary) -> str:
    """A day; in quotes, what matters is how it is written."""
    text = found[0]
    return text if is_quoted(found) else words.date(text[:4], text[5:7], text[8:])


def is_quoted(found: re.Match[str]) -> bool:
    """Whether quotes stand directly around this."""
    start, end = found.span()
    around = found.string[max(0, start - 1) : start], found.string[end : end + 1]
    return all(around) and around[0] in _QUOTES and around[1] in _QUOTES


def say_button(found: re.Match[str], words: Vocabulary) -> str:
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
_PRESSING = re.compile(
    rf"(?:{_PRESS.pattern})\s?(?:(?:on|the|auf|das|den|die|sur|le|la|en|el|su|il|na|no)\s)*$",
    re.IGNORECASE,
)
_PRESSED_BEHIND = re.compile(
    r"\s?(?:[을를]\s?(?:누르|누릅|눌러|클릭)|を(?:クリック|押)|ボタン|按钮|按鈕|버튼|단추"
    r"|(?:button|bouton|botón|pulsante|botão|Schaltfläche|кнопк)\w*)"
)


def say_times(found: re.Match[str], words: Vocabulary) -> str:
    """A product; a cross that somebody presses is what stands on the button."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    pressed = found[0] == "×" and not before.rstrip()[-1:].isdigit()
    behind = _PRESSED_BEHIND.match(found.string, found.end())
    if pressed and (behind is not None or _PRESSING.search(before)):
        return " X"
    return f" {words.word('times')} "


_QUOTES = "\"'`“”‘’„«»「」『』"
_CLOSING_QUOTES = {"»": "«", "›": "‹"}


def _is_ending(name: str, text: str) -> bool:
    """Whether a text ends in a longer word, of which a name is the end: "semicolon"."""
    return text[: -len(name)][-1:].isalpha() and not re.match(EAST_ASIAN, name)


def said_once(said: str, found: re.Match[str]) -> str:
    """The name of a sign, without what the text beside it says: no "equals sign sign"."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()].rstrip().casefold()
    name = said.casefold()
    if before.endswith(name) and name[:1].isalpha() and not _is_ending(name, before):
        return ""  # "the slash '/'"
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


def say_difference(found: re.Match[str], words: Vocabulary) -> str:
    """A number taken from a power or from a sum in brackets; else a dash: "News (1.2.x) - 2005"."""
    before = found.string[max(0, found.start() - _NEAR) : found.start()]
    opens = before.rfind("(")
    inner = before[opens + 1 : -1]
    is_sum = opens >= 0 and (len(inner) <= 1 or _CALCULATES.search(inner) is not None)
    if before[-1:] == ")" and not is_sum:
        return found[0]
    return f" {words.word('minus')} "


_CALCULATES = re.compile(r"[+*/^=²³]|\d-|\s-\s")
