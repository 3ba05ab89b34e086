"""The sound room: what a service sent becomes samples; samples become one file a page.

Importing the package costs nothing: numpy, soundfile, soxr, lameenc and pydub are loaded with the
first function that is used, so that a build which finds every track in the store never loads them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._deferred import deferred

if TYPE_CHECKING:
    from mkdocs_qwen_tts._audio.encoders import check_encoder, encoder
    from mkdocs_qwen_tts._audio.flac import from_flac, to_flac
    from mkdocs_qwen_tts._audio.intake import decode
    from mkdocs_qwen_tts._audio.page import assemble
    from mkdocs_qwen_tts._audio.proof import UsualFindings, findings
    from mkdocs_qwen_tts._audio.quality import examine
    from mkdocs_qwen_tts._audio.recipe import TrackRecipe
    from mkdocs_qwen_tts._audio.recognition import recogniser, says_the_same
    from mkdocs_qwen_tts._audio.threads import single_threaded
    from mkdocs_qwen_tts._audio.timing import align_clip, timed

__all__ = [
    "TrackRecipe",
    "UsualFindings",
    "align_clip",
    "assemble",
    "check_encoder",
    "decode",
    "encoder",
    "examine",
    "findings",
    "from_flac",
    "recogniser",
    "says_the_same",
    "single_threaded",
    "timed",
    "to_flac",
]

_HOMES = {
    "TrackRecipe": "recipe",
    "UsualFindings": "proof",
    "align_clip": "timing",
    "assemble": "page",
    "check_encoder": "encoders",
    "decode": "intake",
    "encoder": "encoders",
    "examine": "quality",
    "findings": "proof",
    "from_flac": "flac",
    "recogniser": "recognition",
    "says_the_same": "recognition",
    "single_threaded": "threads",
    "timed": "timing",
    "to_flac": "flac",
}

__getattr__ = deferred(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
