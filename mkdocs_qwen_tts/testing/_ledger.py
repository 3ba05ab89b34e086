"""The fake's book: every synthesis request it got, and every character it would have billed."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    """One synthesis request."""

    model: str
    voice: str
    text: str
    characters: int
    """Billing characters; 0 when the request was refused."""
    stream: bool
    status: int
    """HTTP status of the answer; 0 when none was sent."""
    fault: str = ""
    """Name of the fault it met, or empty."""


class Ledger:
    """What was asked and what it cost. Thread-safe."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """Book a request."""
        with self._lock:
            self._entries.append(entry)

    def clear(self) -> None:
        """Start a new page."""
        with self._lock:
            self._entries.clear()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every request in the order of arrival."""
        with self._lock:
            return tuple(self._entries)

    @property
    def requests(self) -> int:
        """How many requests arrived, refused ones included."""
        return len(self.entries)

    @property
    def characters(self) -> int:
        """Billing characters of all accepted requests."""
        return sum(entry.characters for entry in self.entries)

    @property
    def texts(self) -> tuple[str, ...]:
        """The text of every request that was accepted."""
        return tuple(entry.text for entry in self.entries if entry.characters)

    def as_json(self) -> dict[str, Any]:
        """The shape of `GET /ledger`."""
        entries = self.entries
        by_model: dict[str, dict[str, int]] = {}
        for entry in entries:
            sums = by_model.setdefault(entry.model, {"requests": 0, "characters": 0})
            sums["requests"] += 1
            sums["characters"] += entry.characters
        return {
            "requests": len(entries),
            "characters": sum(entry.characters for entry in entries),
            "by_model": by_model,
            "entries": [asdict(entry) for entry in entries],
        }
