"""Utterance → samples: the only room that knows the network.

Light to import: the HTTP library is loaded when an engine for a service is opened, the offline
voice when it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from mkdocs_qwen_tts.speech.casting import cast, language_tag, resolve
from mkdocs_qwen_tts.speech.checks import check, notes, problems
from mkdocs_qwen_tts.speech.custom.aliases import with_aliases
from mkdocs_qwen_tts.speech.figures import Price, characters, cost, limit, price, rate
from mkdocs_qwen_tts.speech.http.live import Live

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType
    from typing import Self

    from mkdocs_qwen_tts.model import Clip, Sound, Utterance
    from mkdocs_qwen_tts.settings import Settings
    from mkdocs_qwen_tts.speech.reaching import Reached

__all__ = [
    "Engine",
    "Live",
    "Price",
    "cast",
    "characters",
    "check",
    "cost",
    "engine",
    "language_tag",
    "limit",
    "notes",
    "price",
    "problems",
    "rate",
    "reach",
    "resolve",
    "stream",
    "with_aliases",
]


class Engine(Protocol):
    """Something that speaks. Many threads may call `speak` at once."""

    @property
    def free(self) -> bool:
        """Whether speaking costs nothing."""

    def speak(self, utterance: Utterance, again: Callable[[], bool] = ...) -> Clip:
        """Have an utterance spoken.

        Args:
            utterance: what is spoken.
            again: asked before it is asked for again though it may have been billed already.

        Raises:
            SpeechError: with `requests`, `unanswered` and `usage` over all attempts.
        """

    def stop(self) -> None:
        """Send nothing more; what is under way may still arrive."""

    def close(self) -> None:
        """Give up everything under way."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def engine(
    settings: Settings,
    decode: Callable[[Sound], tuple[bytes, int]],
    *,
    sleep: Callable[[float], None] | None = None,
) -> Engine:
    """Open the engine that the settings name.

    Args:
        settings: the site's settings; `check` should have passed.
        decode: turns audio as it came into 16-bit mono samples and their rate, or raises
            `BadAudioError`.
        sleep: waits some seconds between attempts; for tests, which do not wait.

    Raises:
        ConfigurationError: the engine cannot be opened as configured.
    """
    name = resolve(settings)
    if name == "preview":
        from mkdocs_qwen_tts.speech.engines.espeak import engine as preview  # noqa: PLC0415 - looks for a speech library

        return preview.PreviewEngine()
    from mkdocs_qwen_tts.speech.engines import registry  # noqa: PLC0415 - imports httpx, 0.1 s

    return registry.service(settings, decode, sleep)


def reach(settings: Settings) -> Reached:
    """Ask the service that the settings name something that costs nothing; see `reaching`.

    Raises:
        SpeechError: it cannot be reached, or refuses.
    """
    from mkdocs_qwen_tts.speech import reaching  # noqa: PLC0415 - imports httpx, 0.1 s

    return reaching.reach(settings)


def stream(engine: Engine, utterance: Utterance) -> Live:
    """Have an utterance spoken, and hear it while it is being spoken; engines that cannot, speak it first.

    Raises:
        SpeechError: as the samples are iterated over.
    """
    own = getattr(engine, "stream", None)
    if own is not None:
        live: Live = own(utterance)
        return live
    return Live(lambda live: _spoken_first(engine, utterance, live))


def _spoken_first(engine: Engine, utterance: Utterance, live: Live) -> Iterator[bytes]:
    clip = engine.speak(utterance)
    live.sample_rate, live.usage = clip.sample_rate, clip.usage
    yield clip.pcm
