"""The player and the anchors go in; nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts._html import (
    BEGIN,
    END,
    Edit,
    mark,
    place_in_head,
    place_list,
    place_player,
    remove,
    sparse,
    spliced,
    tags,
    wants_list,
)
from mkdocs_qwen_tts._html.marks import LONGEST, OUTER, SPOTS
from mkdocs_qwen_tts._player import SCRIPT, THEME

PLAYER = "<qwen-narration></qwen-narration>"


def annotate(html: str, elements: list[int]) -> str:
    return mark(html, elements, sparse(html, elements))


def test_an_attribute_goes_in_behind_the_tag_name() -> None:
    html = '<h1 id="a">A</h1><p>B</p>'

    assert (
        annotate(html, [3, 19]) == '<h1 data-narration="0" id="a">A</h1><p data-narration="1">B</p>'
    )


@pytest.mark.parametrize(
    ("html", "where", "expected"),
    [
        ("<h1>T</h1><p>a</p>", "after-title", "<h1>T</h1>@<p>a</p>"),
        ("\n <!-- c --><h1>T</h1>\n<p>a</p>", "after-title", "\n <!-- c --><h1>T</h1>@\n<p>a</p>"),
        (
            "<style>h1 {}</style><h1>T</h1><p>a</p>",
            "after-title",
            "<style>h1 {}</style><h1>T</h1>@<p>a</p>",
        ),
        (
            "<section id=x><h1>T</h1><p>a</p></section>",
            "after-title",
            "<section id=x><h1>T</h1>@<p>a</p></section>",
        ),
        ('<a id="x"></a><h1>T</h1><p>a</p>', "after-title", '<a id="x"></a><h1>T</h1>@<p>a</p>'),
        ("<p>first</p><h1>T</h1>", "after-title", "@<p>first</p><h1>T</h1>"),
        ("text<h1>T</h1>", "after-title", "@text<h1>T</h1>"),
        ("<h2>T</h2><p>a</p>", "after-title", "@<h2>T</h2><p>a</p>"),
        ("<!-- <h1>no</h1> --><p>a</p>", "after-title", "@<!-- <h1>no</h1> --><p>a</p>"),
        ("<h1>T</h1><p>a</p>", "top", "@<h1>T</h1><p>a</p>"),
        ("<h1>T</h1><p>a</p>", "bottom", "<h1>T</h1><p>a</p>@"),
        (
            "<h1>T</h1><p>a</p><!-- narration --><p>b</p>",
            "top",
            "<h1>T</h1><p>a</p><!-- narration -->@<p>b</p>",
        ),
        ("<h1>T</h1><!--NARRATION--><p>b</p>", "bottom", "<h1>T</h1><!--NARRATION-->@<p>b</p>"),
        ("<pre>&lt;!-- narration --&gt;</pre>", "top", "@<pre>&lt;!-- narration --&gt;</pre>"),
        (
            "<script>'<!-- narration -->'</script><p>",
            "top",
            "@<script>'<!-- narration -->'</script><p>",
        ),
        ('<p title="<!-- narration -->">a</p>', "bottom", '<p title="<!-- narration -->">a</p>@'),
        ("", "after-title", "@"),
        ("<h1>T", "after-title", "@<h1>T"),
    ],
)
def test_the_player_stands_where_it_was_asked_for(html: str, where: str, expected: str) -> None:
    assert place_player(html, PLAYER, where) == expected.replace("@", PLAYER)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<h1>", "</h1>", "<p>", "text ", "<!--", "-->", "<!-- x -->", "<script>", "</script>"]
        ),
        max_size=20,
    ).map("".join),
    st.sampled_from(["after-title", "top", "bottom"]),
)
def test_without_the_player_the_page_is_as_it_was(html: str, where: str) -> None:
    assert place_player(html, PLAYER, where).replace(PLAYER, "", 1) == html


def offsets(html: str) -> list[int]:
    """Where attributes go in, in a page whose elements to be spoken have the attribute `it`."""
    return [found.start() for found in re.finditer(" it", html)]


def written(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-narration="(\d+)"', html)]


def told(html: str) -> str:
    """The page with the numbers that the player's script writes into it."""
    tree = LexborHTMLParser(f"<!DOCTYPE html><body>{html}")
    spots = {node.mem_id for node in tree.css(f":is({SPOTS}):not({OUTER})")}
    number, run = 0, []
    for node in tree.css(f":is([data-narration],{SPOTS})"):
        own = node.attributes.get("data-narration") or ""
        if own.isdecimal():
            if int(own) == number + len(run):
                for ahead, one in enumerate(run):
                    one.attrs["data-narration"] = str(number + ahead)  # type: ignore[index]
            number, run = int(own) + 1, []
        elif node.mem_id in spots:
            run.append(node)
    return tree.html or ""


