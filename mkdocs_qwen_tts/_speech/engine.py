"""What an engine can be asked, and what speaks once it is opened.

An `Engine` is made for one set of settings and answers every question about itself, so that nobody
else has to know which engine it is. It is cheap to make, and asks nobody anything except in `probe`
and through the `Synthesizer` that `open` returns.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from mkdocs_qwen_tts._errors import SpeechError
from mkdocs_qwen_tts._model import Clip, Limit, Usage
from mkdocs_qwen_tts._model.engines import ENGINES
from mkdocs_qwen_tts._speech import catalogue, wish
from mkdocs_qwen_tts._speech.http.endpoint import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from typing import Self

    from mkdocs_qwen_tts._errors import ConfigurationError
    from mkdocs_qwen_tts._model import Piece, RetryDetails, Sound, Utterance, Voice
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech.catalogue import Lifecycle
    from mkdocs_qwen_tts._speech.http.live import Live

    Decode = Callable[[Sound], tuple[bytes, int]]
    """Audio as it came → 16-bit mono samples and their rate; raises `BadAudioError`."""

    Answering = Callable[[], Callable[[Piece], None]]
    """An answer begins → who takes its pieces as they arrive."""

    Asker = Callable[[Utterance, "Attempt", Answering], "Attempted"]
    """Sends one request for an utterance, at once."""

ANY_LENGTH = 600
"""Billing units a request carries where an engine takes any length: the limit of the default model,
so that scripts split alike whoever speaks."""

UNLIMITED = 1_000_000.0
"""Requests a minute where nobody else's service is asked."""


class Price(Struct, frozen=True):
    """What speech costs."""

    per_character: Decimal
    """For one billing character, in `currency`."""
    currency: str
    date: str
    """When the price was read (`2026-03`)."""
    source: str
    estimated: bool = False
    """The service bills tokens, and how many a text becomes is known only when it has been spoken:
    this is the upper end."""


class Probe(Struct, frozen=True):
    """A service that answered a question which costs nothing."""

    host: str
    key_accepted: bool | None
    """Whether a key was sent and accepted; `None` where the service does not say."""
    models: tuple[str, ...] = ()
    """The models that a server says it has."""


class Remark(Struct, frozen=True):
    """What an engine says about its own settings, for `doctor`."""

    topic: str
    seen: str
    mend: str = ""
    broken: bool = False
    """Whether it stops a build; a remark with a `mend` that does not is a warning."""


class Attempt(Struct, frozen=True):
    """How an utterance is to be asked for, once."""

    stream: bool = True
    """Whether the answer may come in pieces, where the service sends such."""
    relinked: bool = False
    """Whether it was asked for before because the link to its sound had expired."""
    part: bool = False
    """Whether it is a part of an utterance, and no clip by itself."""


class Attempted(Struct, frozen=True):
    """What came of one request."""

    clip: Clip | None
    """`None` where `error` says why."""
    cut: bool = False
    """Whether the service stopped in the middle of the text."""
    error: SpeechError | None = None
    requests: int = 0
    """Requests that were sent."""
    unanswered: int = 0
    """How many of them never got an answer, and may have been billed."""
    billed: tuple[Usage, ...] = ()
    """What the service says it billed."""
    relinked: bool = False
    """Whether the link to the sound had expired."""


