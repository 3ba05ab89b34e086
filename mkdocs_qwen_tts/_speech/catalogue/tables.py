"""The reader of the tables in `data/`.

Every table is a CSV file whose `source` column names the document that a row comes from. Nothing
here is guessed in code: what the tables do not say is `None`, empty, or marked as undocumented.
"""

from __future__ import annotations

from mkdocs_qwen_tts._datafile import csv_rows


def rows(table: str) -> list[dict[str, str]]:
    """The rows of `data/<table>.csv`."""
    return csv_rows(__package__, f"data/{table}.csv")


def names_in(cell: str) -> tuple[str, ...]:
    """The names in a cell that holds several, with semicolons between them."""
    return tuple(part for part in cell.split(";") if part)
