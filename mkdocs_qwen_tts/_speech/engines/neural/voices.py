"""Which neural voices this machine has."""

from __future__ import annotations

from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._speech import catalogue

if TYPE_CHECKING:
    from mkdocs_qwen_tts._speech.catalogue import NeuralVoice


def neural_voice(language: str, wish: str, gender: str) -> NeuralVoice | None:
    """The voice that speaks a language, or `None` where none is here.

    Args:
        language: as the catalogue names it.
        wish: the name of a voice; that of another system's voice is no wish.
        gender: `female`, `male` or anything else: preferred where several voices are here.
    """
    rows = [row for row in catalogue.neural_voices() if row.language == language and _loads(row)]
    named = (row for row in rows if row.name == wish)
    fitting = (row for row in rows if row.gender == gender)
    # One after the other: to look for a voice that does not come along loads numpy.
    return next(filter(is_here, chain(named, fitting, rows)), None)


def is_here(row: NeuralVoice) -> bool:
    """Whether a voice can speak at once: nothing is ever downloaded for it."""
    if not _loads(row):
        return False
    if row.bundled:
        return True
    from hibari.voices import voice_path  # noqa: PLC0415 - an optional extra, and it loads numpy

    try:
        voice_path(row.name, download_missing=False)
    except (OSError, ValueError):
        return False
    return True


def _loads(row: NeuralVoice) -> bool:
    return find_spec(row.module) is not None and find_spec("onnxruntime") is not None
