"""Text that some services obey instead of reading it, from `data/commands.csv`.

`(laughs)` is a laugh to one service, `<#1.5#>` a pause, `<|endofprompt|>` the end of its
instructions.
On a page these are words like others: what would make them commands is taken away, and the words
stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from mkdocs_qwen_tts._speech.catalogue.tables import rows

MARKS = re.compile(r"[<(\[＜（［【]")
"""Without one of these, a text holds no command."""


@dataclass(frozen=True)
class Command:
    """A form that a service obeys."""

    pattern: re.Pattern[str]
    said: str
    """What is read in its place, as a template of `re.sub`."""


@lru_cache(maxsize=32)
def commands_of(protocol: str, family: str) -> tuple[Command, ...]:
    """The forms that the models of a family obey, in the order in which they are looked for."""
    return tuple(
        Command(re.compile(row["pattern"], re.IGNORECASE), row["said"])
        for row in rows("commands")
        if row["protocol"] == protocol and row["family"] in ("", family)
    )


def defused(text: str, protocol: str, family: str = "") -> str:
    """A text that the models of a family read and do not obey."""
    if not MARKS.search(text):
        return text
    before = ""
    while text != before:  # what one form leaves may be another; every step takes marks away
        before = text
        for command in commands_of(protocol, family):
            text = command.pattern.sub(command.said, text)
    return text
