"""Pronunciations are put into what is sent, and into nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Kind, Limit, Passage, Script, Voice
from mkdocs_qwen_tts._prose import Lexicon, Pronunciation, pack_script

if TYPE_CHECKING:
    from pathlib import Path

CHERRY = Voice("dashscope", "qwen3-tts-flash", "Cherry", "English")


def said(lexicon: Lexicon, text: str, *, language: str = "en", voice: str = "Cherry") -> str:
    return lexicon.say(text, language=language, voice=voice)


@pytest.fixture
def lexicon(tmp_path: Path) -> Lexicon:
    path = tmp_path / "lexicon.yml"
    path.write_text(
        """
        - {term: kubectl, say: cube control}
        - {term: kubectl apply, say: cube control apply it}
        - {term: SQL, say: sequel}
        - {term: SQL, say: S Q L, language: de}
        - {term: 参数, say: 参 数, language: zh, whole_word: false}
        - {term: GIF, say: jif, voice: [Ethan]}
        - {term: mkdocs.yml, say: M K docs Y M L}
        - {term: FastAPI, say: Fast A P I}
        """,
        "utf-8",
    )
    return Lexicon.load([path])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Run kubectl now.", "Run cube control now."),
        ("Kubectl is a tool.", "cube control is a tool."),
        ("kubectl apply and kubectl", "cube control apply it and cube control"),
        ("mykubectl kubectls", "mykubectl kubectls"),
        ("SQL, NoSQL, sql", "sequel, NoSQL, sql"),
        ("a GIF", "a GIF"),
        ("edit mkdocs dot yml", "edit M K docs Y M L"),
        ("Fast API and FastAPI", "Fast A P I and Fast A P I"),
    ],
)
def test_terms_are_replaced_as_whole_words(lexicon: Lexicon, text: str, expected: str) -> None:
    assert said(lexicon, text) == expected


def test_entries_are_for_their_language_and_voice(lexicon: Lexicon) -> None:
    assert said(lexicon, "SQL 参数", language="zh-Hans") == "sequel 参 数"
    assert said(lexicon, "a GIF", voice="Ethan") == "a jif"


def test_of_equal_terms_the_more_particular_wins() -> None:
    lexicon = Lexicon(
        (
            Pronunciation("SQL", "sequel"),
            Pronunciation("SQL", "S Q L", ("de",)),
            Pronunciation("SQL", "never"),
        )
    )

    assert said(lexicon, "SQL", language="de-AT") == "S Q L"
    assert said(lexicon, "SQL") == "sequel"


def test_a_mapping_of_terms_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text("nginx: engine x\nPyPI: {say: pie P I, language: English}\n", "utf-8")

    assert said(Lexicon.load([path]), "nginx on PyPI") == "engine x on pie P I"


def test_aliases_of_a_pronunciation_lexicon_are_read(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.pls"
    path.write_text(
        """<?xml version="1.0" encoding="UTF-8"?>
        <lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en-US">
          <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
          <lexeme><grapheme>tomato</grapheme><phoneme>təˈmeɪtoʊ</phoneme></lexeme>
        </lexicon>""",
        "utf-8",
    )

    lexicon = Lexicon.load([path])

    assert (
        said(lexicon, "the W3C and a tomato", language="en-US")
        == "the World Wide Web Consortium and a tomato"
    )
    assert said(lexicon, "W3C", language="de") == "W3C"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.yml", "- {term: x}", "entry 1 needs `term` and `say`"),
        ("a.yml", "- {term: x, say: y, lang: en}", "Did you mean 'language'"),
        ("a.yml", "- [", "is not valid YAML"),
        ("a.yml", "just a text", "neither a list nor a mapping"),
        ("a.pls", "<lexicon>", "is not valid XML"),
        ("missing/a.yml", None, "cannot be read"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(
    tmp_path: Path, name: str, content: str | None, message: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, "utf-8")

    with pytest.raises(ConfigurationError, match=message) as caught:
        Lexicon.load([path])

    assert name.rsplit("/", 1)[-1] in str(caught.value)


def test_only_utterances_with_the_term_change(lexicon: Lexicon) -> None:
    passages = tuple(
        Passage(Kind.PARAGRAPH, text) for text in ["Run kubectl.", "And nothing else."]
    )
    script = Script("page/", "Page", "en", passages)

    def made(lexicon: Lexicon) -> list[str]:
        voices = [CHERRY] * 2
        limit = Limit(600, len)
        return [
            utterance.text
            for utterance in pack_script(
                script, voices, lambda _: limit, target=0, sentence_pause=0.1, lexicon=lexicon
            )
        ]

    assert made(lexicon) == ["Run cube control.", made(Lexicon())[1]]
    assert script.passages[0].text == "Run kubectl."
