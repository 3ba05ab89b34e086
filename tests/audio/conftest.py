"""Real speech for the tests, from the free voice, and sounds made by formula."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mkdocs_qwen_tts._model import Clip, Span, Utterance, Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RATE = 24_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("ffmpeg") and shutil.which("ffmpeg") is None:
            item.add_marker(pytest.mark.skip(reason="needs ffmpeg on the PATH"))


@pytest.fixture(scope="session")
def speak() -> Iterator[Callable[..., Clip]]:
    """The free voice; each text is spoken once a session."""
    if find_spec("espeakng_loader") is None:
        pytest.skip('needs the free voice: pip install "mkdocs-qwen-tts[preview]"')
    from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import EspeakSynthesizer

    said: dict[tuple[str, str], Clip] = {}
    with EspeakSynthesizer() as engine:

        def speak(text: str, voice: str = "en-us") -> Clip:
            if (text, voice) not in said:
                said[text, voice] = engine.speak(
                    Utterance(text, Voice("preview", "espeak-ng", voice))
                )
            return said[text, voice]

        yield speak


@pytest.fixture
def utter() -> Callable[..., Utterance]:
    """An utterance of one or several passages."""

    def utter(*texts: str, pause: float = 0.4, voice: str = "en-us") -> Utterance:
        text, spans = "", []
        for number, each in enumerate(texts):
            text += " " if text else ""
            spans.append(Span(number, len(text), len(text) + len(each)))
            text += each
        return Utterance(text, Voice("preview", "espeak-ng", voice), tuple(spans), pause)

    return utter


@pytest.fixture
def babble() -> Callable[..., np.ndarray]:
    """Noise that comes and goes like syllables: a stand-in for speech where only its level matters."""

    def babble(
        seconds: float, level: float = 0.1, *, seed: int = 1, rate: int = RATE
    ) -> np.ndarray:
        count = int(seconds * rate)
        noise = np.random.default_rng(seed).standard_normal(count)
        smooth = np.convolve(noise, np.hanning(9) / 4, mode="same")
        syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * np.arange(count) / rate)
        return np.clip(smooth * syllables * level * 32768, -32768, 32767).astype(np.int16)

    return babble