class Synthesizer(ABC):
    """An engine that is open: something that speaks. Many threads may call `speak` at once."""

    free = False
    """Whether speaking costs nothing."""

    @abstractmethod
    def speak(
        self,
        utterance: Utterance,
        *,
        again: Callable[[], bool] = lambda: True,
        retried: Callable[[RetryDetails], None] = lambda _: None,
        answering: Answering = lambda: lambda _: None,
    ) -> Clip:
        """Have an utterance spoken.

        Args:
            utterance: what is spoken.
            again: asked before the utterance is requested again though it may have been billed.
            retried: called with each attempt that failed and is followed by another.
            answering: called with each answer that begins; what it returns gets the answer's
                pieces as they arrive. Engines that cost nothing do not call it.

        Raises:
            SpeechError: with `requests`, `unanswered` and `usage` over all attempts.
        """

    def attempt(
        self,
        utterance: Utterance,
        attempt: Attempt,  # noqa: ARG002 - what services behind HTTP look at
        answering: Answering = lambda: lambda _: None,
    ) -> Attempted:
        """Ask once, now: without a turn, and without a second try."""
        try:
            clip = self.speak(utterance, again=lambda: False, answering=answering)
        except SpeechError as error:
            billed = (error.usage,) if error.usage is not None else ()
            return Attempted(None, False, error, error.requests, error.unanswered, billed)
        usage = clip.usage
        return Attempted(clip, False, None, usage.requests, usage.unanswered, (usage,))

    def ask_through(self, asker: Asker) -> Synthesizer:
        """This engine, with somebody else who does each attempt."""
        return AskedElsewhere(self, asker)

    def taken_up(self, utterance: Utterance, pieces: Iterable[Piece]) -> Clip | None:  # noqa: ARG002 - what costs nothing is spoken anew
        """The clip of an answer that an earlier build received; `None` where it cannot be used."""
        return None

    def stream(self, utterance: Utterance) -> Live:
        """Have an utterance spoken, and hear it while it is being spoken, where the engine can.

        Raises:
            SpeechError: while the samples are iterated over.
        """
        from mkdocs_qwen_tts._speech.http.live import Live  # noqa: PLC0415 - seldom wanted

        return Live(lambda live: self._spoken_first(utterance, live))

    def _spoken_first(self, utterance: Utterance, live: Live) -> Iterator[bytes]:
        clip = self.speak(utterance)
        live.sample_rate, live.usage = clip.sample_rate, clip.usage
        yield clip.pcm

    def stop(self) -> None:  # noqa: B027 - not every engine has something to stop
        """Send nothing more; what is under way may still arrive."""

    def close(self) -> None:  # noqa: B027 - nor something to close
        """Give up everything under way."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AskedElsewhere(Synthesizer):
    """An engine of one attempt, which somebody else makes.

    Args:
        here: the engine, as it is open here.
        asker: makes the attempts.
    """

    def __init__(self, here: Synthesizer, asker: Asker) -> None:
        self._here, self._asker = here, asker
        self.free = here.free

    def speak(
        self,
        utterance: Utterance,
        *,
        again: Callable[[], bool] = lambda: True,  # noqa: ARG002 - there is one attempt
        retried: Callable[[RetryDetails], None] = lambda _: None,  # noqa: ARG002 - likewise
        answering: Answering = lambda: lambda _: None,
    ) -> Clip:
        """Have an utterance spoken."""
        done = self._asker(utterance, Attempt(), answering)
        if done.error is not None:
            raise done.error
        assert done.clip is not None  # noqa: S101 - there is a clip, or an error
        return done.clip

    def stop(self) -> None:
        """As the engine does."""
        self._here.stop()

    def close(self) -> None:
        """As the engine does."""
        self._here.close()


class Engine(ABC):
    """Who speaks. A new engine defines `name`, `resolve_voice` and `open`, and what else differs.

    Args:
        settings: the site's, or a page's.
    """

    name: ClassVar[str]
    """As the option `engine` has it."""
    free: ClassVar[bool] = False
    """Whether speaking costs nothing."""
    needs_key: ClassVar[bool] = False
    """Whether it asks for nothing without a key."""
    custom_voices: ClassVar[bool] = False
    """Whether it makes voices of one's own."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    # ------------------------------------------------------------ facts

    @property
    def key_variable(self) -> str:
        """The environment variable that holds its key, or empty."""
        return ENGINES[self.name].key_variable

    @property
    def lacks_key(self) -> bool:
        """Whether it needs a key and has none."""
        return self.needs_key and self.settings.api.key is None

    @property
    def host(self) -> str:
        """The host that is asked for speech, or empty where nobody is."""
        return ""

    @property
    def is_remote(self) -> bool:
        """Whether it speaks beyond this machine, so that its speech costs money, as a rule."""
        return bool(self.host) and not is_loopback(self.host)

    @property
    def model(self) -> str:
        """The model that speaks, or empty where the engine has no choice of models."""
        return ""

    # ------------------------------------------------------------ voices and figures

    @abstractmethod
    def resolve_voice(self, language: str | None = None, wish: str | None = None) -> Voice | None:
        """The voice for a passage.

        Args:
            language: BCP 47 tag of the passage, or `None` where nothing declares it. A `language`
                fixed in the settings wins over it.
            wish: the voice asked for on the passage itself.

        Returns:
            `None` when the engine does not speak the language.

        Raises:
            ConfigurationError: there is no such voice; names the option and the closest one.
        """

    def stands_in(self, voice: Voice) -> bool:  # noqa: ARG002 - what other engines answer by
        """Whether a voice only stands in for a better one, and the player says so."""
        return False

    def describe(self, voice: Voice) -> str:
        """What speaks, for people."""
        return f"{voice.name} ({voice.model})" if voice.model else voice.name

    def limit(self, voice: Voice) -> Limit:  # noqa: ARG002 - other engines look at it
        """How much text one request may carry."""
        return Limit(ANY_LENGTH, catalogue.units)

    def plain_text(self, text: str) -> str:
        """A text of a page without what the engine would obey instead of reading it."""
        return text

    def units(self, text: str) -> int:
        """Billing characters of a text, as this engine counts."""
        return catalogue.units(text)

    def price(self, voice: Voice) -> Price | None:  # noqa: ARG002 - what other engines answer by
        """What a billing character costs with a voice, or `None` where no price is published."""
        return Price(Decimal(0), "CNY", "", "spoken on this machine") if self.free else None

    def cost(self, voice: Voice, usage: Usage) -> Decimal | None:  # noqa: ARG002 - what other engines answer by
        """What a service's own figures come to, in the currency of `price`, or `None`."""
        return Decimal(0) if self.free else None

    def rate(self, voice: Voice) -> float:  # noqa: ARG002 - what other engines answer by
        """Requests a minute that the service documents for a voice's model."""
        return UNLIMITED

    def lifecycle(self, voice: Voice) -> Lifecycle | None:  # noqa: ARG002 - what other engines answer by
        """How long a voice lives, as far as it is known."""
        return None

    def successor(self) -> Engine | None:
        """The engine to take where this one's model ends, with its own settings; else `None`."""
        return None

    # ------------------------------------------------------------ checks

    def problems(self) -> list[ConfigurationError]:
        """Everything about the settings of speech that cannot work."""
        return wish.language_problems(self.settings)

    def notes(self) -> tuple[str, ...]:
        """What the settings rely on that is not documented, one sentence each.

        Ask for them only where `problems` finds nothing.
        """
        return self.settings.notes

    def doubts_key(self, key: str) -> str:  # noqa: ARG002 - what other engines answer by
        """What is odd about a key, or empty."""
        return ""

    def address(self) -> Remark | None:
        """Where requests go, and whether that fits the other settings; `None` where nobody asks."""
        return None

    def probe(self) -> Probe:
        """Ask the service, once and for nothing, whether it answers and accepts the key.

        Raises:
            AuthenticationError: it answers and does not accept the key.
            SpeechError: it cannot be reached, or refuses for another reason.
        """
        return Probe("", None)

    # ------------------------------------------------------------ speech

    @abstractmethod
    def open(self, decode: Decode, *, sleep: Callable[[float], None] | None = None) -> Synthesizer:
        """Get ready to speak. The settings should have no `problems`.

        Args:
            decode: turns audio as it came into 16-bit mono samples and their rate.
            sleep: waits some seconds between attempts; for tests, which do not wait.

        Raises:
            ConfigurationError: the engine cannot be opened as configured.
        """
