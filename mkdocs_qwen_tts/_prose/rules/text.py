"""Headings, paragraphs and everything without a rule of its own."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.language import FALLBACK, primary, usual_words
from mkdocs_qwen_tts._prose.rules.admonition import kind_of_note
from mkdocs_qwen_tts._prose.rules.code import block as code_block
from mkdocs_qwen_tts._prose.rules.code import code_source
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.say import scripts

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_MANUAL = re.compile(r"([a-z][\w.+]*)\(([1-9])(pm|ssl|posix|tcl|ncurses|[a-z]{0,2})\)")
_SECTIONS = frozenset({"pm", "ssl", "posix", "tcl", "ncurses"})
"""Behind a number, these say that it is a section of the manual; other letters may be a factor."""
_LONGEST_ADDRESS = 300
_SCHEMES = ("https://", "http://")
_CLASSES_OF_MANUALS = frozenset({"manpage", "citerefentry", "cmake-manual", "Xr"})
"""Of Sphinx, DocBook, CMake, mandoc."""
_OF_MANUALS = re.compile(
    r"\bman(?:ual)?[ -]?pages?\b|\bsystem calls?\b|\bsyscalls?\b|手册页|man 手册|マニュアルページ",
    re.IGNORECASE,
)
"""Words beside which `open(2)` is no call."""

_WRAPPED = 3
"""Lines that go on in small letters, from which on a text is taken to be wrapped by hand."""
_LONG = 50
"""Characters from which on such a line is full."""
_ENDS = frozenset(".:;!?。：；！？{}~=")
_STARTS = re.compile(r"[\w('\"]")
_OF_CODE = re.compile(r"[$={}|~^*<>\\]|(?:^|\s)-{1,2}[A-Za-z]|^\s*[()\[\]]\s*$")


_HEAD = 12
"""Words of a line in bold that heads its paragraph, at most."""
_BOLD = frozenset({"b", "strong"})
_SIGNS_OF_OPTIONS = frozenset({"-", "--"})
_SYMBOLS = str.maketrans(
    "abcdefghiklmnopqrstuwxyzDFGJLPQSUWXY\"$'±³£¹®¥ÎåòÖ´·ÇÈÌÍÙÚØÞ«Û",
    "αβχδεφγηικλμνοπθρστυωξψζΔΦΓϑΛΠΘΣΥΩΞΨ∀∃∋±≥≤≠→∞∈∑∫√×·∩∪⊂⊆∧∨¬⇒↔⇔",
)
"""What the font Symbol draws for letters that people typed before there was Unicode."""


def heading(element: Element, reader: Reader) -> None:
    """A heading; whether it is the page's title is decided when the whole page is known."""
    reader.block(element, Kind.HEADING, level=int(element.tag[1]))


def paragraph(element: Element, reader: Reader) -> None:
    """A paragraph; how a command is called, as manual pages set it, is code."""
    if _is_code_in_lines(element):
        code_block(element, reader)
    elif is_synopsis(element):
        element.is_read = True
        for each in element.walk():
            each.is_read = True
        with reader.within(element, reader.paragraph_kind()):
            reader.add(synopsis(element), "code")
    else:
        reader.block(element, reader.paragraph_kind())


def _is_code_in_lines(element: Element) -> bool:
    """Whether a paragraph is a program, with a break behind each line, as groff sets it."""
    for child in element.children:
        if not isinstance(child, str) and (child.tag == "br" or child.children[1:]):
            break
    else:
        return False  # as nearly all paragraphs
    if not any(each.tag == "br" for each in islice(element.walk(), _NEAR_BREAK)):
        return False
    lines = [line.strip() for line in code_source(element).splitlines()]
    lines = [line for line in lines if line]
    statements = sum(_LINE_OF_CODE.search(line) is not None for line in lines)
    return len(lines) >= _LONG_EXAMPLE and statements >= _STATEMENTS * len(lines)


_NEAR_BREAK = 8
_STATEMENTS = 0.5
"""Share of its lines that end as statements do, if a paragraph is a program."""
_LINE_OF_CODE = re.compile(
    r"[{}\[\\]$|^\]$|[=({\[>].{0,400};$|^\w+;$|^\w+ ?:?=|^</?\w+[^>]*>$|^\.[A-Z][A-Za-z] "
    r"|^#(?: |(?:include|define|undef|if|ifdef|ifndef|else|endif|pragma)\b)"
)
"""Items of a sentence end in semicolons, too, and entries of a list in the number of a source."""


