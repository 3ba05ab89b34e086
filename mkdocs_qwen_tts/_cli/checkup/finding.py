"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it is."""

    OK = "ok"
    WARNING = "warning"
    """A build works, but something about it deserves a look."""
    PROBLEM = "problem"
    """It would stop a build or spoil it."""


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    check: str
    state: State
    seen: str
    """What was seen: a clause without a full stop, so that the mend can follow it."""
    mend: str = ""
    """One sentence; empty where nothing is to be done."""


def ok(check: str, seen: str) -> Finding:
    """Nothing is wrong."""
    return Finding(check, State.OK, _clause(seen))


def warning(check: str, seen: str, mend: str) -> Finding:
    """Something deserves a look."""
    return Finding(check, State.WARNING, _clause(seen), mend)


def problem(check: str, seen: str, mend: str) -> Finding:
    """Something is wrong."""
    return Finding(check, State.PROBLEM, _clause(seen), mend)


def _clause(words: str) -> str:
    """A text of another program on one line, without its full stop."""
    return " ".join(words.split()).rstrip(".")