def test_paragraphs_between_two_attributes_need_none() -> None:
    html = "<h1 it>T</h1><p it>a</p><p it>b</p><ul><li it>c</li></ul><p it>d</p>"

    assert written(annotate(html, offsets(html))) == [0, 1, 4]


@pytest.mark.parametrize(
    ("html", "numbers"),
    [
        ("<p it>a</p><p>not this</p><p it>b</p><p it>c</p><p it>d</p>", [0, 1, 3]),
        ("<p it>a</p><figure it>b</figure><p it>c</p>", [0, 1, 2]),
        ("<p it>a</p><ul><li><p it>b</p></li><li><p it>c</p></li></ul><p it>d</p>", [0, 1, 3]),
        ("<p it>a</p><ul><li it>b<p it>c</p></li></ul><p it>d</p>", [0, 1, 3]),
        (
            "<p it>a</p><div class=highlight it><pre>b</pre></div><pre it>c</pre><p it>d</p>",
            [0, 1, 3],
        ),
        ("<p it>a</p><p it data-narration=announce>b</p><p it>c</p>", [0, 1, 2]),
        ("<p it>a</p><p data-narration=skip>b</p><p it>c</p>", [0, 1]),
        ("<p it>a</p></p><p it>b</p><p it>c</p>", [0, 1, 2]),  # the stray end tag makes a paragraph
        ("<p it>a</p><template><p>b</p></template><p it>c</p><p it>d</p>", [0, 1, 2]),
        (
            "<p it>a</p><table><tr it><td>b</td></tr><p it>c</p></table><p it>d</p>",
            [0, 1, 2, 3],
        ),  # moved
        ("<p it>alone</p>", [0]),
        ("nothing", []),
    ],
)
def test_what_cannot_be_told_has_an_attribute(html: str, numbers: list[int]) -> None:
    assert written(annotate(html, offsets(html))) == numbers


def test_a_long_run_has_an_attribute_now_and_then() -> None:
    html = "<p it>a</p>" * (3 * LONGEST)

    assert written(annotate(html, offsets(html))) == [
        0,
        1,
        LONGEST + 1,
        2 * LONGEST + 1,
        3 * LONGEST - 1,
    ]


PIECES = (
    *(
        "<p it>a</p>",
        "<p>a</p>",
        "<h2 it>b</h2>",
        "<ul>",
        "<li it>c",
        "<li><p it>d</p>",
        "</ul>",
        "</p>",
        "<div it>",
    ),
    *(
        "<div class=highlight it><pre><span>e</span>\n<code>f</code></pre></div>",
        "<pre it><a>g</a></pre>",
        "</div>",
    ),
    *(
        "<table><tr it><td>",
        "</table>",
        "<p it data-narration=announce>",
        "<p data-narration=skip>",
        "<label it>",
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_every_number_can_be_told_and_no_other_byte_changes(html: str) -> None:
    elements = offsets(html)
    annotated = annotate(html, elements)
    every = mark(html, elements, range(len(elements)))

    assert re.sub(r' data-narration="\d+"', "", annotated) == html
    told_numbers = re.sub(r' data-narration="\D*?"', "", told(annotated))
    wanted = LexborHTMLParser(f"<!DOCTYPE html><body>{every}")
    assert [(node.tag, node.attributes.get("data-narration")) for node in wanted.css("[it]")] == [
        (node.tag, node.attributes.get("data-narration"))
        for node in LexborHTMLParser(told_numbers).css("[it]")
    ]


def test_the_script_tells_by_the_same_elements() -> None:
    script = (THEME / SCRIPT).with_name("page.js").read_text(encoding="utf-8")

    assert f'const SPOTS = "{SPOTS}";' in script
    assert OUTER == ":has(p)"
    assert '!element.querySelector("p")' in script


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<html><head><title>a</title></head><body>", "<html><head><title>a</title>@</head><body>"),
        ("<head><!-- </head> --></HEAD><body>", "<head><!-- </head> -->@</HEAD><body>"),
        (
            "<head><script>'</head>'</script></head><body>",
            "<head><script>'</head>'</script>@</head><body>",
        ),
        ("<title>a</title><body><pre></head></pre>", "<title>a</title><body><pre></head></pre>"),
        ("", ""),
    ],
)
def test_what_is_for_the_head_goes_to_its_end(html: str, expected: str) -> None:
    assert place_in_head(html, "<meta>") == expected.replace("@", "<meta>")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p><!-- narration: all --><p>b</p>", "<p>a</p><!-- narration: all -->@<p>b</p>"),
        ("<!--Narration:ALL-->", "<!--Narration:ALL-->@"),
        ("<!-- narration --><p>", None),
        ("<!-- narration: all of it -->", None),
        ("<pre>&lt;!-- narration: all --&gt;</pre>", None),
        ("<script>'<!-- narration: all -->'</script>", None),
    ],
)
def test_the_list_of_pages_stands_where_a_comment_asks_for_it(
    html: str, expected: str | None
) -> None:
    assert wants_list(html) == (expected is not None)
    assert place_list(html, "") == html
    assert place_list(html, "<ol></ol>") == (
        html if expected is None else expected.replace("@", f"{BEGIN}<ol></ol>{END}")
    )


