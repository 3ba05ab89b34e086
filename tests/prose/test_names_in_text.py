"""Names of programs in running text, and what else stands among words there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose.say import verbalizer

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("all the voice_*() functions", "all the voice underscore star functions"),
        ("the make_*_table() calls", "the make underscore star underscore table calls"),
        ("Keys are net.OPT_* constants.", "Keys are net dot OPT underscore star constants."),
        ("as in word_*for*_ word", "as in word_*for*_ word"),
        ("if db.has_rows is set", "if db dot has rows is set"),
        ("set a locale such as zh_TW.UTF-8", "set a locale such as zh TW.UTF-8"),
        ("see ir.ui.menu, and Next.", "see ir.ui.menu, and Next."),
        ("between source <-> target", "between source double arrow target"),
        ("A <--> B, C ↔ D", "A double arrow B, C double arrow D"),
        ("write @[L]text[options] once", "write @[L]text[options] once"),
    ],
)
def test_names_are_read_as_a_whole(written: str, said: str) -> None:
    assert " ".join(verbalizer("en").text(written).split()) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("@<Draw it@>", "at less than Draw it at greater than"),
        ("@<Draw@>=", "at less than Draw at greater than equals"),
        ("pkg@>=2", "pkg at at least 2"),
    ],
)
def test_sections_of_a_web_keep_their_brackets(code: str, said: str) -> None:
    assert " ".join(verbalizer("en").code(code).split()) == said


def test_an_example_of_one_line_is_said_in_the_language_of_the_sentence_before(
    texts: Texts,
) -> None:
    """What a Japanese page has left in English is said with English words, examples too."""
    english = (
        "<ul><li><p>Put the files of your program into this directory</p>"
        "<div class='highlight'><pre>/usr/lib/web</pre></div></li></ul>"
    )
    html = f"<p>これは日本語の文章です。プログラムを使います。</p>{english}<p>次の例です。</p><pre>/etc</pre>"

    said = texts(html, language="ja", style="brief")

    assert "slash usr slash lib slash web" in " ".join(said)
    assert said[-1].replace(" ", "") == "スラッシュetc"


def test_two_pictures_of_one_name_that_sentences_speak_of_are_both_told(texts: Texts) -> None:
    html = (
        "<h2>Regulator</h2><p>It looks so.</p><p><img src='a.png' alt='Divider'></p>"
        "<p>The voltage is given by:</p><p><img src='b.png' alt='Divider'></p>"
        "<p>It ends.</p><p><img src='c.png' alt='Divider'></p>"
    )

    said = " ".join(texts(html, style="brief"))

    assert said.count("Divider") == 2


def test_a_file_called_after_a_variable_is_read_whole(texts: Texts) -> None:
    html = (
        "<p>Content:</p><div class='highlight'><span class='filename'>{{name}}/{{ ext }}.txt</span>"
        "<pre><code>a = 1\nb = 2\n</code></pre></div>"
    )

    said = " ".join(texts(html, style="brief"))

    assert "{" not in said
    assert "slash" in said
