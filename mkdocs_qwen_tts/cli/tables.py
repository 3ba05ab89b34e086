"""Tables for people: within the width of a terminal, and in pipes one line a row, however long."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

UNBOUNDED = 10_000
"""Columns; no row has more."""


def console() -> Console:
    """Standard output as it is now: it reads no markup in names and adds no colours."""
    from rich.console import Console  # noqa: PLC0415 - slow to load, and only people read tables

    width = None if sys.stdout.isatty() else UNBOUNDED
    return Console(highlight=False, markup=False, emoji=False, width=width)


def plain_table(*, header: bool = True) -> Table:
    """An empty table without lines."""
    from rich.table import Table  # noqa: PLC0415 - as above

    return Table(box=None, header_style="bold", pad_edge=False, show_header=header)
