"""What becomes of each page: narrated, with the narration of an earlier build, or without any."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import DoubtfulClip, Narration, Outcome, Status
from mkdocs_qwen_tts._pipeline.narration import narration_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from mkdocs_qwen_tts._model import Track
    from mkdocs_qwen_tts._pipeline.plan import PagePlan
    from mkdocs_qwen_tts._pipeline.progress import Progress
    from mkdocs_qwen_tts._pipeline.record import SiteRecord
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store


@dataclass
class Outcomes:
    """The outcomes of a build, page by page; threads may add to them at once."""

    settings: Settings
    store: Store
    record: SiteRecord
    progress: Progress
    by_page: dict[str, Outcome] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def skip(self, one: PagePlan, reason: str) -> None:
        """The page is not narrated in this build, and is not to be."""
        self._add(Outcome(one.page.key, Status.SKIPPED, reason))

    def narrate(
        self,
        one: PagePlan,
        track: Track,
        status: Status,
        *,
        found: int | None = None,
        newly_doubtful: Container[str] = (),
    ) -> None:
        """The page is narrated.

        Args:
            one: the page.
            track: its sound.
            status: whether the track was there before or is new.
            found: what is left out of the page beyond so many holes is news.
            newly_doubtful: fingerprints of what this build found doubtful.
        """
        narration = narration_of(one, track, preview=self._is_preview(one), free=self._is_free)
        self._add(
            Outcome(
                one.page.key,
                status,
                narration=narration,
                holes=one.holes,
                found=one.holes[found:] if found is not None else (),
                doubtful=self._doubtful(one, track, newly_doubtful),
            )
        )

    def fall_back(
        self, one: PagePlan, reason: str, sentence: str = "", *, missing: bool = False
    ) -> None:
        """The page keeps its last good narration, if it has one and may; else it has none.

        Args:
            one: the page.
            reason: why it cannot be narrated as it is now.
            sentence: the first words of what it fails on.
            missing: whether the reason is that something is not in the store.
        """
        last = self.record.last(one.page.key)
        kept = last is not None and last.track and self.settings.stale == "keep"
        track = self.store.track(last.track) if last is not None and kept else None
        # Its cues belong to an earlier text, so nothing is highlighted.
        narration = (
            Narration(
                one.script,
                track,
                (),
                (),
                preview=self._is_preview(one),
                stale=True,
                free=self._is_free,
            )
            if track
            else None
        )
        status = Status.STALE if narration else Status.FAILED
        self._add(Outcome(one.page.key, status, reason, sentence, narration, missing))

    def in_order_of(self, pages: Iterable[PagePlan]) -> tuple[Outcome, ...]:
        """All outcomes, in the order of a plan's pages."""
        return tuple(self.by_page[one.page.key] for one in pages if one.page.key in self.by_page)

    def _add(self, outcome: Outcome) -> None:
        with self._guard:
            self.by_page[outcome.page] = outcome
            self.progress.page(outcome)

    def _doubtful(
        self, one: PagePlan, track: Track, newly: Container[str]
    ) -> tuple[DoubtfulClip, ...]:
        """The clips of the page that may say something else than their text."""
        if not self.store.has_refusals(one.fingerprints):
            return ()
        found, place = [], 0
        for utterance in one.utterances:
            known = self.store.refusal(utterance.fingerprint)
            if known is not None and known.doubtful and place < len(track.spans):
                start, news = track.spans[place].start, utterance.fingerprint in newly
                found.append(DoubtfulClip(utterance.text, known.score, known.reason, start, news))
            place += len(utterance.spans)
        return tuple(found)

    def _is_preview(self, one: PagePlan) -> bool:
        stands_in = speech.engine_for(self.settings).stands_in
        return any(stands_in(voice) for voice in one.voices)

    @property
    def _is_free(self) -> bool:
        return speech.engine_for(self.settings).free
