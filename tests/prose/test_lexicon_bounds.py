"""Files of pronunciations as somebody may write them who means harm, or who has very many."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Site, SourcePage
from mkdocs_qwen_tts._pipeline.drafts import Drafts
from mkdocs_qwen_tts._prose import Lexicon, Pronunciation, lexicon
from mkdocs_qwen_tts._prose.lexicon import _Replacer
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Store

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 20_000, "not valid YAML"),
        (BOMB, "not a text"),
        ("- {term: [a, [b]], say: c}", "not a text"),
        ("- {term: a, say: b, voice: [[c]]}", "not a text"),
        ("- {term: a, say: {b: c}}", "not a text"),
        ("- {term: a, say: b, language: [" + "en, " * 500 + "]}", "not a text"),
    ],
    ids=["depth", "aliases", "list", "voices", "mapping", "languages"],
)
def test_what_is_wrong_in_a_file_is_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "lexicon.yml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=says) as caught:
        Lexicon.load([path])
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize("said", ["2001-02-30", "9" * 5000, "0x" + "f" * 9000, "1:2:99", "1_0"])
def test_what_yaml_takes_for_no_date_and_no_number_is_a_text(tmp_path: Path, said: str) -> None:
    path = tmp_path / "lexicon.yml"
    path.write_text(f"lol: {said}\nharbour: haven\n")
    with_all = Lexicon.load([path])
    assert with_all.say("The harbour.", language="en", voice="Cherry") == "The haven."
    assert with_all.say("A lol.", language="en", voice="Cherry").startswith("A ")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yml"
    os.mkfifo(pipe)
    huge = tmp_path / "huge.yml"
    with huge.open("wb") as file:
        file.truncate(10**10)
    for path in (pipe, tmp_path, huge, tmp_path / "missing"):
        with pytest.raises(ConfigurationError, match="cannot be read"):
            Lexicon.load([path])


def test_more_entries_than_anybody_writes_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mkdocs_qwen_tts._prose.lexicon.MOST_ENTRIES", 10)
    path = tmp_path / "lexicon.yml"
    path.write_text("".join(f"term{number}: say it\n" for number in range(11)))
    with pytest.raises(ConfigurationError, match="11 pronunciations"):
        Lexicon.load([path])


# ---------------------------------------------------------------- whose file it is


def recipe(folder: Path, own: list[str], of_page: list[str] | None) -> Any:
    settings = Settings.of({"prose": {"lexicon": own}}, environ={})
    overrides = {} if of_page is None else {"prose": {"lexicon": of_page}}
    page = SourcePage("a/", "A", "en", "<p>Hello.</p>", overrides=overrides, source="a.md")
    return Drafts(settings, Store(folder / "store"), Site(), folder / "project").recipe(page)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    (tmp_path / "secrets.yml").write_text("password: hunter2")
    (tmp_path / "project" / "own.yml").write_text("a: b")
    (tmp_path / "project" / "link.yml").symlink_to(tmp_path / "secrets.yml")
    return tmp_path


@pytest.mark.parametrize(
    "named", ["../secrets.yml", "link.yml", "own.yml/../../secrets.yml", "/etc/hostname", "~/x.yml"]
)
def test_a_page_reads_no_file_outside_of_its_project(folder: Path, named: str) -> None:
    with pytest.raises(ConfigurationError, match=r"a\.md: narration\.prose\.lexicon: .*outside"):
        recipe(folder, [], [named])


def test_the_site_itself_may_name_any_file(folder: Path) -> None:
    assert recipe(folder, ["../secrets.yml"], None).lexicons[0].digest
    assert recipe(folder, [], ["own.yml"]).lexicons[0].digest
    assert recipe(folder, ["../secrets.yml"], ["../secrets.yml", "own.yml"]).lexicons[1].digest


# ---------------------------------------------------------------- many entries


TERMS = st.text("aAbBsSſßkKiıİ 参数.-9", min_size=1, max_size=5).filter(str.strip)


@given(
    entries=st.lists(
        st.builds(
            Pronunciation,
            TERMS.map(str.strip),
            st.sampled_from("xyz"),
            case=st.booleans(),
            whole_word=st.booleans(),
        ),
        max_size=8,
    ),
    text=st.text("aAbBsSſßkKiıİ 参数.-9", max_size=30),
)
def test_looking_up_finds_what_trying_all_would(entries: list[Pronunciation], text: str) -> None:
    replacer = _Replacer(entries, "en", "Cherry")
    everything = tuple(range(len(replacer._ranked)))
    if not everything:
        assert replacer(text) == text
        return
    says = [say for _, say in replacer._ranked]
    tried = replacer._expression(everything)
    assert replacer(text) == tried.sub(lambda found: says[(found.lastindex or 1) - 1], text)


def test_a_text_is_compared_with_what_it_can_hold_alone() -> None:
    """16,000 terms, and a text of a dozen words: what is tried grows with the text."""
    entries = [Pronunciation(f"term{number}", f"say {number}") for number in range(16_000)]
    replacer = _Replacer(entries, None, "Cherry")
    text = "The gate of term17 opens when term15999 has left, and term is none."
    assert len(replacer.candidates(text)) <= len(re.findall(r"\w+", text))
    assert replacer(text) == text.replace("term17", "say 17").replace("term15999", "say 15999")
    assert len(replacer._expressions) == 1


# ---------------------------------------------------------------- whatever is in the file


@given(
    lines=st.lists(
        st.sampled_from(
            [
                *("lol: 2001-02-30", "a: " + "9" * 4400, "b: 0x" + "f" * 5000, "c: .nan", "d: ["),
                *("e: &x", "f: *x", "- {term: a, say: b}", "- {term: [a], say: b}", "? [i]: j"),
                *(
                    "k: !!python/object:os.system x",
                    "l: !!binary é",
                    "m: !!timestamp x",
                    "n: !!int",
                ),
                *("- - - n", "o", "p: {say: q, language: [en, de], voice: r, case: s}", "\x00"),
                *("\ud800", "t: 'u'", "v: !!bool w", "g: {say: h}", "x: !!float y", "z: !!null 1"),
            ]
        ),
        max_size=4,
    )
)
def test_any_file_is_pronunciations_or_one_sentence(lines: list[str]) -> None:
    said = ""
    try:
        entries = lexicon._read(Path("words.yml"), "\n".join(lines))
    except ConfigurationError as error:
        entries, said = [], str(error)
    assert not said or "words.yml" in said
    assert len(said) < 1000
    assert all(isinstance(one, Pronunciation) for one in entries)
    Lexicon(tuple(entries)).say("lol, a and b.", language="en", voice="Cherry")
