"""The utterances of one build that have no clip they can be published with, and why.

A failure may be a text's own, the moment's or everything's (`Doubts`). What is left out for its own
text is divided into its passages, so that only the passage that cannot be spoken is missing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import BadAudioError, NarrationError, SpeechError
from mkdocs_qwen_tts._pipeline.breaker import FUTILE, Breaker
from mkdocs_qwen_tts._pipeline.doubts import Doubts
from mkdocs_qwen_tts._pipeline.holes import parts_of
from mkdocs_qwen_tts._pipeline.proofing import refusal_of
from mkdocs_qwen_tts._store import RememberedRefusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mkdocs_qwen_tts._model import Proof, Utterance
    from mkdocs_qwen_tts._pipeline.retry_budget import RetryBudget
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store


@dataclass
class LeftOut:
    """What has no clip, by fingerprint. The speakers' threads add to it."""

    settings: Settings
    store: Store
    breaker: Breaker
    settled: Callable[[str], None]
    """Called with the fingerprint of each utterance that no more is done for."""
    retry_budget: RetryBudget
    failures: dict[str, NarrationError] = field(default_factory=dict)
    """Why an utterance has no clip."""
    unspeakable: dict[str, str] = field(default_factory=dict)
    """Why an utterance is left out, though the page that it is on is narrated."""
    unlucky: dict[str, str] = field(default_factory=dict)
    """Why an utterance did not come, though the service works. It is left out until the next build
    asks for it again."""
    doubts: Doubts = field(default_factory=Doubts)
    _doubtful_packs: list[Utterance] = field(default_factory=list)
    """Utterances of several passages that are left out because their clips are doubtful."""
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def judge(self) -> list[Utterance]:
        """Leave out what cannot be spoken for its own text; returns what of it has parts."""
        ended = self.doubts.close(self.breaker.arrived)
        guilty, others = ended.guilty, ended.others
        if not self.breaker.arrived and len(guilty) >= FUTILE:  # all of them: it is not the texts
            others += tuple(utterance for utterance, _ in guilty)
            guilty = ()
        for utterance, error in ended.unlucky:
            for one in (utterance, *parts_of(utterance)):
                if not self.store.has_clip(one.fingerprint):
                    self.unlucky[one.fingerprint] = _reason(error)
            self.settled(utterance.fingerprint)
        divided = []
        for utterance, error in guilty:
            del self.failures[utterance.fingerprint]
            reason = self.unspeakable[utterance.fingerprint] = _reason(error)
            self.store.put_refusal(utterance.fingerprint, RememberedRefusal(reason))
            if self._is_worth_dividing(utterance, error):
                divided.append(utterance)
            else:
                self._leave_whole(utterance, reason)
                self.settled(utterance.fingerprint)
        for utterance in others:
            self.settled(utterance.fingerprint)
        return divided

    def parts_of(self, divided: Sequence[Utterance]) -> list[Utterance]:
        """The passages of what was refused that are not known already, each once."""
        parts = dict.fromkeys(part for utterance in divided for part in parts_of(utterance))
        missing = []
        for part in parts:
            known = self.store.refusal(part.fingerprint)
            if known is not None and not self.settings.retry_refused:
                self.unspeakable[part.fingerprint] = known.reason
            elif not self.store.has_clip(part.fingerprint):
                missing.append(part)
        return missing

    def note_doubt(self, utterance: Utterance, proof: Proof) -> None:
        """Remember that a clip is doubtful; whether it is published is for the settings to say."""
        refusal = refusal_of(proof)
        self.store.put_refusal(utterance.fingerprint, refusal)
        if self.settings.quality.doubtful == "hole":
            with self._guard:
                self.unspeakable[utterance.fingerprint] = refusal.reason
                if parts_of(utterance):
                    self._doubtful_packs.append(utterance)

    def waits_for_its_parts(self, utterance: Utterance) -> bool:
        """Whether a doubtful utterance may be asked for passage by passage (`divided_by_doubt`)."""
        with self._guard:
            return utterance in self._doubtful_packs

    def divided_by_doubt(self) -> list[Utterance]:
        """What is left out because its clip is doubtful, and whose passages are asked for."""
        waiting, self._doubtful_packs = self._doubtful_packs, []
        divided = []
        for utterance in waiting:
            free = not self.parts_of([utterance])
            if self.breaker.fatal is None and (free or self.retry_budget.take(utterance)):
                divided.append(utterance)
            else:
                self._leave_whole(utterance, self.unspeakable[utterance.fingerprint])
                self.settled(utterance.fingerprint)
        return divided

    def _is_worth_dividing(self, utterance: Utterance, error: SpeechError) -> bool:
        """Whether its passages are asked for one by one: a refusal was free, bad speech was not."""
        if self.breaker.fatal is not None or not parts_of(utterance):
            return False
        return not isinstance(error, BadAudioError) or self.retry_budget.take(utterance)

    def _leave_whole(self, utterance: Utterance, reason: str) -> None:
        """Leave out all passages of an utterance that have no clip, until the next build asks."""
        for part in parts_of(utterance):
            if not self.store.has_clip(part.fingerprint):
                self.unlucky.setdefault(part.fingerprint, reason)
                self.failures.setdefault(part.fingerprint, NarrationError(reason))


def _reason(error: SpeechError) -> str:
    """Why something is left out; without the id of its request, so that equals are told once."""
    return f"{error.message} ({error.code})" if error.code else error.message
