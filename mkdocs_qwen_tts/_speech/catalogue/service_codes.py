"""The service's hosts, and the codes of its errors."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from mkdocs_qwen_tts._speech.catalogue.tables import rows

if TYPE_CHECKING:
    from collections.abc import Mapping


class Refusal(Struct, frozen=True):
    """A row of the error table."""

    code: str
    status: int
    error: str
    """Name of the class of the error."""
    mend: str
    """What to do about it, or empty."""


@lru_cache(maxsize=1)
def refusals() -> Mapping[str, Refusal]:
    """The service's error codes."""
    return {
        row["code"]: Refusal(
            code=row["code"], status=int(row["status"]), error=row["error"], mend=row["mend"]
        )
        for row in rows("errors")
    }


@lru_cache(maxsize=1)
def hosts() -> Mapping[str, tuple[str, str]]:
    """For each region, the shared host and the pattern of a workspace's own."""
    return {row["region"]: (row["host"], row["workspace_host"]) for row in rows("regions")}
