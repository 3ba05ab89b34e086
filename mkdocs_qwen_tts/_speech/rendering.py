"""Texts spoken by eSpeak, which tells when it speaks each word: clips are compared.

What is spoken is never heard. It costs some milliseconds of processor time for each second of
sound, and nothing leaves this machine.
"""

from __future__ import annotations

import atexit
import re
from functools import cache
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError, SpeechError
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.engines.espeak.library import is_installed

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Rendering, Utterance
    from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import EspeakSynthesizer

_UNSPOKEN = re.compile(r"(?<![\w!?！？])[!?！？]+(?=\w)")
"""Signs at which eSpeak NG says "exclamation" and "question mark", and nobody else anything: those
before a word, as in "(!143)"."""


@cache
def can_render() -> bool:
    """Whether the extra `timing` is installed, or what stands for it on this machine."""
    return is_installed()


def renders(utterance: Utterance) -> bool:
    """Whether the robot is there and can read the text of an utterance."""
    return can_render() and _voice(utterance) is not None


def rendered(utterance: Utterance) -> Rendering | None:
    """The utterance's text with the time of every word.

    Returns:
        `None` where the extra `timing` is not installed, and for texts that the robot cannot read:
        other languages than its ten, and Japanese with kanji, each of which it reads as the English
        words "Chinese letter".
    """
    voice = _voice(utterance)
    robot = _robot() if voice else None
    if robot is None or voice is None:
        return None
    try:
        text = _UNSPOKEN.sub(lambda found: " " * len(found[0]), utterance.text)
        return robot.render(text, voice)
    except (SpeechError, ConfigurationError):  # cues are then estimated, which is no failure
        return None


def _voice(utterance: Utterance) -> str | None:
    tongue = catalogue.language(utterance.language or utterance.voice.language)
    voices = catalogue.preview_voices().get(tongue.name) if tongue else None
    if voices is None or (tongue and tongue.tag == "ja" and catalogue.han().search(utterance.text)):
        return None
    return voices["voice"]


@cache
def _robot() -> EspeakSynthesizer | None:
    if not can_render():
        return None
    from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import (  # noqa: PLC0415 - most builds never need it
        EspeakSynthesizer,
    )

    try:
        robot = EspeakSynthesizer()
    except ConfigurationError:
        return None
    atexit.register(robot.close)
    return robot
