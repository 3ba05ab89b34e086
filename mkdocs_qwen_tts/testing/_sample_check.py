"""What the fake takes as a recording to clone a voice from: speech, long enough, in a good rate."""

from __future__ import annotations

import base64
import binascii
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from mkdocs_qwen_tts._model.containers import container_of
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing._calls import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

SAMPLE = re.compile(
    r"data:audio/(?:wav|x-wav|mpeg|mp3|mp4|m4a|x-m4a);base64,(?P<data>.+)", re.DOTALL
)
HOPS_A_SECOND = 20
QUIETEST = 100.0
"""Root mean square, in steps of a 16-bit sample, of what can be speech: about -50 dBFS."""
LEAST_SWING = 0.15
"""Speech is loud and quiet by turns: the deviation of its loudness is at least this share of it.
Tones, noise and hum are below."""


def check_sample(value: Any, family: str) -> None:
    """Take a recording, or refuse it as the service does.

    Args:
        value: a data URI, or an address, which is taken unheard.
        family: of the model that is to speak so: it decides what the recording must be like.

    Raises:
        Refused: it is no recording of a voice.
    """
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return
    match = SAMPLE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Refused(400, "InvalidParameter", "audio must be a URL or a data URI.")
    try:
        data = base64.b64decode(match["data"], validate=True)
    except binascii.Error:
        raise _undecodable() from None
    rules = _rules(family)
    if len(data) > int(rules["most_bytes"]):
        raise Refused(400, "Audio.DurationLimitError", "The audio is too large.")
    if container_of(data) != "mp4":  # what is in an M4A file cannot be told here
        _check_sound(data, rules)


def _check_sound(data: bytes, rules: Mapping[str, str]) -> None:
    from mkdocs_qwen_tts._sndfile import soundfile  # noqa: PLC0415 - few clone

    try:
        samples, rate = soundfile.read(io.BytesIO(data), dtype="int16", always_2d=True)
    except (soundfile.SoundFileError, ValueError):
        raise _undecodable() from None
    if rate < int(rules["least_rate"]):
        raise Refused(400, "Audio.AudioRateError", f"The sample rate {rate} is too low.")
    if not float(rules["shortest"]) <= len(samples) / rate <= float(rules["longest"]):
        raise Refused(400, "Audio.DurationLimitError", "The audio is too short or too long.")
    size = rate // HOPS_A_SECOND
    hops = samples[: len(samples) // size * size, 0].astype(np.float64).reshape(-1, size)
    loudness = np.sqrt(np.mean(hops**2, axis=1))
    heard = float(loudness.mean())
    if heard < QUIETEST or float(loudness.std()) < LEAST_SWING * heard:
        raise Refused(400, "Audio.PreprocessError", "No valid speech was found in the audio.")


def _rules(family: str) -> Mapping[str, str]:
    found = {row["family"]: row for row in catalogue.rows("recordings")}
    return found.get(family) or list(found.values())[-1]


def _undecodable() -> Refused:
    return Refused(400, "Audio.DecoderError", "The audio cannot be decoded.")
