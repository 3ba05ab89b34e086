"""Sound that measures like speech: syllables, pauses at punctuation, quiet edges, about -20 dBFS.

Nobody should take it for a voice, but loudness meters, silence finders, encoders and players do:
the same text in the same voice is the same sound, to the sample, on every machine and every run.
"""

from __future__ import annotations

import hashlib
import math
import re
from functools import lru_cache

import numpy as np

from mkdocs_qwen_tts._model.speaking_pace import LETTERS_A_SECOND
from mkdocs_qwen_tts._speech import catalogue

SAMPLE_RATE = 24_000
"""Hertz, as Qwen-TTS."""

FRAME = 1920
"""Samples: Qwen-TTS answers in whole frames of 80 ms."""

HOP = 240
"""Samples of one step of loudness, 10 ms."""

LOOP_SECONDS = 4
"""Length of the buzz that a voice is cut from; all its frequencies fit whole turns into it."""

LEVEL = 0.1
"""Root mean square of what is not silence, of full scale: -20 dBFS."""

CREST = 5.0
"""Peak of a voice over its root mean square, at most, so that nothing can clip."""

FLOOR = 6
"""Amplitude of the noise in pauses, of 32767: about -78 dBFS, as a quiet room."""

NOISE_HOPS = 511
"""Length of the noise."""

LATIN_SECONDS = 1 / LETTERS_A_SECOND["latin"]
HAN_SECONDS = 1 / LETTERS_A_SECOND["han"]
KANA_SECONDS = 1 / LETTERS_A_SECOND["kana"]
SENTENCE_PAUSE = 28
"""Hops of silence after a sentence."""
CLAUSE_PAUSE = 14
EDGE = 8
"""Hops of silence before and after."""

_RAMP = np.linspace(0, 1, HOP, endpoint=False, dtype=np.float32)
_UNIT = re.compile(
    r"(?P<sentence>[.!?。！？…]+(?=\s|$|[^\x00-\x7f])|[。！？\n]+)"
    r"|(?P<clause>[,;:，、；：]+)"
    r"|(?P<kana>[\u3040-\u30ff\uac00-\ud7af])"
    r"|(?P<latin>[^\W\d_]{1,3}|\d|[^\w\s])"
    r"|(?P<space>\s+)"
)


def spoken(
    model: str,
    voice: str,
    text: str,
    manner: str = "",
    *,
    speed: float = 1.0,
    semitones: float = 0.0,
) -> bytes:
    """The sound of a text: signed 16-bit little-endian mono at 24 kHz, in whole frames of 80 ms.

    Args:
        model: the model that speaks.
        voice: the voice's id; catalogue voices sound by their gender.
        text: what is spoken; its length sets the length of the sound.
        manner: anything else that changes how it sounds, such as instructions.
        speed: how many times as fast as usual.
        semitones: how much higher than usual.
    """
    seed = int.from_bytes(
        hashlib.sha256(f"{model}\0{voice}\0{text}\0{manner}".encode("utf-8", "replace")).digest()[
            :8
        ],
        "big",
    )
    levels = _levels(text, seed, speed)
    buzz = _buzz(model, voice, semitones)
    rows = np.arange(len(levels)) + seed % len(buzz)
    sound = np.diff(levels, append=np.float32(0))[:, None] * _RAMP
    sound += levels[:, None]
    sound *= buzz[rows % len(buzz)]
    sound += _noise()[rows % NOISE_HOPS]
    return bytes(sound.astype("<i2").tobytes())


def seconds(text: str, speed: float = 1.0) -> float:
    """How long `spoken` takes for a text."""
    return _frames(len(_syllables(text, speed))) * FRAME / SAMPLE_RATE


def _frames(hops: int) -> int:
    return max(1, math.ceil(hops * HOP / FRAME))


def _levels(text: str, seed: int, speed: float) -> np.ndarray:
    """Loudness for each hop, in sample values.

    Syllables swell and fade, each in its own strength.
    """
    shape = np.array(_syllables(text, speed), dtype=np.float32)
    hops = _frames(len(shape)) * FRAME // HOP
    levels = np.zeros(hops, dtype=np.float32)
    levels[: len(shape)] = shape
    strength = np.random.default_rng(seed).uniform(0.75, 1.0, hops // 16 + 1).astype(np.float32)
    levels *= np.repeat(strength, 16)[:hops]
    voiced = levels[levels > 0]
    if len(voiced):
        levels *= LEVEL * 32767 / math.sqrt(float(np.mean(voiced**2)))
    return levels


@lru_cache(maxsize=256)
def _syllables(text: str, speed: float = 1.0) -> tuple[float, ...]:
    """The shape of loudness between 0 and 1, for each hop."""
    shape = [0.0] * EDGE
    for match in _UNIT.finditer(text):
        kind = match.lastgroup
        if kind == "sentence":
            shape.extend([0.0] * round(SENTENCE_PAUSE / speed))
        elif kind == "clause":
            shape.extend([0.0] * round(CLAUSE_PAUSE / speed))
        elif kind == "space":
            shape.extend([0.1] * max(1, round(6 / speed)))
        else:
            piece = match[0]
            han = len(catalogue.han().findall(piece))
            duration = han * HAN_SECONDS + (len(piece) - han) * (
                KANA_SECONDS if kind == "kana" else LATIN_SECONDS
            )
            shape.extend(_swell(max(2, round(duration / speed * SAMPLE_RATE / HOP))))
    while len(shape) > EDGE and shape[-1] == 0.0:
        shape.pop()
    return (*shape, *[0.0] * EDGE)


@lru_cache(maxsize=256)
def _swell(hops: int) -> tuple[float, ...]:
    return tuple(0.15 + 0.85 * math.sin(math.pi * (step + 0.5) / hops) for step in range(hops))


@lru_cache(maxsize=64)
def _buzz(model: str, voice: str, semitones: float = 0.0) -> np.ndarray:
    """A voice's vowel in rows of a hop: harmonics of its pitch under three formants.

    It has a slight vibrato, and its root mean square is 1.
    """
    speaker = catalogue.system_voice(voice)
    lowest = {"female": 175, "male": 95}.get(speaker.gender if speaker else "", 135)
    spread = hashlib.sha256(f"{model}\0{voice}".encode()).digest()
    pitch = round((lowest + spread[0] % 50) * 2 ** (semitones / 12))
    formants = [
        (500 + 3 * spread[1], 120),
        (1400 + 3 * spread[2], 180),
        (2500 + 3 * spread[3], 260),
    ]
    time = np.arange(LOOP_SECONDS * SAMPLE_RATE, dtype=np.float64) / SAMPLE_RATE
    phase = 2 * np.pi * pitch * time + 0.9 * np.sin(2 * np.pi * 5 * time)
    total = np.zeros_like(time)
    for harmonic in range(1, 4000 // pitch):
        frequency = harmonic * pitch
        gain = (
            sum(1 / (1 + ((frequency - centre) / width) ** 2) for centre, width in formants) + 0.05
        )
        total += gain / harmonic**0.5 * np.sin(harmonic * phase + spread[4 + harmonic % 28])
    total /= math.sqrt(float(np.mean(total**2)))
    return np.clip(total, -CREST, CREST).astype(np.float32).reshape(-1, HOP)


@lru_cache(maxsize=1)
def _noise() -> np.ndarray:
    return np.random.default_rng(0).uniform(-FLOOR, FLOOR, (NOISE_HOPS, HOP)).astype(np.float32)
