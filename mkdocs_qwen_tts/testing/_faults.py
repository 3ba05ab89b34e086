"""Everything that can go wrong with the service, by name, and when it shall.

The table of faults is `data/faults.csv`; `python -m mkdocs_qwen_tts mock-server --help` and the
documentation print it.
"""

from __future__ import annotations

import random
import re
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._datafile import csv_rows
from mkdocs_qwen_tts._errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SPEC = re.compile(
    r"^(?P<name>[\w-]+)(?::(?P<count>\d+))?"
    r"(?:@(?P<share>0?\.\d+|1(?:\.0*)?|\d+%))?(?:~(?P<seed>\d+))?$"
)


GARBAGE = "garbage"
"""The stage of faults whose answer is sound in every respect but that of listening to it."""

MISSPOKEN = "misspoken"
"""The stage of faults whose answer is good speech, of another text."""


@dataclass(frozen=True)
class Fault:
    """One way to fail."""

    name: str
    stage: str
    """Where it strikes: `refusal`, `page`, `frames`, `audio`, `link`, …"""
    status: int
    """HTTP status it answers with; 0: none."""
    code: str
    message: str
    retry_after: str
    modes: str
    """`both`, `plain` (non-streaming) or `stream`."""
    not_for: tuple[str, ...]
    """Protocols that it does not strike: those that lack what it breaks."""
    meets: str
    """The error class a client should end up with, or empty where a good client delivers all the
    same."""
    bill: str
    """Whether the service bills the request: `1`, `0`, or `stated:PROTOCOL`, where the answers of
    that protocol say so before they fail."""
    does: str
    """What the service does, as a sentence without its subject."""

    def fits(self, *, stream: bool, protocol: str) -> bool:
        """Whether it can strike such a request."""
        return protocol not in self.not_for and (
            self.modes == "both" or (self.modes == "stream") == stream
        )

    def bills(self, *, stream: bool, protocol: str) -> bool:
        """Whether the service bills the request that it strikes."""
        stated, _, by = self.bill.partition(":")
        if by:
            return stream and protocol == by  # whose every frame states the usage so far
        return stated == "1"


@dataclass
class Turn:
    """When a fault strikes."""

    names: tuple[str, ...]
    """One of these is drawn each time."""
    count: int | None = None
    """How many times at most; `None`: always."""
    share: float = 1.0
    """Probability for each request."""
    after: int = 0
    """Requests that pass first."""
    text: str = ""
    """Only requests whose text holds this."""
    seed: int = 0
    _struck: int = 0
    _seen: int = 0
    _dice: random.Random = field(default_factory=random.Random, repr=False)

    def __post_init__(self) -> None:
        self._dice.seed(self.seed)

    def draw(self, text: str, *, stream: bool, protocol: str) -> Fault | None:
        """The fault for a request, or `None`."""
        if self.text and self.text not in text:
            return None
        fitting = [
            known()[name]
            for name in self.names
            if known()[name].fits(stream=stream, protocol=protocol)
        ]
        self._seen += 1
        if (
            not fitting
            or self._seen <= self.after
            or (self.count is not None and self._struck >= self.count)
        ):
            return None
        if self.share < 1 and self._dice.random() >= self.share:
            return None
        self._struck += 1
        return fitting[0] if len(fitting) == 1 else self._dice.choice(fitting)


class Schedule:
    """The faults to come. Thread-safe."""

    def __init__(self, specs: Iterable[str] = ()) -> None:
        self._turns: list[Turn] = []
        self._lock = threading.Lock()
        for spec in specs:
            self.spec(spec)

    def add(
        self,
        *names: str,
        count: int | None = None,
        share: float = 1.0,
        after: int = 0,
        text: str = "",
        seed: int = 0,
    ) -> None:
        """Schedule a fault, or one drawn from several.

        Args:
            names: of the table; none at all or `any`: every one of it that an engine can tell from
                a good answer.
            count: how many requests it strikes at most; by default all.
            share: the probability for each request.
            after: how many requests pass first.
            text: it strikes only requests whose text holds this.
            seed: makes the drawing repeatable.

        Raises:
            ConfigurationError: there is no such fault; names the closest.
        """
        told = tuple(
            name for name, fault in known().items() if fault.stage not in (GARBAGE, MISSPOKEN)
        )
        wanted = told if not names or names == ("any",) else names
        for name in wanted:
            if name not in known():
                raise ConfigurationError.not_among("fault", name, [*known(), "any"], "fault")
        with self._lock:
            self._turns.append(Turn(wanted, count, share, after, text, seed))

    def spec(self, spec: str) -> None:
        """Schedule a fault written as `NAME[:COUNT][@SHARE][~SEED]`.

        Examples are `throttled:3`, `any@0.2~7` and `stall@5%`.

        Raises:
            ConfigurationError: it is not written so, or there is no such fault.
        """
        match = _SPEC.match(spec.strip())
        if match is None:
            raise ConfigurationError(
                "fault", f"{spec!r} is not written NAME[:COUNT][@SHARE][~SEED].", value=spec
            )
        share = match["share"] or "1"
        self.add(
            match["name"],
            count=int(match["count"]) if match["count"] else None,
            share=int(share[:-1]) / 100 if share.endswith("%") else float(share),
            seed=int(match["seed"] or 0),
        )

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._turns.clear()

    def draw(self, text: str, *, stream: bool, protocol: str) -> Fault | None:
        """The fault that strikes a request, or `None`."""
        with self._lock:
            return next(
                (
                    fault
                    for turn in self._turns
                    if (fault := turn.draw(text, stream=stream, protocol=protocol))
                ),
                None,
            )


@lru_cache(maxsize=1)
def known() -> Mapping[str, Fault]:
    """Every fault by its name."""
    return {
        row["fault"]: Fault(
            name=row["fault"],
            stage=row["stage"],
            status=int(row["status"]),
            code=row["code"],
            message=row["message"],
            retry_after=row["retry_after"],
            modes=row["modes"],
            not_for=tuple(name for name in row["not_for"].split(";") if name),
            meets=row["meets"],
            bill=row["billed"],
            does=row["does"],
        )
        for row in csv_rows(__package__, "data/faults.csv")
    }