def synopsis(element: Element) -> str:
    """How a command is called, with no blanks within its brackets."""
    text = " ".join(element.text.split())
    return _WITHIN_BRACKETS.sub(lambda found: found[1] or found[2], text)


_WITHIN_BRACKETS = re.compile(r"([\[{(]) | ([\]})])")


_COMMAND = frozenset({"b", "strong"})
_ARGUMENT = frozenset({"i", "em", "var"})
_SYNTAX = re.compile(r"[\s\[\]|.,{}]*")


def is_synopsis(element: Element) -> bool:
    """Whether this is a command in bold with arguments in italics, some of them in brackets."""
    children = element.children
    around = element.parent
    if around is not None and "cmdsynopsis" in around.classes:  # DocBook's
        return True
    if len(children) < _ARGUMENTS or not any("[" in c for c in children if isinstance(c, str)):
        return False
    if _SENTENCE_ENDS.search(element.text):
        return False  # an entry of a dictionary
    tags = {child.tag for child in children if not isinstance(child, str)}
    return (
        tags <= (_COMMAND | _ARGUMENT | {"a", "tt", "code", "br"})
        and not tags.isdisjoint(_COMMAND)
        and not tags.isdisjoint(_ARGUMENT)
        and all(_SYNTAX.fullmatch(child) for child in children if isinstance(child, str))
    )


_SENTENCE_ENDS = re.compile(r"(?<!\.)\.\s*$")
_ARGUMENTS = 3
"""Pieces of a synopsis at least."""


def container(element: Element, reader: Reader) -> None:
    """A block that holds others."""
    reader.block(element)


_ALERT = re.compile(r"\s*\[!([A-Z]+)\]\s*")
"""The mark of a note, which generators other than GitHub show as it stands."""


def quote(element: Element, reader: Reader) -> None:
    """A block quote; one that GitHub would make a note of begins with its kind."""
    first = next(element.elements(), element)
    text = first.children[0] if first.children else ""
    found = _ALERT.match(text) if isinstance(text, str) else None
    if found and (kind := kind_of_note(found[1].casefold(), reader.announcements)):
        first.children[0] = found.string[found.end() :]
        reader.flush()
        reader.announce(kind + reader.announcements("full_stop"), element, role="kind")
    reader.block(element, Kind.QUOTE)


def _wraps(around: Element) -> frozenset[int]:
    """The breaks of a text whose sentences somebody wrapped by hand, each line with a break."""
    breaks: list[Element] = []
    lines = [""]
    for child in around.children:
        if isinstance(child, str):
            lines[-1] += child
        elif child.tag == "br":
            breaks.append(child)
            lines.append("")
        else:
            lines[-1] += child.text
    if len(breaks) < _WRAPPED:
        return frozenset()
    lines = [" ".join(line.split()) for line in lines]
    goes_on = [
        len(line) >= _LONG and line[-1] not in _ENDS and _STARTS.match(behind) is not None
        for line, behind in pairwise(lines)
    ]
    small = sum(on and behind[0].islower() for on, behind in zip(goes_on, lines[1:], strict=True))
    if small < _WRAPPED:
        return frozenset()
    return frozenset(id(one) for one, on in zip(breaks, goes_on, strict=True) if on)


def line_break(element: Element, reader: Reader) -> None:
    """A line break is a pause, unless it wraps a sentence; two of them end a paragraph."""
    around = element.parent
    wraps = around is not None and id(element) in reader.once("wraps", around, _wraps)
    if wraps:
        reader.add(" ")
    elif reader.is_at_break or _ends_a_head(element, reader):
        reader.flush()
    else:
        reader.add(" ", "break")


def _ends_a_head(element: Element, reader: Reader) -> bool:
    """Whether a break ends a line in bold that heads a paragraph, as people wrote by hand."""
    block = next((around for around in element.ancestors() if around.tag in BLOCKS), None)
    if block is None or block.tag not in {"p", "div"}:
        return False
    return bool(reader.once("head", block, _head) == id(element))


