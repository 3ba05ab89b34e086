"""Speech that says something else than its text, and real speech to say it with.

The sound is fine in every respect: only whoever compares it with the text can tell.
"""

from __future__ import annotations

import random
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts.testing import _babble as babble

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Clip
    from mkdocs_qwen_tts._speech import Engine, Synthesizer

OTHER = (
    "The committee will meet again in the autumn, when the new bridge has been painted, and the "
    "minutes of the last three meetings have been approved by everybody who was there. "
    "Refreshments are served in the hall. Please bring a chair, as there are never enough of them."
)
SYLLABLES = "badorimalesotanikoshuvegra"
"""Two letters each."""

_LEAST_WORDS = 8
"""Of a text of which a part can be missing."""


def misspoken(name: str, text: str) -> str:
    """What is said in place of a text; short texts are always said as something else."""
    words = text.split()
    if len(words) < _LEAST_WORDS and name != "babble-behind":
        return " ".join(OTHER.split()[: max(len(words), 4)])
    return _WAYS[name](words, random.Random(text))  # noqa: S311 - the same text is spoiled the same


def _without_a_clause(words: list[str], dice: random.Random) -> str:
    count = dice.randint(3, min(8, len(words) - 4))
    first = dice.randint(2, len(words) - count - 2)
    return " ".join([*words[:first], *words[first + count :]])


def _with_a_clause_twice(words: list[str], dice: random.Random) -> str:
    count = dice.randint(5, 7)
    first = dice.randint(0, len(words) - count)
    return " ".join([*words[: first + count], *words[first:]])


def _without_its_end(words: list[str], dice: random.Random) -> str:
    return " ".join(words[: -dice.randint(1, 3)])


def _something_else(words: list[str], dice: random.Random) -> str:
    others = OTHER.split()
    shift = dice.randrange(len(others))
    turned = [*others[shift:], *others[:shift]]
    return " ".join((turned * (len(words) // len(turned) + 1))[: len(words)])


def _with_babble_behind(words: list[str], dice: random.Random) -> str:
    syllables = [SYLLABLES[at : at + 2] for at in range(0, len(SYLLABLES), 2)]
    added = ("".join(dice.choices(syllables, k=dice.randint(1, 3))) for _ in range(10))
    return " ".join([*words, *added])


_WAYS: dict[str, Callable[[list[str], random.Random], str]] = {
    "clause-missing": _without_a_clause,
    "clause-twice": _with_a_clause_twice,
    "end-missing": _without_its_end,
    "other-text": _something_else,
    "babble-behind": _with_babble_behind,
}
"""For each fault of the stage `misspoken` what it makes of a text."""


def real_speech(text: str) -> bytes:
    """A text as the free voice speaks it: 16-bit mono at 24 kHz; babble where it cannot.

    Raises:
        ConfigurationError: the extra `preview` is not installed.
    """
    try:
        clip = _clip(text)
    except ConfigurationError:
        raise
    except Exception:  # noqa: BLE001 - a text that it cannot speak is spoken by formula
        return babble.spoken("", "", text)
    samples = np.frombuffer(clip.pcm, "<i2")
    if clip.sample_rate != babble.SAMPLE_RATE:
        from mkdocs_qwen_tts._resampling import (  # noqa: PLC0415 - few ask for real speech
            resample_whole,
        )

        samples = resample_whole(samples, clip.sample_rate, babble.SAMPLE_RATE)
    return bytes(samples.astype("<i2").tobytes())


@lru_cache(maxsize=64)
def _clip(text: str) -> Clip:
    from mkdocs_qwen_tts._model import Utterance  # noqa: PLC0415 - as above

    engine, synthesizer = _voice()
    han = any("\u3400" <= each <= "\u9fff" for each in text)
    voice = engine.resolve_voice("zh" if han else "en")
    assert voice is not None  # noqa: S101 - both are spoken by every free voice
    return synthesizer.speak(Utterance(text, voice))


@cache
def _voice() -> tuple[Engine, Synthesizer]:
    from mkdocs_qwen_tts import _speech as speech  # noqa: PLC0415 - as above
    from mkdocs_qwen_tts._settings import Settings  # noqa: PLC0415 - as above

    engine = speech.free_preview()(Settings(engine=speech.free_preview().name))
    return engine, engine.open(lambda _: (b"", 0))
