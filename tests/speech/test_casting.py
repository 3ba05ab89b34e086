"""Who speaks: languages, wishes, and every combination that cannot work, refused with the way out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Usage, Utterance
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

CLONED = "qwen-tts-vc-guanyu-voice-20260122000000000-abcd"


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en", "English"), ("en-GB", "English"), ("zh-Hans", "Chinese"), ("zh_TW", "Chinese"), ("yue", "Chinese"),
     ("pt-BR", "Portuguese"), (None, "Auto"), ("und", "Auto"), ("", "Auto")],
)  # fmt: skip
def test_a_page_is_read_in_its_language(
    settings: Callable[..., Settings], tag: str | None, language: str
) -> None:
    voice = speech.engine_for(settings()).resolve_voice(tag)
    assert voice is not None
    assert (voice.name, voice.language) == ("Cherry", language)


def test_a_language_that_the_model_lacks_has_no_voice(settings: Callable[..., Settings]) -> None:
    assert speech.engine_for(settings()).resolve_voice("sv") is None
    assert speech.engine_for(settings()).resolve_voice("tlh") is None
    assert speech.engine_for(settings(model="qwen-tts")).resolve_voice("de") is None
    assert speech.engine_for(settings(engine="preview")).resolve_voice("sv") is None


def test_voices_go_by_language_and_a_wish_on_the_block_wins(
    settings: Callable[..., Settings],
) -> None:
    site = settings(voices={"zh": "Serena", "English": "Ethan"})
    assert [speech.engine_for(site).resolve_voice(tag).name for tag in ("zh-TW", "en", "de")] == [
        "Serena",
        "Ethan",
        "Cherry",
    ]  # type: ignore[union-attr]
    assert speech.engine_for(site).resolve_voice("zh", "Dylan").name == "Dylan"  # type: ignore[union-attr]


def test_the_nearest_tag_picks_the_voice(settings: Callable[..., Settings]) -> None:
    site = settings(voices={"zh": "Serena", "zh-HK": "Rocky", "en-GB": "Ethan", "en": "Ryan"})
    names = [
        speech.engine_for(site).resolve_voice(tag).name
        for tag in ("zh-HK", "zh-Hant-HK", "en-US", "en_GB", "en-GB-oed")
    ]  # type: ignore[union-attr]
    assert names == ["Rocky", "Serena", "Ryan", "Ethan", "Ethan"]


def test_a_fixed_language_wins_over_the_page(settings: Callable[..., Settings]) -> None:
    assert (
        speech.engine_for(settings(language="Japanese")).resolve_voice("en").language == "Japanese"
    )  # type: ignore[union-attr]
    assert speech.engine_for(settings(language="ja")).resolve_voice().language == "Japanese"  # type: ignore[union-attr]


def test_auto_is_dashscope_where_there_is_a_key(settings: Callable[..., Settings]) -> None:
    assert speech.engine_for(settings(engine="auto")).name == "dashscope"
    assert speech.engine_for(settings(engine="auto", api={})).name == "preview"


@pytest.mark.parametrize(
    ("wish", "spoken"), [("Cherry", "de+f3"), ("Ethan", "de+m3"), ("Nobody", "de")]
)
def test_the_preview_keeps_the_gender(
    settings: Callable[..., Settings], wish: str, spoken: str
) -> None:
    engine = speech.engine_for(settings(engine="preview", voice=wish))
    voice = engine.resolve_voice("de")
    assert voice is not None
    assert (voice.engine, voice.model, voice.name) == ("preview", "espeak-ng", spoken)
    assert engine.stands_in(voice)


def test_what_a_fake_says_is_never_taken_for_paid_speech(settings: Callable[..., Settings]) -> None:
    """An API on this machine has fingerprints of its own; whichever host is the vendor's does not matter."""
    paid = Utterance("Hello", speech.engine_for(settings()).resolve_voice("en"))  # type: ignore[arg-type]
    singapore = Utterance(
        "Hello",
        speech.engine_for(settings(api={"key": "k", "region": "singapore"})).resolve_voice("en"),
    )  # type: ignore[arg-type]
    fake = Utterance(
        "Hello",
        speech.engine_for(settings(api={"base_url": "http://127.0.0.1:1/api/v1"})).resolve_voice(
            "en"
        ),
    )  # type: ignore[arg-type]
    assert paid.fingerprint == singapore.fingerprint != fake.fingerprint


