"""Models end: that is told wherever somebody chooses or uses one, with what to take and what it costs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx
import yaml
from click.testing import CliRunner

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _errors as errors
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cli import main
from mkdocs_qwen_tts._model import Utterance
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import lifecycles
from mkdocs_qwen_tts._speech.engines.modelstudio import ending, listing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts.testing import FakeServer

BEFORE, AFTER = date(2026, 10, 9), date(2026, 10, 10)
ENDING = "qwen3-tts-instruct-flash"


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Make it a day."""
    return lambda day: monkeypatch.setattr(lifecycles, "vendor_today", lambda: day)


# ---------------------------------------------------------------- the table


def test_every_end_has_a_source_and_something_that_follows() -> None:
    for row in catalogue.rows("lifecycles"):
        assert row["source"], row
        assert row["as_of"], row
        if row["retires"]:
            date.fromisoformat(row["retires"])
            assert row["replacement"], row
            assert row["regions"], row


def test_what_to_take_does_not_end_itself() -> None:
    for row in catalogue.rows("lifecycles"):
        if row["kind"] == "model" and row["instead"]:
            assert not catalogue.model(row["instead"]).retires, row


def test_a_snapshot_exists_since_its_date() -> None:
    found = catalogue.lifecycle("qwen3-tts-vc-2026-01-22")
    assert found is not None
    assert (found.since, found.retires) == ("2026-01-22", "2026-10-10")
    assert catalogue.lifecycle("MiniMax/speech-2.8-hd") is None


def test_a_day_ends_at_the_vendors_midnight() -> None:
    found = catalogue.lifecycle(ENDING)
    assert found is not None
    assert found.ends(BEFORE) == "ends on 2026-10-10"
    assert found.ends(AFTER) == "ended on 2026-10-10"


# ---------------------------------------------------------------- what to take


@pytest.mark.parametrize(
    ("voice", "gender"), [("Cherry", "female"), ("Ethan", "male"), ("Serena", "female")]
)
def test_the_voice_to_take_has_the_same_gender(
    settings: Callable[..., Settings], voice: str, gender: str
) -> None:
    other = ending.successor_settings(settings(model=ENDING, voice=voice))
    assert other is not None
    found = catalogue.system_voices(catalogue.model(other.model).voices)[other.voice]
    assert found.gender == gender
    speech.check(other)


def test_a_voice_to_take_reads_aloud_and_plays_no_character() -> None:
    for row in catalogue.rows("readers"):
        voice = catalogue.system_voices(catalogue.model(row["model"]).voices)[row["voice"]]
        assert voice.gender == row["gender"]
        assert voice.documented
    entry = catalogue.model("qwen-audio-3.0-tts-flash")
    assert ending.nearest_voice(entry, "Ethan", "en") == "loongjohn"
    assert ending.nearest_voice(catalogue.model("cosyvoice-v3-flash"), "Ethan", "zh") == (
        "longshu_v3"
    )


def test_a_voice_that_the_other_model_has_stays() -> None:
    entry = catalogue.model("qwen3-tts-flash")
    assert ending.nearest_voice(entry, "Cherry") == "Cherry"


def test_an_own_voice_has_to_be_made_anew(settings: Callable[..., Settings]) -> None:
    site = settings(model="qwen3-tts-vc-2026-01-22", voice="qwen-tts-vc-a-voice-1-abcd")
    assert ending.successor_settings(site) is None
    (note,) = speech.engine_for(site).notes()
    assert "make the voice anew for `model: cosyvoice-v3.5-plus`" in note


@pytest.mark.parametrize(("day", "word"), [(BEFORE, "ends on"), (AFTER, "ended on")])
def test_a_note_says_when_and_what_to_take(
    settings: Callable[..., Settings], on: Callable[[date], None], day: date, word: str
) -> None:
    on(day)
    (note,) = speech.engine_for(settings(model=ENDING)).notes()
    assert f"model {ENDING} {word} 2026-10-10 in beijing" in note
    assert "take `model: qwen-audio-3.0-tts-flash` with `voice: longanfengyue`" in note
    assert "the vendor names cosyvoice-v3.5-plus" in note
    assert "notice 118434" in note


