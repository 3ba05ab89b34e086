"""A few utterances, spoken at once and kept nowhere: what `say`, samples and `doctor` do.

They go through the same session as a build: the bill is known and compared with the budget before
the first request, every clip is listened to, and what fails is told by the same errors.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import Bill, Charge
from mkdocs_qwen_tts._pipeline.charges import charge_of, check_budget
from mkdocs_qwen_tts._pipeline.retry_budget import RetryBudget
from mkdocs_qwen_tts._pipeline.session import SpeechSession, Spending, decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Future

    from mkdocs_qwen_tts._model import Clip, Encoded, Tags, Utterance
    from mkdocs_qwen_tts._pipeline.session import EngineOpener
    from mkdocs_qwen_tts._settings import Audio, Settings

    Chunk = tuple[bytes, int] | None
    """Samples and their rate; `None` at the end of an utterance."""

LIVE_AHEAD = 2
"""Utterances under way while one is heard, itself included: the next one is asked for while this
one plays, so that nobody waits for it in between."""


@dataclass(frozen=True)
class Said:
    """What was spoken."""

    clips: Mapping[str, Clip]
    """By fingerprint."""
    first: float = 0.0
    """Seconds from asking to the first sound."""
    requests: int = 0
    characters: int = 0
    """Billing characters."""

    def encoded(self, utterances: Sequence[Utterance], settings: Audio, tags: Tags) -> Encoded:
        """The utterances as one finished audio file.

        Raises:
            AudioError: there is nothing to hear, or the encoder is missing or fails.
        """
        recipe = audio.TrackRecipe.of(tuple(utterances), settings, tags)
        return audio.assemble(recipe, lambda one: self.clips[one.fingerprint])


def say_aloud(
    utterances: Sequence[Utterance],
    settings: Settings,
    *,
    hear: Callable[[bytes, int], None] | None = None,
    open_engine: EngineOpener = speech.open_engine,
) -> Said:
    """Speak utterances; each of the same text and voice is asked for once.

    Args:
        utterances: in the order in which they are heard.
        settings: the site's; `budget` counts.
        hear: called with 16-bit mono samples and their rate, in order, while they come. Without
            it, every clip is whole and listened to before it is used, and a bad one is asked for
            once more.
        open_engine: opens the speech engine.

    Raises:
        BudgetExceeded: before the first request.
        ConfigurationError: the engine cannot be opened as configured.
        SpeechError: the service did not deliver, or what it delivered is not the speech.
    """
    wanted = list(dict.fromkeys(utterances))
    bill = Bill(charge_of(wanted, settings), ())
    check_budget(bill, settings)
    budget = RetryBudget.beyond(bill, settings, Charge())
    spending = Spending(settings)
    with open_engine(settings, decoded) as synthesizer:
        session = SpeechSession(synthesizer, spending, budget.take)
        saying = _Saying(session, time.perf_counter())
        if hear is None:
            saying.silently(wanted, settings.api.concurrency)
        else:
            saying.live(utterances, hear)
    for one in wanted:
        spending.clip(one, saying.clips[one.fingerprint].usage)
    return Said(saying.clips, saying.first, spending.requests, spending.characters)


@dataclass
class _Saying:
    session: SpeechSession
    began: float
    clips: dict[str, Clip] = field(default_factory=dict)
    first: float = 0.0

    def silently(self, wanted: Sequence[Utterance], concurrency: int) -> None:
        """Several at once, as a build does."""
        with ThreadPoolExecutor(max(1, min(concurrency, len(wanted)))) as pool:
            asked = [pool.submit(self.session.clip, one) for one in wanted]
            try:
                for one, clip in zip(wanted, asked, strict=True):
                    self.clips[one.fingerprint] = clip.result()
                    self.first = self.first or time.perf_counter() - self.began
            except BaseException:
                self._give_up(asked)
                raise

    def live(self, utterances: Sequence[Utterance], hear: Callable[[bytes, int], None]) -> None:
        """One after the other is heard, while the next one is on its way."""
        asked: dict[str, tuple[SimpleQueue[Chunk], Future[Clip]]] = {}
        with ThreadPoolExecutor(LIVE_AHEAD) as pool:

            def ask(one: Utterance) -> None:
                if one.fingerprint not in asked:
                    queue: SimpleQueue[Chunk] = SimpleQueue()
                    asked[one.fingerprint] = queue, pool.submit(self._into, queue, one)

            try:
                for index, one in enumerate(utterances):
                    for near in utterances[index : index + LIVE_AHEAD]:
                        ask(near)
                    if (again := self.clips.get(one.fingerprint)) is not None:
                        hear(again.pcm, again.sample_rate)
                        continue
                    queue, clip = asked[one.fingerprint]
                    while (chunk := queue.get()) is not None:
                        self.first = self.first or time.perf_counter() - self.began
                        hear(*chunk)
                    self.clips[one.fingerprint] = clip.result()
            except BaseException:
                self._give_up([clip for _, clip in asked.values()])
                raise

    def _into(self, queue: SimpleQueue[Chunk], one: Utterance) -> Clip:
        try:
            return self.session.live(one, lambda pcm, rate: queue.put((pcm, rate)))
        finally:
            queue.put(None)

    def _give_up(self, asked: Sequence[Future[Clip]]) -> None:
        for one in asked:
            one.cancel()
        self.session.synthesizer.stop()
