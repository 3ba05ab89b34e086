"""Whether a clip can be the speech that was asked for.

A speech service that fails seldom says so: it answers with silence, noise, a part of the text, or
the same words over and over. Each of these is told from good speech by something that no good
speech has, whatever its voice and language,
and however fast it is: the bounds are wide, because a false alarm costs a request and a true page.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.pcm import decibels, samples_of, to_float
from mkdocs_qwen_tts._audio.spectrum import power_of, samples_from, waves_of
from mkdocs_qwen_tts._audio.wording import weight
from mkdocs_qwen_tts._model.speaking_pace import BRISK_WEIGHT, FASTEST_WEIGHT, SLOWEST_WEIGHT

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.pcm import Floats, Samples

    Numbers = npt.NDArray[np.float64]

FRAME_SECONDS = 0.02

SLACK = 5.0
"""Seconds that a clip may take beyond the slowest pace: a short text may be said with long
pauses."""

QUIETEST = -50.0
"""dBFS of the loud parts, under which a clip is taken for silent."""
RANGE = 40.0
"""dB between the loudest of a clip and its quietest speech."""
LONGEST_PAUSE = 5.0
"""Seconds of silence within speech."""

STEADY_SECONDS = 1.5
STEADY_DB = 2.0
"""Standard deviation of the level, over that time, under which it is a hum or a hiss: syllables
move it by 4 to 12."""
LEAST_SECONDS = 0.3
"""A clip that short may be one vowel or one hiss."""
FLAT = 0.5
"""Spectral flatness (Wiener entropy) over so long a time above which it is noise: speech has 0.001
to 0.2."""
_FRAMES_AT_ONCE = 256
"""Five seconds: a long clip at once would take tens of megabytes."""

CLIPPED_FROM = -6.0
"""dBFS: flat tops below that are the voice's own."""
CLIPPED_SHARE = 0.01
"""Share of the loud frames' samples in flat tops at full scale."""
CLIPPED_RUN = 3
"""Samples in a row at the highest value that make a flat top."""

LOOPED_SHARE = 0.3
"""Share of a clip that repeats what was heard before, beyond what its text repeats."""
SHORT_LOOPED_SHARE, SHORT_SECONDS, SHORT_LAG = 0.05, 3.0, 0.4
"""The same for what is identical in clips of so many seconds at most, and began so many seconds
before: of 1,147 short clips of two neural voices none has any such share."""
_IDENTICAL = 0.9995
_ALIKE = 0.995
"""How alike stretches of one and the same recording are, loudness included: no voice says a thing
so twice."""
_ROUGHLY_ALIKE = 0.9
"""The same at `_LOOP_RATE`, where the distance is known to half a sample: of 80 loops all had at
least 0.7 of their share so."""
_LOOP_RATE = 8_000
_SHORTEST_LOOP = 0.06
_LAGS_TRIED = 12
_ENERGY_STEP = 8
"""Samples at `_LOOP_RATE`: a thousandth of a second."""
_LEAST_LIKENESS = 0.3
"""Correlation of a wave with its shifted copy at a distance worth looking at."""
_BLOCK_SECONDS = 0.15
_STRETCH = 10
"""Characters in a row that make a repetition in a text."""


def examine(pcm: bytes, rate: int, text: str, *, pace: float = 1.0) -> str | None:
    """What is wrong with a clip that should say `text`; `None` if nothing is.

    Found are silence, noise and hum, flat tops, speech that stops too early or never ends, and
    loops. The reason is one sentence. `pace` is the speed that was asked for, relative to the
    voice's own.
    """
    samples = samples_of(pcm)
    wave = to_float(samples)
    heard = _Heard.of(wave, rate)
    if heard is None:
        return "the clip is silent"
    return (
        _wrong_length(heard, text, pace)
        or _clipped(samples)
        or _steady(heard)
        or _noisy(wave, rate, heard)
        or _looping(wave, rate, heard, text)
    )


@dataclass(frozen=True)
class _Heard:
    """A clip's level, frame by frame."""

    levels: Numbers
    """dBFS of each frame."""
    voiced: npt.NDArray[np.bool_]
    first: int
    last: int
    """Frames between which there is speech; `last` is exclusive."""
    breaks_off: bool
    """Whether the very end of the clip is as loud as speech."""

    @property
    def seconds(self) -> float:
        """From the first sound to the last."""
        return (self.last - self.first) * FRAME_SECONDS

    @classmethod
    def of(cls, wave: Floats, rate: int) -> _Heard | None:
        """`None` if nothing can be heard."""
        frame = int(rate * FRAME_SECONDS)
        if wave.size < frame:
            return None
        frames = _blocks(wave, frame)
        power = _products(frames, frames).astype(np.float64) / frame
        levels = 10 * np.log10(np.maximum(power, 1e-12))
        loud = float(np.percentile(levels, 95))
        highest = float(levels.max())
        if highest < QUIETEST or (loud < QUIETEST and highest - loud > RANGE):  # a click in silence
            return None
        voiced = levels > max(highest - RANGE, -65.0)
        at = np.flatnonzero(voiced)
        return cls(levels, voiced, int(at[0]), int(at[-1]) + 1, bool(levels[-1] > highest - 30.0))


