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

from mkdocs_qwen_tts._audio.pcm import samples_of
from mkdocs_qwen_tts._audio.timing.features import FRAME_SECONDS
from mkdocs_qwen_tts._audio.timing.silences import FRAME_SECONDS as SILENCE_SECONDS
from mkdocs_qwen_tts._audio.timing.silences import voiced
from mkdocs_qwen_tts._audio.wording import weight
from mkdocs_qwen_tts._model import Proof

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.timing.alignment import Alignment
    from mkdocs_qwen_tts._model import Clip, Mark

    Numbers = npt.NDArray[np.float64]

MISSING, ADDED = 0.48, 0.48
"""Seconds of speech that the text has and the clip has not, and the other way round."""
MISFIT = 0.68
"""Mean distance of what lies over each other; 1 is usual for frames that have nothing in common."""
MISFIT_SHORT, SHORT = 0.76, 2.5
"""The same for clips with less than so many seconds of speech: a mean of few frames varies more."""
MISFIT_BEYOND = 0.08
"""The same beyond what is usual of a voice, for clips that are not short: each lies otherwise over
the voice that renders."""
END = 2.8
"""Frames' worth by which it is cheaper to say that the clip ends before one of its last words,
beyond what is usual of the voice."""
LEAST_END = 0.1
"""The same with what is usual of the voice, whatever that is."""
END_IN_CHINESE = 9.7
"""What is usual of a voice that is not known, where the text ends in Han characters: the last one
may lie badly over that of the voice that renders."""
SLOW, FAST = 0.42, 0.21
"""How much longer or shorter than the voice's usual a clip is, as a natural logarithm."""

PACE_SLACK = 0.25
"""Seconds by which a clip may be longer or shorter: one word is said in many ways."""
PACE_SHARE = 0.9
"""Seconds, for each unit of `SLOW`, by which an odd pace speaks for something missing or added."""
END_SHARE, MISSING_SHARE = 0.5, 0.3
"""How much an end that is not heard speaks for something missing, and the other way round: the
share of one limit that counts towards the other."""
READ_OTHERWISE = 0.1
"""Seconds for each character of numbers, of words in capitals, without a vowel or with a sign,
which one voice reads out, and another one spells: no more than that is missing or added there."""
SPELLED = 0.25
"""Seconds for each of these characters by which a clip may be longer: a short one of nothing else
takes several times as long as its letters would."""
_AROUND = 0.3
"""Seconds around what is missing or added in which such a word may be the cause."""

