"""One page: its clips evened out, joined with pauses, brought to loudness and encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mkdocs_qwen_tts._audio.edges import trimmed
from mkdocs_qwen_tts._audio.encoders import encode, heard, offset, overshoot
from mkdocs_qwen_tts._audio.inner_pauses import repaused
from mkdocs_qwen_tts._audio.level import GainSearch, evening_gains, leveled
from mkdocs_qwen_tts._audio.loudness import (
    HOP_SECONDS,
    Meter,
    clip_powers,
    integrated,
    loudness,
    true_peak,
)
from mkdocs_qwen_tts._audio.mp3 import RATE, NotHeldError
from mkdocs_qwen_tts._audio.pcm import amplitude, bytes_of, resampled, samples_of
from mkdocs_qwen_tts._audio.timing import covering, spoken_spans, timed
from mkdocs_qwen_tts._errors import AudioError
from mkdocs_qwen_tts._model import Encoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from mkdocs_qwen_tts import _settings as settings
    from mkdocs_qwen_tts._audio.pcm import S, Samples
    from mkdocs_qwen_tts._audio.recipe import TrackRecipe
    from mkdocs_qwen_tts._model import Clip, SpokenSpan, Tags, Timing, Utterance

    Numbers = npt.NDArray[np.float64]

CEILING = -1.0
"""dBTP that no published file exceeds (EBU R 128; AES TD1008)."""

_ENCODINGS = 5
_MARGIN, _LARGEST_STEP = 0.3, 1.0
"""dB by which a ceiling that turned out too high is lowered further than it seems to need, and at
most at a time: what an encoder does to a peak is not the same twice, and every dB costs loudness.
"""

TAIL = 0.3
"""Seconds of silence at the end of a page, in place of the last pause: no abrupt end."""


def assemble(
    recipe: TrackRecipe,
    clip_of: Callable[[Utterance], Clip],
    give_way: Callable[[], None] = lambda: None,
) -> Encoded:
    """One page's audio file, with the time of every span.

    Each clip is trimmed to its speech and faded, moved in level only where it lies outside the
    page's spread, and followed by its utterance's pause; pauses between the passages that it speaks
    become as long as its spans ask for. The whole is brought to `audio.loudness`
    LUFS under a true peak of -1 dBTP. Spans cover the file without gaps: each lasts until the next
    one begins, pause included. Where a clip brings no timing, its spans are estimated from its
    pauses. The same input gives the same bytes.

    Args:
        recipe: what is spoken, and how it is encoded.
        clip_of: gives the clip of an utterance; called once for each, in order, so that not all
            need be in memory.
        give_way: called between short pieces of work; it returns when there is nothing more urgent.

    Raises:
        AudioError: when there is nothing to hear, or the encoder is missing or fails.
        BadAudioError, StoreError: whatever `clip_of` raises.
    """
    joined, powers, found = _joined(recipe.utterances, clip_of, give_way)
    spans = covering(found, joined.size / RATE)
    chapters = [
        (spans[index].start, title) for index, title in recipe.tags.chapters if index < len(spans)
    ]
    before = integrated(powers)
    page = joined, before, recipe.audio, recipe.tags, chapters, give_way
    try:
        data, level, peak = _encoded(*page, may_hold=True)
    except NotHeldError:  # a LAME that we have not met
        data, level, peak = _encoded(*page, may_hold=False)
    return Encoded(data, joined.size / RATE, level, peak, spans)


def _encoded(
    joined: Samples,
    before: float,
    audio: settings.Audio,
    tags: Tags,
    chapters: Sequence[tuple[float, str]],
    give_way: Callable[[], None],
    *,
    may_hold: bool,
) -> tuple[bytes, float, float]:
    """The file, its loudness and its true peak, as they are after decoding.

    An encoder moves peaks, so the ceiling is set lower by what this one is known for; should the
    file still be over, it is set lower by as much, and encoded again.

    Args:
        joined: the page.
        before: its loudness in LUFS, to some hundredths.
        audio: the format, and what loudness is wanted.
        tags: what the file says about itself.
        chapters: as `encode` takes them.
        give_way: as `assemble` has it.
        may_hold: as `encode` has it.
    """
    moved = offset(audio, may_hold=may_hold)
    target = audio.loudness - moved
    ceiling = CEILING - moved - overshoot(audio, may_hold=may_hold)
    data, level, peak = b"", 0.0, 0.0

    def tried(gain: float) -> tuple[bytes, float, float]:
        page = _paced(leveled(joined, RATE, gain, ceiling), give_way)
        data = encode(page, joined.size, audio, tags, chapters, may_hold=may_hold)
        played = heard(data, audio)
        sound, rate = played or (leveled(joined, RATE, gain, ceiling), RATE)
        unheard = moved if played is None else 0.0
        meter = Meter(rate)
        peak = true_peak(_paced(meter.tap(sound), give_way))
        return data, meter.loudness() + unheard, peak + unheard

    for _ in range(_ENCODINGS):
        search = GainSearch(joined, RATE, before, target, ceiling)
        # As a rule the gain that is foreseen is right, so only the file is measured.
        data, level, peak = tried(search.gain)
        if search.improve(level - moved):
            while search.improve(loudness(leveled(joined, RATE, search.gain, ceiling), RATE)):
                pass
            data, level, peak = tried(search.gain)
        if peak <= CEILING:
            break
        ceiling = round(ceiling - min(peak - CEILING + _MARGIN, _LARGEST_STEP), 1)
    return data, level, peak


def _paced(blocks: Iterable[S], give_way: Callable[[], None]) -> Iterator[S]:
    for block in blocks:
        give_way()
        yield block


def _joined(
    utterances: Sequence[Utterance],
    clip_of: Callable[[Utterance], Clip],
    give_way: Callable[[], None],
) -> tuple[Samples, Numbers, list[SpokenSpan]]:
    """All samples in one array, their power as `clip_powers` has it, and when each span begins."""
    pcm = bytearray()
    spans: list[SpokenSpan] = []
    clips: list[tuple[int, int]] = []
    powers = []
    for index, utterance in enumerate(utterances):
        give_way()
        clip = clip_of(utterance)
        samples = resampled(samples_of(clip.pcm), clip.sample_rate, RATE)
        samples, timing = repaused(samples, RATE, utterance.spans, _timing(clip, utterance))
        kept, lead = trimmed(bytes_of(samples), RATE)
        samples = samples_of(kept)
        begin = len(pcm) // 2
        within = (begin / RATE, (begin + samples.size) / RATE)
        spans += spoken_spans(utterance, timing, (begin - lead) / RATE, within)
        clips.append((begin, begin + samples.size))
        powers.append(clip_powers(samples, RATE))
        pcm += bytes_of(samples)
        last = index == len(utterances) - 1
        pcm += bytes(2 * round((TAIL if last else utterance.pause) * RATE))
    joined = samples_of(pcm)
    if not any(end > begin for begin, end in clips):
        raise AudioError("none of the page's clips can be heard")
    evened = []
    for index, gain in enumerate(evening_gains(powers)):
        begin, end = clips[index]
        if gain:
            joined[begin:end] = np.rint(joined[begin:end] * amplitude(gain)).astype(np.int16)
        behind = clips[index + 1][0] if index + 1 < len(clips) else joined.size
        # Measured clip by clip: a hop begins with each, which moves hundredths of a LU.
        silence = np.zeros(round((behind - end) / RATE / HOP_SECONDS))
        evened += [powers[index] * amplitude(gain) ** 2, silence]
    return joined, np.concatenate(evened), spans


def _timing(clip: Clip, utterance: Utterance) -> Timing:
    if clip.timing is not None:
        return clip.timing
    cuts = sorted({0, *(span.start for span in utterance.spans)})
    return timed(clip, utterance.text, cuts)
