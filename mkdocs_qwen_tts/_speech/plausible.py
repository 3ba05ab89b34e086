"""Whether a sound can be its whole text: some services cut long texts and say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import BadAudioError
from mkdocs_qwen_tts._model.speaking_pace import LETTERS_A_SECOND, UNREACHABLE_LETTERS
from mkdocs_qwen_tts._speech import catalogue

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Utterance

SHORTEST = 20
"""Letters under which nothing can be said about pace."""

CUT_MODELS = ("cosyvoice-v3-flash", "cosyvoice-v3.5-flash")
CUT_SECONDS = (31.5, 35.0)
"""Where these models stop in the middle of a text, with `finish_reason: stop` (measured by a third
party: 33 s)."""

MARGIN = 1.2


def check_length(utterance: Utterance, seconds: float) -> None:
    """Compare a sound's length with its text's.

    Raises:
        BadAudioError: the sound is cut short. It is worth another try.
    """
    letters = sum(char.isalpha() for char in utterance.text)
    if letters >= SHORTEST and letters / UNREACHABLE_LETTERS > seconds:
        raise BadAudioError(f"the sound is cut short: {seconds:.1f} s for {letters} letters")


def stops_early(utterance: Utterance, seconds: float) -> bool:
    """Whether a model that stops after so many seconds has stopped in the middle of this text."""
    if (
        not utterance.voice.model.startswith(CUT_MODELS)
        or not CUT_SECONDS[0] <= seconds <= CUT_SECONDS[1]
    ):
        return False
    letters = sum(char.isalpha() for char in utterance.text)
    han = len(catalogue.han().findall(utterance.text))
    rate = float(dict(utterance.voice.options).get("rate", 1.0))
    expected = (han / LETTERS_A_SECOND["han"] + (letters - han) / LETTERS_A_SECOND["latin"]) / rate
    return expected > MARGIN * seconds
