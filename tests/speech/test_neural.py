"""The free neural voice: a voice worth hearing, the same each time, whatever the text."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import InvalidRequestError, ServerError
from mkdocs_qwen_tts._model import Clip, Utterance, Voice
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.engines.neural import voices
from mkdocs_qwen_tts._speech.engines.neural.synthesizer import NeuralSynthesizer

if TYPE_CHECKING:
    from collections.abc import Iterator

HEART = Voice("preview", "hibari", "heart", "English")
SENTENCE = "The service reads every page aloud, and never asks to be paid twice."

here = pytest.mark.skipif(
    find_spec("hibari") is None, reason='needs pip install "mkdocs-qwen-tts[preview]"'
)


@pytest.fixture(scope="module")
def synthesizer() -> Iterator[NeuralSynthesizer]:
    if find_spec("hibari") is None:
        pytest.skip('needs pip install "mkdocs-qwen-tts[preview]"')
    from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import EspeakSynthesizer

    with EspeakSynthesizer() as robot, NeuralSynthesizer(lambda: robot) as opened:
        yield opened


def say(synthesizer: NeuralSynthesizer, text: str) -> Clip:
    return synthesizer.speak(Utterance(text, HEART))


def level(clip: Clip) -> np.ndarray:
    samples = np.frombuffer(clip.pcm, "<i2").astype(float)
    return np.sqrt(np.square(samples[: samples.size // 480 * 480].reshape(-1, 480)).mean(axis=1))


def engine(**options: Any) -> speech.Engine:
    return speech.engine_for(Settings.of({"engine": "preview", **options}, environ={}))


def test_it_speaks(synthesizer: NeuralSynthesizer) -> None:
    """As long as such a sentence takes, loud, and changing like syllables do."""
    clip = say(synthesizer, SENTENCE)
    assert clip.sample_rate == 24_000
    assert 3.0 < clip.duration < 7.0
    assert np.percentile(level(clip), 90) > 1000
    assert np.percentile(level(clip), 90) > 6 * max(np.percentile(level(clip), 10), 1)


def test_the_same_text_gives_the_same_bytes_whatever_is_spoken_meanwhile(
    synthesizer: NeuralSynthesizer,
) -> None:
    texts = [
        SENTENCE,
        "Another one.",
        SENTENCE,
        "A third, which is longer, and has commas.",
        SENTENCE,
    ]
    with ThreadPoolExecutor(3) as pool:
        clips = list(pool.map(lambda text: say(synthesizer, text).pcm, texts))
    assert clips[0] == clips[2] == clips[4]
    assert len(set(clips)) == 3


def test_letters_of_other_scripts_are_spoken_and_not_left_out(
    synthesizer: NeuralSynthesizer,
) -> None:
    plain = say(synthesizer, "Open the menu now.").duration
    for foreign in ("打开文档", "メニュー", "메뉴를 엽니다", "меню"):
        assert say(synthesizer, f"Open the menu {foreign} now.").duration > plain + 0.4


def test_a_text_all_in_another_script_is_spoken(synthesizer: NeuralSynthesizer) -> None:
    assert say(synthesizer, "打开文档。").duration > 0.8


@pytest.mark.parametrize("text", ["", "   ", "\0", "\n\n"])
def test_a_text_with_nothing_to_say_is_refused(synthesizer: NeuralSynthesizer, text: str) -> None:
    with pytest.raises(InvalidRequestError, match="nothing that the free voice could speak"):
        say(synthesizer, text)


def test_text_of_a_page_is_no_command(synthesizer: NeuralSynthesizer) -> None:
    """The phonemizer takes `[word](/phonemes/)` for an order to say something else."""
    honest = say(synthesizer, "Read [the guide] (/ziz/).")
    assert say(synthesizer, "Read [the guide](/ziz/).").pcm == honest.pcm


def test_an_endless_text_is_refused(synthesizer: NeuralSynthesizer) -> None:
    with pytest.raises(InvalidRequestError, match="20001 characters"):
        say(synthesizer, "x" * 20_001)


@here
def test_what_a_young_package_raises_fails_one_utterance(monkeypatch: pytest.MonkeyPatch) -> None:
    from hibari import Hibari

    def broken(*_: object, **__: object) -> None:
        raise KeyError("ə")

    monkeypatch.setattr(Hibari, "__call__", broken)
    with NeuralSynthesizer(lambda: None) as opened, pytest.raises(ServerError, match="KeyError"):
        say(opened, SENTENCE)


@here
def test_nothing_is_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from hibari import voices as theirs

    def refused(*_: object) -> None:
        raise AssertionError("asked the network for a voice")

    monkeypatch.setenv("HIBARI_HOME", str(tmp_path))
    monkeypatch.setattr(theirs, "download", refused)
    assert engine(voice="emma").resolve_voice("en") == HEART
    with NeuralSynthesizer(lambda: None) as opened, pytest.raises(ServerError, match="'emma'"):
        opened.speak(Utterance("Hello.", Voice("preview", "hibari", "emma", "English")))


# ---------------------------------------------------------------- who speaks what


@here
@pytest.mark.parametrize("language", ["en", "en-GB", None])
def test_english_is_spoken_by_the_neural_voice(language: str | None) -> None:
    voice = engine().resolve_voice(language)
    assert voice is not None
    assert (voice.model, voice.name) == ("hibari", "heart")
    assert not engine().stands_in(voice)


def test_every_other_language_is_spoken_by_the_robot() -> None:
    for tongue in catalogue.preview_voices():
        voice = engine(language=tongue).resolve_voice()
        assert voice is not None
        assert (voice.model == "espeak-ng") is (tongue != "English" or not find_spec("hibari"))


@pytest.mark.parametrize("missing", ["hibari", "onnxruntime"])
def test_without_its_package_the_robot_speaks_english_too(
    monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    there = voices.find_spec
    monkeypatch.setattr(voices, "find_spec", lambda name: None if name == missing else there(name))
    voice = engine().resolve_voice("en")
    assert voice is not None
    assert (voice.model, voice.name) == ("espeak-ng", "en-us+f3")
    assert engine().stands_in(voice)


@here
@pytest.mark.parametrize(
    ("wish", "name"), [("emma", "emma"), ("Ethan", "fenrir"), ("heart", "heart")]
)
def test_voices_that_were_fetched_are_spoken_with(
    monkeypatch: pytest.MonkeyPatch, wish: str, name: str
) -> None:
    """By their own name, or where a voice of their gender is asked for."""
    monkeypatch.setattr(voices, "is_here", lambda row: row.name in {"heart", "emma", "fenrir"})
    voice = engine(voice=wish).resolve_voice("en")
    assert voice is not None
    assert voice.name == name


def test_planning_loads_no_voice() -> None:
    """`plan` is quick: models are loaded when somebody speaks."""
    import subprocess

    code = (
        "import sys; from mkdocs_qwen_tts import _speech as speech; from mkdocs_qwen_tts._settings import Settings;"
        "speech.engine_for(Settings.of({'engine': 'preview'}, environ={})).resolve_voice('en');"
        "print({'hibari', 'onnxruntime', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "set()"