def test_where_no_end_was_announced_nothing_is_said(settings: Callable[..., Settings]) -> None:
    assert speech.engine_for(settings()).notes() == ()
    singapore = settings(model=ENDING, api={"key": "k", "region": "singapore"})
    assert speech.engine_for(singapore).notes() == ()


# ---------------------------------------------------------------- refused as unknown


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "ModelNotFound"), (400, "Model.NotExist"), (400, "Model not exist.")],
)
def test_a_model_that_the_service_no_longer_knows_gives_advice(
    settings: Callable[..., Settings], status: int, code: str
) -> None:
    refusal = httpx.Response(status, json={"code": code, "message": "no such model"})
    site = settings()
    voice = speech.engine_for(site).resolve_voice("en")
    assert voice is not None
    with respx.mock() as router, speech.open_engine(site, audio.decode) as engine:
        asked = router.post(host="dashscope.aliyuncs.com").mock(return_value=refusal)
        with pytest.raises(errors.UnknownModelError) as caught:
            engine.speak(Utterance("Hello there.", voice))
    assert "take `model: qwen-audio-3.0-tts-flash` with `voice: longanfengyue`" in str(caught.value)
    assert asked.call_count == 1


# ---------------------------------------------------------------- doors


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on: Callable[[date], None]) -> Path:
    on(AFTER)
    (tmp_path / "docs").mkdir()
    words = "The gate opens at seven in the morning, every day. " * 3
    (tmp_path / "docs/index.md").write_text(f"# Harbour\n\n{words}\n")
    plugins = [{"qwen-tts": {"model": ENDING, "instructions": "Calm."}}]
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump({"site_name": "x", "plugins": plugins}))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-x")
    return tmp_path


def run(*arguments: str) -> Any:
    return CliRunner().invoke(main, arguments)


@pytest.mark.usefixtures("site")
def test_plan_says_what_narrating_anew_costs() -> None:
    said = run("plan").output
    assert f"model {ENDING} ended on 2026-10-10" in said
    assert "narrating the site anew with qwen-audio-3.0-tts-flash takes about" in said
    assert "0.02 CNY" in said


@pytest.mark.usefixtures("site")
def test_doctor_and_init_say_that_the_model_ended() -> None:
    found = json.loads(run("doctor", "--offline", "--json").stdout)
    (ending,) = [one for one in found if "ended on 2026-10-10" in one["seen"]]
    assert ending["state"] == "warning"
    assert ending["mend"].startswith("Change `model` and `voice` in ")
    assert f"Note: model {ENDING} ended on 2026-10-10" in run("init").output


@pytest.mark.usefixtures("site")
def test_a_build_says_so_once() -> None:
    from mkdocs.__main__ import cli

    done = CliRunner().invoke(cli, ["build"], env={"QWEN_TTS_MODE": "cached"})
    assert done.exit_code == 0
    assert done.output.count("ended on 2026-10-10") == 1


def test_voices_of_a_model_that_ends_are_marked(on: Callable[[date], None]) -> None:
    on(AFTER)
    said = run("voices", "list", "--model", "qwen3-tts-flash-2025-09-18").output
    assert "ended on 2026-10-10 (beijing), then qwen3-tts-flash" in said


def test_models_are_listed_with_price_limit_and_life(on: Callable[[date], None]) -> None:
    on(AFTER)
    lines = run("models").stdout.splitlines()
    (flash,) = [line for line in lines if line.startswith("qwen3-tts-flash ")]
    assert "0.80 CNY" in flash
    assert "600 units" in flash
    (ended,) = [line for line in lines if line.startswith(f"{ENDING} ")]
    assert "ended on 2026-10-10 (beijing), then qwen-audio-3.0-tts-flash" in ended
    (tokens,) = [line for line in lines if line.startswith("qwen-audio-3.1-tts-flash ")]
    assert "at most 0.68 CNY" in tokens
    assert "68 or more" in tokens


def test_models_of_one_family_as_json() -> None:
    found = json.loads(run("models", "--family", "qwen-audio", "--json").stdout)
    assert {one["family"] for one in found} == {"qwen-audio"}
    assert all(one["lifecycle_source"] for one in found if one["since"])


