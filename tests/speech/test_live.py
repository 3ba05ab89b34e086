"""Speech that is heard while it is being spoken, whatever it comes wrapped in."""

from __future__ import annotations

import wave
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _errors as errors
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import Clip, Piece, Sound, Utterance
from mkdocs_qwen_tts._model.riff import wav_header
from mkdocs_qwen_tts._speech.http.live import Unwrapping
from mkdocs_qwen_tts.testing._speech import Speech

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = "Install the package with pip. Then open your configuration, and add one line to the list of plugins."
PCM = Speech("m", "Cherry", "Hello there.").pcm()


def heard(data: bytes, cuts: list[int], rate: int | None = 24_000) -> tuple[bytes, int]:
    at = sorted({cut % (len(data) + 1) for cut in cuts})
    pieces = [data[start:stop] for start, stop in zip([0, *at], [*at, len(data)], strict=True)]
    unwrapping = Unwrapping(audio.decode)
    chunks = list(unwrapping.feed(Piece(audio=piece, sample_rate=rate) for piece in pieces))
    assert all(len(chunk) % 2 == 0 for chunk in chunks)
    return b"".join(chunks), unwrapping.sample_rate


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["wav", "pcm", "flac"]), st.lists(st.integers(0, 100_000), max_size=8))
def test_samples_are_the_same_however_the_bytes_are_cut(form: str, cuts: list[int]) -> None:
    assert heard(Speech("m", "v", "", format=form).file(PCM), cuts) == (PCM, 24_000)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 200), max_size=6))
def test_headers_of_any_length_are_stepped_over(cuts: list[int]) -> None:
    file = Speech("m", "v", "", sample_rate=16_000).file(PCM)
    longer = file[:36] + b"LIST\x05\x00\x00\x00abcde\x00" + file[36:]
    assert heard(longer, cuts) == (PCM, 16_000)


def test_a_stream_of_unknown_length_is_a_wav_file() -> None:
    assert audio.decode(Sound(wav_header(24_000) + PCM)) == (PCM, 24_000)


def test_stereo_is_decoded_when_it_is_complete() -> None:
    file = BytesIO()
    with wave.open(file, "wb") as stereo:
        stereo.setparams((2, 2, 24_000, 0, "NONE", ""))
        stereo.writeframes(b"".join(PCM[at : at + 2] * 2 for at in range(0, len(PCM), 2)))
    assert heard(file.getvalue(), [50, 1000]) == (PCM, 24_000)


@pytest.mark.parametrize("system", ["qwen3-tts-flash", "cosyvoice-v2", "MiniMax/speech-02-hd"])
def test_sound_comes_before_the_end(bench: Any, system: str) -> None:
    voice = {"cosyvoice-v2": "longxiaochun_v2", "MiniMax/speech-02-hd": "Charming_Lady"}.get(
        system, "Cherry"
    )
    site = bench.settings(model=system, voice=voice, api={"stream": False})
    cast = speech.engine_for(site).resolve_voice("en")
    assert cast is not None
    with bench.engine(site) as engine:
        live = engine.stream(Utterance(TEXT, cast))
        chunks = list(live)
        assert len(chunks) > 5
        assert live.sample_rate == 24_000
        assert b"".join(chunks) == engine.speak(Utterance(TEXT, cast)).pcm
        assert live.usage.characters == len(TEXT)


def test_before_the_first_sample_another_attempt_does_no_harm(
    bench: Any, live: speech.Live
) -> None:
    bench.fake.faults.add("unavailable", count=1)
    assert b"".join(live)
    assert live.usage.requests == 2


def test_after_the_first_sample_nothing_is_asked_for_again(bench: Any, live: speech.Live) -> None:
    bench.fake.faults.add("missing-last-chunk")
    assert next(live)
    with pytest.raises(errors.TransportError) as caught:
        list(live)
    assert (caught.value.requests, caught.value.unanswered) == (1, 1)
    assert bench.fake.ledger.requests == 1


def test_engines_that_cannot_stream_speak_first() -> None:
    class Slow(speech.Synthesizer):
        free = True

        def speak(self, utterance: Utterance, **_: object) -> Clip:  # noqa: ARG002 - the signature of what it stands for
            return Clip(PCM, 22_050)

    live = Slow().stream(Utterance("Hi", speech.engine_for(_free()).resolve_voice("en")))  # type: ignore[arg-type]
    assert (b"".join(live), live.sample_rate) == (PCM, 22_050)


@pytest.fixture
def live(bench: Any) -> Iterator[speech.Live]:
    site = bench.settings()
    voice = speech.engine_for(site).resolve_voice("en")
    assert voice is not None
    with bench.engine(site) as engine:
        yield engine.stream(Utterance(TEXT, voice))


def _free() -> Any:
    from mkdocs_qwen_tts._settings import Settings

    return Settings.of({"engine": "preview"}, environ={})
