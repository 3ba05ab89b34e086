"""The utterances of a page: what they are called and who speaks them is known before they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._model.lazy_tuple import LazyTuple
from mkdocs_qwen_tts._model.utterance import Utterance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Self

    from mkdocs_qwen_tts._model.utterance import Voice


class Utterances(LazyTuple[Utterance]):
    """What is spoken on a page, in order.

    Args:
        fingerprints: of each utterance.
        voices: each that speaks one of them, once.
        make: returns the utterances; see `LazyTuple`.
    """

    __slots__ = ("fingerprints", "voices")

    def __init__(
        self,
        fingerprints: Sequence[str],
        voices: Iterable[Voice],
        make: Callable[[], Sequence[Utterance]],
    ) -> None:
        super().__init__(make)
        self.fingerprints = tuple(fingerprints)
        self.voices = tuple(voices)

    @classmethod
    def of(cls, utterances: Iterable[Utterance]) -> Self:
        """Utterances that are there already."""
        found = tuple(utterances)
        voices = dict.fromkeys(one.voice for one in found)
        return cls([one.fingerprint for one in found], voices, lambda: found)

    def __len__(self) -> int:
        return len(self.fingerprints)

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self).of, (tuple(self),))
