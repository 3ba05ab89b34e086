"""Whether a clip says its text: how it lies over a rendering of the text, and at what pace.

Speech models leave words out, say them twice, run on in no language, or say something else, and
the sound is fine all the same. A clip that does so does not lie well over a rendering of its text:
somewhere time passes in one of the two and not in the other, or nothing fits at all. The limits
were chosen on spoiled clips of one documentation; how well they hold on others is measured by
`tests/benchmarks/proof.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts.audio.pcm import samples_of
from mkdocs_qwen_tts.audio.timing.features import FRAME_SECONDS
from mkdocs_qwen_tts.audio.timing.silences import FRAME_SECONDS as SILENCE_SECONDS
from mkdocs_qwen_tts.audio.timing.silences import voiced
from mkdocs_qwen_tts.audio.wording import weight
from mkdocs_qwen_tts.model import Proof

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mkdocs_qwen_tts.audio.timing.alignment import Alignment
    from mkdocs_qwen_tts.model import Clip, Mark

    Numbers = npt.NDArray[np.float64]

MISSING, ADDED = 0.42, 0.42
"""Seconds of speech that the text has and the clip has not, and the other way round."""
MISFIT = 0.68
"""Mean distance of what lies over each other; 1 is usual for frames that have nothing in common."""
MISFIT_SHORT, SHORT = 0.76, 2.5
"""The same for clips with less than so many seconds of speech: a mean of few frames varies more."""
MISFIT_BEYOND = 0.07
"""The same beyond what is usual of a voice, for clips that are not short: each lies otherwise over
the voice that renders."""
END = 2.2
"""Frames' worth by which it is cheaper to say that the clip ends before one of the last words."""
SLOW, FAST = 0.36, 0.25
"""How much longer or shorter than the voice's usual a clip is, as a natural logarithm."""

PACE_SLACK = 0.25
"""Seconds by which a clip may be longer or shorter: one word is said in many ways."""
PACE_SHARE = 0.8
"""Seconds, for each unit of `SLOW`, by which an odd pace speaks for something missing or added."""
NUMBER_SLACK, MOST_NUMBERS = 0.05, 6
"""Share by which each number in a text loosens `MISSING` and `ADDED`, and how many count: 127.0.0.1
is said in as many ways as there are voices."""

_SLACK = 0.25
"""Share by which the pace may change within a clip without anything missing."""
_NUMBER = re.compile(r"\d+")
_LAST_WORDS = 3
_FEWEST_WORDS = 6
"""Words that a text must have for its last ones to be told from its first."""
_MOST_FRAMES = 60.0
_TOLERANCE = 4
"""Frames before the rendering's last loud one that still count as its end."""


@dataclass(frozen=True)
class UsualFindings:
    """What is usual of a voice's clips: the median of each."""

    pace: float
    """As in `Findings`."""
    misfit: float
    """As in `Findings`."""