def _head(block: Element) -> int:
    """The break behind a first line that is bold throughout and has text below it; else 0."""
    bold: list[str] = []
    ends = 0
    stack: list[tuple[Element | str, bool]] = [(each, False) for each in reversed(block.children)]
    while stack:
        each, is_bold = stack.pop()
        if isinstance(each, str):
            if each.strip() and not is_bold:
                return 0
            bold.append(each)
        elif each.tag == "br" and "".join(bold).strip():
            ends = id(each)
            break
        elif each.tag in BLOCKS:
            return 0
        else:
            is_bold = is_bold or each.tag in _BOLD
            stack.extend((child, is_bold) for child in reversed(each.children))
    head = "".join(bold).strip()
    if not (ends and head):
        return 0
    goes_on = block.text.partition(head)[2]
    heads = head[-1] not in ":：,;" and len(head.split()) <= _HEAD < len(goes_on.split())
    return ends if heads else 0


def inline(element: Element, reader: Reader) -> None:
    """An element within a line: its words join those around it, as they do on the page."""
    reader.children(element)


def inline_code(element: Element, reader: Reader) -> None:
    """An identifier, a file name, a command."""
    if any(each.tag in {"sup", "sub"} for each in element.walk()):
        _code_with_scripts(element, reader)
        return
    if element.find("br") is not None:
        if _is_block_of_code(element, reader):
            code_block(element, reader)
        else:
            _lines_of_code(element, reader)
        return
    is_plain = len(element.children) == 1 and isinstance(element.children[0], str)
    if (not is_plain and element.find("pre") is not None) or _is_prose(element):
        reader.children(element)
        return
    text = _with_arguments(element)
    if (address := text.strip()).startswith(_SCHEMES) and _links_to(address, element):
        reader.add(address)  # as any other address in running text
        return
    page = _MANUAL.fullmatch(text.strip())
    if page is not None and (page[3] in _SECTIONS or _is_of_manual(page, element, reader)):
        reader.add(f"{page[1]} {page[2]}{page[3]}", "said")
    else:
        reader.add(text, "code")


def _with_arguments(element: Element) -> str:
    """What code says, apart from an argument that is set right behind an option: `-b<var>name`."""
    text, children = element.text, element.children
    joins = (
        len(children) > 1
        and isinstance(children[0], str)
        and _SHORT_OPTION.fullmatch(children[0].strip()) is not None
        and not isinstance(children[1], str)
        and children[1].tag in _ARGUMENT
        and not children[0][-1:].isspace()
    )
    return text.replace(str(children[0]), f"{children[0]} ", 1) if joins else text


_SHORT_OPTION = re.compile(r"-[A-Za-z]")


def _is_prose(element: Element) -> bool:
    """Whether this is a sentence: a tag that nobody closed, or one for its looks."""
    text = element.text
    if len(text) < _LONG or text.rstrip()[-1:] not in _STOPS or "\n" not in text.strip():
        return False
    found = [word.casefold() for word in text.split()]
    usual = sum(word in usual_words() for word in found)
    return usual >= _USUAL * len(found)


_STOPS = frozenset(".!?)")
_USUAL = 0.2
"""Share of its words that are usual ones, from which on what is marked as code is prose."""


def _is_block_of_code(element: Element, reader: Reader) -> bool:
    """Whether lines that breaks end are an example: it begins on a line of its own, or is long."""
    lines = sum(bool(line.strip()) for line in code_source(element).splitlines())
    first = next((each for each in element.children if not isinstance(each, str)), None)
    own = first is not None and first.tag == "br" and not element.text.partition("\n")[0].strip()
    return lines >= (_EXAMPLE if own else _LONG_EXAMPLE) and (own or not reader.is_in_cell)


_EXAMPLE, _LONG_EXAMPLE = 2, 4
"""Lines of code that are announced, at least."""


def _is_code(element: Element) -> bool:
    """Whether what is set in the letters of a typewriter has signs that prose does not have."""
    text = element.text
    return _OF_CODE.search(text) is not None or text.strip() == "/"


def bold_sign(element: Element, reader: Reader) -> None:
    """A sign in bold that a sentence speaks of, or an option that a block begins with."""
    sign = element.text.strip()
    begins = reader.begins
    is_option = sign in _SIGNS_OF_OPTIONS and begins and not reader.here.is_in_cell
    if is_option or (not begins and _is_spoken_of(sign, *_among(element, reader))):
        reader.add(element.text, "code")
    else:
        reader.children(element)


def _among(element: Element, reader: Reader) -> tuple[list[Element | str], int]:
    """What stands around an element, and its place in it."""
    if element.parent is None:
        return [], 0
    places: dict[int, int] = reader.once("places", element.parent, _places)
    return element.parent.children, places.get(id(element), 0)


