"""Voices of your own: made, waited for, listed, shown, deleted, and named in a small file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile

from mkdocs_qwen_tts import _errors as errors
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._speech.catalogue import samples
from mkdocs_qwen_tts._speech.custom import advice, aliases, enrolment, recording, services
from mkdocs_qwen_tts.testing._calls import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mkdocs_qwen_tts._settings import Settings

GOOD = "A calm, deep male voice, around 40 years old, slow and mellow, suitable for narrating documentation."
VC, VD, COSY = "qwen3-tts-vc-2026-01-22", "qwen3-tts-vd-2026-01-26", "cosyvoice-v3.5-flash"
MINIMAX = "MiniMax/speech-2.8-hd"


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Path]:
    def made(
        seconds: float = 12, rate: int = 24_000, channels: int = 1, form: str = "wav", **how: Any
    ) -> Path:
        path = tmp_path / f"sample.{form}"
        moments = np.arange(int(seconds * rate))
        tone = 0.3 * np.sin(moments / 20) * (1 + np.sin(6 * np.pi * moments / rate)) / 2
        soundfile.write(path, np.column_stack([tone] * channels), rate, **how)
        return path

    return made


@pytest.fixture
def shop(bench: Any) -> Any:
    for voice in list(bench.fake.voices._voices):
        del bench.fake.voices._voices[voice]
    with enrolment.Enrolment(bench.settings(), sleep=bench.slept.append) as workshop:
        yield workshop


def test_a_cloned_voice_speaks(bench: Any, shop: Any, record: Any) -> None:
    made = shop.clone(record(), model=VC, name="guanyu", language="en", text="Hello.")
    assert made.voice.id.startswith("qwen-tts-vc-guanyu-voice-")
    assert (made.voice.model, made.notes) == (VC, ())
    assert bench.speak(model=VC, voice=made.voice.id).duration > 0


def test_a_designed_voice_is_heard_and_speaks(bench: Any, shop: Any) -> None:
    from mkdocs_qwen_tts import _audio as audio

    made = shop.design(GOOD, model=VD, name="lecturer", language="German")
    assert audio.decode(made.preview)[1] == 24_000
    assert made.notes == ()
    assert made.voice.description == GOOD
    assert bench.speak(model=VD, voice=made.voice.id).duration > 0


def test_a_cosyvoice_voice_is_waited_for(bench: Any, shop: Any) -> None:
    made = shop.clone("https://example.com/me.wav", model=COSY, name="me", language="en")
    assert made.voice.id.startswith(f"{COSY}-me-")
    assert shop.wait(made.voice).status == "OK"
    assert bench.slept == [enrolment.POLL_SECONDS]
    assert bench.speak(model=COSY, voice=made.voice.id).duration > 0


@pytest.mark.parametrize("model", [COSY, "qwen-audio-3.0-tts-plus", "qwen-audio-3.1-tts-flash"])
def test_a_recording_on_this_machine_makes_a_voice_for_every_family(
    bench: Any, shop: Any, record: Any, model: str
) -> None:
    """`voice-enrollment` takes the recording itself, so that nobody has to publish it."""
    sent: list[Any] = []
    answer = bench.fake.voices.answer
    bench.fake.voices.answer = lambda body, number: sent.append(body) or answer(body, number)
    try:
        made = shop.clone(record(), model=model, name="anna", language="Thai")
    finally:
        bench.fake.voices.answer = answer
    assert made.voice.id.startswith(f"{model}-anna-")
    (body,) = sent
    assert body["model"] == "voice-enrollment"
    assert body["input"]["audio"].startswith("data:audio/wav;base64,")
    assert body["input"]["language_hints"] == ["th"]
    assert "url" not in body["input"]
    shop.wait(made.voice)
    assert bench.speak(model=model, voice=made.voice.id).duration > 0


def test_minimax_clones_from_an_address_under_an_id_of_ones_own(bench: Any, shop: Any) -> None:
    made = shop.clone(
        "https://example.com/me.wav", model=MINIMAX, name="harbour-pilot-1", language="de"
    )
    assert (made.voice.id, made.voice.model) == ("harbour-pilot-1", MINIMAX)
    assert "lists no voices" in made.notes[0]
    (asked,) = bench.fake.ledger.entries
    assert asked.text == samples.sample_text("German")
    assert shop.wait(made.voice) is made.voice
    assert bench.speak(model=MINIMAX, voice="harbour-pilot-1").duration > 0
    with pytest.raises(errors.InvalidRequestError):
        shop.clone("https://example.com/me.wav", model=MINIMAX, name="harbour-pilot-1")


def test_a_service_that_refuses_hides_no_voice_of_another(
    shop: Any, bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.fake.voices.add("qwen-tts-vc-a-voice-1-abcd", VC)
    answer = bench.fake.voices.answer

    def refusing(body: Any, number: str) -> Any:
        if body["model"] in gone:
            raise Refused(403, "AccessDenied", "no such service")
        return answer(body, number)

    monkeypatch.setattr(bench.fake.voices, "answer", refusing)
    gone = {"voice-enrollment", "qwen-voice-design"}
    voices, refused = shop.all_voices()
    assert [one.id for one in voices] == ["qwen-tts-vc-a-voice-1-abcd"]
    assert [one.partition(" ")[0] for one in refused] == ["voice-enrollment", "qwen-voice-design"]
    gone = {one.name for one in services.SERVICES}
    with pytest.raises(errors.AccountError, match="no such service"):
        shop.all_voices()


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500, 503])
def test_the_probe_asks_the_next_service_where_one_does_not_answer(
    bench: Any, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    asked: list[str] = []
    answer = bench.fake.voices.answer

    def failing(body: Any, number: str) -> Any:
        asked.append(body["model"])
        if body["model"] == "voice-enrollment":
            raise Refused(status, "Odd", "not today")
        return answer(body, number)

    monkeypatch.setattr(bench.fake.voices, "answer", failing)
    assert speech.engine_for(bench.settings()).probe().key_accepted is True
    assert asked == ["voice-enrollment", "qwen-voice-enrollment"]


def test_the_probe_asks_on_where_a_service_breaks_off(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = bench.fake.voices.answer

    def vanishing(body: Any, number: str) -> Any:
        if body["model"] == "voice-enrollment":
            raise ConnectionResetError
        return answer(body, number)

    monkeypatch.setattr(bench.fake.voices, "answer", vanishing)
    monkeypatch.setattr(bench.server._server, "handle_error", lambda *_: None)
    assert speech.engine_for(bench.settings()).probe().key_accepted is True


def test_an_older_service_that_ended_says_what_to_take(
    shop: Any, bench: Any, record: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(_body: Any, _number: str) -> Any:
        raise Refused(404, "ModelNotFound", "no such model")

    monkeypatch.setattr(bench.fake.voices, "answer", refusing)
    with pytest.raises(errors.UnknownModelError) as caught:
        shop.clone(record(), model=VC, name="me")
    assert "make the voice for `--model cosyvoice-v3.5-plus`" in str(caught.value)


@pytest.mark.parametrize(
    ("region", "cloned", "designed"),
    [
        ("beijing", "cosyvoice-v3.5-plus", "cosyvoice-v3.5-flash"),
        ("singapore", VC, VD),
    ],
)
def test_a_voice_is_made_for_a_model_that_stays_in_the_region(
    settings: Callable[..., Settings], region: str, cloned: str, designed: str
) -> None:
    site = settings(api={"region": region})
    assert services.usual_model(site, services.CLONED) == cloned
    assert services.usual_model(site, services.DESIGNED) == designed


def test_a_rejected_voice_is_not_waited_for(
    shop: Any, bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = shop.clone("https://example.com/me.wav", model=COSY, name="me")
    monkeypatch.setattr("mkdocs_qwen_tts.testing._customization.Own.status", "UNDEPLOYED")
    with pytest.raises(errors.ServerError, match="UNDEPLOYED"):
        shop.wait(made.voice)
    assert bench.slept == []


def test_many_voices_are_listed_shown_and_deleted(shop: Any, bench: Any) -> None:
    for number in range(enrolment.PAGE + 5):
        bench.fake.voices.add(f"qwen-tts-vc-v{number}-voice-1-abcd", VC)
    designed = shop.design(GOOD, model=VD, name="a").voice
    cosy = shop.design(GOOD, model=COSY, name="b").voice
    listed = list(shop.listed())
    assert len(listed) == len({one.id for one in listed}) == enrolment.PAGE + 7
    assert shop.show(designed.id).description == GOOD
    assert shop.show("qwen-tts-vc-v3-voice-1-abcd").model == VC
    for voice in (designed.id, cosy.id, "qwen-tts-vc-v3-voice-1-abcd"):
        shop.delete(voice)
        with pytest.raises(errors.InvalidRequestError, match="not found"):
            shop.show(voice)
        with pytest.raises(errors.InvalidRequestError, match="voices list --own"):
            shop.delete(voice)


def test_a_voice_that_may_have_been_made_is_not_made_twice(
    shop: Any, bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def vanish(*_: Any) -> Any:
        calls.append(1)
        raise ConnectionResetError

    monkeypatch.setattr(bench.fake.voices, "answer", vanish)
    monkeypatch.setattr(bench.server._server, "handle_error", lambda *_: None)
    with pytest.raises(errors.TransportError):
        shop.design(GOOD, model=VD, name="once")
    assert len(calls) == 1


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"seconds": 2}, "2.0 s long"),
        ({"seconds": 61}, "3 to 60 s"),
        ({"rate": 16_000}, "at least 24000"),
        ({"subtype": "PCM_24"}, "16 bit"),
        ({"form": "flac"}, "is not WAV, MP3, M4A"),
    ],
)
def test_recordings_are_checked_before_anything_is_sent(
    shop: Any, record: Any, how: Any, says: str
) -> None:
    with pytest.raises(errors.ConfigurationError, match=says):
        shop.clone(record(**how), model=VC, name="me")


def test_what_is_allowed_but_not_best_is_said(record: Any) -> None:
    taken = recording.read_recording(record(seconds=30, channels=2), "qwen3-tts")
    assert (taken.format, taken.seconds) == ("WAV", 30)
    assert ["10 to 20 s are best" in taken.notes[0], "2 channels" in taken.notes[1]] == [True, True]
    assert taken.uri.startswith("data:audio/wav;base64,UklGR")
    assert recording.read_recording(record(form="mp3"), "qwen3-tts").format == "MP3"


def test_missing_huge_and_broken_recordings(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigurationError, match="cannot be read"):
        recording.read_recording(tmp_path / "none.wav", "qwen3-tts")
    (tmp_path / "broken.wav").write_bytes(b"RIFF\0\0\0\0WAVEnonsense")
    with pytest.raises(errors.ConfigurationError, match="cannot be decoded"):
        recording.read_recording(tmp_path / "broken.wav", "qwen3-tts")
    (tmp_path / "huge.wav").write_bytes(b"RIFF" + bytes(11 * 1024 * 1024))
    with pytest.raises(errors.ConfigurationError, match="at most 10 MB"):
        recording.read_recording(tmp_path / "huge.wav", "qwen3-tts")


@pytest.mark.parametrize(
    ("call", "option"),
    [
        (lambda shop, file: shop.clone(file, model="qwen3-tts-flash", name="me"), "model"),
        (lambda shop, file: shop.clone(file, model=VC, name="not a name"), "name"),
        (lambda shop, file: shop.clone(file, model=VC, name="me", language="sv"), "language"),
        (lambda shop, _: shop.clone("https://x.example/a.wav", model=COSY, name="Me"), "name"),
        (lambda shop, _: shop.design("", model=VD, name="me"), "description"),
        (lambda shop, _: shop.design("x" * 2049, model=VD, name="me"), "description"),
        (
            lambda shop, _: shop.design(GOOD, model=VD, name="me", preview_text="x" * 1025),
            "preview_text",
        ),
        (lambda shop, _: shop.design("x" * 501, model=COSY, name="me"), "description"),
        (
            lambda shop, _: shop.design(GOOD, model=COSY, name="me", preview_text="x" * 201),
            "preview_text",
        ),
        (lambda shop, _: shop.design(GOOD, model=COSY, name="me", language="German"), "language"),
        (
            lambda shop, file: shop.clone(file, model="cosyvoice-v2", name="me", language="en"),
            "language",
        ),
        (
            lambda shop, file: shop.clone(
                file, model="cosyvoice-v3-plus", name="me", language="Thai"
            ),
            "language",
        ),
        (lambda shop, file: shop.clone(file, model=MINIMAX, name="harbour-pilot"), "sample"),
        (lambda shop, _: shop.clone("https://x.example/a.wav", model=MINIMAX, name="me"), "name"),
        (lambda shop, _: shop.show("Cherry"), "voice"),
    ],
    ids=[
        "model",
        "name",
        "language",
        "prefix",
        "no words",
        "too many words",
        "preview",
        "too many words for the service that stays",
        "preview for the service that stays",
        "language of a design",
        "a model that is told no language",
        "a language of other models",
        "MiniMax takes no file",
        "MiniMax id",
        "system voice",
    ],
)
def test_what_cannot_work_is_refused_here(shop: Any, record: Any, call: Any, option: str) -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        call(shop, record())
    assert caught.value.option == option


# ---------------------------------------------------------------- choosing


def test_system_voices_can_be_chosen_from() -> None:
    assert len(samples.find_voices(model="qwen3-tts-flash")) == 49
    assert {
        one.name for one in samples.find_voices(model="qwen3-tts-flash", dialect="cantonese")
    } == {
        "Rocky",
        "Kiki",
    }
    assert all(one.gender == "male" for one in samples.find_voices(gender="male"))
    assert not samples.find_voices(model="qwen-tts", language="German")
    assert "paquete" in samples.sample_text("Spanish")
    with pytest.raises(errors.ConfigurationError, match="'English'"):
        samples.find_voices(language="Englich")


# ---------------------------------------------------------------- words that describe


def test_a_good_description_needs_no_advice() -> None:
    assert advice.on_description(GOOD) == []
    assert advice.on_description("沉稳的中年男性，音色低沉浑厚，语速偏慢，适合纪录片旁白。") == []


@pytest.mark.parametrize(
    ("description", "says"),
    [
        ("A nice voice.", "gender, age, pitch, speed, emotion, timbre and use case"),
        ("A nice voice.", "“nice” says nothing that can be heard"),
        (GOOD + " It should sound like a famous actor.", "does not do"),
        ("Une voix grave, élégante et posée. " + "Ελληνικά", "Chinese or English"),
        ("deep deep deep male voice", "“deep” comes more than twice"),
        ("", "empty"),
        ("x" * 501, "at most 500"),
    ],
)
def test_advice(description: str, says: str) -> None:
    assert any(says in sentence for sentence in advice.on_description(description, longest=500))


def test_instructions_need_no_dimensions() -> None:
    assert advice.on_description("Slow down at the end.", whole=False) == []


# ---------------------------------------------------------------- names of your own


def test_a_site_names_an_alias(tmp_path: Path, settings: Callable[..., Settings]) -> None:
    file = tmp_path / aliases.FILE
    aliases.save_alias(
        file,
        "lecturer",
        "qwen-tts-vd-lecturer-voice-1-abcd",
        VD,
        made="2026-11-21",
        description=GOOD,
    )
    aliases.save_alias(file, "other", "qwen-tts-vd-other-voice-1-abcd", VD)
    site = speech.with_aliases(settings(model=VD, voice="lecturer"), tmp_path)
    speech.check(site)
    assert speech.engine_for(site).resolve_voice("en").name == "qwen-tts-vd-lecturer-voice-1-abcd"  # type: ignore[union-attr]
    assert file.read_text().startswith("# Custom voices of this site")
    assert aliases.forget_aliases(file, "qwen-tts-vd-lecturer-voice-1-abcd") == ["lecturer"]
    assert list(aliases.load_aliases(file)) == ["other"]
    assert [path.name for path in tmp_path.iterdir()] == [aliases.FILE]


def test_without_the_file_nothing_changes(
    tmp_path: Path, settings: Callable[..., Settings]
) -> None:
    site = settings()
    assert speech.with_aliases(site, tmp_path) is site


@pytest.mark.parametrize("text", ["- a", "a: b", "a: {model: x}", "a: [", "\xff"])
def test_a_file_that_is_none_of_ours(tmp_path: Path, text: str) -> None:
    (tmp_path / aliases.FILE).write_text(text, encoding="latin-1")
    with pytest.raises(errors.ConfigurationError, match=r"narration-voices\.yml"):
        aliases.load_aliases(tmp_path / aliases.FILE)


def test_an_alias_must_be_a_name(tmp_path: Path) -> None:
    with pytest.raises(errors.ConfigurationError, match="cannot be a name"):
        aliases.save_alias(tmp_path / aliases.FILE, "1 voice", "x", VD)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(errors.StoreError, match="cannot be written"):
        aliases.save_alias(tmp_path / "none" / aliases.FILE, "name", "x", VD)
