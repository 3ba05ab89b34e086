"""When models, services and voices come and go, from `data/lifecycles.csv`.

A row says since when there is something, when it ends and where, and what to take in its place:
what the vendor names, and what can be taken at once by a site that has no voice of its own.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from mkdocs_qwen_tts._datafile import csv_rows

if TYPE_CHECKING:
    from datetime import date

VENDOR_TIME = timezone(timedelta(hours=8))
"""The vendor's days begin in Beijing."""

SNAPSHOT_DAY = re.compile(r"-(\d{4}-\d{2}-\d{2})$")


class Lifecycle(Struct, frozen=True):
    """What is known of how long something lives."""

    kind: str
    """`model`, `service` or `voice`."""
    name: str
    since: str = ""
    """Day or month from which on there is one, or empty."""
    retires: str = ""
    """The day on which it ends (`2026-10-10`), or empty."""
    regions: tuple[str, ...] = ()
    """Where that was announced."""
    replacement: str = ""
    """What the vendor names in its place, or empty."""
    instead: str = ""
    """What a site can take at once: a model that has system voices, where this one has."""
    as_of: str = ""
    """When this was read."""
    source: str = ""

    def has_ended(self, today: date) -> bool:
        """Whether its last day is over."""
        return bool(self.retires) and self.retires <= today.isoformat()

    def ends(self, today: date) -> str:
        """`ended on 2026-10-10` or `ends on 2026-10-10`; empty where no end is known."""
        if not self.retires:
            return ""
        return f"{'ended' if self.has_ended(today) else 'ends'} on {self.retires}"


@cache
def _by_name() -> dict[tuple[str, str], Lifecycle]:
    rows = csv_rows(__package__, "data/lifecycles.csv")
    return {
        (row["kind"], row["name"]): Lifecycle(
            kind=row["kind"],
            name=row["name"],
            since=row["since"],
            retires=row["retires"],
            regions=tuple(part for part in row["regions"].split(";") if part),
            replacement=row["replacement"],
            instead=row["instead"],
            as_of=row["as_of"],
            source=row["source"],
        )
        for row in rows
    }


def lifecycle(name: str, kind: str = "model") -> Lifecycle | None:
    """The lifecycle of a model, service or voice, or `None` where nothing is known of it.

    A dated snapshot exists since its date.
    """
    found = _by_name().get((kind, name))
    day = SNAPSHOT_DAY.search(name)
    if found is None:
        return Lifecycle(kind, name, since=day[1]) if day else None
    if day and not found.since:
        return replace(found, since=day[1])
    return found


def vendor_today() -> date:
    """The day that it is at the vendor's."""
    return datetime.now(VENDOR_TIME).date()
