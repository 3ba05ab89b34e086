"""Builds are stopped with SIGTERM while answers are under way; nothing may be paid for again."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from attack_kinds import kills

if TYPE_CHECKING:
    from attack_kinds import Result


def attack(*, fast: bool) -> Result:
    """Ten stops of a build whose answers take a second to begin."""
    tries = 3 if fast else 10
    return kills.strike(signal.SIGTERM, 10 * tries, tries, latency=1.0)
