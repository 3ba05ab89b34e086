"""Tables: row by row, with the column's name before each value."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose import signs
from mkdocs_qwen_tts._prose.grid import Cell, Grid, grid, is_bold, names_columns
from mkdocs_qwen_tts._prose.language import primary
from mkdocs_qwen_tts._prose.language import words as count_words
from mkdocs_qwen_tts._prose.rules.button import holds_buttons
from mkdocs_qwen_tts._prose.rules.figure_option import figure_of, hold_options, said_as_option
from mkdocs_qwen_tts._prose.rules.rule import rule, skip
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary
from mkdocs_qwen_tts._prose.sentences import is_ended

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

ALIKE = 0.8
"""Share of rows from which on a column's value is said once for all of them."""

FEWEST = 5
"""Rows from which on that pays: in fewer, nobody minds to hear it again."""

_LAYOUT = frozenset({"presentation", "none"})
_MINUS = re.compile(r"\s*([-–−]{1,3})\s*")
_BLOCKS = frozenset(
    {"table", "pre", "blockquote", "details", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
)
"""What in the cells of a table without names says that it only puts things side by side."""


_TEXTS = frozenset({"p", "ul", "ol", "dl", "div"})
_DESCRIBED = frozenset({"parameter_name", "enum_member_name", "struct_member_name", "paramname"})
"""Cells of GTK-Doc and Doxygen that name what the next one describes, in one row too."""


def table(element: Element, reader: Reader) -> None:
    """A table of data."""
    reader.flush()
    policy = reader.policy("table", element)
    if policy == "skip":
        return
    around, found = reader.here, grid(element)
    marks = _marks(found)
    reader.here = around._replace(
        rings=signs.has_rings(marks, primary(around.language)),
        operators=signs.has_operators(marks),
        crosses=signs.has_crosses(_marks(found, found.body, 1) | (marks & signs.ANSWERS)),
    )
    try:
        Telling(found, element, reader, "+" in marks).tell(summed_up=policy == "announce")
    finally:
        reader.here = around


def _marks(found: Grid, rows: Iterable[int] | None = None, first: int = 0) -> frozenset[str]:
    """What the cells of a table say, as far as that is one character.

    Args:
        found: the table.
        rows: the numbers of the rows that are asked; `None`: all.
        first: the column from which on cells are asked.
    """
    numbers = range(len(found.cells)) if rows is None else rows
    cells = (cell for at in numbers for cell in found.cells[at] if cell.columns.start >= first)
    texts = (cell.element.text.strip() for cell in cells)
    return frozenset(text for text in texts if len(text) == 1)


@dataclass
class Telling:
    """One table on its way into the script."""

    grid: Grid
    element: Element
    reader: Reader
    has_pluses: bool = False
    """Whether pluses stand in cells of their own, so that a hyphen in one is a minus."""
    names: list[str] = field(default_factory=list)
    """What each column is called."""

    @cached_property
    def _rows_are_named(self) -> bool:
        """Whether the first of two columns is bold throughout, and the other is not."""
        rows = [[cell.element for cell in row] for row in self.grid.cells if row]
        return self.grid.columns == 2 and all(  # noqa: PLR2004 - a name and a value
            len(row) == 2 and is_bold(row[0]) and not is_bold(row[1])  # noqa: PLR2004 - the same
            for row in rows
        )

    @cached_property
    def _has_options(self) -> bool:
        """Whether the first column names options of a command."""
        return hold_options(row[0].element for row in self.grid.cells if row)

    def tell(self, *, summed_up: bool) -> None:
        """Say a table, or what it is about."""
        self.names = self._named(range(self.grid.heads))
        captions = [child for child in self.element.elements() if child.tag == "caption"]
        for caption in captions:
            self.reader.block(caption, Kind.CAPTION)
        if summed_up or len(self.grid.body) > self.reader.policies.longest:
            summary = self._summary()
            for each in self.element.walk():  # but for its caption, nothing of it is read
                each.is_read = each in captions
            self.reader.announce(summary, self.element)
            return
        rows = [(number, values) for number in self.grid.body if (values := self._values(number))]
        said = [values for _, values in rows]
        if self._is_named_as_a_whole() and len(rows) > 1:  # once is enough
            self.reader.announce(self.names[0], self.element, Kind.ROW, spoken_only=False)
            self.names = [""] * self.grid.columns
        # Names behind which no row of values comes are what the table says.
        valued = [
            any(cell.rows.start == number and not cell.is_header for cell, _ in values)
            for number, values in rows
        ]
        again = [
            follows and names_columns(self.grid, number)
            for (number, _), follows in zip(rows, [*valued[1:], False], strict=False)
        ]
        usual = self._usual(said) if len(said) >= FEWEST and not any(again) else {}
        for column, (value, everywhere) in usual.items():
            sentence = self.reader.announcements(
                "table_everywhere" if everywhere else "table_usual",
                label=self.names[column],
                value=_bare(value),
            )
            self.reader.announce(sentence, self.element)
        for at, ((number, values), names) in enumerate(zip(rows, again, strict=True)):
            if names:  # the columns are called otherwise from here on
                self.names = self._named(range(number, number + 1))
                end = next((n for n in range(at + 1, len(rows)) if again[n]), len(rows))
                self._names_alone(number, values, said[at + 1 : end])
            else:
                self._row(self.grid.rows[number], values, usual)

    def _is_named_as_a_whole(self) -> bool:
        """Whether the only name over the columns is that of the table, as QDoc writes it."""
        if self.grid.columns == 1:
            return bool(self.names[0])
        heads = [cell for number in range(self.grid.heads) for cell in self.grid.cells[number]]
        return (
            len(heads) == self.grid.columns > 1
            and bool(self.names[0])
            and not any(self.names[1:])
            and not any(_is_named(row) for row in self.grid.cells[self.grid.heads :])
        )

    def _names_alone(
        self, number: int, names: list[tuple[Cell, str]], below: list[list[tuple[Cell, str]]]
    ) -> None:
        """Say those names of a row under which no value comes: nothing else would say them."""
        valued = {column for row in below for cell, _ in row for column in cell.columns}
        alone = [
            text
            for cell, text in names
            if cell.rows.start == number and valued.isdisjoint(cell.columns)
        ]
        if alone:
            sentence = self.reader.announcements("clause_separator").join(alone)
            self.reader.announce(sentence, self.grid.rows[number], Kind.ROW, spoken_only=False)

    def _named(self, heads: range) -> list[str]:
        """What these rows call each column: a name under another is said behind it."""
        parts: list[list[str]] = [[] for _ in range(self.grid.columns)]
        for number in heads:
            for cell in self.grid.cells[number]:
                if cell.rows.start != number:
                    continue
                text = _bare(self._text(cell))
                for column in cell.columns:
                    if text and text not in parts[column]:
                        parts[column].append(text)
        joiner = self.reader.announcements("joiner")
        return [joiner.join(texts) for texts in parts]

    def _text(self, cell: Cell) -> str:
        """What a cell says: its blocks are kept apart, as the page shows them."""
        element = cell.element
        if element.hidden or element.skipped:
            return ""
        if cell.columns.start == 0 and (figure := figure_of(element.text)) and self._has_options:
            element.is_read = True
            return said_as_option(figure, self.reader.here.language)
        if self.reader.here.crosses and self._is_letter(cell):
            element.is_read = True
            return element.text.strip()
        if self.has_pluses and (minus := self._minus(element)):
            return minus
        said = ""
        announcements = self.reader.announcements
        before = None
        for draft in self.reader.capture(element):
            if said and before is draft.kind is Kind.ITEM:
                said = _bare(said) + announcements("list_separator")
            elif said:
                ended = is_ended(said)
                stop = "" if ended else announcements("full_stop")
                said += stop + announcements("joiner")
            said += draft.text
            before = draft.kind
        return said

    def _is_letter(self, cell: Cell) -> bool:
        """Whether an X is the name of a column or a row, in a table where an X is a "no"."""
        if cell.element.text.strip() not in signs.CROSS_LETTERS:
            return False
        names = cell.is_header or cell.rows.start < self.grid.heads
        return names or (cell.columns.start == 0 and not self._begins_in_ticks)

    @cached_property
    def _begins_in_ticks(self) -> bool:
        """Whether ticks stand in the first column."""
        return any(row and row[0].element.text.strip() in signs.TICKS for row in self.grid.cells)

    def _minus(self, element: Element) -> str:
        """What hyphens alone in a cell are called among pluses."""
        found = _MINUS.fullmatch(element.text)
        if found is None:
            return ""
        element.is_read = True
        words = vocabulary(primary(self.reader.here.language))
        comma = self.reader.announcements("list_separator")
        return comma.join([words.word("minus")] * len(found[1]))

    def _values(self, number: int) -> list[tuple[Cell, str]]:
        """The cells of a row with what they say; one that spans rows speaks in each of them."""
        return [(cell, text) for cell in self.grid.cells[number] if (text := self._text(cell))]

    def _usual(self, said: list[list[tuple[Cell, str]]]) -> dict[int, tuple[str, bool]]:
        """By column, what nearly every row says there, and whether all do.

        Only of columns with a name, where no cell is empty: what is not said then has one meaning.
        """
        values: dict[int, list[str]] = defaultdict(list)
        for row in said:
            for cell, text in row:
                if len(cell.columns) == 1 and cell.columns.start > 0:
                    values[cell.columns.start].append(text)
        usual: dict[int, tuple[str, bool]] = {}
        for column, texts in sorted(values.items()):
            if len(texts) < len(said) or not self.names[column]:
                continue
            ((value, count),) = Counter(texts).most_common(1)
            if count >= ALIKE * len(said):
                usual[column] = (value, count == len(said))
        # A table in which nothing but names would be left is read whole.
        return usual if len(usual) < self.grid.columns - 1 else {}

    def _row(
        self, row: Element, values: list[tuple[Cell, str]], usual: dict[int, tuple[str, bool]]
    ) -> None:
        announcements = self.reader.announcements
        parts: list[str] = []
        pairs = _pairs(values) if not any(self.names) else {}
        for at, (cell, text) in enumerate(values):
            column = cell.columns.start
            if column in usual and len(cell.columns) == 1 and usual[column][0] == text:
                continue
            if at in pairs:  # the name of the next one
                continue
            name = pairs.get(at - 1) or self._name(cell, values)
            parts.append(f"{name}{announcements('label_separator')}{text}" if name else text)
        if not parts:
            return
        if len(parts) > 2 and "paramdir" in values[0][0].element.classes:  # noqa: PLR2004 - with its name, and more
            direction, name, *others = parts  # of Doxygen: `[in]`
            separator = announcements("list_separator")
            named = f"{_bare(name)}{separator}{direction.strip('[]')}"
            parts = [announcements("label_separator").join([named, others[0]]), *others[1:]]
        names_row = len(parts) > 1 and values[0][0].is_header and not values[1][0].is_header
        described = len(parts) > 1 and not _DESCRIBED.isdisjoint(values[0][0].element.classes)
        first = values[0][0].element.text.strip()
        labelled = first.endswith((":", "：")) and len(first) <= _SHORT
        row_named = self._rows_are_named or labelled or _OPTION.match(first) is not None
        if (
            len(parts) > 1
            and not pairs
            and not any(self.names)
            and (names_row or described or row_named or _is_explained(parts, self.grid.columns))
        ):
            parts[:2] = [f"{_bare(parts[0])}{announcements('label_separator')}{parts[1]}"]
        sentence = announcements("clause_separator").join([*map(_bare, parts[:-1]), parts[-1]])
        self.reader.announce(sentence, row, Kind.ROW, spoken_only=False)

    def _name(self, cell: Cell, values: list[tuple[Cell, str]]) -> str:
        """What a cell is called: nothing where it speaks for the whole row."""
        if named := self._headers(cell, values):
            return named
        if len(values) == 1 and 1 < len(cell.columns) == self.grid.columns:
            return ""
        names = [self.names[column] for column in cell.columns if self.names[column]]
        distinct = list(dict.fromkeys(names))
        return self.reader.announcements("list_separator").join(distinct)

    def _headers(self, cell: Cell, values: list[tuple[Cell, str]]) -> str:
        """What the cells are called that a cell says are its headers, but for those of its row."""
        wanted = cell.element.get("headers").split()
        if not wanted:
            return ""
        beside = {one.element.get("id") for one, _ in values}
        known = self.reader.once("headers", self.element, self._by_id)
        names = [known[name] for name in wanted if name in known and name not in beside]
        return self.reader.announcements("joiner").join(names)

    def _by_id(self, _table: Element) -> dict[str, str]:
        """What header cells say, by their ids."""
        heads = (cell for row in self.grid.cells for cell in row if cell.element.get("id"))
        return {cell.element.get("id"): _bare(self._text(cell)) for cell in heads}

    def _summary(self) -> str:
        """How large a table is, and what its first column is about."""
        announcements, body = self.reader.announcements, self.grid.body
        size = announcements(
            "table",
            rows=announcements("rows", count=len(body)),
            columns=announcements("columns", count=self.grid.columns),
        )
        first, last = self._first_of(body), self._first_of(body[::-1])
        if not first or first == last or len(body) < FEWEST:
            return size
        name = self.names[0] if self.names else ""
        known = "table_range_named" if name else "table_range"
        return announcements(
            known, size=_bare(size), label=name, first=_bare(first), last=_bare(last)
        )

    def _first_of(self, rows: range) -> str:
        """What the first cell of the first of these rows says, if that is short."""
        cell = next(
            (self.grid.cells[number][0] for number in rows if self.grid.cells[number]), None
        )
        text = self._text(cell) if cell is not None else ""
        return text if len(text) <= _SHORT else ""


def _is_named(row: list[Cell]) -> bool:
    """Whether a row begins with its name."""
    return bool(row) and row[0].is_header


def _pairs(values: list[tuple[Cell, str]]) -> dict[int, str]:
    """Names in a row of names and values by turns, as in a box of facts; by place."""
    names = [cell.is_header for cell, _ in values]
    if len(names) <= 2 or names != [True, False] * (len(names) // 2):  # noqa: PLR2004 - one pair
        return {}
    return {at: _bare(text) for at, (_, text) in enumerate(values) if names[at]}


_NAME = 3
"""Words up to which a cell is the name of what stands beside it."""

_OPTION = re.compile(r"--?[A-Za-z]")
"""What begins as an option of a command does names what is said beside it."""

_SHORT = 40
"""Characters up to which a cell serves as a name."""


def _bare(text: str) -> str:
    """A text without the mark at its end, for the middle of a sentence."""
    return text.rstrip(".。;；:：")


def _is_explained(parts: list[str], columns: int) -> bool:
    """Whether a row without names is a word and what it means."""
    both = 2
    return (
        columns == len(parts) == both
        and count_words(parts[0]) <= _NAME
        and count_words(parts[1]) > max(both, count_words(parts[0]))
    )


def layout(element: Element, reader: Reader) -> None:
    """A table that only puts things side by side: its cells are blocks like any other."""
    reader.block(element)


def _only_lays_out(element: Element) -> bool:
    """Whether a table puts blocks side by side and names nothing."""
    if element.get("role") in _LAYOUT or "hlist" in element.classes:
        return True
    if element.get("data-narration") in {"announce", "read"}:  # its author calls it a table
        return False
    inside = _within(element)
    if any(each.tag in {"th", "caption", "thead"} for each in inside):
        return False
    cells = [each for each in inside if each.tag == "td"]
    if any(not _DESCRIBED.isdisjoint(cell.classes) for cell in cells):
        return False
    rows = {id(cell.parent) for cell in cells}
    below = {each.tag for cell in cells for each in cell.walk()}
    # One column has nothing to name, and one row of texts nothing to compare.
    return (
        not below.isdisjoint(_BLOCKS)
        or len(cells) == len(rows)
        or (len(rows) == 1 and not below.isdisjoint(_TEXTS))
    )


def _within(table: Element) -> list[Element]:
    """The elements of a table, not those of its cells."""
    found = []
    for child in table.elements():
        found.append(child)
        if child.tag in {"thead", "tbody", "tfoot", "tr"}:
            found.extend(_within(child))
    return found


RULES = (
    rule(skip, "table", where=holds_buttons),
    rule(layout, "table", where=_only_lays_out),
    rule(table, "table"),
)
