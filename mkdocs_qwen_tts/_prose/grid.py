"""A table as the HTML standard understands it: cells that may span rows and columns, under names.

The algorithm is that of the HTML standard, 4.9.12 (forming a table, and the header cells of a data
cell). Where no cell is a header, a first row that is bold throughout names the columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._prose.dom import Element

WIDEST = 100
"""Columns or rows that one cell may span: more is a mistake, or malice."""

LARGEST = 100_000
"""Places in a table: one that claims more is read as if no cell spanned anything."""

_ROWS = 2
"""Rows that a table has at least whose first one names the columns."""

_COLUMNS, _NAME, _WORDS = 3, 40, 3
"""Columns of a table whose corner is empty, at least; characters and words of a name above them."""

_GROUPS = ("thead", "tbody", "tfoot")


@dataclass(frozen=True, eq=False)
class Cell:
    """One cell, with all the columns that it is in."""

    element: Element
    columns: range
    rows: range

    @property
    def is_header(self) -> bool:
        """Whether it names others."""
        return self.element.tag == "th"


@dataclass
class Grid:
    """The rows of a table: its own, not those of tables in its cells."""

    rows: list[Element] = field(default_factory=list)
    cells: list[list[Cell]] = field(default_factory=list)
    """For each row, the cells in it, those too that reach down from a row above."""
    heads: int = 0
    """How many rows at the top name the columns."""

    @property
    def columns(self) -> int:
        """How many columns the table has."""
        return max((row[-1].columns.stop for row in self.cells if row), default=0)

    @property
    def body(self) -> range:
        """The rows below those that name the columns."""
        return range(self.heads, len(self.rows))


def grid(table: Element) -> Grid:
    """The rows and cells of a table."""
    groups = list(_groups(table))
    total = sum(len(_cells(row)) for _, rows in groups for row in rows)
    spanning = total <= LARGEST and len(groups) <= LARGEST
    found = Grid()
    for tag, rows in groups:
        _place(rows, found, spanning=spanning)
        if tag == "thead" and found.heads == len(found.rows) - len(rows):
            found.heads = len(found.rows)
    if not found.heads:
        found.heads = _leading_heads(found, table)
    if found.heads == len(found.rows):  # a table of names alone: they are what it says
        found.heads = 0
    return found


def _groups(table: Element) -> Iterator[tuple[str, list[Element]]]:
    """The groups of rows with their tags; what stands in none is a group of its own."""
    loose: list[Element] = []
    feet: list[list[Element]] = []
    for child in table.elements():
        if child.skipped or child.hidden:
            continue
        if child.tag == "tr":
            loose.append(child)
        elif child.tag in _GROUPS:
            if loose:
                yield "", loose
                loose = []
            rows = [row for row in child.elements() if row.tag == "tr" and _is_shown(row)]
            if child.tag == "tfoot":
                feet.append(rows)
            else:
                yield child.tag, rows
    if loose:
        yield "", loose
    for rows in feet:  # a foot may be written above the body, and is shown below it
        yield "tfoot", rows


def _is_shown(element: Element) -> bool:
    return not (element.skipped or element.hidden)


def _cells(row: Element) -> list[Element]:
    return [child for child in row.elements() if child.tag in {"td", "th"}]


def _place(rows: list[Element], into: Grid, *, spanning: bool) -> None:
    """Put the cells of one group of rows where they belong. No cell reaches into another group."""
    first = len(into.rows)
    end = first + len(rows)
    reaching: list[Cell] = []  # from rows above
    for number, row in enumerate(rows, first):
        reaching = [cell for cell in reaching if number in cell.rows]
        taken = {column for cell in reaching for column in cell.columns}
        placed = list(reaching)
        column = 0
        for element in _cells(row):
            while column in taken:
                column += 1
            width = _span(element.get("colspan"), 1) if spanning else 1
            height = _span(element.get("rowspan"), end - number) if spanning else 1
            while any(place in taken for place in range(column, column + width)):
                width -= 1  # what overlaps is a mistake: the cell ends where the other begins
            cell = Cell(
                element,
                range(column, column + width),
                range(number, min(number + height, end)),
            )
            placed.append(cell)
            if len(cell.rows) > 1:
                reaching.append(cell)
            column += width
        into.rows.append(row)
        into.cells.append(sorted(placed, key=lambda cell: cell.columns.start))


def _span(written: str, to_the_end: int) -> int:
    """How far a cell spans; 0 rows means all rows of its group."""
    if not written.strip().isdecimal():
        return 1
    return min(int(written), WIDEST) or to_the_end


def _leading_heads(found: Grid, table: Element) -> int:
    """How many rows name the columns where no `thead` says so."""
    heads = at = 0
    while at < len(found.rows) and (not found.cells[at] or names_columns(found, at)):
        at += 1
        heads = at if found.cells[at - 1] else heads  # a row without cells says nothing
    return heads or _bold_head(found) or _cornered_head(found, table)


def _cornered_head(found: Grid, table: Element) -> int:
    """Whether the first row alone leaves its first cell empty, and so names the columns: 1, or 0.

    The names of the rows stand below that corner.
    """
    if "params" in table.classes:  # of Doxygen: what is no output has an empty cell there
        return 0
    if len(found.rows) < _ROWS or found.columns < _COLUMNS or not all(found.cells):
        return 0
    if any(len(row) != found.columns for row in found.cells):
        return 0
    (corner, *names), *others = (
        [" ".join(cell.element.text.split()) for cell in row] for row in found.cells
    )
    named = not corner and all(
        0 < len(name) <= _NAME and not name[0].islower() and len(name.split()) <= _WORDS
        for name in names
    )
    return int(named and all(row[0] for row in others))


def _bold_head(found: Grid) -> int:
    """Whether the first row alone is set in bold, and so names the columns: 1, else 0."""
    rows = [row for row in found.cells if row]
    if len(rows) < _ROWS or any(cell.is_header for row in rows for cell in row):
        return 0
    first, others = rows[0], rows[1:]
    named = len(first) > 1 and all(is_bold(cell.element) for cell in first)
    plain = not any(all(is_bold(cell.element) for cell in row) for row in others)
    return int(named and plain and rows[0] is found.cells[0])


def is_bold(element: Element) -> bool:
    """Whether all that a cell says is bold."""
    text = "".join(element.text.split())
    bold = (each for each in element.walk() if each.tag in {"b", "strong"})
    return bool(text) and text == "".join("".join(each.text.split()) for each in bold)


def names_columns(found: Grid, number: int) -> bool:
    """Whether a row names the columns: it holds nothing but names, and not one name for all."""
    row = found.cells[number]
    own = [cell for cell in row if cell.rows.start == number]
    if not own or (len(row) == 1 and found.columns > 1 and len(row[0].columns) > 1):
        return False  # it names a group of rows
    # The corner above the names of rows is often an empty `td`.
    corner = row[0] if not row[0].is_header and not row[0].element.text.strip() else None
    named = [cell for cell in own if cell is not corner]
    if corner is not None and len(named) > 1 and not any(cell.is_header for cell in named):
        return all(is_bold(cell.element) for cell in named)
    return bool(named) and all(
        cell.is_header and cell.element.get("scope") not in {"row", "rowgroup"} for cell in named
    )
