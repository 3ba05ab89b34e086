"""Lists: bullets, numbers, tasks, definitions."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose import signs
from mkdocs_qwen_tts._prose.language import words
from mkdocs_qwen_tts._prose.rules.code import SHORT
from mkdocs_qwen_tts._prose.rules.figure_option import figure_of, hold_options, said_as_option
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.rules.text import is_synopsis, synopsis
from mkdocs_qwen_tts._prose.say.patterns import EMOJI

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_BOX = re.compile(r"\s*(\[[ xX]\]|☐)\s+")
_BOXES_OF_ORG = {"off": False, "trans": False, "on": True}
_BOX_OF_ORG = re.compile(r"\[[\s\-X]\]")
_ALPHABET = 26
_OPTION = re.compile(r"--?[A-Za-z]")
_OPERATION = re.compile(
    r"([^\W_]{1,12}) (?:[-+*/%&|^<>=~]|[<>=!:~]=|===|!==|&&|\|\||<<|>>|\*\*|//) ([^\W_]{1,12})"
)
"""What an operator does to two things, as in `ARG1 | ARG2` and `a % b`."""
_DIGITS = re.compile(r"\d+|(?<![^\W\d_])[^\W\d_](?![^\W\d_])")
"""In what the names of such things differ: numbers, or single letters."""

_DECLARED = re.compile(r"(?:[\w.:*&-]+ ){0,6}[\w.:]+(?=\s?\()")
"""What stands before the parameters: `proc trim(wick: Wick)`."""

_PRAGMA = re.compile(r"\{\.[^{}]{0,400}\.\}$")

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PICTURE = re.compile(EMOJI)
_KINDS = 2
"""Pictures, but for signs, from which on a list is decorated with them."""
_NEAR = 20
"""Elements among which the first link of a table of contents is."""
_CONTENTS = 3
"""Links from which on a list can be a table of contents."""
_MOST = 0.8
"""Share of its links that have a heading's words, and of its letters that are links."""

_FEW = 4
"""Words of an entry up to which a list is one of names."""


def unordered(element: Element, reader: Reader) -> None:
    """A list of points; a long one of names is summed up."""
    reader.flush()
    if not reader.is_led_in and leads_to_headings(element, reader):
        element.covers = "silent"
        return
    entries = [each for each in element.elements() if each.tag == "li"]
    is_long = len(entries) > reader.policies.longest
    if is_long and "data-narration" not in element.attributes and all(map(_is_name, entries)):
        texts = [reader.inline_text(each).rstrip(".。") for each in (entries[0], entries[-1])]
        if all(texts):
            for each in (entries[0], entries[-1]):
                each.is_read = False
            first, last = texts
            reader.announce(
                reader.announcements("list_range", count=len(entries), first=first, last=last),
                element,
            )
            return
    if _has_pictures(entries):
        with reader.decorating():
            _items(element, reader, lambda _item: "")
    else:
        _items(element, reader, lambda _item: "")


def _has_pictures(entries: list[Element]) -> bool:
    """Whether entries begin with several kinds of pictures, as in changelogs: a tick is one."""
    pictures = {mark for each in entries if _PICTURE.fullmatch(mark := each.text.strip()[:1])}
    return len({mark for mark in pictures if not signs.named(mark)}) >= _KINDS


def leads_to_headings(element: Element, reader: Reader) -> bool:
    """Whether a list is a table of contents of this page: links, each with a heading's words."""
    if "data-narration" in element.attributes or not _holds_page_links(element):
        return False
    headings = reader.once("headings", reader.root, _headings)
    links = [_plain(each) for each in element.walk() if each.tag == "a"]
    known = sum(text in headings for text in links)
    letters = sum(len(text) for text in links)
    whole = len(_plain(element))
    return len(links) >= _CONTENTS and known >= _MOST * len(links) and letters >= _MOST * whole


def _holds_page_links(element: Element) -> bool:
    """Whether the first link leads within the page: that tells nearly all lists apart."""
    first = next((each for each in islice(element.walk(), _NEAR) if each.tag == "a"), None)
    return first is not None and first.get("href").startswith("#")


def _headings(root: Element) -> frozenset[str]:
    return frozenset(_plain(each) for each in root.walk() if each.tag in _HEADINGS) - {""}


def _plain(element: Element) -> str:
    """Its letters and digits alone, so that marks of permalinks and numbers make no difference."""
    return "".join(filter(str.isalpha, element.text)).casefold()


def _is_name(entry: Element) -> bool:
    """Whether an entry is a name alone: a few words, and no block in it."""
    return words(entry.text) <= _FEW and not any(each.tag in BLOCKS for each in entry.walk())


