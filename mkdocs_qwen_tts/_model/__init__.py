"""The nouns of narration, as frozen data.

`SourcePage` → `Script` of `Passage`s → `Utterance`s → `Clip`s → `Track` with `Cue`s → `Narration`
of a page. Times are seconds, samples are signed 16-bit mono, characters are billing characters
unless said otherwise.
"""

from __future__ import annotations

from mkdocs_qwen_tts._model.digest import canonical, digest, is_digest
from mkdocs_qwen_tts._model.digest_set import DigestSet
from mkdocs_qwen_tts._model.lazy_tuple import LazyTuple
from mkdocs_qwen_tts._model.page import Site, SourcePage
from mkdocs_qwen_tts._model.proof import DOUBTFUL, Proof
from mkdocs_qwen_tts._model.result import Bill, Charge, DoubtfulClip, Hole, Outcome, Report, Status
from mkdocs_qwen_tts._model.retry import RetryDetails
from mkdocs_qwen_tts._model.script import Coverage, Kind, Passage, Script
from mkdocs_qwen_tts._model.sound import (
    BYTES_PER_SAMPLE,
    Chapter,
    Clip,
    Cue,
    Encoded,
    KeptClip,
    Narration,
    Piece,
    Sound,
    Tags,
    Track,
    Usage,
    Word,
)
from mkdocs_qwen_tts._model.timing import Mark, Rendering, SpokenSpan, TimeSource, Timing
from mkdocs_qwen_tts._model.utterance import FINGERPRINT_SCHEMA, Limit, Span, Utterance, Voice
from mkdocs_qwen_tts._model.utterances import Utterances

__all__ = [
    "BYTES_PER_SAMPLE",
    "DOUBTFUL",
    "FINGERPRINT_SCHEMA",
    "Bill",
    "Chapter",
    "Charge",
    "Clip",
    "Coverage",
    "Cue",
    "DigestSet",
    "DoubtfulClip",
    "Encoded",
    "Hole",
    "KeptClip",
    "Kind",
    "LazyTuple",
    "Limit",
    "Mark",
    "Narration",
    "Outcome",
    "Passage",
    "Piece",
    "Proof",
    "Rendering",
    "Report",
    "RetryDetails",
    "Script",
    "Site",
    "Sound",
    "SourcePage",
    "Span",
    "SpokenSpan",
    "Status",
    "Tags",
    "TimeSource",
    "Timing",
    "Track",
    "Usage",
    "Utterance",
    "Utterances",
    "Voice",
    "Word",
    "canonical",
    "digest",
    "is_digest",
]