# ---------------------------------------------------------------- and out again

SCRAPS = st.lists(
    st.sampled_from(
        [
            "<p>", "</p>", "<h1 id=a>", "</h1>", "words ", "<!-- narration -->", '<div data-narration="skip">',
            "</div>", "<pre><code>&lt;qwen-narration&gt;</code></pre>", "<script>'<!--narration-->'</script>",
            BEGIN, END, "<qwen-narration>", '<img alt="data-narration=" src=x>', "<br>", "\r\n", "</head>", "<head>", "é – 汉",
        ]
    )
).map("".join)  # fmt: skip


LOADS = '<link rel="stylesheet" href="assets/narration/player.css">'


@given(SCRAPS, st.sampled_from(["after-title", "top", "bottom"]))
def test_what_was_put_in_comes_out_to_the_byte(html: str, where: str) -> None:
    offsets = [token.name_end for token in tags.tokens(html) if token.kind == "start"]
    player = "<qwen-narration class=narration><audio controls></audio><template>{&lt;}</template></qwen-narration>"
    narrated = place_player(annotate(html, offsets), player, where)
    narrated = place_in_head(narrated, f"{BEGIN}{LOADS}{END}")
    assert "<qwen-narration class" in narrated
    assert remove(narrated) == html
    assert remove(html) == html


def test_a_document_whose_player_never_ends_loses_nothing() -> None:
    html = "<p>a</p><qwen-narration><p>b</p>"
    assert remove(html) == html


@pytest.mark.parametrize(
    "own",
    [
        f"<p>a</p>{BEGIN}<p>The words of an author</p>{END}<p>b</p>",
        f"{BEGIN}words{END}",
        f"{BEGIN}<p>a</p>",
        f"<p>a</p>{END}",
        f"{BEGIN}{BEGIN}<p>a</p>{END}{END}",
        "<qwen-narration><p>a</p>",
        "<p>a</p></qwen-narration>",
        f"<pre>{BEGIN.replace('<', '&lt;')}</pre><p>words</p><pre>{END.replace('<', '&lt;')}</pre>",
    ],
)
def test_an_authors_own_text_that_looks_like_ours_stays(own: str) -> None:
    """Alone, and before and behind what was really added."""
    player = "<qwen-narration class=narration><audio controls></audio></qwen-narration>"
    added = f"{player}{BEGIN}{LOADS}{END}"
    assert remove(own) == own
    assert remove(own + "<p>c</p>" + added) == own + "<p>c</p>"
    assert remove(added + "<p>c</p>" + own) == "<p>c</p>" + own


# ---------------------------------------------------------------- edits


def test_edits_are_applied_in_the_order_of_the_text() -> None:
    edits = [Edit(4, 6), Edit.insertion(2, "<"), Edit.insertion(2, ">"), Edit(0, 1, "A")]

    assert spliced("abcdefg", edits) == "Ab<>cdg"
    assert spliced("abcdefg", []) == "abcdefg"
