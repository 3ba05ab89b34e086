"""What leads around a page, and what only looks like it; signs that stand for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose.say.code import say_code
from mkdocs_qwen_tts._prose.say.text import say_text
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable


def test_paragraphs_with_links_are_content_whatever_holds_them_is_called(
    texts: Callable[..., list[str]],
) -> None:
    page = (
        '<div class="contents"><p>Turn the <a href="knob">knob</a> until the lamp is dim.</p>'
        '<ol><li><p>Open the <a href="panel">panel</a> of the lamp.</p></li></ol></div>'
    )
    assert texts(page) == ["Turn the knob until the lamp is dim.", "1. Open the panel of the lamp."]


def test_a_table_of_contents_may_have_a_paragraph_over_it(texts: Callable[..., list[str]]) -> None:
    page = (
        '<div class="contents"><p>On this page</p><ul><li><p><a href="#a">Wicks</a></p></li>'
        '<li><p><a href="#b">Oil</a></p></li></ul></div><p>Lamps burn.</p>'
    )
    assert texts(page) == ["Lamps burn."]


def test_a_table_of_contents_may_be_a_list_of_terms(texts: Callable[..., list[str]]) -> None:
    page = (
        '<dl><dt>1. <a href="#a">Wicks</a></dt><dd><dl><dt>1.1 <a href="#b">Oil</a></dt></dl></dd>'
        '<dt>2. <a href="#c">Flames</a></dt></dl>'
        '<h2 id="a">1. Wicks</h2><p>A.</p><h3 id="b">1.1 Oil</h3><p>B.</p><h2>2. Flames</h2><p>C.</p>'
    )
    assert texts(page) == ["1. Wicks", "A.", "1.1 Oil", "B.", "2. Flames", "C."]


@pytest.mark.parametrize("words", ["(наверх)", "Back to top", "↑ Nach oben", "返回顶部", "先頭へ"])
def test_the_way_to_the_top_of_the_page_is_not_said(
    words: str, texts: Callable[..., list[str]]
) -> None:
    page = f'<p>Lamps burn.</p><p><a href="#top">{words}</a></p>'
    assert texts(page) == ["Lamps burn."]


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("<i>ARG1</i> | <i>ARG2</i>", "ARG1 or ARG2"),
        ("<i>ARG1</i> &gt; <i>ARG2</i>", "ARG1 greater than ARG2"),
        ("a % b", "a modulo b"),
        ("a * b", "a times b"),
        ("[:alpha:]", "bracket colon alpha colon"),
        ("WICK*", "WICK star"),
        ("[1]", "[1]"),
    ],
)
def test_an_operator_between_two_things_alike_is_said(
    term: str, said: str, texts: Callable[..., list[str]]
) -> None:
    assert texts(f"<dl><dt>{term}</dt><dd>What it does.</dd></dl>") == [said, "What it does."]


def test_a_way_through_menus_that_is_a_term_stays_one(texts: Callable[..., list[str]]) -> None:
    page = "<dl><dt>File &gt; Save</dt><dd>Writes.</dd></dl>"
    assert texts(page) == ["File, Save", "Writes."]


@pytest.mark.parametrize(
    ("language", "page", "said"),
    [
        ("zh", "<p>注意 ⚠️：灯是热的，不要用手去摸它。</p>", "注意：灯是热的，不要用手去摸它。"),
        ("en", "<p>⚠️ Warning: the lamp is hot, so do not touch it.</p>", None),
    ],
)
def test_a_sign_beside_its_own_word_is_not_said(
    language: str, page: str, said: str | None, texts: Callable[..., list[str]]
) -> None:
    expected = said or "Warning: the lamp is hot, so do not touch it."
    assert texts(page, language=language) == [expected]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("<Mode>1</Mode>", "tag Mode close 1 closing tag Mode"),
        ("<b>hi</b>", "tag b close hi closing tag b"),
        ("[.-0]", "bracket dot dash 0"),
        ("<l-lamp>on</l-lamp>", "tag l-lamp close on closing tag l-lamp"),
        ("multi_PP-OCRv6", "multi PP-OCRv6"),
        ("XMLHttpRequest", "XML Http Request"),
    ],
)
def test_code_is_read(code: str, said: str) -> None:
    assert say_code(code, vocabulary("en")) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Remove lamps.old.* there", "Remove lamps dot old dot star there"),
        ("the %P and %l sign", "the percent capital P and percent l sign"),
        ("100 %a", "100 %a"),
        ("use '[a-z]' for lamps", "use 'bracket a-z' for lamps"),
        ("the lamps' [wick]' is", "the lamps' [wick]' is"),
        ("at most 10 * 1024 lamps", "at most 10 times 1024 lamps"),
        ('dim(mode: "half" | "full")', 'dim(mode: "half" or "full")'),
        (
            "light(lamp: (Lamp | Wick)) => string | null",
            "light(lamp: (Lamp or Wick)) to string or null",
        ),
        ("Home | Docs | About", "Home, Docs, About"),
        ("Language: English | Deutsch", "Language: English, Deutsch"),
        ("the folder .local/share/Lamps has", "the folder dot local slash share slash Lamps has"),
        ("Close *.wick files", "Close star dot wick files"),
        ('it sends "\\r" and "\\n" then', 'it sends "backslash r" and "backslash n" then'),
        ("the option !tabwidth sets", "the option exclamation mark tabwidth sets"),
        ("Wow! Lamps, yahoo!lamps", "Wow! Lamps, yahoo!lamps"),
        (
            "in /usr/share/lamps/2/README there",
            "in slash usr slash share slash lamps slash 2 slash README there",
        ),
        ("the package lamp-js-sdk-v5 has", "the package lamp-js-sdk-v5 has"),
        (
            r"between \( and \) is",
            "between backslash, opening parenthesis and backslash, closing parenthesis is",
        ),
        (r"where \(x\) and \(n m\) are", "where x and n m are"),
        ("in <Views><Columns> of", "in Views Columns of"),
        (
            r"D:\Old lamps (2)\wick.txt is",
            "D colon backslash Old lamps paren 2 close backslash wick dot txt is",
        ),
    ],
)
def test_signs_in_running_text_are_said(text: str, said: str) -> None:
    assert " ".join(say_text(text, vocabulary("en"), "shorten").split()) == said


def test_a_list_of_extensions_is_said_in_the_words_of_its_page(
    texts: Callable[..., list[str]],
) -> None:
    files = ", ".join(f".{name}" for name in ("arj", "cab", "cpio", "deb", "dmg", "fat", "iso"))
    page = f"<p>Лампа горит.</p><p>{files}</p>"
    assert all("dot" not in text for text in texts(page, language="ru"))


def test_a_heading_that_leads_to_the_contents_is_read(texts: Callable[..., list[str]]) -> None:
    page = (
        '<nav class="contents"><p class="topic-title">Contents</p><ul><li><p><a href="#a" id="r">'
        'Wicks</a></p></li></ul></nav><h2 id="a"><a class="toc-backref" href="#r" '
        'role="doc-backlink">Wicks</a></h2><p>They burn.</p>'
    )
    assert texts(page) == ["Wicks", "They burn."]


def test_contents_of_several_lists_are_left_out_with_their_name(
    texts: Callable[..., list[str]],
) -> None:
    page = (
        '<h2>目录</h2><p><a href="#a">灯</a></p><ul><li><a href="#b">灯芯</a></li>'
        '<li><a href="#c">灯油</a></li></ul><p><a href="#d">火</a></p>'
        "<h2>灯</h2><p>灯是热的。</p>"
    )
    assert texts(page, language="zh") == ["灯", "灯是热的。"]


def test_small_pictures_that_lead_to_other_pages_are_buttons(
    texts: Callable[..., list[str]],
) -> None:
    button = '<a href="{0}.html"><img src="{0}.gif" alt="{0}" width="24" height="24"></a>'
    page = "".join(map(button.format, ("home", "up", "left"))) + "<h1>Lamps</h1><p>They burn.</p>"
    assert texts(page) == ["Lamps", "They burn."]
    inside = f"<p>Push {button.format('Knob')} now.</p>"
    assert texts(inside) == ["Push Knob now."]


def test_a_power_that_the_page_names_is_named_once(texts: Callable[..., list[str]]) -> None:
    assert texts("<p>所有 2^31 次方的灯。</p>", language="zh") == ["所有 2 的 31 次方的灯。"]


def test_marks_that_combine_with_a_letter_stay_with_it() -> None:
    assert say_code("m\u0304 n\u0300x", vocabulary("zh")) == "m\u0304 n\u0300x"


def test_letters_that_are_moved_for_the_looks_of_a_word_belong_to_it(
    texts: Callable[..., list[str]],
) -> None:
    page = "<p>T<sub>E</sub>Xlamp needs L<sup>A</sup>T<sub>E</sub>X and (L<sup>A</sup>)T<sub>E</sub>X.</p>"
    assert texts(page) == ["TEXlamp needs LATEX and (LA)TEX."]


def test_an_arrow_behind_code_is_said(texts: Callable[..., list[str]]) -> None:
    page = "<p>Turn the <code>knob</code> --&gt; lamp --&gt; wick.</p>"
    assert texts(page) == ["Turn the knob to lamp to wick."]


def test_a_path_does_not_make_a_chinese_passage_english(texts: Callable[..., list[str]]) -> None:
    page = "<p>灯。</p><dl><dt>/proc/sys/fs/lamps/max/wicks/now （2.6 开始）</dt><dd>灯。</dd></dl>"
    assert "slash" not in " ".join(texts(page, language="zh"))


def test_a_call_does_not_make_a_chinese_passage_english(texts: Callable[..., list[str]]) -> None:
    page = "<p>灯亮时触发事件。</p><h2>@change(columnIndex, itemIndex, lampValue)</h2><p>灯。</p>"
    assert texts(page, language="zh")[1].startswith("艾特")
