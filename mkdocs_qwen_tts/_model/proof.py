"""Whether a clip says its text, as far as listening to it can tell."""

from __future__ import annotations

from msgspec import Struct

DOUBTFUL = 1.0
"""The score above which a clip is doubtful."""


class Proof(Struct, frozen=True):
    """What a comparison of a clip with its text found.

    It is kept beside the clip, so each clip is compared once.
    """

    score: float
    """How far the worst of the findings lies from what is usual; above `DOUBTFUL` the clip may be
    wrong."""
    reason: str = ""
    """The worst finding as a sentence; empty where nothing is odd."""
    heard: str = ""
    """What a recogniser understood, where one was asked."""

    @property
    def doubtful(self) -> bool:
        """Whether the clip may say something else than its text."""
        return self.score > DOUBTFUL
