"""Some services cut long texts short and say nothing: the length tells."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._errors import BadAudioError
from mkdocs_qwen_tts._model import Utterance, Voice
from mkdocs_qwen_tts._speech import plausible

ENGLISH = "This sentence is of a usual kind and has its fifty letters. " * 12


def utterance(text: str, model: str = "qwen3-tts-flash", **options: object) -> Utterance:
    return Utterance(text, Voice("dashscope", model, "x", options=tuple(options.items())))


@pytest.mark.parametrize("seconds", [8, 20, 60, 200])
def test_any_pace_of_a_voice_will_do(seconds: float) -> None:
    plausible.check_length(utterance(ENGLISH), seconds)


def test_a_fraction_of_the_text_will_not() -> None:
    with pytest.raises(BadAudioError, match="cut short") as caught:
        plausible.check_length(utterance(ENGLISH), 1.0)
    assert caught.value.retryable


def test_short_texts_and_symbols_say_nothing_about_pace() -> None:
    plausible.check_length(utterance("Yes."), 0.1)
    plausible.check_length(utterance("- " * 300), 0.5)


def test_cosyvoice_stops_at_33_seconds() -> None:
    text = "字" * 200
    assert plausible.stops_early(utterance(text, "cosyvoice-v3-flash"), 33.2)
    assert not plausible.stops_early(utterance(text, "cosyvoice-v3-plus"), 33.2)
    assert not plausible.stops_early(utterance(text, "cosyvoice-v3-flash"), 44.0)
    assert not plausible.stops_early(utterance(text, "cosyvoice-v3-flash", rate=1.4), 33.2)
