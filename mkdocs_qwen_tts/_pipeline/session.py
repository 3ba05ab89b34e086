"""The one way to speak: through an open engine, with every clip listened to, within the budget.

`narrate`, `say`, `voices list --sample` and `doctor` all speak through a `SpeechSession`. A clip
that cannot be the speech is asked for once more and never handed out; what may be billed twice is
asked for again only as far as the budget covers it.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import BadAudioError, SpeechError
from mkdocs_qwen_tts._model import Clip, KeptClip, RetryDetails
from mkdocs_qwen_tts._pipeline.decoding_pool import decoding_pool
from mkdocs_qwen_tts._pipeline.retry_budget import NO_MONEY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

    from mkdocs_qwen_tts._model import Piece, Sound, Usage, Utterance
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech import Synthesizer
    from mkdocs_qwen_tts._speech.engine import Answering

    EngineOpener = Callable[
        [Settings, Callable[[Sound], tuple[bytes, int]]], AbstractContextManager[Synthesizer]
    ]

PACE_OPTIONS = ("rate", "speed", "speech_rate")
"""What the engines call the factor on their speaking pace."""


def _unspooled() -> Callable[[Piece], None]:
    """Nobody keeps what arrives."""
    return lambda _: None


@dataclass
class Spending:
    """What has been sent so far. Many threads may add to it."""

    settings: Settings
    requests: int = 0
    characters: int = 0
    """Billing characters, as the service counts them where it says so."""
    unanswered: int = 0
    """Requests without an answer, which may have been billed all the same."""
    billed_otherwise: int = 0
    """Clips for which the service counted other characters than the bill."""
    guard: threading.RLock = field(default_factory=threading.RLock)

    def clip(self, utterance: Utterance, usage: Usage) -> None:
        """Add what a clip took, whether it is kept or not."""
        expected = speech.engine_for(self.settings).units(utterance.text)
        with self.guard:
            self.requests += usage.requests
            self.unanswered += usage.unanswered
            self.characters += expected if usage.characters is None else usage.characters
            self.billed_otherwise += usage.characters is not None and usage.characters != expected

    def failure(self, error: SpeechError) -> None:
        """Add what an utterance took that came to nothing."""
        with self.guard:
            self.requests += error.requests
            self.unanswered += error.unanswered
            self.characters += (error.usage and error.usage.characters) or 0


@dataclass
class SpeechSession:
    """An open engine, and the rules by which it is asked. Thread-safe."""

    synthesizer: Synthesizer
    spending: Spending
    affords: Callable[[Utterance], bool]
    """Whether an utterance may be asked for again, though it may have been billed already."""
    retried: Callable[[RetryDetails], None] = lambda _: None
    """Called with each attempt that failed and is followed by another."""
    turn: Callable[[], AbstractContextManager[None]] = contextlib.nullcontext
    """Held while a request is under way."""

    def clip(
        self, utterance: Utterance, answering: Answering = _unspooled, *, was_bad: bool = False
    ) -> Clip:
        """The clip of an utterance, listened to; a bad one is asked for once more.

        Args:
            utterance: what is spoken.
            answering: see `Synthesizer.speak`.
            was_bad: it was spoken badly once already, so that this is the second try.

        Raises:
            BadAudioError: it was bad twice, or once and the budget covers no more.
            SpeechError: the service did not deliver.
        """
        clip = self._asked(utterance, answering)
        flaw = self.flaw(utterance, clip)
        if flaw is None:
            return clip
        if was_bad:
            raise _bad_twice(flaw, clip)
        self.spending.clip(utterance, clip.usage)
        error = BadAudioError(f"the service spoke it badly: {flaw}")
        if not self.affords(utterance):
            unaffordable = BadAudioError(f"{error.message}; {NO_MONEY}")
            unaffordable.unaffordable = True
            raise unaffordable
        self.retried(RetryDetails(utterance, 1, 0.0, error))
        again = self._asked(utterance, answering)
        flaw = self.flaw(utterance, again)
        if flaw is None:
            return again
        raise _bad_twice(flaw, again)

    def left_over(self, utterance: Utterance, answers: Iterable[Iterable[Piece]]) -> Clip | None:
        """The clip of the first of some answers of an earlier build that is the speech, or `None`.

        Nothing is asked for; a finished file may be downloaded.

        Raises:
            SpeechError: a finished file cannot be downloaded now. It is paid for, and stays.
        """
        for pieces in answers:
            try:
                clip = self.synthesizer.taken_up(utterance, pieces)
                if clip is not None and self.flaw(utterance, clip) is None:
                    return clip
            except SpeechError:
                raise
            except Exception:  # noqa: BLE001, S112 - what is left over never keeps anybody from asking
                continue
        return None

    def live(self, utterance: Utterance, hear: Callable[[bytes, int], None]) -> Clip:
        """Speak an utterance and hand out its samples while they come.

        It is listened to when it is whole: what was heard cannot be taken back, so a bad clip is
        not asked for again.

        Args:
            utterance: what is spoken.
            hear: called with 16-bit mono samples and their rate in hertz.

        Raises:
            BadAudioError: what was heard is not the speech.
            SpeechError: the service did not deliver.
        """
        heard = bytearray()
        with self.turn():
            stream = self.synthesizer.stream(utterance)
            for pcm in stream:
                heard += pcm
                hear(pcm, stream.sample_rate)
        clip = Clip(bytes(heard), stream.sample_rate, stream.usage)
        if (flaw := self.flaw(utterance, clip)) is not None:
            raise _billed(f"the service spoke it badly: {flaw}; ask once more", clip)
        return clip

    def _asked(self, utterance: Utterance, answering: Answering) -> Clip:
        with self.turn():
            return self.synthesizer.speak(
                utterance,
                again=lambda: self.affords(utterance),
                retried=self.retried,
                answering=answering,
            )

    def flaw(self, utterance: Utterance, clip: Clip) -> str | None:
        """Why a clip cannot be the utterance, or `None`. Engines of this machine are believed."""
        if isinstance(clip, KeptClip):
            return clip.flaw
        if self.synthesizer.free:
            return None
        options = dict(utterance.voice.options)
        pace = next((float(options[name]) for name in PACE_OPTIONS if name in options), 1.0)
        return decoding_pool().work(
            audio.examine, clip.pcm, clip.sample_rate, utterance.text, pace=pace
        )


def decoded(sound: Sound) -> tuple[bytes, int]:
    """Samples of a sound as it was received, and their rate in hertz.

    Raises:
        BadAudioError: they cannot be read.
    """
    return decoding_pool().work(audio.decode, sound)


def _bad_twice(flaw: str, clip: Clip) -> BadAudioError:
    return _billed(
        f"the service spoke it badly twice: {flaw}; build again, or reword the passage", clip
    )


def _billed(message: str, clip: Clip) -> BadAudioError:
    error = BadAudioError(message)
    error.requests, error.unanswered = clip.usage.requests, clip.usage.unanswered
    error.usage = clip.usage
    return error
