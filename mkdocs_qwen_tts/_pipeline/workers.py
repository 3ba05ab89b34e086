"""Other processes that take the work of a build off this one, whoever they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from mkdocs_qwen_tts._audio import TrackRecipe
    from mkdocs_qwen_tts._model import Sound, Utterance
    from mkdocs_qwen_tts._pipeline.proofing import Hearing
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech import Synthesizer


class Workers(Protocol):
    """Processes that share the store with this build. Many threads may call them.

    They decide nothing: what is asked for, when and how often is decided here.
    """

    @property
    def count(self) -> int:
        """How many there are now, at least 1."""

    def open_engine(
        self, settings: Settings, decode: Callable[[Sound], tuple[bytes, int]]
    ) -> AbstractContextManager[Synthesizer]:
        """The engine, each of whose attempts a worker makes; its clips are `KeptClip`s."""

    def replacing(self, fingerprint: str) -> AbstractContextManager[None]:
        """Meanwhile, a clip of this utterance is handed out whole, and the stored one stays."""

    def hear(self, utterance: Utterance) -> Hearing | None:
        """What there is to hear in a stored clip; `None` where it is gone.

        Raises:
            NarrationError: nobody can say.
        """

    def assemble(self, recipe: TrackRecipe, key: str) -> frozenset[str]:
        """Put a track into the store, whose clips are all there.

        Returns:
            Fingerprints of the clips in which something doubtful was heard meanwhile.

        Raises:
            AudioError: there is nothing to hear, or the encoder is missing or fails.
            StoreError: a clip is gone, or the track cannot be kept.
        """
