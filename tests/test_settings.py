"""Options as users write them, right and wrong."""

from __future__ import annotations

import msgspec
import pytest

from mkdocs_qwen_tts._datafile import csv_rows
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._schema import option_paths
from mkdocs_qwen_tts._settings import Settings


def of(**options: object) -> Settings:
    return Settings.of(options, environ={})


def test_no_options_at_all_are_a_working_configuration() -> None:
    settings = of()
    assert (settings.engine, settings.model, settings.voice) == (
        "dashscope",
        "qwen3-tts-flash",
        "Cherry",
    )
    assert settings.mode == "full"


@pytest.mark.parametrize(
    ("options", "option", "closest"),
    [
        ({"mode": "cachd"}, "mode", "cached"),
        ({"api": {"retrys": 3}}, "api.retrys", "retries"),
        ({"audio": {"pauses": {"itm": 1}}}, "audio.pauses.itm", "item"),
        ({"prose": {"code": "announced"}}, "prose.code", "announce"),
        ({"playr": {}}, "playr", "player"),
        ({"api": {"region": "Singapur"}}, "api.region", "singapore"),
    ],
)
def test_a_wrong_name_or_value_names_its_path_and_the_closest_valid_one(
    options: dict[str, object], option: str, closest: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.of(options, environ={})
    assert caught.value.option == option
    assert caught.value.closest == closest
    assert option in str(caught.value)
    assert repr(closest) in str(caught.value)


def test_a_section_that_is_switched_on_like_an_option_is_told_how() -> None:
    with pytest.raises(
        ConfigurationError, match=r"feed: expected a mapping .*; `\{\}` takes the defaults"
    ):
        Settings.of({"feed": True}, environ={})
    assert Settings.of({"feed": {}}, environ={}).feed is not None


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"api": {"retries": "x"}}, "api.retries"),
        ({"api": {"concurrency": 0}}, "api.concurrency"),
        ({"target": -1}, "target"),
        ({"audio": {"bitrate": 9}}, "audio.bitrate"),
        ({"voices": ["Cherry"]}, "voices"),
        ({"api": {"workspace": "../evil"}}, "api.workspace"),
        ({"enabled": "perhaps"}, "enabled"),
    ],
)
def test_a_value_of_the_wrong_kind_names_its_path(options: dict[str, object], option: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.of(options, environ={})
    assert caught.value.option == option


def test_every_wrong_option_is_reported_at_once() -> None:
    problems = Settings.problems({"mode": "x", "api": {"retrys": 1}, "minimum": "long"}, environ={})
    assert {problem.option for problem in problems} == {"mode", "api.retrys", "minimum"}


def test_the_key_never_shows() -> None:
    settings = of(api={"key": "sk-very-secret"})
    assert "very-secret" not in repr(settings)
    assert "very-secret" not in str(msgspec.structs.asdict(settings.api))
    with pytest.raises(ConfigurationError) as caught:
        of(api={"key": ["sk-very-secret"]})
    assert "very-secret" not in str(caught.value)
    assert "very-secret" not in repr(caught.value.value)


def test_an_option_with_nothing_behind_it_means_its_default() -> None:
    assert of(api={"region": None}, budget=None, voice=None) == of()


def test_off_may_be_written_bare() -> None:
    """YAML 1.1 reads `mode: off` as false."""
    assert of(mode=False).mode == "off"


def test_the_environment_wins_over_the_file_for_mode_and_engine() -> None:
    environ = {"QWEN_TTS_MODE": "cached", "QWEN_TTS_ENGINE": "preview"}
    settings = Settings.of({"mode": "full"}, environ=environ)
    assert (settings.mode, settings.engine) == ("cached", "preview")


def test_the_environment_fills_in_the_key_and_the_endpoint() -> None:
    environ = {"DASHSCOPE_API_KEY": "sk-1", "DASHSCOPE_HTTP_BASE_URL": "http://127.0.0.1:1/api/v1"}
    settings = Settings.of({"api": {"key": ""}}, environ=environ)
    assert settings.api.key is not None
    assert settings.api.key.get_secret_value() == "sk-1"
    assert settings.api.base_url == "http://127.0.0.1:1/api/v1"
    named = Settings.of(
        {"api": {"key": "sk-2", "base_url": "http://127.0.0.1:2/api/v1"}}, environ=environ
    ).api
    assert named.key is not None
    assert (named.key.get_secret_value(), named.base_url) == ("sk-2", "http://127.0.0.1:2/api/v1")


def test_a_page_lays_its_own_options_over_the_sites() -> None:
    site = of(voice="Cherry", voices={"zh": "Serena"}, prose={"table": "skip"}, api={"key": "sk-1"})
    page = site.for_page("a.md", {"voice": "Ethan", "prose": {"code": "skip"}})
    assert page.voice == "Ethan"
    assert page.voices == {}
    assert (page.prose.code, page.prose.table) == ("skip", "skip")
    assert page.api == site.api


@pytest.mark.parametrize(
    "overrides", [{"voic": "Ethan"}, {"api": {"retries": 1}}, {"prose": {"cod": "skip"}}]
)
def test_a_wrong_option_in_front_matter_names_the_page(overrides: dict[str, object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        of().for_page("guide/install.md", overrides)
    assert str(caught.value).startswith("guide/install.md: narration")


def test_a_key_in_the_place_of_a_section_is_not_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        of(api="sk-very-secret")
    assert "very-secret" not in str(caught.value) + repr(caught.value.value)


@pytest.mark.parametrize("price", [".nan", float("nan"), float("inf"), -1])
def test_a_price_that_is_none_is_told(price: object) -> None:
    with pytest.raises(ConfigurationError, match=r"budget\.price"):
        of(budget={"price": price})


def test_an_option_under_its_former_name_still_works_and_is_reported() -> None:
    settings = Settings.of({"audio": {"pauses": {"cue": 0.7, "item": 0.1}}}, environ={})

    assert (settings.audio.pauses.announcement, settings.audio.pauses.item) == (0.7, 0.1)
    (note,) = settings.notes
    assert note.startswith("audio.pauses.cue is now called announcement")


def test_an_option_under_both_of_its_names_is_taken_by_the_one_in_use() -> None:
    pauses = {"cue": 0.7, "announcement": 0.2}

    assert Settings.of({"audio": {"pauses": pauses}}).audio.pauses.announcement == 0.2


# ---------------------------------------------------------------- mistakes, in words

MISPLACED = {
    "bitrate": "audio.bitrate",
    "loudness": "audio.loudness",
    "format": "audio.format",
    "pauses": "audio.pauses",
    "code": "prose.code",
    "table": "prose.table",
    "math": "prose.math",
    "skip": "prose.skip",
    "lexicon": "prose.lexicon",
    "place": "player.place",
    "download": "player.download",
    "dock": "player.dock",
    "read_along": "player.read_along",
    "region": "api.region",
    "concurrency": "api.concurrency",
    "characters": "budget.characters",
    "remote": "cache.remote",
}
"""Options that people write on the first level, and where they belong."""


@pytest.mark.parametrize("name", MISPLACED)
def test_a_misplaced_option_is_offered_its_place(name: str) -> None:
    (problem,) = Settings.problems({name: "x"}, environ={})
    path = MISPLACED[name]
    group, _, last = path.partition(".")
    assert problem.closest == path
    assert f"write `{group}: {{{last}: …}}`" in problem.message


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("api_key", "api.key"),
        ("apikey", "api.key"),
        ("cache-dir", "cache.dir"),
        ("cache_dir", "cache.dir"),
        ("budget_price", "budget.price"),
        ("player_style", "player.style"),
        ("max_price", "budget.price"),
        ("speed", "options.speed"),
        ("lang", "language"),
        ("ignore", "exclude"),
    ],
)
def test_a_name_from_elsewhere_is_offered_ours(written: str, meant: str) -> None:
    (problem,) = Settings.problems({written: "sk-0123456789abcdef"}, environ={})
    assert problem.closest == meant
    group, _, last = meant.rpartition(".")
    assert (f"write `{group}: {{{last}: …}}`" if group else f"write `{last}: …`") in problem.message
    assert "sk-" not in f"{problem} {problem!r}"


def test_every_name_from_elsewhere_leads_to_an_option_and_is_none() -> None:
    ours = option_paths(Settings)
    for row in csv_rows("mkdocs_qwen_tts", "other_names.csv"):
        assert row["written"] not in ours
        assert row["meant"] in ours or row["meant"].startswith("options.")


def test_a_path_with_dots_is_taken_apart() -> None:
    (problem,) = Settings.problems({"audio.bitrate": 64}, environ={})
    assert "write `audio: {bitrate: …}`" in str(problem)
    assert "Did you mean" not in str(problem)


@pytest.mark.parametrize(
    ("group", "value", "mend"),
    [
        ("audio", "opus", "write `audio: {format: opus}`"),
        ("prose", "full", "write `prose: {style: full}`"),
        ("budget", 5, "such as `budget: {characters: …}`, found a number"),
        ("cache", "folder", "such as `cache: {dir: …}`, found a text"),
        ("feed", True, "`{}` takes the defaults"),
    ],
)
def test_a_value_in_the_place_of_options_is_offered_one(
    group: str, value: object, mend: str
) -> None:
    (problem,) = Settings.problems({group: value}, environ={})
    assert mend in str(problem)


def test_what_is_wrong_in_a_mapping_is_named_by_its_key() -> None:
    (problem,) = Settings.problems({"aliases": {"anna": {"voice": "v"}, "ben": "w"}}, environ={})
    assert str(problem) == "aliases.ben: expected a mapping (found 'w')."


def test_a_misspelt_variable_is_reported() -> None:
    environ = {"QWEN_TTS_MOD": "frozen", "QWEN_TTS_MODE": "cached", "QWEN_TTS_CACHE_KEY": "x" * 20}
    (note,) = Settings.of({}, environ=environ).notes
    assert "QWEN_TTS_MOD means nothing here. Did you mean QWEN_TTS_MODE?" in note


def test_an_option_of_two_places_is_offered_both() -> None:
    (problem,) = Settings.problems({"key": "sk-0123456789abcdef"}, environ={})
    assert "there are `api.key`, `cache.key`." in problem.message
    assert "sk-" not in f"{problem} {problem!r}"


@pytest.mark.parametrize(
    ("options", "closest"),
    [
        ({"audio": {"voice": "Ethan"}}, "voice"),
        ({"bitrat": 64}, "audio.bitrate"),
        ({"voise": "Ethan"}, "voice"),
    ],
)
def test_an_option_is_found_wherever_it_was_meant(options: dict[str, object], closest: str) -> None:
    (problem,) = Settings.problems(options, environ={})
    assert problem.closest == closest


def test_an_option_of_two_groups_is_offered_both() -> None:
    (problem,) = Settings.problems({"title": "x"}, environ={})
    assert "`prose.title`" in problem.message
    assert "`feed.title`" in problem.message
    assert problem.closest is None


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"audio": {"bitrate": "fast"}}, "expected a whole number, 16 to 320 (found 'fast')"),
        ({"minimum": -3}, "expected a number of at least 0 (found -3)"),
        ({"api": {"timeout": 0}}, "expected a number above 0 (found 0)"),
        ({"enabled": "perhaps"}, "expected true or false (found 'perhaps')"),
        ({"budget": {"price": "much"}}, "expected a price (found 'much')"),
        ({"voices": {"zh": 3}}, "expected a text (found 3)"),
        ({"voices": "Ethan"}, "expected a mapping (found 'Ethan')"),
        ({"include": 3}, "expected a list (found 3)"),
        ({"aliases": {"x": {}}}, "`voice` is missing"),
        ({"api": {"key": 3}}, "expected a text."),
        ({"shard": "0/2"}, "expected a share such as 2/4"),
        ({"shard": "3/2"}, "expected a share such as 2/4"),
        ({"api": {"workspace": "ä"}}, "expected a workspace's id"),
    ],
)
def test_what_an_option_takes_is_said_in_words(options: dict[str, object], words: str) -> None:
    (problem,) = Settings.problems(options, environ={})
    assert words in problem.message


@pytest.mark.parametrize(
    ("variable", "value"),
    [("QWEN_TTS_SHARD", "0/2"), ("QWEN_TTS_MODE", "fast"), ("QWEN_TTS_ENGINE", "dashscop")],
)
def test_a_variable_of_the_environment_is_blamed_by_its_name(variable: str, value: str) -> None:
    (problem,) = Settings.problems({"mode": "full"}, environ={variable: value})
    assert problem.option == variable
    assert "set in the environment" in problem.message