def _places(around: Element) -> dict[int, int]:
    return {id(one): at for at, one in enumerate(around.children)}


def _is_spoken_of(sign: str, siblings: list[Element | str], at: int) -> bool:
    """Whether a sign stands apart, as a word does; what parts words, before a comma or "and"."""
    before, behind = (
        siblings[at - 1] if at else "",
        "".join(map(_written, siblings[at + 1 : at + 2])),
    )
    if not isinstance(before, str) or (not before[-1:].isspace() and before[-1:] not in "(["):
        return False
    if _PARTING.fullmatch(sign):
        return _LISTED.match(behind) is not None or _ARTICLE.search(before) is not None
    return not behind[:1].isalnum() and behind[:1] not in {"_", "-"}


def _written(piece: Element | str) -> str:
    return piece if isinstance(piece, str) else piece.text


_BOLD_SIGN = re.compile(r"[^\w\s]{1,3}")
_PARTING = re.compile(r"[-–—|:/.,;!?*•·>…]+|>>|<<|»|«|\W*\.{3}")
"""Signs that part words, too, or that nobody says."""
_LISTED = re.compile(r"[,;)]|\.(?:\s|$)|\s+(?:and|or|is|are|und|oder|et|ou|y|o|e)\b")


_ARTICLE = re.compile(r"\b(?:an?|the|ein(?:e[mnr]?)?|une?|el|la|le|il|uma?|um)\s+$", re.IGNORECASE)
"""Behind an article, a sign is a thing: "with a **-** in front"."""


def _is_bold_sign(element: Element) -> bool:
    text = element.text.strip()
    return len(text) <= _LONGEST_SIGN and _BOLD_SIGN.fullmatch(text) is not None and text.isascii()


_LONGEST_SIGN = 3


def bold_name(element: Element, reader: Reader) -> None:
    """A name in bold that a block begins with, before the sentence that says what it is."""
    begins = reader.begins
    reader.children(element)
    siblings, at = _among(element, reader) if begins else ([], 0)
    behind = "".join(map(_written, siblings[at + 1 : at + 2]))
    if begins and _EXPLAINED.match(behind):
        reader.add(reader.announcements("label_separator").rstrip())


_NAME_IN_BOLD = re.compile(r"[a-z][a-z0-9]*(?:[_=-][\w-]+)*|[A-Z0-9]+(?:_[A-Z0-9]+)+|-{1,2}[\w-]+")
_EXPLAINED = re.compile(r"\s*\n\s*(?:An?|The|[A-Z][a-z]+s?) ")
"""A sentence on the next line, as man2html leaves it."""


def _is_name(element: Element) -> bool:
    return len(element.children) == 1 and _NAME_IN_BOLD.fullmatch(element.text.strip()) is not None


def symbols(element: Element, reader: Reader) -> None:
    """Letters that the font Symbol draws as Greek letters and signs of formulas."""
    reader.add(element.text.translate(_SYMBOLS))


def _is_in_symbols(element: Element) -> bool:
    return element.get("face").strip().casefold() == "symbol"


def _code_with_scripts(element: Element, reader: Reader) -> None:
    """Code in which something is raised or lowered: `2<sup>n-1</sup>`."""
    lowered_before = False
    for child in element.children:
        if isinstance(child, str):
            if lowered_before and child[:1].islower():
                reader.add(" ")  # `j<sub>1</sub>u<sub>1</sub>`
            reader.add(child, "code")
            lowered_before = False
        elif child.tag in {"sup", "sub"}:
            reader.read(child)
            lowered_before = child.tag == "sub"
        else:
            _code_with_scripts(child, reader)


def _lines_of_code(element: Element, reader: Reader) -> None:
    """Code of several lines: a voice pauses between them."""
    line: list[str] = []

    def end() -> None:
        if text := "".join(line).strip():
            reader.add(text, "code")
        line.clear()

    def collect(part: Element) -> None:
        for child in part.children:
            if isinstance(child, str):
                line.append(child)
            elif child.tag == "br":
                end()
                reader.add(" ", "break")
            else:
                collect(child)

    collect(element)
    end()


def _links_to(address: str, element: Element) -> bool:
    """Whether a link that leads to an address shows it."""
    link = next((around for around in element.ancestors() if around.tag == "a"), None)
    return link is not None and link.get("href").rstrip("/") == address.rstrip("/")