def _wrong_length(heard: _Heard, text: str, pace: float) -> str | None:
    least, most = _least_weight(text) / pace, weight(text) * 1.5 / pace
    brisk = heard.breaks_off and least > heard.seconds * BRISK_WEIGHT
    if least > heard.seconds * FASTEST_WEIGHT or brisk:
        held = f"the clip holds {heard.seconds:.1f} s of speech"
        return f"{held}, too little for {len(text)} characters: it is cut off"
    if heard.seconds > most / SLOWEST_WEIGHT + SLACK:
        held = f"the clip holds {heard.seconds:.1f} s of speech"
        return f"{held}, far too much for {len(text)} characters"
    edges = np.flatnonzero(
        np.diff(np.concatenate(([1], heard.voiced[heard.first : heard.last].astype(np.int8), [1])))
    )
    pauses = (edges[1::2] - edges[::2]) * FRAME_SECONDS
    if pauses.size and pauses.max() > LONGEST_PAUSE:
        return f"the clip is silent for {pauses.max():.1f} s in the middle"
    return None


def _least_weight(text: str) -> float:
    """What certainly has to be said: letters, and some of each number; symbols may be left out."""
    letters = "".join(each for each in text if unicodedata.category(each)[0] == "L")
    digits = sum(unicodedata.category(each)[0] == "N" for each in text)
    return (weight(letters.lower()) if letters else 0.0) + digits


