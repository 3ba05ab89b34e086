"""Proof-listening: every clip that was paid for is compared with its text when it arrives.

What is found lies beside the clip from then on, so that no clip is judged twice. What is usual of a
voice, its pace and how it lies over a rendering, is learned from its own clips, which the store
remembers from one build to the next.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import DOUBTFUL, Proof, TimeSource, digest
from mkdocs_qwen_tts._pipeline.decoded_clips import DecodedClips
from mkdocs_qwen_tts._pipeline.timing import cuts_of
from mkdocs_qwen_tts._store import RememberedRefusal
from mkdocs_qwen_tts._textfile import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._audio.proof import Findings
    from mkdocs_qwen_tts._model import Clip, Timing, Utterance, Voice
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store

FEWEST = 12
"""Clips of a voice before what is usual of it is held against one of them."""
MOST = 200
"""Clips of a voice that are remembered."""

MOST_FOUND = 1_000.0
"""Of anything that is measured of a clip."""

_LEARNED = digest(["paces", 2])


@dataclass(frozen=True)
class Heard:
    """What listening to a clip has found."""

    timing: Timing | None = None
    proof: Proof | None = None

    @property
    def doubtful(self) -> bool:
        """Whether the clip may say something else than its text."""
        return self.proof is not None and self.proof.doubtful


@dataclass(frozen=True)
class Hearing:
    """What there is to hear in a clip, before it is compared with others of its voice."""

    timing: Timing
    found: Findings | None = None
    """`None` where its text cannot be rendered."""


def hearing_of(utterance: Utterance, clip: Clip) -> Hearing:
    """Listen to a clip: this is what takes time."""
    rendering = speech.rendered(utterance)
    alignment = audio.align_clip(clip, rendering) if rendering else None
    timing = clip.timing
    if timing is None or timing.source is TimeSource.ESTIMATE:
        cuts = cuts_of(utterance)
        timing = audio.timed(clip, utterance.text, cuts, rendering, alignment)
    if rendering is None or alignment is None:
        return Hearing(timing)
    return Hearing(timing, audio.findings(clip, utterance.text, rendering.words, alignment))


@dataclass
class Proofreader:
    """Listens to the clips of one build. Thread-safe."""

    settings: Settings
    store: Store
    doubtful: set[str] = field(default_factory=set)
    """Fingerprints of the clips that this build found doubtful, and a second try did not mend."""
    decoded: DecodedClips = field(default_factory=DecodedClips)
    _learned: dict[Voice, list[tuple[float, float, float]]] = field(default_factory=dict)
    """Pace, misfit and end of the clips of each voice, the latest last."""
    _guard: threading.Lock = field(default_factory=threading.Lock)

    @property
    def listens(self) -> bool:
        """Whether clips are compared with their text at all."""
        wanted = self.settings.quality.listen
        if wanted == "never" or not speech.can_render():
            return False
        return wanted == "always" or speech.engine_for(self.settings).is_remote

    def check(self) -> None:
        """Load the recogniser that the settings name, if any: before anything is paid for.

        Raises:
            ConfigurationError: there is none.
        """
        if self.listens and self.settings.quality.recogniser:
            audio.recogniser(self.settings.quality.recogniser)

    def listen(self, utterance: Utterance, clip: Clip) -> Heard:
        """Compare a clip with its text, and find out when its words are spoken."""
        return self.judged(utterance, hearing_of(utterance, clip), lambda: clip)

    def judged(
        self, utterance: Utterance, hearing: Hearing, clip: Callable[[], Clip | None]
    ) -> Heard:
        """Compare what was heard in a clip with what is usual of its voice.

        Args:
            utterance: what it should say.
            hearing: what was heard.
            clip: gets the clip, where a recogniser is to hear it too.
        """
        if hearing.found is None:
            return Heard(hearing.timing)
        proof = hearing.found.judged(self._usual(utterance.voice))
        if proof.doubtful and self.settings.quality.recogniser and (there := clip()) is not None:
            proof = self._second_opinion(utterance, there, proof)
        if not proof.doubtful:
            self._learn(utterance.voice, hearing.found)
        return Heard(hearing.timing, proof)

    def listen_late(self, utterance: Utterance, clip: Clip) -> Heard:
        """Listen to a clip of the store that nobody has listened to, and keep what is found.

        A build was killed in between, or the clip is of a release that did not listen. Where it is
        doubtful, that is told; it is not asked for again.
        """
        heard = self.listen(utterance, clip)
        self.store.annotate_clip(utterance.fingerprint, timing=heard.timing, proof=heard.proof)
        if heard.proof is not None and heard.doubtful:
            self.store.put_refusal(utterance.fingerprint, refusal_of(heard.proof))
            self.doubtful.add(utterance.fingerprint)
        return heard

    def remember(self) -> None:
        """Keep what is usual of each voice, for the next build."""
        for voice, found in self._learned.items():
            self.store.put_note(_name(voice), _LEARNED, msgspec.json.encode(found[-MOST:]))

    def _second_opinion(self, utterance: Utterance, clip: Clip, proof: Proof) -> Proof:
        ear = audio.recogniser(self.settings.quality.recogniser)
        heard = ear.transcript(clip, utterance.language)
        if audio.says_the_same(utterance.text, heard):
            return Proof(min(proof.score, DOUBTFUL), heard=heard)
        return replace(proof, heard=heard)

    def _usual(self, voice: Voice) -> audio.UsualFindings | None:
        with self._guard:
            known = self._known(voice)
            if len(known) < FEWEST:
                return None
            paces, misfits, ends = zip(*known, strict=True)
            high = sorted(ends)[9 * len(ends) // 10]
            return audio.UsualFindings(median(paces), median(misfits), high)

    def _learn(self, voice: Voice, found: Findings) -> None:
        with self._guard:
            self._known(voice).append((found.pace, found.misfit, found.end))

    def _known(self, voice: Voice) -> list[tuple[float, float, float]]:
        if voice not in self._learned:
            note = self.store.note(_name(voice), _LEARNED)
            try:
                known = (
                    msgspec.json.decode(note, type=list[tuple[float, float, float]]) if note else []
                )
            except UNREADABLE:  # of another version: learned anew
                known = []
            # Others may write the store; what no clip can come to is none of ours.
            self._learned[voice] = [one for one in known if max(map(abs, one)) <= MOST_FOUND]
        return self._learned[voice]


def refusal_of(proof: Proof) -> RememberedRefusal:
    """What is remembered of a doubtful clip."""
    return RememberedRefusal(f"its clip is doubtful: {proof.reason}", proof.score)


def _name(voice: Voice) -> str:
    return digest(["pace", msgspec.to_builtins(voice)])