@dataclass(frozen=True)
class Findings:
    """What was measured of a clip."""

    missing: float
    """Seconds of speech in the text that the clip does not have."""
    added: float
    """Seconds of speech in the clip that the text does not have."""
    misfit: float
    """How unlike the clip is what lies under it."""
    end: float
    """How much speaks for the last words being left out, in frames."""
    spoken: float
    """Seconds of speech in the clip."""
    pace: float
    """Seconds of speech for each unit of text, as a natural logarithm."""
    numbers: int = 0
    """How many are in the text."""

    def judged(self, usual: UsualFindings | None) -> Proof:
        """What that comes to.

        Args:
            usual: of this voice, or `None` while too little of it has been heard.
        """
        slower = self._slower(usual.pace) if usual is not None else 0.0
        loose = 1 + NUMBER_SLACK * min(self.numbers, MOST_NUMBERS)
        lacking = self.missing / (MISSING * loose)
        beyond = self.added / (ADDED * loose)
        alone = {
            f"about {self.missing:.1f} s of its text are not spoken": lacking,
            f"about {self.added:.1f} s are spoken that are not in its text": beyond,
            "its sound does not fit its text": self._misfit_score(usual),
            "its last words are not spoken": self.end / END,
            "it is spoken more slowly than this voice speaks": slower / SLOW,
            "it is spoken faster than this voice speaks": -slower / FAST,
        }
        together = (
            lacking + PACE_SHARE * max(-slower, 0.0) / (MISSING * loose),
            beyond + PACE_SHARE * max(slower, 0.0) / (ADDED * loose),
        )
        score = max(*alone.values(), *together)
        return Proof(score, max(alone, key=lambda reason: alone[reason]) if score > 1 else "")

    def _slower(self, usual_pace: float) -> float:
        """How much slower than usual it is spoken, at least; below 0, how much faster."""
        odd = self.pace - usual_pace
        slack = log(1 + PACE_SLACK / max(self.spoken, PACE_SLACK))
        return max(odd - slack, 0.0) if odd > 0 else min(odd + slack, 0.0)

    def _misfit_score(self, usual: UsualFindings | None) -> float:
        if self.spoken < SHORT:
            return self.misfit / MISFIT_SHORT
        beyond = self.misfit - usual.misfit if usual is not None else 0.0
        return max(self.misfit / MISFIT, beyond / MISFIT_BEYOND)


def findings(clip: Clip, text: str, words: Sequence[Mark], alignment: Alignment) -> Findings:
    """Measure a clip.

    Args:
        clip: as it came.
        text: what it should say.
        words: when the rendering speaks each word.
        alignment: of the clip with the rendering.
    """
    path = alignment.path
    theirs = np.concatenate(([0], np.cumsum(alignment.rendering_loud)))
    reached = theirs[np.maximum.accumulate(path.at)]
    moved = np.diff(np.concatenate((reached, theirs[-1:])), prepend=0).astype(float)
    own = np.concatenate((alignment.loud.astype(float), [0.0]))
    pace = own.sum() / max(moved.sum(), 1.0)
    loud = alignment.loud
    return Findings(
        missing=_most(moved * pace - own - _SLACK * own) * FRAME_SECONDS,
        added=_most(own - moved * pace - _SLACK * moved * pace) * FRAME_SECONDS,
        misfit=float(path.costs[loud].mean()) if loud.any() else 9.0,
        end=_unspoken_end(alignment, text, words),
        spoken=float(loud.sum()) * FRAME_SECONDS,
        pace=pace_of(clip, text),
        numbers=len(_NUMBER.findall(text)),
    )


def pace_of(clip: Clip, text: str) -> float:
    """Seconds of speech for each unit of `wording.weight`, as a natural logarithm."""
    spoken = float(voiced(samples_of(clip.pcm), clip.sample_rate).sum()) * SILENCE_SECONDS
    return log(max(spoken, 0.05) / weight(text))


def _unspoken_end(alignment: Alignment, text: str, words: Sequence[Mark]) -> float:
    """How much cheaper it is that the clip ends before one of the last words, in frames."""
    ends = alignment.path.ends
    loud = np.flatnonzero(alignment.rendering_loud)
    if not loud.size or len(words) < _FEWEST_WORDS:
        return 0.0
    if any(each.isdigit() for each in text[words[-_LAST_WORDS].at :]):
        return 0.0  # 8080 is said in as many ways as there are voices
    full = float(ends[max(int(loud[-1]) - _TOLERANCE, 0) :].min())
    found = 0.0
    for word in words[-_LAST_WORDS:]:
        begin = int(word.start / FRAME_SECONDS) - alignment.rendering_first
        least = float(ends[: max(begin + 1, 1)].min())
        if np.isfinite(full) or np.isfinite(least):
            found = max(found, float(np.clip(full - least, -_MOST_FRAMES, _MOST_FRAMES)))
    return found


def _most(values: Numbers) -> float:
    """The largest sum of neighbours (Kadane's algorithm)."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    return float((sums - np.minimum.accumulate(sums)).max())