# ---------------------------------------------------------------- refused before any request

WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("unknown model", {"model": "qwen3-tts-flahs"}, "model", "qwen3-tts-flash"),
    ("realtime model", {"model": "qwen3-tts-flash-realtime"}, "model", "WebSocket"),
    ("unknown voice", {"voice": "Chery"}, "voice", "'Cherry'"),
    ("wrong case", {"voice": "cherry"}, "voice", "'Cherry'"),
    ("voice of another snapshot", {"model": "qwen3-tts-flash-2025-09-18", "voice": "Serena"}, "voice", "but of"),
    ("voice of another model", {"model": "qwen3-tts-instruct-flash", "voice": "Jennifer"}, "voice", "qwen3-tts-flash"),
    ("voice for a language", {"voices": {"zh": "Sarena"}}, "voices.zh", "'Serena'"),
    ("language for a voice", {"voices": {"xx": "Serena"}}, "voices", "xx"),
    ("unknown language", {"language": "Englsh"}, "language", "'English'"),
    ("language the model lacks", {"model": "qwen-tts", "language": "German"}, "language", "Chinese, English"),
    ("cloned voice on flash", {"voice": CLONED}, "voice", "qwen3-tts-vc-2026-01-22"),
    ("system voice on vc", {"model": "qwen3-tts-vc-2026-01-22"}, "voice", "voices clone"),
    ("designed model, cloned voice", {"model": "qwen3-tts-vd-2026-01-26", "voice": CLONED}, "voice", "voices design"),
    ("region", {"model": "qwen-tts", "api": {"region": "singapore"}}, "api.region", "'beijing'"),
    ("cosyvoice system voice on v3.5", {"model": "cosyvoice-v3.5-plus", "voice": "longanyang"}, "voice", "no system"),
    ("cosyvoice of another model", {"model": "cosyvoice-v2", "voice": "cosyvoice-v3-flash-me-1"}, "voice", "v3-flash"),
    ("cosyvoice unknown", {"model": "cosyvoice-v2", "voice": "longxiaochum_v2"}, "voice", "'longxiaochun_v2'"),
    ("instructions on flash", {"instructions": "Calm."}, "instructions", "instruct-flash"),
    ("nothing to optimize", {"optimize_instructions": True}, "optimize_instructions", "no `instructions`"),
    ("instructions too long", {"model": "qwen3-tts-instruct-flash", "instructions": "字" * 1601},
     "instructions", "1600"),
    ("options on qwen", {"options": {"speed": 2}}, "options.speed", "takes no options"),
    ("option typo", {"model": "cosyvoice-v2", "voice": "longxiaochun_v2", "options": {"pich": 1}},
     "options", "'pitch'"),
    ("option range", {"model": "cosyvoice-v2", "voice": "longxiaochun_v2", "options": {"rate": 3}},
     "options.rate", "0.5"),
    ("option kind", {"model": "cosyvoice-v2", "voice": "longxiaochun_v2", "options": {"seed": "x"}},
     "options.seed", "whole"),
    ("emotion", {"model": "MiniMax/speech-2.8-hd", "voice": "Charming_Lady", "options": {"emotion": "whisper"}},
     "options.emotion", "happy"),
    ("wav in a stream", {"model": "MiniMax/speech-02-hd", "voice": "Charming_Lady", "options": {"format": "wav"}},
     "options.format", "api.stream: false"),
    ("modified pcm", {"model": "MiniMax/speech-02-hd", "voice": "Charming_Lady",
     "options": {"voice_modify": {"pitch": 10}}}, "options.voice_modify", "mp3"),
    ("bit rate of wav", {"model": "cosyvoice-v2", "voice": "longxiaochun_v2", "options": {"bit_rate": 64}},
     "options.bit_rate", "opus"),
    ("half a line for a key", {"api": {"key": "sk-secret\nx"}}, "api.key", "copy it anew"),
    ("a key from a word processor", {"api": {"key": "sk-secret…"}}, "api.key", "copy it anew"),
    ("plain http", {"api": {"base_url": "http://example.com/api/v1"}}, "api.base_url", "https"),
    ("no address", {"api": {"base_url": "dashscope"}}, "api.base_url", "web address"),
    ("key in the address", {"api": {"base_url": "https://me:secret@example.com/api/v1"}}, "api.base_url", "no user"),
    ("no server", {"engine": "openai", "api": {}}, "api.base_url", "needed"),
    ("design without words", {"engine": "openai", "api": {"base_url": "http://127.0.0.1:1/v1"},
     "options": {"task_type": "VoiceDesign"}}, "instructions", "describe"),
    ("clone without a sample", {"engine": "openai", "api": {"base_url": "http://127.0.0.1:1/v1"},
     "options": {"task_type": "Base"}}, "options.ref_audio", "sample"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "option", "says"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_refused(
    settings: Callable[..., Settings], options: dict[str, Any], option: str, says: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        speech.check(settings(**options))
    assert caught.value.option == option
    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("name", sorted(catalogue.models()))
def test_every_documented_voice_of_every_model_is_taken(
    settings: Callable[..., Settings], name: str
) -> None:
    entry = catalogue.models()[name]
    for voice in catalogue.system_voices(entry.voices):
        site = settings(model=name, voice=voice, api={"region": entry.regions[0]})
        speech.check(site)
        cast = speech.engine_for(site).resolve_voice("zh")
        assert cast is not None
        assert hash(cast)
        assert speech.engine_for(site).limit(cast).maximum >= 200
        assert 0 < speech.engine_for(site).rate(cast) <= 180


# ---------------------------------------------------------------- undocumented is a note


def test_notes(settings: Callable[..., Settings]) -> None:
    assert speech.engine_for(settings()).notes() == ()
    assert "Ebona" in speech.engine_for(settings(voice="Ebona")).notes()[0]
    snapshot = settings(model="qwen3-tts-flash-2026-11-11")
    speech.check(snapshot)
    assert (
        "qwen3-tts-flash-2026-11-11 is not in the documentation"
        in speech.engine_for(snapshot).notes()[0]
    )
    open_set = settings(model="MiniMax/speech-2.8-hd", voice="My_Clone")
    speech.check(open_set)
    assert "My_Clone" in speech.engine_for(open_set).notes()[0]
    free = settings(model="cosyvoice-v3-flash", voice="longanyun_v3", instructions="Happy please")
    assert "fixed forms" in speech.engine_for(free).notes()[0]
    fixed = settings(
        model="cosyvoice-v3-flash", voice="longanyun_v3", instructions="你说话的情感是happy。"
    )
    assert speech.engine_for(fixed).notes() == ()
    assert "coding plan" in speech.engine_for(settings(api={"key": "sk-sp-123"})).notes()[0]


# ---------------------------------------------------------------- aliases


def test_an_alias_stands_for_an_id(settings: Callable[..., Settings]) -> None:
    model = "qwen3-tts-vc-2026-01-22"
    site = settings(
        model=model, voice="lecturer", aliases={"lecturer": {"voice": CLONED, "model": model}}
    )
    speech.check(site)
    assert speech.engine_for(site).resolve_voice("en").name == CLONED  # type: ignore[union-attr]


def test_an_alias_of_another_model_is_refused(settings: Callable[..., Settings]) -> None:
    alias = {"lecturer": {"voice": CLONED, "model": "qwen3-tts-vc-2026-01-22"}}
    with pytest.raises(ConfigurationError, match="set `model: qwen3-tts-vc-2026-01-22`"):
        speech.check(settings(voice="lecturer", aliases=alias))


# ---------------------------------------------------------------- counting and prices


@pytest.mark.parametrize(
    ("text", "count"),
    [("abc", 3), ("字", 2), ("a字。", 4), ("かな", 2), ("한글", 2), ("𠀀", 2), ("", 0)],
)
def test_characters(settings: Callable[..., Settings], text: str, count: int) -> None:
    assert speech.engine_for(settings()).units(text) == count


def test_the_vendors_own_example() -> None:
    """Model Studio prints 195 characters for this text: 92 of its 103 are Han ideographs."""
    text = (
        "那我来给大家推荐一款T恤，这款呢真的是超级好看，这个颜色呢很显气质，而且呢也是搭配的绝佳单品，"
        "大家可以闭眼入，真的是非常好看，对身材的包容性也很好，不管啥身材的宝宝呢，穿上去都是很好看的。"
        "推荐宝宝们下单哦。"
    )
    assert (len(text), catalogue.units(text)) == (103, 195)


def test_what_the_services_own_figures_come_to(settings: Callable[..., Settings]) -> None:
    def cost(usage: Usage, **options: Any) -> Any:
        site = settings(**options)
        return speech.engine_for(site).cost(speech.engine_for(site).resolve_voice("en"), usage)  # type: ignore[arg-type]

    assert cost(Usage(characters=10_000)) == Decimal("0.8")
    assert cost(
        Usage(input_tokens=1_000_000, output_tokens=1_000_000), model="qwen-tts"
    ) == Decimal("11.6")
    assert cost(Usage(input_tokens=1), model="qwen-tts") is None
    assert cost(Usage()) is None
    assert cost(Usage(), engine="preview") == 0


def test_prices(settings: Callable[..., Settings]) -> None:
    def price(**options: Any) -> Any:
        site = settings(**options)
        return speech.engine_for(site).price(speech.engine_for(site).resolve_voice("en"))  # type: ignore[arg-type]

    flash = price()
    assert (flash.per_character * 10_000, flash.currency, flash.date) == (
        Decimal("0.8"),
        "CNY",
        "2026-03",
    )
    assert price(api={"region": "singapore"}).per_character < flash.per_character
    assert price(model="qwen3-tts-flash-2025-11-27") == flash
    legacy = price(model="qwen-tts")
    assert legacy.estimated
    assert flash.per_character < legacy.per_character * 2 < 4 * flash.per_character
    tokens = price(model="qwen-audio-3.1-tts-flash", voice="longanhuan_v3.1")
    assert tokens.estimated
    assert tokens.currency == "CNY"
    assert price(model="qwen-audio-3.1-tts-plus", voice="longanhuan_v3.1") is None
    assert price(engine="preview").per_character == 0


def test_one_services_key_never_reaches_anothers_server() -> None:
    environ = {
        "DASHSCOPE_API_KEY": "sk-vendor",
        "DASHSCOPE_HTTP_BASE_URL": "https://dashscope.aliyuncs.com/api/v1",
    }
    own = Settings.of(
        {"engine": "openai", "api": {"base_url": "http://127.0.0.1:1/v1"}}, environ=environ
    )
    assert own.api.key is None
    with pytest.raises(ConfigurationError, match="needed"):
        speech.check(Settings.of({"engine": "openai"}, environ=environ))
    by_environment = Settings.of({}, environ={**environ, "QWEN_TTS_ENGINE": "openai"})
    assert by_environment.api.key is None


def test_a_voice_that_an_older_guide_writes_otherwise_is_asked_for_by_its_name(
    settings: Callable[..., Settings],
) -> None:
    site = settings(voice="li", voices={"zh": "li"})
    speech.check(site)
    for language in ("en", "zh"):
        voice = speech.engine_for(site).resolve_voice(language)
        assert voice is not None
        assert voice.name == "Li"
    assert any("called Li" in note for note in speech.engine_for(site).notes())
    with pytest.raises(ConfigurationError, match="Did you mean 'Cherry'"):
        speech.check(settings(voice="cherry"))


INSTRUCT, CLONING = "qwen3-tts-instruct-flash", "cosyvoice-v3.5-plus"


@pytest.mark.parametrize(
    ("model", "instructions", "told"),
    [
        (INSTRUCT, "Calm and slow, as in a naïve tale.", False),
        (INSTRUCT, "语速缓慢，沉稳。", False),
        (INSTRUCT, "Ruhig und schön, für Anfänger.", True),
        (INSTRUCT, "Спокойно и медленно.", True),
        (INSTRUCT, "ゆっくりと。", True),
        (CLONING, "Ruhig und schön, für Anfänger.", False),
        (CLONING, "ゆっくりと。", False),
        (CLONING, "Ήρεμα και αργά.", True),
        ("cosyvoice-v3-flash", "พูดช้าๆ", True),
    ],
)
def test_instructions_in_a_language_that_the_model_does_not_understand_are_told(
    settings: Callable[..., Settings], model: str, instructions: str, told: bool
) -> None:
    voice = {CLONING: f"{CLONING}-mine-1", "cosyvoice-v3-flash": "cosyvoice-v3-flash-mine-1"}
    site = settings(model=model, voice=voice.get(model, "Cherry"), instructions=instructions)
    notes = speech.engine_for(site).notes()
    assert any("understands `instructions` in" in note for note in notes) is told
