"""What can keep a site from being narrated: one check for each thing.

Every check is a function of a `Case` that yields findings; none raises for what is wrong with the
site, and none sends a request that is billed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._cli.checkup import machine, service, site, speaking, stored
from mkdocs_qwen_tts._cli.checkup.case import Case
from mkdocs_qwen_tts._cli.checkup.finding import Finding, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["CHECKS", "Case", "Finding", "State", "examined"]

CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    machine.versions,
    machine.extras,
    machine.libraries,
    site.configuration,
    site.theme,
    site.address,
    site.pronunciations,
    speaking.engine,
    speaking.key,
    speaking.region,
    speaking.model_and_voice,
    speaking.prices,
    service.reachable,
    machine.audio_encoder,
    machine.preview,
    stored.folder,
    stored.remote,
)
"""In the order in which a person would mend things."""


def examined(case: Case) -> Iterator[Finding]:
    """Every finding, as soon as it is there."""
    for check in CHECKS:
        yield from check(case)
