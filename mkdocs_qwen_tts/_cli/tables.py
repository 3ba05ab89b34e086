"""Tables for people: within the width of a terminal, and in pipes one line a row, however long.

No word is ever broken. Where a terminal is too narrow for a row, what it begins with has a line of
its own and the rest stands below it, in columns where these fit.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._cli.language import localized

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Column, Table

UNBOUNDED = 10_000
"""Columns; no row has more."""

GAP = 2
"""Blanks between columns, and before what stands below."""


FOLDED = 30
"""Columns of a cell that may hold longer words, such as addresses, and folds these."""


def console() -> Console:
    """Standard output as it is now: it reads no markup in names and adds no colours."""
    from rich.console import Console  # noqa: PLC0415 - slow to load, and only people read tables

    width = None if sys.stdout.isatty() else UNBOUNDED
    return Console(highlight=False, markup=False, emoji=False, width=width)


def plain_table(*, header: bool = True) -> Table:
    """An empty table without lines."""
    from rich.table import Table  # noqa: PLC0415 - as above

    return Table(
        box=None, header_style="bold", pad_edge=False, show_header=header, padding=(0, GAP, 0, 0)
    )


def print_table(table: Table, out: Console) -> None:
    """Print a table, in another shape where it does not fit. Headings are translated."""
    for column in table.columns:
        column.header = localized(str(column.header))
    widths = [_least(column, out, header=table.show_header) for column in table.columns]
    if sum(widths) + GAP * len(widths) <= out.width + GAP:
        out.print(table)
    elif sum(widths[1:]) + GAP * len(widths) <= out.width + GAP:
        _print_below(table, out, widths[1:])
    else:
        _print_records(table, out)


def _least(column: Column, out: Console, *, header: bool) -> int:
    """The least width in which no word of a column is broken, nor any line that must not wrap."""
    from rich.measure import Measurement  # noqa: PLC0415 - as above

    cells = [column.header] * header + list(column.cells)
    sizes = [Measurement.get(out, out.options.update(width=UNBOUNDED), cell) for cell in cells]
    least = max((size.maximum if column.no_wrap else size.minimum for size in sizes), default=0)
    return min(least, FOLDED) if column.overflow == "fold" else least


def _print_below(table: Table, out: Console, widths: list[int]) -> None:
    """What a row begins with on a line of its own, the rest in columns below it."""
    from rich.padding import Padding  # noqa: PLC0415 - as above

    room = out.width - GAP - sum(widths) - GAP * (len(widths) - 1)
    wraps = [not column.no_wrap for column in table.columns[1:]]
    if any(wraps):
        widths[wraps.index(True)] += room

    def line(cells: list[RenderableType], style: str) -> Padding:
        own = plain_table(header=False)
        for column, width in zip(table.columns[1:], widths, strict=True):
            own.add_column(justify=column.justify, no_wrap=column.no_wrap, width=width)
        own.add_row(*cells, style=style)
        return Padding(own, (0, 0, 0, GAP))

    if table.show_header:
        out.print(table.columns[0].header, style="bold")
        out.print(line([column.header for column in table.columns[1:]], "bold"))
    for (first, *rest), style in _rows(table):
        out.print(first, style=style, soft_wrap=True)
        out.print(line(rest, style))


def _print_records(table: Table, out: Console) -> None:
    """Each row as a sentence of names and values."""
    from rich.padding import Padding  # noqa: PLC0415 - as above

    names = [f"{column.header} " if table.show_header else "" for column in table.columns]
    for (first, *rest), style in _rows(table):
        out.print(first, style=style, soft_wrap=True)
        told = [f"{name}{cell}" for name, cell in zip(names[1:], rest, strict=True) if str(cell)]
        sentence = (", " if table.show_header else "  ").join(told)
        out.print(Padding(sentence, (0, 0, 0, GAP)), style=style)


def _rows(table: Table) -> list[tuple[tuple[RenderableType, ...], str]]:
    cells = zip(*(column.cells for column in table.columns), strict=True)
    return [(row, str(facts.style or "")) for row, facts in zip(cells, table.rows, strict=True)]