def _is_of_manual(page: re.Match[str], element: Element, reader: Reader) -> bool:
    """Whether `ctest(1)` is a page of the manual: its class, its link or its block says so."""
    for around in (element, *element.ancestors()):
        if not _CLASSES_OF_MANUALS.isdisjoint(around.classes):
            return True
        if around.tag == "a" and _leads_to(page, around.get("href")[-_LONGEST_ADDRESS:]):
            return True
        if around.tag in BLOCKS and reader.once("manual", around, _speaks_of_manuals):
            return True
        if around.tag in BLOCKS:
            # On a page that speaks of them elsewhere, a whole word with a section is one too.
            is_word = len(page[1]) >= _WHOLE_WORD and page[1].isalpha()
            if (page[1] in _CALLS and page[2] == "2") or (
                page[1] in _OF_LIBRARY and page[2] == "3"
            ):
                return True
            return is_word and bool(reader.once("manual", reader.root, _speaks_of_manuals))
    return False


def _speaks_of_manuals(block: Element) -> bool:
    return _OF_MANUALS.search(block.text) is not None


_CALLS = frozenset(
    {
        *("access", "bind", "brk", "chdir", "chmod", "chown", "chroot", "close", "connect", "dup"),
        *("dup2", "execve", "fcntl", "fork", "fstat", "fsync", "getpid", "ioctl", "kill", "link"),
        *("listen", "lseek", "lstat", "mkdir", "mmap", "mount", "open", "pipe", "poll", "ptrace"),
        *("read", "readlink", "recv", "rename", "rmdir", "select", "send", "setuid", "socket"),
        *("stat", "symlink", "sync", "umask", "unlink", "wait", "waitpid", "write"),
    }
)
_OF_LIBRARY = frozenset(
    {
        *("ctime", "exec", "fopen", "free", "getenv", "getopt", "glob", "localtime", "malloc"),
        *("mktime", "printf", "regex", "scanf", "setenv", "sprintf", "strerror", "strftime"),
        *("strtol", "syslog", "system", "tzset"),
    }
)
"""What sections 2 and 3 of the manual hold: `open(2)` calls nothing with a 2."""
_WHOLE_WORD = 4
"""Letters of a name that is no variable of a formula."""


def _leads_to(page: re.Match[str], address: str) -> bool:
    """Whether an address holds the name of a page of the manual, with its section or "man"."""
    name, section = re.escape(page[1]), page[2]
    found = re.search(
        rf"(?:\bman[-_]?(?:\d|pages?)?\b|/{section}/).*\b{name}(?![\w-])"
        rf"|\b{name}(?:[.-]|\(|%28){section}\b",
        address,
        re.IGNORECASE,
    )
    return found is not None


def menu_entry(element: Element, reader: Reader) -> None:
    """An entry of a menu, as DocBook marks it: an arrow that leads to it is a step."""
    reader.step_into()
    reader.children(element)


def inline_quote(element: Element, reader: Reader) -> None:
    """Browsers put the quotation marks of a `q` element."""
    reader.add("“")
    reader.children(element)
    reader.add("”")


def raised(element: Element, reader: Reader) -> None:
    """A raised number or expression: a power behind a number or symbol; letters join (`1st`)."""
    text = " ".join(element.text.split())
    language = primary(reader.here.language) or FALLBACK
    before = reader.text_before()
    if _holds_note(element):
        return
    if _is_drawn(text, before, element):
        reader.add(text)
        return
    if text.isdigit() and _is_numerator(element):
        reader.add(f" {text}" if before[-1:].isdigit() else text)
    elif not scripts.is_number(text) and (
        not scripts.base_of(before)
        or not scripts.is_expression(text)
        or scripts.is_ordinal(text, language)
    ):
        reader.children(element)
    elif scripts.can_be_raised(before):
        is_shortened = text.isalpha() and len(text) > 1 and scripts.base_of(before) != "e"
        if is_shortened and not _is_variable(element):
            reader.children(element)
        else:
            said = scripts.say_raised(scripts.node_within(element), text, language)
            reader.add(_apart(said, element), "said")
    elif len(text) > 1 and not scripts.is_number(text):  # else the mark of a note
        if " " in text and before[-1:].isalpha():
            reader.add(" ")  # words of their own, which no word before them joins
        reader.children(element)


def _holds_note(element: Element) -> bool:
    """Whether a number is raised and its note stands in an element behind it, shown on demand."""
    first = element.children[0] if element.children else ""
    rest = next(element.elements(), None)
    return (
        isinstance(first, str)
        and first.strip().isdigit()
        and rest is not None
        and (any("fn" in name or "note" in name for name in rest.classes))
    )


