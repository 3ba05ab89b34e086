"""The attacks of `attacks.py`, a module each with a function `attack(fast)` that returns a `Result`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """What came of an attack."""

    tries: int
    """How often it was tried."""
    wrong: int
    """In how many of them something was paid for again that need not have been, lost, or wrong."""
    seen: str
    """The figures, as a clause."""