def _clipped(samples: Samples) -> str | None:
    highest = int(max(samples.max(), -int(samples.min())))
    if decibels(highest / 32768) < CLIPPED_FROM:
        return None
    top = np.abs(samples.astype(np.int32)) >= highest - 1
    run = top.copy()
    for by in range(1, CLIPPED_RUN):
        run[by:] &= top[:-by]
        run[:by] = False
    share = run.sum() / max(int((np.abs(samples.astype(np.int32)) > highest // 8).sum()), 1)
    return (
        f"the clip is distorted: {share:.0%} of its loud samples are cut off at full scale"
        if share > CLIPPED_SHARE
        else None
    )


def _steady(heard: _Heard) -> str | None:
    levels = heard.levels[heard.first : heard.last]
    size = min(int(STEADY_SECONDS / FRAME_SECONDS), levels.size)
    if size < LEAST_SECONDS / FRAME_SECONDS:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(levels, size)[:: size // 5]
    still = (windows.std(axis=1) < STEADY_DB) & (windows.mean(axis=1) > levels.max() - 30.0)
    return "the clip holds a steady hum or hiss in place of speech" if still.any() else None


def _noisy(wave: Floats, rate: int, heard: _Heard) -> str | None:
    """White noise, whatever its level does."""
    frame = int(rate * FRAME_SECONDS)
    rows = wave[heard.first * frame : heard.last * frame].reshape(-1, frame)
    rows = rows[heard.voiced[heard.first : heard.last]]
    size = min(int(STEADY_SECONDS / FRAME_SECONDS), len(rows))
    if size < LEAST_SECONDS / FRAME_SECONDS:
        return None
    flatness = np.concatenate(
        [_flatness(rows[at : at + _FRAMES_AT_ONCE]) for at in range(0, len(rows), _FRAMES_AT_ONCE)]
    )
    sums = np.cumsum(np.concatenate(([0.0], flatness)))
    highest = float(((sums[size:] - sums[:-size]) / size).max())
    return "the clip holds noise in place of speech" if highest > FLAT else None


def _flatness(frames: Floats) -> Numbers:
    """Spectral flatness of each frame."""
    size = frames.shape[1]
    window = np.hanning(size).astype(np.float32)
    spectrum = power_of(waves_of(frames * window)[:, 2:]) + np.float32(1e-12 / size)
    flatness = np.exp(np.log(spectrum).mean(axis=1)) / spectrum.mean(axis=1)
    return np.asarray(flatness, np.float64)


def _looping(wave: Floats, rate: int, heard: _Heard, text: str) -> str | None:
    frame = int(rate * FRAME_SECONDS)
    wave = wave[heard.first * frame : heard.last * frame]
    said_twice = _repeated_share(text)
    short = heard.seconds <= SHORT_SECONDS and not _repeats_a_word(text)
    by = max(1, round(rate / _LOOP_RATE))
    coarse = _blocks(wave, by) @ np.full(by, 1 / by, np.float32)
    block, coarse_block = int(rate * _BLOCK_SECONDS), int(rate // by * _BLOCK_SECONDS)
    most = said_twice + LOOPED_SHARE
    for lag in _likely_lags(coarse, rate // by):
        if not short and _alike_share(coarse, lag, coarse_block, _ROUGHLY_ALIKE) < most / 2:
            continue
        exact = _exact_lag(wave, lag * by, by)
        strict = short and exact >= SHORT_LAG * rate
        if _alike_share(wave, exact, block) > most or (
            strict and _alike_share(wave, exact, block, _IDENTICAL) > SHORT_LOOPED_SHARE
        ):
            return f"the clip says the same {exact / rate:.1f} s over and over"
    return None


def _likely_lags(wave: Floats, rate: int) -> list[int]:
    """Distances, in samples, at which the wave as a whole is most like itself."""
    shortest, longest = int(_SHORTEST_LOOP * rate), int((1 - LOOPED_SHARE) * wave.size)
    if wave.size <= SHORT_SECONDS * rate:
        longest = max(longest, wave.size - int(1.2 * _BLOCK_SECONDS * rate))
    if longest <= shortest:
        return []
    size = _transformed(wave.size + longest)  # so much padding that no looked-at lag wraps around
    power = power_of(waves_of(wave, size)) * np.float32(size**0.5)
    product = samples_from(power.astype(np.complex64), size)[:longest]
    likeness = product / np.sqrt(np.maximum(_energies(wave, longest), 1e-12))
    found: list[int] = []
    for _ in range(_LAGS_TRIED):
        lag = shortest + int(np.argmax(likeness[shortest:]))
        if likeness[lag] < _LEAST_LIKENESS:
            break
        found.append(lag)
        likeness[max(lag - rate // 200, 0) : lag + rate // 200] = 0.0
    return found


def _energies(wave: Floats, longest: int) -> Floats:
    """The energy of all but the first so many samples, times that of all but the last.

    For no samples and for up to `longest` of them; good to a hundredth, as steps of some samples
    are taken at once.
    """
    steps = _blocks(wave, _ENERGY_STEP)
    energy = np.concatenate(([0.0], np.cumsum(_products(steps, steps), dtype=np.float64)))
    count = -(-longest // _ENERGY_STEP)
    both = energy[-1 : -count - 1 : -1] * (energy[-1] - energy[:count])
    return np.repeat(both.astype(np.float32), _ENERGY_STEP)[:longest]


def _transformed(size: int) -> int:
    """The next size that a Fourier transform is quick at: a power of two, or 3/8 or 5/8 of one."""
    power = 1 << (size - 1).bit_length()
    return next(each for each in (power * 5 // 8, power * 3 // 4, power) if each >= size)


def _exact_lag(wave: Floats, lag: int, off: int) -> int:
    """The distance within `off` samples of `lag` at which the wave is most like itself."""
    near = range(max(lag - off, 1), lag + off + 1)
    return max(near, key=lambda each: float(np.dot(wave[each:], wave[: wave.size - each])))


def _alike_share(wave: Floats, lag: int, block: int, enough: float = _ALIKE) -> float:
    """Share of the loud blocks that are the same as what stands `lag` samples before them."""
    early, late = _blocks(wave[:-lag], block), _blocks(wave[lag:], block)
    energy = _products(late, late) + _products(early, early)
    alike = 2 * _products(late, early) > enough * energy
    every = _blocks(wave, block)
    loudness = _products(every, every)
    loud = 0.01 * float(loudness.max(initial=0.0))
    return float((alike & (energy > 2 * loud)).sum() / max(int((loudness > loud).sum()), 1))


def _blocks(wave: Floats, size: int) -> Floats:
    return wave[: wave.size // size * size].reshape(-1, size)


def _products(some: Floats, others: Floats) -> Floats:
    """The inner product of each row with its other."""
    products: Floats = np.einsum("ij,ij->i", some, others)
    return products


def _repeats_a_word(text: str) -> bool:
    words = re.findall(r"\w+", text.lower())
    return len(set(words)) < len(words)


def _repeated_share(text: str) -> float:
    """Share of a text that stands in it before, in stretches of some length."""
    seen: set[str] = set()
    repeated = 0
    stretches = [text[at : at + _STRETCH] for at in range(len(text) - _STRETCH + 1)]
    for stretch in stretches:
        repeated += stretch in seen
        seen.add(stretch)
    return repeated / max(len(stretches), 1)
