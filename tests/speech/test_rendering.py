"""Texts that are spoken by eSpeak NG to find out when others speak their words."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import Span, Utterance, Voice

pytest.importorskip("espeakng_loader", reason="needs the preview voice")


@pytest.mark.parametrize("text", ["Fixed a bug (!143). More.", "Is it (?x) or ?y", "Eins (！zwei)"])
def test_signs_that_nobody_says_are_not_rendered(text: str) -> None:
    voice = Voice("dashscope", "qwen3-tts-flash", "Cherry", "English")
    found = speech.rendered(Utterance(text, voice, (Span(0, 0, len(text)),)))
    assert found is not None
    begins = [mark.at for mark in found.words]
    assert begins
    assert all(text[at].isalnum() or text[at].isspace() for at in begins)