_MANY = 400
"""Pieces of a block that no line of words has."""


def _is_drawn(text: str, before: str, element: Element) -> bool:
    """Whether a letter is moved for the looks of a word: that of `T<sub>E</sub>X`."""
    ends = {end for moved, left, end in _DRAWN if moved == text and before.endswith(left)}
    if not ends:
        return False
    if element.parent is not None and len(element.parent.children) > _MANY:
        return False  # no line of words
    around: Element | None = element
    behind = ""
    while around is not None and around.tag not in BLOCKS and not behind:
        siblings = around.parent.children if around.parent is not None else []
        at = next((at for at, one in enumerate(siblings) if one is around), len(siblings))
        behind = "".join(
            one if isinstance(one, str) else one.text for one in siblings[at + 1 : at + 3]
        ).lstrip(" )")
        around = around.parent
    return behind.startswith(tuple(ends))


_DRAWN = (("A", "L", "T"), ("E", "T", "X"), ("E", " H", "V"), ("E", " HEV", "A"))
"""Letters that are moved, what they stand behind, and what follows: LaTeX, TeX, HeVeA."""


def _is_numerator(element: Element) -> bool:
    """Whether a bar and something lowered stand right behind: `<sup>2</sup>/<sub>3</sub>`."""
    siblings = element.parent.children if element.parent is not None else []
    at = next((at for at, one in enumerate(siblings) if one is element), len(siblings))
    bar, below = ([*siblings[at + 1 : at + 3], "", ""])[:2]
    return bar in {"/", "⁄"} and not isinstance(below, str) and below.tag == "sub"


def lowered(element: Element, reader: Reader) -> None:
    """A lowered expression: an index. Digits join what they count: `H2O`, `x1`."""
    text = " ".join(element.text.split())
    before = reader.text_before()
    if _is_drawn(text, before, element) or (text == "e" and before.endswith("TEX2")):
        reader.add(text)
        return
    base = scripts.base_of(reader.text_before())
    joins = text.isdigit() and not base[-1:].isdigit()
    if not base or joins or not scripts.is_expression(text):
        reader.children(element)
        return
    language = primary(reader.here.language) or FALLBACK
    reader.add(_apart(scripts.say_lowered(scripts.node_within(element), language), element), "said")


def _apart(said: str, element: Element) -> str:
    """What is said for a script, apart from the word that it touches: `x2y`."""
    siblings = element.parent.children if element.parent is not None else []
    at = next((at for at, one in enumerate(siblings) if one is element), len(siblings))
    behind = siblings[at + 1] if at + 1 < len(siblings) else ""
    touching = behind if isinstance(behind, str) else behind.text
    return f" {said} " if touching[:1].isalnum() or touching[:1] == "(" else f" {said}"


def _is_variable(element: Element) -> bool:
    """Whether what is raised is set as variables are."""
    return any(each.tag in {"i", "em", "var", "sup", "sub"} for each in element.walk())


def abbreviation(element: Element, reader: Reader) -> None:
    """An abbreviation: as written, or with what it stands for where it comes first."""
    reader.children(element)
    meaning = " ".join(element.get("title").split())
    if meaning and reader.policies.abbreviation == "expand" and meaning not in reader.explained:
        reader.explained.add(meaning)
        comma = reader.announcements("list_separator")
        reader.add(comma + meaning + comma)


def horizontal_rule(element: Element, reader: Reader) -> None:
    """A thematic break."""
    del element
    reader.flush()


RULES = (
    rule(raised, "sup", covers="footnote"),
    rule(lowered, "sub", covers="said"),
    rule(abbreviation, "abbr"),
    rule(menu_entry, "span strong em", "guimenuitem guisubmenu"),
    rule(heading, "h1 h2 h3 h4 h5 h6"),
    rule(paragraph, "p"),
    rule(quote, "blockquote"),
    rule(line_break, "br"),
    rule(horizontal_rule, "hr"),
    rule(inline_quote, "q"),
    rule(inline_code, "code samp", covers="said"),
    rule(inline_code, "tt", where=_is_code, covers="said"),
    rule(bold_sign, "b strong", where=_is_bold_sign),
    rule(bold_name, "b strong", where=_is_name),
    rule(symbols, "font", where=_is_in_symbols, covers="said"),
    rule(container, " ".join(BLOCKS)),
    rule(inline),
)