# ---------------------------------------------------------------- the vendor's own list


@pytest.fixture
def at_service(bench: Any, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-x")
    server: FakeServer = bench.server
    return server


def test_the_vendors_list_is_compared_with_ours(at_service: FakeServer) -> None:
    said = run("models", "--live", "--base-url", at_service.base_url)
    assert said.exit_code == 0, said.output
    assert "nothing differs from our tables" in said.stderr
    assert at_service.ledger.requests == 0


def test_what_has_retired_is_missing_from_the_vendors_list(
    at_service: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_service.fake, "today", AFTER)
    said = run("models", "--live", "--base-url", at_service.base_url).stderr
    assert f"{ENDING} is not listed in beijing; our tables say that it ends on 2026-10-10." in said


def test_what_differs_is_named(settings: Callable[..., Settings]) -> None:
    listed = {name: listing.Listed(name, one.retires) for name, one in catalogue.models().items()}
    del listed["qwen3-tts-flash"]
    listed["qwen9-tts"] = listing.Listed("qwen9-tts")
    listed["cosyvoice-v2"] = listing.Listed("cosyvoice-v2", "2027-01-01")
    listed[ENDING] = listing.Listed(ENDING)
    assert list(listing.differences(settings(), listed)) == [
        "qwen3-tts-flash is not listed in beijing.",
        "qwen9-tts is listed, and our tables do not know it.",
        "cosyvoice-v2 ends on 2027-01-01 (new to us).",
        f"{ENDING} is listed without an end; our tables: 2026-10-10.",
    ]


def priced(*prices: tuple[str, str, str]) -> listing.Listed:
    told = [{"type": kind, "price": price, "price_unit": unit} for kind, price, unit in prices]
    entry = {"model": "any", "prices": [{"range_name": "", "prices": told}]}
    found = listing._listed(entry)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("model", "told", "says"),
    [
        ("cosyvoice-v2", [("characters", "2", "per 10000 characters")], ""),
        ("cosyvoice-v2", [("tts", "200", "per million characters")], ""),
        ("cosyvoice-v2", [("tts", "2.0", "元/万字符")], ""),
        (
            "cosyvoice-v2",
            [("tts", "2.5", "per 10k characters")],
            "costs 2.5 for 10,000 characters; our tables: 2 CNY of 2026-03.",
        ),
        (
            "qwen-audio-3.1-tts-flash",
            [("input_token", "1.5", "per million tokens"), ("output_token", "13", "per 1M tokens")],
            "costs 13 for 1,000,000 output tokens; our tables: 12 CNY of 2026-09.",
        ),
        (
            "cosyvoice-v2",
            [("tts", "1", "per million tokens")],
            "1,000,000 input tokens (new to us)",
        ),
        ("cosyvoice-v2", [("tts", "free", "per voice"), ("tts", "NaN", "per token")], ""),
    ],
)
def test_prices_that_differ_are_named(
    settings: Callable[..., Settings], model: str, told: Any, says: str
) -> None:
    listed = {name: listing.Listed(name, one.retires) for name, one in catalogue.models().items()}
    listed[model] = replace(priced(*told), name=model, retires=listed[model].retires)
    found = list(listing.differences(settings(), listed))
    assert [says in one for one in found] == ([True] if says else [])


def test_odd_prices_are_no_prices() -> None:
    for odd in (None, 7, "x", [], [7], [{"prices": [None, {"price": {}, "price_unit": []}]}]):
        assert listing._listed({"model": "m", "prices": odd}) == listing.Listed("m")


# ---------------------------------------------------------------- models that are known and not spoken


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("qwen-audio-3.1-tts-next", "does not read a text as it stands"),
        ("cosyvoice-v1", "WebSocket"),
        ("qwen3-tts-flash-realtime", "WebSocket"),
    ],
)
def test_models_that_this_package_does_not_speak_say_why(
    settings: Callable[..., Settings], model: str, words: str
) -> None:
    with pytest.raises(errors.ConfigurationError, match=words):
        speech.check(settings(model=model))
