"""The fake's sound measures like speech, and is the same on every machine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts.testing import _babble as babble

ENGLISH = (
    "The quick brown fox jumps over the lazy dog. It sleeps; nobody knows why, and nobody asks."
)
CHINESE = "今天天气很好，我们一起去公园散步。晚上回家以后，再看一本好书。"


def floats(pcm: bytes) -> np.ndarray:
    return np.frombuffer(pcm, dtype="<i2") / 32768


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["Cherry", "Ethan", "nobody"]))
def test_any_text_is_whole_frames_that_never_clip(text: str, voice: str) -> None:
    pcm = babble.spoken("m", voice, text)
    assert len(pcm) == 2 * round(babble.seconds(text) * babble.SAMPLE_RATE)
    assert len(pcm) % (2 * babble.FRAME) == 0
    assert len(pcm) > 0
    assert np.abs(floats(pcm)).max() < 0.95


@pytest.mark.parametrize(("text", "pace"), [(ENGLISH, 15), (CHINESE, 4.5)])
def test_pace_and_level_of_speech(text: str, pace: float) -> None:
    sound = floats(babble.spoken("qwen3-tts-flash", "Cherry", text))
    letters = sum(char.isalpha() for char in text)
    assert letters / (len(sound) / babble.SAMPLE_RATE) == pytest.approx(pace, rel=0.45)
    loud = sound[np.abs(sound) > 0.003]
    assert 20 * np.log10(np.sqrt((loud**2).mean())) == pytest.approx(-20, abs=2)


def test_sentences_are_apart_and_edges_are_quiet() -> None:
    sound = floats(
        babble.spoken("qwen3-tts-flash", "Cherry", "One sentence here. Another one there.")
    )
    hops = np.sqrt((sound.reshape(-1, babble.HOP) ** 2).mean(axis=1))
    quiet = hops < 0.001
    assert quiet[: babble.EDGE - 1].all()
    assert quiet[-babble.EDGE :].all()
    runs = max(len(run) for run in "".join("q" if one else "." for one in quiet[10:-10]).split("."))
    assert runs >= babble.SENTENCE_PAUSE - 2


def test_text_voice_and_manner_are_heard() -> None:
    said = {
        babble.spoken(model, voice, text, manner)
        for model in ("a", "b")
        for voice in ("Cherry", "Ethan")
        for text in ("Hello there.", "Hullo there.")
        for manner in ("", "calm")
    }
    assert len(said) == 16


def test_the_same_on_every_machine() -> None:
    """Trigonometry may differ in the last bit between machines, and by no more."""
    sound = floats(babble.spoken("qwen3-tts-flash", "Cherry", ENGLISH))
    levels = np.sqrt((sound[:115_200].reshape(-1, 9600) ** 2).mean(axis=1))
    assert levels == pytest.approx(EXPECTED, abs=2e-4)


EXPECTED = [
    0.085,
    0.0943,
    0.0984,
    0.0939,
    0.1014,
    0.092,
    0.1117,
    0.0437,
    0.097,
    0.0808,
    0.1141,
    0.1035,
]
"""Level of each 0.4 s of the first 4.8 s."""
