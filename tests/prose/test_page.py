"""A page becomes its script: title, order, anchors, pauses, languages, author's wishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Kind, Script, SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[..., Script]
    Texts = Callable[..., list[str]]


# ---------------------------------------------------------------- title


def test_the_first_h1_is_the_title(read: Read) -> None:
    made = read(
        "<h1 id='a'>Welcome<a class='headerlink' href='#a'>¶</a></h1><p>Hi.</p><h1>More</h1>",
        title="Home",
    )

    assert [(passage.kind, passage.text, passage.id) for passage in made.passages] == [
        (Kind.TITLE, "Welcome", "a"),
        (Kind.PARAGRAPH, "Hi.", None),
        (Kind.HEADING, "More", None),
    ]


def test_a_page_without_an_h1_is_given_its_title(read: Read) -> None:
    title = read("<p>Hi.</p>", title="Home").passages[0]

    assert (title.kind, title.text, title.anchor, title.spoken_only) == (
        Kind.TITLE,
        "Home",
        None,
        True,
    )


def test_the_title_can_be_left_out(texts: Texts) -> None:
    assert texts("<p>Hi.</p>", title="Home", options={"prose": {"title": False}}) == ["Hi."]


def test_a_page_without_prose_has_no_passages(texts: Texts) -> None:
    assert texts("<p></p><script>var x</script><hr>", title="Home") == []
    assert texts("", title="Home") == []


# ---------------------------------------------------------------- words and blocks


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p><b>foo</b>bar</p>", ["foobar"]),
        ("<p>foo<br>bar</p>", ["foo, bar"]),
        ("<p>foo</p><p>bar</p>", ["foo", "bar"]),
        ("<div>foo<p>bar</p>baz</div>", ["foo", "bar", "baz"]),
        ("<ul><li>foo<ul><li>bar</li></ul>baz</li></ul>", ["foo", "bar", "baz"]),
        ("<p>a\n   b\tc&nbsp;d</p>", ["a b c d"]),
        ("<p>soft&shy;hyphen zero&#8203;width</p>", ["softhyphen zerowidth"]),
        ("<p>中文\n  换行</p>", ["中文换行"]),
        ("<p>中文 English\n混排</p>", ["中文 English 混排"]),
        ("<p>He said <q>yes</q>.</p>", ["He said “yes”."]),
        (
            "<p>x<sup>2</sup>, 10<sup>3</sup>, the 1<sup>st</sup></p>",
            ["x squared, 10 cubed, the 1st"],
        ),
        ("<p>A word<sup>1</sup> of note</p>", ["A word of note"]),
        ("<p>—</p><p>***</p><p>...</p>", []),
        ("<p>&lt;b&gt; &amp;amp; co</p>", ["tag b ampersand amp semicolon co"]),
        ("<h2></h2><h2> </h2><p>x</p>", ["x"]),
        ("<h1>API</h1><h2>C API</h2><p>x</p>", ["API", "C API", "x"]),
        ("<h1>A. API</h1><h2>API</h2><p>x</p>", ["A. API", "x"]),
        ("<p>unclosed <b>bold<p>next", ["unclosed bold", "next"]),
        ("<ol start='3'><li>a</li><li value='7'>b</li><li>c</li></ol>", ["3. a", "7. b", "8. c"]),
        ("<ol reversed><li>a</li><li>b</li></ol>", ["2. a", "1. b"]),
        ("<ol type='a'><li>x</li><li>y</li></ol>", ["a. x", "b. y"]),
        (
            "<ol><li><p>One.</p><p>More.</p></li><li></li><li>Three.</li></ol>",
            ["1. One.", "More.", "3. Three."],
        ),
        ("<p>Icon <span class='twemoji'><svg><path/></svg></span>.</p>", ["Icon."]),
        ("<p>a, <del>b</del>, c</p>", ["a, c"]),
        ("<p>Set <code>a</code>/<code>b</code></p>", ["Set a/b"]),
    ],
)
def test_words_stay_apart_or_together_as_on_the_page(
    texts: Texts, html: str, expected: list[str]
) -> None:
    assert texts(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<style>x</style>",
        "<template><p>x</p></template>",
        "<noscript>x</noscript>",
        "<!-- x -->",
        "<p hidden>x</p>",
        "<p aria-hidden='true'>x</p>",
        "<p style='color: red; display:none'>x</p>",
        "<p style='visibility: hidden'>x</p>",
        "<nav>x</nav>",
        "<div class='toc'><ul><li><a href='#x'>x</a></li></ul></div>",
        "<button>x</button>",
        "<form><label>x</label><input value='x'></form>",
        "<select><option>x</option></select>",
        "<a class='headerlink' href='#x'>x</a>",
        "<a class='md-content__button' title='Edit this page'>x</a>",
        "<svg><title>x</title><text>x</text></svg>",
        "<textarea>x</textarea>",
        "<dialog>x</dialog>",
        "<div role='navigation'>x</div>",
        "<p data-narration='skip'>x</p>",
        "<qwen-narration><p>x</p></qwen-narration>",
        "<div class='narration-pages'><p>x</p></div>",
        "<canvas>x</canvas>",
        "<img src='x.png' alt=''>",
        "<img src='x.png' alt='screenshot.png'>",
        "<sup id='fnref:1'><a class='footnote-ref' href='#fn:1'>x</a></sup>",
    ],
)
def test_machinery_is_never_spoken(texts: Texts, html: str) -> None:
    assert texts(f"<p>Before.</p>{html}<p>After.</p>") == ["Before.", "After."]


def test_front_matter_that_was_left_on_the_page_is_not_spoken(texts: Texts) -> None:
    assert texts("<hr>\n<h2>title: x\ntags:\n- a</h2><h1>T</h1><p>Note: this.</p>") == [
        "T",
        "Note: this.",
    ]
    assert texts("<hr>\n<h2>What is it: a guide</h2>") == ["What is it: a guide"]


# ---------------------------------------------------------------- anchors and pauses


def test_every_passage_knows_its_element(read: Read) -> None:
    html = "<h1>T</h1><ul><li>tight<p>loose</p></li></ul><table><tr><td>a</td><td>b</td></tr></table><pre>x</pre>"

    made = read(html)

    found = {
        passage.text: html[: made.elements[passage.anchor]].rpartition("<")[2]
        for passage in made.passages
    }
    assert found == {
        "T": "h1",
        "tight": "li",
        "loose": "p",
        "a; b": "tr",
        "Code example, one line.": "pre",
    }


def test_pauses_follow_the_kind_and_what_comes_next(read: Read) -> None:
    html = "<h1>T</h1><p>a</p><h2>H</h2><h3>I</h3><ul><li>b</li></ul><p>c</p>"

    made = read(html, options={"audio": {"pauses": {"section": 2.0, "item": 0.25}}})

    assert [passage.pause for passage in made.passages] == [0.8, 2.0, 0.6, 0.6, 0.25, 0.45]


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize(
    ("declared", "option", "expected"),
    [
        ("fr", "auto", "fr"),
        ("fr", "German", "de"),
        ("zh_CN", "auto", "zh-CN"),
        ("fr", "pt-BR", "pt-BR"),
    ],
)
def test_the_page_is_in_its_own_language_unless_the_settings_say_otherwise(
    read: Read, declared: str, option: str, expected: str
) -> None:
    assert (
        read("<p>x y z</p>", language=declared, options={"language": option}).language == expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use FastAPI", "en"),
        ("使用 FastAPI 和 Pydantic", "zh"),
        ("設定ファイルを編集", "ja"),
        ("설정 파일", "ko"),
        ("Файл", "ru"),
    ],
)
def test_where_nothing_declares_a_language_the_letters_suggest_one_and_it_is_noted(
    read: Read, text: str, expected: str
) -> None:
    made = read(f"<p>{text}</p>", language=None)

    assert made.language == expected
    if expected == "en":  # what everybody assumes needs no telling
        assert made.notes == ()
        return
    assert len(made.notes) == 1
    assert expected in made.notes[0]


def test_a_page_in_other_letters_than_its_language_has_is_noted(read: Read) -> None:
    made = read("<p>这是一个中文页面，但没有人声明它。</p>", language="en")

    assert made.language == "en"
    assert "set `language: zh`" in made.notes[0]
    assert read("<p>An English page about 汉字.</p>", language="en").notes == ()


def test_lang_switches_blocks_and_parts_of_sentences(read: Read) -> None:
    html = "<p>We say <i lang='fr'>bonjour à tous</i> here.</p><blockquote lang='de'><p>Guten Tag.</p></blockquote>"

    made = read(html)

    assert [(passage.text, passage.language, passage.pause) for passage in made.passages] == [
        ("We say", None, 0.0),
        ("bonjour à tous", "fr", 0.0),
        ("here.", None, 0.45),
        ("Guten Tag.", "de", 0.45),
    ]


def test_a_sentence_that_ends_in_another_language_has_the_pause_of_its_block(read: Read) -> None:
    made = read(
        "<p>We say <i lang='fr'>bonjour</i>.</p><p>And <i lang='fr'>salut</i></p><p>End.</p>"
    )

    assert [(passage.text, passage.pause) for passage in made.passages] == [
        ("We say", 0.0),
        ("bonjour", 0.45),
        ("And", 0.0),
        ("salut", 0.45),
        ("End.", 0.45),
    ]


def test_a_region_is_no_other_language(texts: Texts) -> None:
    assert texts("<p>The <span lang='en-GB'>colour</span> red.</p>") == ["The colour red."]


def test_a_chinese_sentence_with_english_names_is_one_passage(texts: Texts) -> None:
    assert texts("<p>使用 <code>get_user</code> 和 FastAPI。</p>", language="zh") == [
        "使用 get user 和 FastAPI。"
    ]


# ---------------------------------------------------------------- what authors say


def test_authors_have_the_last_word(read: Read) -> None:
    html = (
        "<p data-narration='skip'>Nothing.</p><p data-narration-say='This instead.'>That.</p>"
        "<p>It is <span data-narration-say='five'>5</span>.</p><h2 data-narration-say='Second part'>2</h2>"
        "<div data-narration-voice='Ethan'><p>He speaks.</p></div><img src='x' data-narration-say='A chart.'>"
        "<pre data-narration-say='A loop.'>for x in y</pre>"
    )

    made = read(html)

    assert [
        (passage.text, passage.kind, passage.voice, passage.spoken_only)
        for passage in made.passages
    ] == [
        ("This instead.", Kind.PARAGRAPH, None, True),
        ("It is five.", Kind.PARAGRAPH, None, False),
        ("Second part", Kind.HEADING, None, True),
        ("He speaks.", Kind.PARAGRAPH, "Ethan", False),
        ("A chart.", Kind.PARAGRAPH, None, True),
        ("A loop.", Kind.PARAGRAPH, None, True),
    ]


def test_a_wish_that_nobody_knows_is_noted(read: Read) -> None:
    made = read("<p data-narration='skpi'>x</p><p data-narration='7'>y</p>")

    assert made.notes == (
        'page/: data-narration="skpi" is none of skip, announce and read, and is passed over.',
    )
    assert len(made.passages) == 2


def test_selectors_of_the_settings_are_skipped(texts: Texts) -> None:
    html = "<p class='legal'>No.</p><div id='x'><p>No.</p></div><p data-search-exclude>Yes.</p>"

    assert texts(html, skip=[".legal", "#x > p"]) == ["Yes."]


def test_a_broken_selector_is_named() -> None:
    settings = Settings.of({"prose": {"skip": ["p[["]}}, environ={})

    with pytest.raises(ConfigurationError, match=r"p\[\["):
        extract_script(SourcePage("a", "", "en", "<p>x</p>"), settings)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<pre data-narration='read'>a = 1</pre>", ["a equals 1"]),
        (
            "<table data-narration='announce'><tr><td>a</td></tr></table>",
            ["Table, one row, one column."],
        ),
        (
            "<details data-narration='announce'><summary>More</summary>x</details>",
            ["Collapsed section: More."],
        ),
    ],
)
def test_a_block_can_have_its_own_policy(texts: Texts, html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_a_script_is_the_same_for_the_same_page(read: Read) -> None:
    html = "<h1>T</h1><p>a <code>b_c</code></p>"

    assert read(html) == read(html)
