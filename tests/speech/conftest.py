from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import Utterance, Voice
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEY = "sk-0123456789abcdef"
TEXT = "Install the package with pip. Then open your configuration, and add one line."


class Bench:
    """A fake service on a port, and everything to speak through it without waiting."""

    def __init__(self, server: FakeServer) -> None:
        self.server = server
        self.fake = server.fake
        self.slept: list[float] = []

    def settings(self, *, api: dict[str, Any] | None = None, **options: Any) -> Settings:
        root = (
            self.server.self_hosted_url
            if options.get("engine") == "openai"
            else self.server.base_url
        )
        reached = {
            "key": KEY,
            "base_url": root,
            "requests_per_minute": 1e6,
            "timeout": 20,
            "retries": 2,
        }
        return Settings.of({"api": {**reached, **(api or {})}, **options}, environ={})

    def engine(self, settings: Settings) -> Any:
        return speech.open_engine(settings, audio.decode, sleep=self.slept.append)

    def speak(self, text: str = TEXT, *, language: str = "en", **options: Any) -> Any:
        settings = self.settings(**options)
        speech.check(settings)
        voice = speech.engine_for(settings).resolve_voice(language)
        assert isinstance(voice, Voice)
        with self.engine(settings) as engine:
            return engine.speak(Utterance(text, voice))


@pytest.fixture(scope="session")
def _server() -> Iterator[FakeServer]:
    with FakeServer(patience=1.5) as server:
        yield server


@pytest.fixture
def bench(_server: FakeServer) -> Iterator[Bench]:
    _server.fake.faults.clear()
    _server.ledger.clear()
    yield Bench(_server)
    _server.fake.faults.clear()


@pytest.fixture
def settings() -> Callable[..., Settings]:
    """Settings without a service behind them."""

    def of(**options: Any) -> Settings:
        return Settings.of({"api": {"key": KEY}, **options}, environ={})

    return of