def ordered(element: Element, reader: Reader) -> None:
    """A list of steps: the number is said, as it stands on the page."""
    reader.flush()
    if not reader.is_led_in and leads_to_headings(element, reader):
        element.covers = "silent"
        return
    items = [child for child in element.elements() if child.tag == "li"]
    backwards = "reversed" in element.attributes
    number = _whole(element.get("start"), len(items) if backwards else 1)
    style = element.get("type") or next(filter(None, map(_STYLES.get, element.classes)), "")

    def label(item: Element) -> str:
        nonlocal number
        number = _whole(item.get("value"), number)
        tag = next(item.elements(), None)
        if tag is not None and "ltx_tag_item" in tag.classes:  # LaTeXML's own: "(a)", "ii."
            return tag.text.strip() + " "
        said = reader.announcements("ordinal", number=_numeral(number, style))
        number += -1 if backwards else 1
        return said

    _items(element, reader, label)


def definitions(element: Element, reader: Reader) -> None:
    """Terms and what they mean; or a table of contents, as some set it."""
    reader.flush()
    if not reader.is_led_in and leads_to_headings(element, reader):
        element.covers = "silent"
        return
    reader.block(element)


def item(element: Element, reader: Reader) -> None:
    """An item outside of any list."""
    reader.block(element, Kind.ITEM)


def _items(element: Element, reader: Reader, label: Callable[[Element], str]) -> None:
    for child in element.children:
        if isinstance(child, str):
            reader.add(child)
        elif child.tag != "li":
            reader.read(child)
        elif not (child.skipped or child.hidden):
            reader.flush()
            reader.prefix(label(child) + _task(child, reader))
            reader.read(child)
            reader.flush()
            reader.prefix("")


def _task(item: Element, reader: Reader) -> str:
    """The state of a task, said before it."""
    done = _is_done(item)
    if done is None:
        return ""
    return reader.announcements("task_done" if done else "task_open")


def _is_done(item: Element) -> bool | None:
    """Whether a task is done; `None` for an entry that is no task."""
    around = _first_line(item)
    first = around.children[0] if around.children else ""
    written = _BOX.match(first) if isinstance(first, str) else None
    if written is not None:  # a box that nobody made an element of
        around.children[0] = str(first)[written.end() :]
        return written[1] not in {"[ ]", "☐"}
    if "checklist" in (item.parent.classes if item.parent is not None else ()):
        return _is_done_in_asciidoc(item)
    if "org-ul" in (item.parent.classes if item.parent is not None else ()):
        return _is_done_in_org(item)
    if "task-list-item" not in item.classes and not _begins_with_box(item):
        return None
    box = next((e for e in item.walk() if e.tag == "input" and e.get("type") == "checkbox"), None)
    return None if box is None else "checked" in box.attributes


def _is_done_in_asciidoc(item: Element) -> bool | None:
    """The state of an entry of Asciidoctor, which an icon or a sign shows before its words."""
    line = _first_line(item)
    line = next(line.elements(), line) if line.tag == "li" else line
    first = next((one for one in line.children if not isinstance(one, str) or one.strip()), "")
    if isinstance(first, str):
        sign = first.lstrip()[:1]
        if sign in _SIGNS_OF_ASCIIDOC:
            line.children[line.children.index(first)] = first.lstrip()[1:]
        return _SIGNS_OF_ASCIIDOC.get(sign)
    return next((_ICONS_OF_ASCIIDOC[n] for n in first.classes if n in _ICONS_OF_ASCIIDOC), None)


_SIGNS_OF_ASCIIDOC = {"✓": True, "❏": False}
_ICONS_OF_ASCIIDOC = {"fa-check-square-o": True, "fa-square-o": False}


def _is_done_in_org(item: Element) -> bool | None:
    """The state of an entry of Org, whose box is set as code; it is not said a second time."""
    state = next((_BOXES_OF_ORG[name] for name in item.classes if name in _BOXES_OF_ORG), None)
    box = next(item.elements(), None)
    if state is None or box is None or not _BOX_OF_ORG.fullmatch(box.text):
        return None
    item.children[item.children.index(box)] = ""
    return state


def _first_line(item: Element) -> Element:
    """What the first words of an entry stand in: its first paragraph, where nothing is before."""
    inner = next(item.elements(), None)
    before = item.children[0] if item.children else ""
    is_first = before is inner or (isinstance(before, str) and not before.strip())
    return inner if inner is not None and inner.tag == "p" and is_first else item


