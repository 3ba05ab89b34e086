from __future__ import annotations

import re
import string

import pytest

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._player import Words, check_words

SHIPPED = ("ar", "de", "en", "es", "fr", "he", "it", "ja", "ko", "pt", "ru", "zh")


def test_twelve_languages_are_shipped() -> None:
    assert player.languages_with_words() == SHIPPED


@pytest.mark.parametrize("language", SHIPPED)
def test_every_language_has_every_word(language: str) -> None:
    english, words = Words.of("en").by_name, Words.of(language).by_name

    assert list(words) == list(english)
    assert all(word.strip() for word in words.values())


@pytest.mark.parametrize("language", SHIPPED)
def test_every_word_fills_in_what_the_english_one_does(language: str) -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    english, words = Words.of("en").by_name, Words.of(language).by_name
    assert {name: places(word) for name, word in words.items()} == {
        name: places(word) for name, word in english.items()
    }


@pytest.mark.parametrize("language", SHIPPED)
def test_the_script_asks_only_for_words_that_exist(language: str) -> None:
    folder = (player.THEME / player.SCRIPT).parent
    files = [path for path in folder.glob("*.js") if "words-" not in path.name]
    script = "".join(path.read_text(encoding="utf-8") for path in files)

    asked = set(re.findall(r"\b(?:say|status|field|row|button|step)\(\"(\w+)\"[,)]", script))
    asked |= set(re.findall(r'\["[^"]", "(\w+)", \(\) =>', script))  # keys
    assert len(asked) > 40
    assert asked <= set(Words.of(language).by_name)


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("zh", "zh"),
        ("zh-Hant-TW", "zh"),
        ("zh_CN", "zh"),
        ("EN-gb", "en"),
        ("pt-BR", "pt"),
        ("sv", "en"),
        (None, "en"),
    ],
)
def test_language_of_the_page_picks_the_words(tag: str | None, language: str) -> None:
    assert Words.of(tag).language == language


def test_a_site_may_bring_a_language_of_its_own() -> None:
    words = Words.of("sv-SE", {"sv": {"play": "Spela"}})

    assert (words.language, words.shipped) == ("sv", "en")
    assert words["play"] == "Spela"
    assert words["pause"] == "Pause"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0.2, "1 s", "1 秒"),
        (59.4, "59 s", "59 秒"),
        (59.6, "1 min 0 s", "1 分 0 秒"),
        (260.12, "4 min 20 s", "4 分 20 秒"),
        (3599.7, "1 h 0 min", "1 小时 0 分"),
        (7384.0, "2 h 3 min", "2 小时 3 分"),
    ],
)
def test_length_reads_as_people_say_it(seconds: float, english: str, chinese: str) -> None:
    assert Words.of("en").duration(seconds) == english
    assert Words.of("zh").duration(seconds) == chinese


# ---------------------------------------------------------------- placeholders


@pytest.mark.parametrize("text", ["{", "}", "{}", "{0}", "{s!r:>{x}}", "%s", "{s", "{{s}}", "s"])
def test_whatever_a_site_writes_for_a_word_a_length_is_told(text: str) -> None:
    words = Words.of("en", {"en": {"s": text, "m_s": text, "h_m": text}})
    for seconds in (1, 75, 5000):
        assert words.duration(seconds)
    assert words.duration(7) == text.replace("{s}", "7")


@pytest.mark.parametrize(
    ("word", "text", "says"),
    [
        ("s", "{x} seconds", r"player\.words\.en\.s: \{x\} stands for nothing there; .* has \{s\}"),
        ("play", "Play {s}", r"\{s\} stands for nothing there; this word has none"),
    ],
)
def test_a_wrong_placeholder_is_told_before_anything_is_paid_for(
    word: str, text: str, says: str
) -> None:
    with pytest.raises(ConfigurationError, match=says):
        check_words({"en": {word: text}})
    check_words({"en": {"s": "{s} seconds", "h_m": "{m} past {h}"}})
