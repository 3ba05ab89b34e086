"""Tables: row by row, with the column's name before each value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.model import Kind
from mkdocs_qwen_tts.prose.rules.rule import rule

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.dom import Element
    from mkdocs_qwen_tts.prose.reader import Reader

ROWS = 40
"""A table with more rows is announced by its size: nobody can listen to it."""


def data_table(element: Element, reader: Reader) -> None:
    """A table of data."""
    reader.flush()
    policy = reader.policy("table", element)
    if policy == "skip":
        return
    for child in element.elements():
        if child.tag == "caption":
            reader.block(child, Kind.CAPTION)
    rows = _rows(element)
    head = rows[0] if rows and all(cell.tag == "th" for cell in _cells(rows[0])) else None
    body = rows[1:] if head is not None else rows
    if policy == "announce" or len(body) > ROWS:
        reader.announce(_size(body, head, reader), element)
        return
    names = [_text(cell, reader) for cell in _spread(head)] if head is not None else []
    for row in body:
        _read_row(row, names, reader)


def _size(body: list[Element], head: Element | None, reader: Reader) -> str:
    columns = max((len(_spread(row)) for row in [*body, *([head] if head else [])]), default=0)
    announced = reader.announcements
    return announced(
        "table",
        rows=announced("rows", count=len(body)),
        columns=announced("columns", count=columns),
    )


def _rows(element: Element) -> list[Element]:
    """The rows of this table, not of tables inside its cells."""
    rows: list[Element] = []
    for child in element.elements():
        if child.tag == "tr" and not (child.skipped or child.hidden):
            rows.append(child)
        elif child.tag in {"thead", "tbody", "tfoot"} and not (child.skipped or child.hidden):
            rows.extend(_rows(child))
    return rows


def _cells(row: Element) -> list[Element]:
    return [child for child in row.elements() if child.tag in {"td", "th"}]


def _spread(row: Element) -> list[Element]:
    """The cells of a row, a wide one as often as it is wide."""
    spread: list[Element] = []
    for cell in _cells(row):
        width = cell.get("colspan")
        spread.extend([cell] * (min(int(width), 100) if width.isdecimal() and int(width) else 1))
    return spread


def _text(cell: Element, reader: Reader) -> str:
    return "" if cell.hidden or cell.skipped else reader.captured_text(cell)


def _read_row(row: Element, names: list[str], reader: Reader) -> None:
    announced = reader.announcements
    said: list[str] = []
    previous = None
    for position, cell in enumerate(_spread(row)):
        if cell is previous:
            continue
        previous = cell
        text = _text(cell, reader)
        if not text:
            continue
        name = names[position] if position < len(names) else ""
        said.append(f"{name}{announced('label_separator')}{text}" if name else text)
    if said:
        sentence = announced("clause_separator").join(
            [*(part.rstrip(".。") for part in said[:-1]), said[-1]]
        )
        reader.announce(sentence, row, Kind.ROW, spoken_only=False)


def layout(element: Element, reader: Reader) -> None:
    """A table that only puts things side by side: its cells are blocks like any other."""
    reader.block(element)


RULES = (
    rule(
        layout,
        "table",
        where=lambda e: e.get("role") in {"presentation", "none"} or "hlist" in e.classes,
    ),
    rule(data_table, "table"),
)