def _begins_with_box(item: Element) -> bool:
    """Whether an entry begins with a box that nobody can tick, as CommonMark's renderers set it."""
    first: Element | str = item
    while not isinstance(first, str) and first.tag in {"li", "p", "label"}:
        inside = (one for one in first.children if not isinstance(one, str) or one.strip())
        first = next(inside, "")
    if isinstance(first, str) or first.tag != "input":
        return False
    around = item.parent  # Pandoc's boxes can be ticked, though it is of no use
    return "disabled" in first.attributes or (around is not None and "task-list" in around.classes)


def _whole(text: str, otherwise: int) -> int:
    try:
        return int(text)
    except ValueError:
        return otherwise


_STYLES = {"loweralpha": "a", "upperalpha": "A"}
"""How lists of letters are called by docutils, whose style sheets draw them."""


def _numeral(number: int, style: str) -> str:
    if style in {"a", "A"} and 0 < number <= _ALPHABET:
        return chr(ord(style) + number - 1)
    return str(number)


def term(element: Element, reader: Reader) -> None:
    """What is defined; an option of a command is code, whoever wrote it."""
    text = " ".join(element.text.split())
    around, figure = element.parent, figure_of(text)
    if figure and around is not None and reader.once("options", around, _defines_options):
        with reader.within(element, Kind.TERM):
            reader.add(said_as_option(figure, reader.here.language), "said")
        for each in (element, *element.walk()):
            each.is_read = True
        return
    is_option = _OPTION.match(text) and next(element.elements(), None) is None
    has_type = element.find("span", "classifier") is not None  # which stands apart from the name
    is_code = is_option or _is_operation(text) or _is_pattern(text) or is_synopsis(element)
    if is_code and not has_type:
        element.is_read = True
        with reader.within(element, Kind.TERM):
            reader.add(synopsis(element), "code")
    else:
        reader.block(element, Kind.TERM)


def _defines_options(definitions: Element) -> bool:
    return hold_options(each for each in definitions.elements() if each.tag == "dt")


def _is_pattern(term: str) -> bool:
    """Whether a term is one word with signs of patterns: `[:alpha:]`, `CHAR*`."""
    return _PATTERN.fullmatch(term) is not None and _IN_BRACKETS.fullmatch(term) is None


_PATTERN = re.compile(r"(?=[^\s]*[\[\]*\\^])[^\s()（），。、]{2,30}")
_IN_BRACKETS = re.compile(
    r"\[[\w .,:/-]*\w\]|\*\w*\**|\*+\w+\*+|[A-Z][^\W\d_]*[a-z]\*+|[^\x00-\x7f]+\*+"
)
"""A source, a note or an emphasis, and no pattern."""


_SHORTENED = re.compile(r"[A-Z] [&/] [A-Z]")
"""`Q & A`, `A / B`: words of one letter."""


def _is_operation(term: str) -> bool:
    """Whether a term shows an operator between two things alike: `ARG1 | ARG2`."""
    found = _OPERATION.fullmatch(term)
    if found is None or _SHORTENED.fullmatch(term):
        return False
    return _DIGITS.sub("", found[1]) == _DIGITS.sub("", found[2])


def declaration(element: Element, reader: Reader) -> None:
    """A declaration that is defined: as any other code, but for one that is announced, its name."""
    declared = next(element.elements())
    _drop_pragma(declared)
    named = _DECLARED.match(" ".join(declared.text.split()))
    is_announced = reader.policy("code", element, declared) == "announce"
    is_read = reader.is_brief and len(declared.text.strip()) <= SHORT
    if named is None or not is_announced or is_read:
        reader.block(element, Kind.TERM)
        return
    declared.is_read = True
    with reader.within(element, Kind.TERM):
        reader.add(named[0], "code")


def _drop_pragma(declared: Element) -> None:
    """What a declaration of Nim says to the compiler is nothing to a listener."""
    last = declared.children[-1] if declared.children else ""
    if last and isinstance(last, str):
        declared.children[-1] = _PRAGMA.sub("", last.rstrip()).rstrip()


def _is_declaration(element: Element) -> bool:
    inside = list(islice(element.elements(), 2))
    return [each.tag for each in inside] == ["pre"] and element.text == inside[0].text


def definition(element: Element, reader: Reader) -> None:
    """What it means."""
    reader.block(element, Kind.DEFINITION)


RULES = (
    rule(unordered, "ul menu dir", covers="table"),
    rule(ordered, "ol"),
    rule(definitions, "dl"),
    rule(item, "li"),
    rule(declaration, "dt", where=_is_declaration),
    rule(term, "dt"),
    rule(definition, "dd"),
)