_SLACK = 0.25
"""Share by which the pace may change within a clip without anything missing."""
_ENDS_IN_CHINESE = re.compile(r"[\u3400-\u9fff]\W*$")
_ODD_WORD = re.compile(r"\S*[\d\\/=\[\]{}<>|_~^*#+]\S*|\b[A-Z]{2,}\b|\b[b-df-hj-np-tv-xz]{2,}\b")
_LETTER = re.compile(r"\W*[A-Za-z]\W*")
_LONGEST_NUMBER = 3
"""Characters of an odd word beside which the end of a text can still be told."""
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
    end: float = 0.0
    """As in `Findings`, but what nine of ten clips do not exceed."""


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
    ends_in_chinese: bool = False
    """Whether the last word is a Han character."""
    spelled: float = 0.0
    """Seconds by which it may be longer, where its odd words are spelled."""

    def judged(self, usual: UsualFindings | None) -> Proof:
        """What that comes to.

        Args:
            usual: of this voice, or `None` while too little of it has been heard.
        """
        slower = self._slower(usual.pace) if usual is not None else 0.0
        lacking, beyond = self.missing / MISSING, self.added / ADDED
        new = END_IN_CHINESE if self.ends_in_chinese else 0.0
        unheard = self.end / max(END + (usual.end if usual is not None else new), LEAST_END)
        faster = max(-slower, 0.0)
        alone = {
            f"about {self.missing:.1f} s of its text are not spoken": lacking,
            f"about {self.added:.1f} s are spoken that are not in its text": beyond,
            "its sound does not fit its text": self._misfit_score(usual),
            "its last words are not spoken": unheard,
            "it is spoken more slowly than this voice speaks": slower / SLOW,
            "it is spoken faster than this voice speaks": faster / FAST,
        }
        together = (
            lacking + PACE_SHARE * faster / MISSING + END_SHARE * min(max(unheard, 0.0), 1.0),
            beyond + PACE_SHARE * max(slower, 0.0) / ADDED,
            unheard + MISSING_SHARE * lacking if unheard > 0 else 0.0,
        )
        score = max(*alone.values(), *together)
        return Proof(score, max(alone, key=lambda reason: alone[reason]) if score > 1 else "")

    def _slower(self, usual_pace: float) -> float:
        """How much slower than usual it is spoken, at least; below 0, how much faster."""
        odd = self.pace - usual_pace
        spoken = max(self.spoken, PACE_SLACK)
        if odd > 0:
            return max(odd - log(1 + (PACE_SLACK + self.spelled) / spoken), 0.0)
        return min(odd + log(1 + PACE_SLACK / spoken), 0.0)

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
    missing = _most(moved * pace - own - _SLACK * own)
    added = _most(own - moved * pace - _SLACK * moved * pace)
    return Findings(
        missing=_excused(missing, text, words, alignment),
        added=_excused(added, text, words, alignment),
        misfit=float(path.costs[loud].mean()) if loud.any() else 9.0,
        end=_unspoken_end(alignment, text, words),
        spoken=float(loud.sum()) * FRAME_SECONDS,
        pace=pace_of(clip, text),
        ends_in_chinese=bool(_ENDS_IN_CHINESE.search(text)),
        spelled=SPELLED * sum(len(found[0]) for found in _ODD_WORD.finditer(text)),
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
    odd = list(_ODD_WORD.finditer(text, words[-_LAST_WORDS].at))
    if any(len(found[0]) > _LONGEST_NUMBER for found in odd):
        return 0.0
    full = float(ends[max(int(loud[-1]) - _TOLERANCE, 0) :].min())
    found = 0.0
    for word in words[-_LAST_WORDS:]:
        if _LETTER.fullmatch(text, word.at) or (odd and odd[-1].start() >= word.at):
            continue  # 8080 and P are said in as many ways as there are voices
        begin = int(word.start / FRAME_SECONDS) - alignment.rendering_first
        least = float(ends[: max(begin + 1, 1)].min())
        if np.isfinite(full) or np.isfinite(least):
            found = max(found, float(np.clip(full - least, -_MOST_FRAMES, _MOST_FRAMES)))
    return found


def _most(values: Numbers) -> tuple[float, int, int]:
    """The largest sum of neighbours, and between which indices (Kadane's algorithm)."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    gains = sums - np.minimum.accumulate(sums)
    stop = int(np.argmax(gains))
    return float(gains[stop]), int(np.argmin(sums[: stop + 1])), stop


def _excused(
    stretch: tuple[float, int, int], text: str, words: Sequence[Mark], alignment: Alignment
) -> float:
    """Seconds of what is missing or added, less what words that are read in many ways explain.

    Args:
        stretch: its frames, and between which of the clip's they lie.
        text: what the clip should say.
        words: when the rendering speaks each word.
        alignment: of the clip with the rendering.
    """
    frames, *ends = stretch
    reached = np.maximum.accumulate(alignment.path.at)
    first, last = (
        (int(reached[min(end, len(reached) - 1)]) + alignment.rendering_first) * FRAME_SECONDS
        for end in ends
    )
    letters = 0
    for found in _ODD_WORD.finditer(text):
        begins = [word.start for word in words if found.start() <= word.at < found.end()]
        behind = (word.start for word in words if word.at >= found.end())
        end = next(behind, float("inf"))
        if begins and begins[0] < last + _AROUND and end > first - _AROUND:
            letters += len(found[0])
    return max(frames * FRAME_SECONDS - READ_OTHERWISE * letters, 0.0)
