"""What is done on a worker. What goes wrong is handed back, not raised.

Dask writes the arguments of a task that raises into its log, and an error that is raised must not
end the work on anything else.

What waits for the service or for its turn is called through `aside`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from distributed import get_worker
from msgspec.structs import replace

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts._cluster.failed import Failed
from mkdocs_qwen_tts._cluster.job import Bench, Fitness, Job, Kin, bench_for, kin
from mkdocs_qwen_tts._errors import (
    NarrationError,
    SpeechError,
    StoreError,
    TransportError,
)
from mkdocs_qwen_tts._model import Clip, KeptClip
from mkdocs_qwen_tts._pipeline.assemble import encoded_track
from mkdocs_qwen_tts._pipeline.decoding_pool import decoding_pool
from mkdocs_qwen_tts._pipeline.keeping import keep_clip
from mkdocs_qwen_tts._pipeline.noted_draft import noted_draft
from mkdocs_qwen_tts._pipeline.proofing import Hearing, hearing_of
from mkdocs_qwen_tts._speech import Attempt, Attempted
from mkdocs_qwen_tts._textfile import small_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from distributed import Worker

    from mkdocs_qwen_tts._model import Utterance
    from mkdocs_qwen_tts._pipeline.recipe import ScriptRecipe
    from mkdocs_qwen_tts._speech.engine import Answering


@dataclass(frozen=True)
class RequestTask:
    """One attempt at an utterance, as a task."""

    utterance: Utterance
    attempt: Attempt
    token: str
    """What tells this attempt apart from all others."""
    keep: bool
    """Put the clip into the store; else it is handed back whole."""


def kin_there() -> Kin:
    """What runs on this worker."""
    return kin()


def introduce(job: Job, dask_worker: Worker) -> Fitness:
    """Get ready for a job; Dask sees to the worker."""
    try:
        return bench_for(job, Path(dask_worker.local_directory)).fitness
    except Exception as error:  # noqa: BLE001 - told by the client, in one sentence
        trouble = error if isinstance(error, NarrationError) else type(error).__name__
        return Fitness(False, False, False, "", str(trouble))


def read_scripts(client: Kin, recipes: Sequence[ScriptRecipe]) -> list[bytes | None]:
    """The drafts of pages, as the store notes them; `None` for one that the client has to read."""
    same = client == kin()  # another release would read another text, which is paid for
    return [_drafted(recipe) if same else None for recipe in recipes]


def ask_once(job: Job, request: RequestTask) -> Attempted | Failed:
    """Ask for an utterance once, and put its clip into the store before it is told of."""
    try:
        bench = _bench(job)
        with bench.awaiting():
            return _asked(bench, request)
    except Exception as error:  # noqa: BLE001 - see above
        return Failed.of(error, "it cannot be spoken")


def hear_clip(job: Job, utterance: Utterance) -> Hearing | Failed | None:
    """Listen to a clip of the store; `None` where it is gone."""
    try:
        bench = _bench(job)
        decoding_pool().give_way()
        with bench.assembling:
            stored = bench.store.clip(utterance.fingerprint)
            if stored is None:
                return None
            pcm, rate = audio.from_flac(stored.data)
            return hearing_of(utterance, Clip(pcm, rate, timing=stored.timing))
    except Exception as error:  # noqa: BLE001 - see above
        return Failed.of(error, "its clip cannot be listened to")


def make_track(job: Job, recipe: audio.TrackRecipe, key: str) -> frozenset[str] | Failed:
    """Put a track into the store; returns the fingerprints of clips that were found doubtful."""
    try:
        bench = _bench(job)
        proofreader = bench.proofreader()
        with bench.assembling, audio.single_threaded():
            if bench.store.track(key) is None:
                encoded_track(recipe, key, bench.store, proofreader)
        return frozenset(proofreader.doubtful)
    except Exception as error:  # noqa: BLE001 - see above
        return Failed.of(error, "its sound cannot be put together")


# ---------------------------------------------------------------- on the way


def _bench(job: Job) -> Bench:
    bench = bench_for(job, Path(get_worker().local_directory))
    bench.ensure_fit()
    return bench


def _drafted(recipe: ScriptRecipe) -> bytes | None:
    try:
        for lexicon in recipe.lexicons:
            if hashlib.sha256(small_file(Path(lexicon.path))).hexdigest() != lexicon.digest:
                return None
        return noted_draft(recipe)
    except Exception:  # noqa: BLE001 - the client meets the same error, and tells it
        return None


def _asked(bench: Bench, request: RequestTask) -> Attempted:
    fingerprint = request.utterance.fingerprint
    if not request.keep:
        return _handed_out(bench, request)
    stored = bench.store.clip(fingerprint)
    if stored is not None:  # this is the second run of a task, whose worker was lost
        pcm, rate = audio.from_flac(stored.data)
        return _answered(_elsewhere(bench, Clip(pcm, rate, stored.usage)))
    first = bench.attempts.begin(fingerprint, request.token)
    done = None
    try:
        with bench.store.spool.receiving(fingerprint, bench.key) as arrivals:
            done = _left_over(bench, request, first=first)
            if done is None and first:
                done = _received(bench, request, arrivals.answer)
            elif done is None:
                done = lost()
            if done.error is not None:
                raise done.error  # what of the answer is kept depends on it
            done = _kept(bench, request, done)
    except SpeechError as error:
        done = done or Attempted(None, error=error)
    except StoreError as error:
        if done is None or done.clip is None:
            raise
        # What it took is counted all the same, and the answer stays in the spool.
        done = replace(done, clip=replace(_elsewhere(bench, done.clip), unkept=str(error)))
    finally:
        bench.attempts.end(fingerprint, request.token)
    return done


def lost(defect: str = "") -> Attempted:
    """What is known of a request whose worker was lost, or met a defect: it may be billed."""
    error = TransportError(
        defect or "the worker that asked for it was lost, and no answer has come"
    )
    error.retryable = not defect
    return Attempted(None, error=error, requests=1, unanswered=1)


def _handed_out(bench: Bench, request: RequestTask) -> Attempted:
    """Ask, unless the first run of this task has; what comes is handed back whole."""
    fingerprint = request.utterance.fingerprint
    if not bench.attempts.begin(fingerprint, request.token):
        bench.attempts.end(fingerprint, request.token)
        return lost()
    try:
        return bench.session.synthesizer.attempt(request.utterance, request.attempt)
    finally:
        bench.attempts.end(fingerprint, request.token)


def _left_over(bench: Bench, request: RequestTask, *, first: bool) -> Attempted | None:
    """What an earlier build received, or the first run of this task; `None` where that is nothing.

    Raises:
        SpeechError: a finished file cannot be downloaded now.
    """
    utterance = request.utterance
    left = bench.store.spool.left_over(utterance.fingerprint, bench.key)
    taken = bench.session.left_over(utterance, left)
    if taken is None:
        return None
    clip = taken if first else replace(taken, usage=replace(taken.usage, requests=1))
    return _answered(clip)


def _received(bench: Bench, request: RequestTask, answering: Answering) -> Attempted:
    """Ask; what comes is the speech, or says why not."""
    utterance = request.utterance
    done = bench.session.synthesizer.attempt(utterance, request.attempt, answering)
    if done.clip is None:
        return done
    usage = done.billed[-1] if done.billed else done.clip.usage
    usage = replace(usage, requests=done.requests, unanswered=done.unanswered)
    clip = replace(done.clip, usage=usage)
    flaw = None if done.cut else bench.session.flaw(utterance, clip)
    if flaw is None and not done.cut:
        return replace(done, clip=clip)
    return replace(done, clip=replace(_elsewhere(bench, clip), flaw=flaw))


def _kept(bench: Bench, request: RequestTask, done: Attempted) -> Attempted:
    """What came, once the store has it.

    Raises:
        StoreError: the disk is full or cannot be written.
    """
    if done.clip is None or isinstance(done.clip, KeptClip):
        return done
    keep_clip(request.utterance, done.clip, bench.store)
    return replace(done, clip=_elsewhere(bench, done.clip))


def _elsewhere(bench: Bench, clip: Clip) -> KeptClip:
    """A clip as the client gets to know it."""
    return KeptClip(
        b"",
        clip.sample_rate,
        clip.usage,
        seconds=clip.duration,
        disk_is_full=bench.store.reserve.is_used,
    )


def _answered(clip: Clip) -> Attempted:
    usage = clip.usage
    return Attempted(clip, requests=usage.requests, unanswered=usage.unanswered, billed=(usage,))
