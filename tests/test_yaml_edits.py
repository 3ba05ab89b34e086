"""Files that people keep are edited without another byte of them changing: lexicons and options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._prose import Lexicon, Pronunciation
from mkdocs_qwen_tts._review.configuration import file_of_options, with_listed
from mkdocs_qwen_tts._review.pronunciations import place_of, with_pronunciation

SKIP = ("prose", "skip")
NGINX = Pronunciation("nginx", "engine X")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "plugins:\n  - search\n  - qwen-tts  # reads aloud\nnav: []\n",
            "plugins:\n  - search\n  - qwen-tts:  # reads aloud\n      prose:\n        skip: [.badge]\nnav: []\n",
            id="name-alone",
        ),
        pytest.param(
            "plugins:\n- qwen-tts:\n    voice: Ethan # his\n\n    # why\n    prose:\n      skip: [a]  # c\n# end\n",
            "plugins:\n- qwen-tts:\n    voice: Ethan # his\n\n    # why\n    prose:\n      skip: [a, .badge]  # c\n# end\n",
            id="list-in-brackets",
        ),
        pytest.param(
            "plugins:\n- qwen-tts:\n    prose:\n      skip:\n        - a # one\n        -   b\n    voice: X",
            "plugins:\n- qwen-tts:\n    prose:\n      skip:\n        - a # one\n        -   b\n        - .badge\n    voice: X",
            id="list-in-lines",
        ),
        pytest.param(
            "plugins:\n- qwen-tts:\n    prose:\n      skip: a\n      code: skip\n",
            "plugins:\n- qwen-tts:\n    prose:\n      skip: [a, .badge]\n      code: skip\n",
            id="one-text",
        ),
        pytest.param(
            "plugins:\n  - qwen-tts:\n      voice: a\nx: !!python/name:foo.bar\n",
            "plugins:\n  - qwen-tts:\n      voice: a\n      prose:\n        skip: [.badge]\nx: !!python/name:foo.bar\n",
            id="tags-of-python",
        ),
        pytest.param(
            "plugins: [search, qwen-tts]\n",
            "plugins: [search, {qwen-tts: {prose: {skip: [.badge]}}}]\n",
            id="plugins-in-brackets",
        ),
        pytest.param(
            "plugins:\n  search:\n  qwen-tts:\n  z: {}\n",
            "plugins:\n  search:\n  qwen-tts: {prose: {skip: [.badge]}}\n  z: {}\n",
            id="mapping",
        ),
        pytest.param(
            "plugins:\r\n- qwen-tts\r\n- z",
            "plugins:\r\n- qwen-tts:\r\n    prose:\r\n      skip: [.badge]\r\n- z",
            id="windows",
        ),
        pytest.param(
            "voice: Ethan  # of a narration.yml\n",
            "voice: Ethan  # of a narration.yml\nprose:\n  skip: [.badge]\n",
            id="narration.yml",
        ),
        pytest.param("", "prose:\n  skip: [.badge]\n", id="new-file"),
    ],
)
def test_an_option_gets_one_item_more(before: str, after: str) -> None:
    assert with_listed(before, "mkdocs.yml", SKIP, ".badge") == after


@pytest.mark.parametrize(
    "text",
    [
        "plugins:\n- qwen-tts: &own\n    prose: &p {skip: [a]}\n- other: *p\n",
        "plugins:\n- qwen-tts:\n    prose:\n      skip: |\n        a\n",
        "plugins:\n- qwen-tts:\n    prose: brief\n",
        "plugins:\n- search\n",
        "- a list\n",
    ],
    ids=["alias", "block-of-text", "no-mapping", "without-the-plugin", "no-mapping-at-all"],
)
def test_what_is_not_edited_is_said_with_the_lines_to_write(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"Write by hand:\s+qwen-tts:\s+prose:"):
        with_listed(text, "mkdocs.yml", SKIP, ".badge")


def test_options_are_written_where_the_plugin_is_named(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text("plugins:\n- qwen-tts\n", "utf-8")
    own = tmp_path / "mkdocs.yml"
    own.write_text("INHERIT: base.yml\nsite_name: a\n", "utf-8")
    assert file_of_options(own) == tmp_path / "base.yml"
    own.write_text("INHERIT: base.yml\nplugins:\n- qwen-tts\n", "utf-8")
    assert file_of_options(own) == own


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "# What the voice is given in place of what is written.\n- {term: nginx, say: engine X}\n"),
        ("# ours\n", "# ours\n- {term: nginx, say: engine X}\n"),
        (
            "- {term: Gitea, say: git tea} # x\n- term: nginx\n  say: en jinx # old\n",
            "- {term: Gitea, say: git tea} # x\n- term: nginx\n  say: engine X # old\n",
        ),
        ("Gitea: git tea\n", "Gitea: git tea\nnginx: engine X\n"),
        ("nginx: n\nb: c", "nginx: engine X\nb: c"),
        ("nginx: {say: n, case: true}\n", "nginx: {say: engine X, case: true}\n"),
        ("[{term: a, say: b}]\n", "[{term: a, say: b}, {term: nginx, say: engine X}]\n"),
        (
            "- term: lead\n  say: leed\n  case: true\n# end",
            "- term: lead\n  say: leed\n  case: true\n- {term: nginx, say: engine X}\n# end",
        ),
        (
            "- {term: nginx, say: n, voice: Ethan}\n",
            "- {term: nginx, say: n, voice: Ethan}\n- {term: nginx, say: engine X}\n",
        ),
    ],
)  # fmt: skip
def test_a_lexicon_gets_an_entry_or_other_words(before: str, after: str) -> None:
    assert with_pronunciation(before, Path("p.yml"), NGINX) == after


def test_a_pls_lexicon_gets_a_lexeme() -> None:
    head = (
        '<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon"'
        ' alphabet="ipa" xml:lang="en">\n  <!-- ours -->\n'
    )
    path = Path("p.pls")
    made = with_pronunciation(
        head + "</lexicon>\n", path, Pronunciation("R&D", "R and D", ("en",), case=True)
    )
    lexeme = "  <lexeme><grapheme>R&amp;D</grapheme><alias>R and D</alias></lexeme>\n"
    assert made == f"{head}{lexeme}</lexicon>\n"
    with pytest.raises(ConfigurationError, match="Write by hand"):
        with_pronunciation(made, path, Pronunciation("R&D", "research", ("en",)))


def test_an_entry_goes_where_its_term_is_already(tmp_path: Path) -> None:
    first, second = tmp_path / "a.pls", tmp_path / "b.yml"
    assert place_of(NGINX, []) is None
    assert place_of(NGINX, [first, second]) == second, "YAML rather than PLS"
    third = tmp_path / "c.yml"
    third.write_text("nginx: n\n", "utf-8")
    assert place_of(NGINX, [first, second, third]) == third


words = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S"), include_characters=" "),
    min_size=1,
    max_size=12,
).map(lambda text: " ".join(text.split()) or "a")
languages = st.sampled_from([(), ("en",), ("en", "zh-Hans")])


@given(
    entries=st.lists(st.tuples(words, words), max_size=5, unique_by=lambda pair: pair[0]),
    shape=st.sampled_from(["list", "mapping", "brackets"]),
    term=words,
    say=words,
    own=languages,
)
def test_a_lexicon_says_all_that_it_said_and_the_entry(
    entries: list[tuple[str, str]], shape: str, term: str, say: str, own: tuple[str, ...]
) -> None:
    value: Any = dict(entries)
    if shape != "mapping":
        value = [{"term": one, "say": said} for one, said in entries]
    flow = shape == "brackets"
    before = yaml.safe_dump(value, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    before = f"# begin\n{before}# end\n"
    path = Path("p.yml")
    made = with_pronunciation(before, path, Pronunciation(term, say, own))
    said = {(one.term, one.languages): one.say for one in Lexicon.of_text(path, made).entries}
    old = {(one.term, one.languages): one.say for one in Lexicon.of_text(path, before).entries}
    assert said == {**old, (term, own): say}
    assert made.startswith("# begin\n")
    assert made.endswith("# end\n")
