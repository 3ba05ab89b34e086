"""Every speech system, whole and streamed, in fair weather and under every fault: one table."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import respx

from mkdocs_qwen_tts import _errors as errors
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import Utterance
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing import FakeServer, Fault, Speech
from mkdocs_qwen_tts.testing._faults import known
from mkdocs_qwen_tts.testing._profiles import PROFILES, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._settings import Settings

TEXT = "Install the package with pip. Then open it."

CLONED = "qwen-tts-vc-guanyu-voice-20260122000000000-abcd"
DESIGNED = "qwen-tts-vd-lecturer-voice-20260126000000000-abcd"

SYSTEMS: dict[str, dict[str, Any]] = {
    "qwen3-tts-flash": {"model": "qwen3-tts-flash"},
    "qwen3-tts-instruct-flash": {
        "model": "qwen3-tts-instruct-flash",
        "instructions": "Calm and slow.",
        "optimize_instructions": True,
    },
    "qwen3-tts-vc": {"model": "qwen3-tts-vc-2026-01-22", "voice": CLONED},
    "qwen3-tts-vd": {"model": "qwen3-tts-vd-2026-01-26", "voice": DESIGNED},
    "qwen-tts": {"model": "qwen-tts"},
    "cosyvoice-v3.5-plus": {"model": "cosyvoice-v3.5-plus", "voice": "cosyvoice-v3.5-plus-mine-1"},
    "cosyvoice-v3-flash": {
        "model": "cosyvoice-v3-flash",
        "voice": "longanyun_v3",
        "options": {"rate": 1.1, "volume": 60, "seed": 7},
    },
    "cosyvoice-v2": {
        "model": "cosyvoice-v2",
        "voice": "longxiaochun_v2",
        "options": {"format": "mp3"},
    },
    "qwen-audio-3.0-tts-flash": {"model": "qwen-audio-3.0-tts-flash", "voice": "longanxiaoxin"},
    "MiniMax/speech-2.8-hd": {
        "model": "MiniMax/speech-2.8-hd",
        "voice": "English_Graceful_Lady",
        "options": {"emotion": "calm"},
    },
    "MiniMax/speech-02-turbo": {
        "model": "MiniMax/speech-02-turbo",
        "voice": "English_Graceful_Lady",
        "options": {"format": "flac"},
    },
    "self-hosted": {"engine": "openai", "voice": "Ryan"},
    "self-hosted, raw": {"engine": "openai", "voice": "Ryan"},
}
MODES = ("plain", "stream")
OWN = {
    CLONED: "qwen3-tts-vc-2026-01-22",
    DESIGNED: "qwen3-tts-vd-2026-01-26",
    "cosyvoice-v3.5-plus-mine-1": "cosyvoice-v3.5-plus",
}


def protocol(system: str) -> str:
    if system.startswith("self-hosted"):
        return "openai"
    return {"MiniMax": "minimax", "cosyvoi": "cosyvoice", "qwen-au": "cosyvoice"}.get(
        system[:7], "qwen"
    )


def cases() -> list[Any]:
    found = []
    for system in SYSTEMS:
        for mode in MODES:
            for fault in known().values():
                if not fault.fits(stream=mode == "stream", protocol=protocol(system)):
                    continue
                if fault.stage in ("garbage", "misspoken"):
                    continue  # sound of the right form: the build listens to it, not the engine
                if system == "self-hosted, raw" and fault.stage in ("frames", "harmless"):
                    continue  # raw samples have no events
                found.append(
                    pytest.param(system, mode, fault.name, id=f"{system}-{mode}-{fault.name}")
                )
    return found


@pytest.fixture
def house(bench: Any, request: pytest.FixtureRequest) -> Any:
    for voice, model in OWN.items():
        bench.fake.voices.add(voice, model)
    system = request.node.callspec.params["system"]
    manners = "raw" if system == "self-hosted, raw" else "vllm"
    bench.fake.profile = replace(bench.fake.profile, self_hosted=manners)
    return bench


def expected_seconds(system: str) -> float:
    """How long the text is at the speed that the system is asked for."""
    speed = SYSTEMS[system].get("options", {}).get("rate", 1.0)
    return Speech("", "", TEXT, speed=speed).seconds


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("system", SYSTEMS)
def test_fair_weather(house: Any, system: str, mode: str) -> None:
    """The clip is the speech, to the sample where the format keeps it; the ledger and the usage agree."""
    clip = house.speak(TEXT, api={"stream": mode == "stream"}, **SYSTEMS[system])
    (entry,) = house.fake.ledger.entries
    assert (entry.text, entry.stream, entry.status) == (TEXT, mode == "stream", 200)
    assert clip.usage.requests == 1
    assert clip.usage.unanswered == 0
    assert clip.sample_rate == 24_000
    assert clip.duration == pytest.approx(expected_seconds(system), abs=0.1)
    if protocol(system) != "openai":
        billed = clip.usage.characters if clip.usage.characters is not None else entry.characters
        assert billed == entry.characters == len(TEXT)


def is_lasting(fault: Fault) -> bool:
    """Whether a fault ends in an error: asking again would not mend it, or would pay for it twice."""
    return bool(fault.meets) and (not getattr(errors, fault.meets).retryable or fault.name in STAY)


WAYS = ("whole", "streamed", "realtime")
"""A finished file; a stream that is gathered, as a build does; one that is heard as it comes, as `say --play` does."""

SELF_HOSTED = ("self-hosted, vllm", "self-hosted, sglang", "self-hosted, raw")
EVERY = (*sorted(catalogue.models()), *SELF_HOSTED)


def wish_for(bench: Any, system: str) -> dict[str, Any]:
    """The options that have a system speak."""
    if system in SELF_HOSTED:
        return {"engine": "openai", "voice": "Ryan"}
    entry = catalogue.models()[system]
    made = {"cloned": CLONED, "designed": DESIGNED}.get(entry.voices, f"{system}-mine-1")
    named = catalogue.system_voices(entry.voices).values()
    voice = next((one.name for one in named if one.gender == "male"), made)
    if voice == made:
        bench.fake.voices.add(voice, system)
    return {"model": system, "voice": voice, "region": entry.regions[0]}


def heard(bench: Any, system: str, way: str, profile: str, text: str) -> bytes:
    """The samples that a system says a text with, at 24 kHz."""
    manners = system.rpartition(" ")[2] if system in SELF_HOSTED else "vllm"
    bench.fake.profile = Profile.named(profile, self_hosted=manners)
    wish = wish_for(bench, system)
    api = {"stream": way != "whole", "region": wish.pop("region", "beijing")}
    if way != "realtime":
        clip = bench.speak(text, api=api, **wish)
        assert clip.sample_rate == 24_000
        return bytes(clip.pcm)
    settings = bench.settings(api=api, **wish)
    voice = speech.engine_for(settings).resolve_voice("en")
    with bench.engine(settings) as engine:
        live = engine.stream(Utterance(text, voice))
        samples = b"".join(live)
        assert live.sample_rate == 24_000
    return samples


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("system", EVERY)
def test_every_system_speaks_in_every_way(
    bench: Any, monkeypatch: pytest.MonkeyPatch, system: str, way: str, profile: str
) -> None:
    """Every model of the catalogue and every kind of server; the same sound each time, paid for once."""
    monkeypatch.setattr(bench.fake, "profile", bench.fake.profile)  # put back afterwards
    text = "Hello there, and welcome."
    samples = heard(bench, system, way, profile, text)
    (entry,) = bench.fake.ledger.entries
    assert (entry.text, entry.stream, entry.status) == (text, way != "whole", 200)
    if system not in SELF_HOSTED:
        assert entry.model == system
    expected = Speech(entry.model, entry.voice, text).pcm()
    assert len(samples) == pytest.approx(len(expected), rel=0.02)
    if system in SELF_HOSTED:
        assert samples == heard(bench, system, "whole", profile, text)


@pytest.mark.parametrize(("system", "mode", "fault"), cases())
def test_a_fault_once(
    house: Any, system: str, mode: str, fault: str, request: pytest.FixtureRequest
) -> None:
    """A passing fault costs one more request; a lasting one costs none, and its error says what it is."""
    struck = known()[fault]
    house.fake.faults.add(fault, count=1)
    waiting = struck.stage == "wait"
    if waiting and system not in WAITED_FOR:
        router = request.getfixturevalue("respx_mock")
        router.route(host="127.0.0.1").mock(side_effect=respx.WSGIHandler(house.fake))
    timeout = 0.1 if waiting else 20
    options = {"api": {"stream": mode == "stream", "timeout": timeout}, **SYSTEMS[system]}
    kind = getattr(errors, struck.meets) if struck.meets else None
    if kind is not None and is_lasting(struck):
        with pytest.raises(kind) as caught:
            house.speak(TEXT, **options)
        assert caught.value.requests == house.fake.ledger.requests == 1
        assert "sk-" not in str(caught.value)
        return
    with patient_after_a_failure(house):
        clip = house.speak(TEXT, **options)
    asked_again = bool(kind) and not (fault in DAMAGED and protocol(system) in LINKED)
    assert clip.usage.requests == house.fake.ledger.requests == (2 if asked_again else 1)
    unread = kind is errors.TransportError
    assert clip.usage.unanswered == (1 if unread else 0)
    assert clip.duration == pytest.approx(expected_seconds(system), abs=0.1)
    if clip.usage.characters is not None:
        maybe = sum(entry.characters for entry in house.fake.ledger.entries[:1] if unread)
        assert clip.usage.characters + maybe == house.fake.ledger.characters


@contextmanager
def patient_after_a_failure(house: Any) -> Iterator[None]:
    """Only the answer that never comes is given up soon: a busy machine may take its time for the next."""
    opened = house.engine

    def engine(settings: Settings) -> Any:
        client = opened(settings)

        def nap(_: float) -> None:
            client._wire._timeout = client._wire._client.timeout = 20

        client._sleep = nap
        return client

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(house, "engine", engine)
        yield


WAITED_FOR = (
    "qwen3-tts-flash",
    "cosyvoice-v3-flash",
    "MiniMax/speech-2.8-hd",
    "self-hosted",
    "self-hosted, raw",
)
"""One system of each protocol is waited for in earnest, the others in this process, where time does
not pass."""

DAMAGED = ("truncated-base64", "garbled-event")
"""Faults of the sound inside a stream, whose end is there all the same."""

LINKED = ("qwen", "cosyvoice")
"""Protocols whose streams end with a link to the finished file, which costs nothing to fetch."""

STAY = (
    "throttled-for-long",
    "broken-link",
    "reset-link",
    "oversize-link",
    "foreign-link",
    "redirect-link",
)
"""Passing kinds of errors that asking again would not mend, or would pay for twice."""


def speaking() -> str:
    """The table of systems, ways and profiles, each tried here and now."""
    from tests.speech.conftest import Bench

    heads = ["system", *(f"{way}, {profile}" for way in WAYS for profile in PROFILES)]
    lines = [" | ".join(heads), " | ".join(["---"] * len(heads))]
    with FakeServer() as server:
        for system in EVERY:
            cells = [system]
            for way in WAYS:
                for profile in PROFILES:
                    server.ledger.clear()
                    samples = heard(Bench(server), system, way, profile, TEXT)
                    asked = server.ledger.requests
                    cells.append(f"{len(samples) / 48_000:.2f} s, {asked} request")
            lines.append(" | ".join(cells))
    return "\n".join(f"| {line} |" for line in lines)


def markdown() -> str:
    """The table for people: for each system and way of answering, how many faults it was put through."""
    heads = [
        "system",
        *(f"{mode}: {kind}" for mode in MODES for kind in ("delivered", "tried again", "told")),
    ]
    lines = [" | ".join(heads), " | ".join(["---"] * len(heads))]
    for system in SYSTEMS:
        cells = [system]
        for mode in MODES:
            met = [known()[one.values[2]] for one in cases() if one.values[:2] == (system, mode)]
            lasting = sum(is_lasting(fault) for fault in met)
            harmless = sum(not fault.meets for fault in met)
            cells += [str(1 + harmless), str(len(met) - lasting - harmless), str(lasting)]
        lines.append(" | ".join(cells))
    return "\n".join(f"| {line} |" for line in lines)


if __name__ == "__main__":
    print(speaking(), markdown(), sep="\n\n")
