"""A second opinion on doubtful clips: what a recogniser understands, beside what should be said.

`faster-whisper` (the extra `listen`) runs any Whisper model on the processor: one of its names,
which is downloaded once, or a folder for machines without a network.
"""

from __future__ import annotations

import re
import threading
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from mkdocs_qwen_tts._audio.pcm import resampled, samples_of, to_float
from mkdocs_qwen_tts._errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from mkdocs_qwen_tts._model import Clip

    Numbers = npt.NDArray[np.float64]

INSTALL = 'pip install "mkdocs-qwen-tts[listen]"'
RATE = 16_000

AGREES = 12.0
"""Letters of disagreement in a row, agreements taken off, up to which a transcript says the same:
names and numbers are written otherwise than they stand in the text."""

_CHANGED = 1.2
"""What it costs that a letter is another one; that it is missing or added costs 1."""


class Recogniser:
    """Understands speech. Many threads may ask; one is answered at a time."""

    def __init__(self, model: str) -> None:
        """Load a model.

        Args:
            model: a name that faster-whisper knows, or a folder.

        Raises:
            ConfigurationError: the extra is not installed, or there is no such model.
        """
        try:
            from faster_whisper import WhisperModel  # noqa: PLC0415 - an optional extra
        except ImportError:
            raise ConfigurationError(
                "quality.recogniser", f"it needs further packages: {INSTALL}."
            ) from None
        try:
            self._model: Any = WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=1)
        except (ValueError, RuntimeError, OSError) as error:
            raise ConfigurationError(
                "quality.recogniser",
                f"there is no such model ({type(error).__name__}); name a folder that holds one, "
                "or a model of faster-whisper such as `small`.",
                value=model,
            ) from None
        self._guard = threading.Lock()

    def transcript(self, clip: Clip, language: str | None) -> str:
        """What a clip says.

        Args:
            clip: as it came.
            language: BCP 47 tag, or `None` where the model is to find it out.
        """
        sound = to_float(resampled(samples_of(clip.pcm), clip.sample_rate, RATE))
        primary = (language or "").partition("-")[0].lower() or None
        with self._guard:
            segments, _ = self._model.transcribe(
                sound, language=primary, beam_size=1, condition_on_previous_text=False
            )
            return "".join(segment.text for segment in segments).strip()


@cache
def recogniser(model: str) -> Recogniser:
    """The recogniser of this process for a model: loading one takes seconds."""
    return Recogniser(model)


def says_the_same(text: str, heard: str) -> bool:
    """Whether a transcript is that of a text, but for spelling."""
    return disagreement(_letters(text), _letters(heard)) <= AGREES


def disagreement(wanted: str, heard: str) -> float:
    """The worst stretch along the alignment of least edits: errors count 1, agreements -1.

    Errors that are scattered among agreements do not add up.
    """
    marks = list(_marks(wanted, heard))
    sums = np.concatenate(([0.0], np.cumsum(marks)))
    return float((sums - np.minimum.accumulate(sums)).max())


def _marks(wanted: str, heard: str) -> Iterable[float]:
    """Along the way back through the table of edits, 1 for each error and -1 for each agreement."""
    first, second = (np.array([ord(each) for each in text], np.int64) for text in (wanted, heard))
    columns = np.arange(len(second) + 1)
    rows = np.zeros((len(first) + 1, len(second) + 1), np.float32)
    rows[0] = columns
    for index, symbol in enumerate(first.tolist(), 1):
        above = rows[index - 1]
        changed = above[:-1] + _CHANGED * (second != symbol)
        here = np.concatenate(([above[0] + 1], np.minimum(changed, above[1:] + 1)))
        rows[index] = np.minimum.accumulate(here - columns) + columns
    row, column = len(first), len(second)
    while row or column:
        cost = rows[row, column]
        same = row and column and first[row - 1] == second[column - 1]
        diagonal = rows[row - 1, column - 1] + (0 if same else _CHANGED) if row and column else -1.0
        if row and column and np.isclose(cost, diagonal):
            row, column = row - 1, column - 1
            yield -1.0 if same else 1.0
        elif row and np.isclose(cost, rows[row - 1, column] + 1):
            row -= 1
            yield 1.0
        else:
            column -= 1
            yield 1.0


_SIGNS = {"%": " percent ", "&": " and ", "+": " plus ", "=": " equals ", "@": " at "}


def _letters(text: str) -> str:
    """Letters alone, in lower case: numbers are spelled by one and written by the other."""
    text = text.lower()
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    text = re.sub(r"(?<=\w)\.(?=\w)", " dot ", text)
    text = re.sub(r"\d+", lambda found: " ".join(_DIGITS[int(each)] for each in found[0]), text)
    return "".join(each for each in text if each.isalpha())


_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
