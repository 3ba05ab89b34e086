"""The edges of a clip: trimmed to the speech and faded, so that clips join without a click."""

from __future__ import annotations

import threading
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

EDGE_MS = 20
"""Milliseconds of the clip's own silence that stay at either end: the breath of a first consonant
is in there."""

FADE_IN_MS = 5
FADE_OUT_MS = 10

THRESHOLD_DB = -30.0
"""Level, relative to the clip's own mean, under which its edge counts as silence …"""

THRESHOLD_DBFS = (-70.0, -42.0)
"""… kept within these bounds, in dBFS: soft consonants are above, the noise of a codec below."""

_CHUNK_MS = 5

_importing = threading.Lock()


@lru_cache(maxsize=1)
def load_pydub() -> ModuleType:
    """pydub, imported without its warnings.

    Late, since it takes 25 ms and is not needed when every track is in the store.
    """
    with _importing, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pydub.silence  # noqa: PLC0415 - see above

        module: ModuleType = pydub
        return module


def segment(pcm: bytes | bytearray | memoryview, rate: int) -> Any:
    """Samples as one pydub `AudioSegment`."""
    return load_pydub().AudioSegment(data=bytes(pcm), sample_width=2, frame_rate=rate, channels=1)


def trimmed(pcm: bytes, rate: int) -> tuple[bytes, int]:
    """A clip's samples without the silence around them, and how many were cut off in front.

    `rate` is in hertz, a multiple of 1000. What is left is a whole number of milliseconds; of a
    silent clip, nothing.
    """
    sound = segment(pcm, rate)
    low, high = THRESHOLD_DBFS
    threshold = min(max(sound.dBFS + THRESHOLD_DB, low), high)
    leading = load_pydub().silence.detect_leading_silence
    before = leading(sound, threshold, _CHUNK_MS)
    if before >= len(sound):
        return b"", len(pcm) // 2
    after = leading(sound.reverse(), threshold, _CHUNK_MS)
    frames = rate // 1000
    first = max(before - EDGE_MS, 0) * frames
    last = len(pcm) // 2 - max(after - EDGE_MS, 0) * frames
    last -= (
        last - first
    ) % frames  # pydub rounds to milliseconds, and would add or lose samples itself
    kept = segment(pcm[first * 2 : last * 2], rate)
    if len(kept) > FADE_IN_MS + FADE_OUT_MS:
        kept = kept.fade_in(FADE_IN_MS).fade_out(FADE_OUT_MS)
    return bytes(kept.raw_data), first
