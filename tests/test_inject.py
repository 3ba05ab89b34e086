"""The player and the anchors go in; nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts import markup
from mkdocs_qwen_tts.inject import (
    BEGIN,
    END,
    annotate,
    place,
    place_in_head,
    place_list,
    remove,
    wants_list,
)

PLAYER = "<qwen-tts-player></qwen-tts-player>"


def test_an_attribute_goes_in_behind_the_tag_name() -> None:
    html = '<h1 id="a">A</h1><p>B</p>'

    assert annotate(html, [3, 19]) == '<h1 data-narration="0" id="a">A</h1><p data-narration="1">B</p>'


@pytest.mark.parametrize(
    ("html", "where", "expected"),
    [
        ("<h1>T</h1><p>a</p>", "after-title", "<h1>T</h1>@<p>a</p>"),
        ("\n <!-- c --><h1>T</h1>\n<p>a</p>", "after-title", "\n <!-- c --><h1>T</h1>@\n<p>a</p>"),
        ("<style>h1 {}</style><h1>T</h1><p>a</p>", "after-title", "<style>h1 {}</style><h1>T</h1>@<p>a</p>"),
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
        ("<h1>T</h1><p>a</p><!-- narration --><p>b</p>", "top", "<h1>T</h1><p>a</p>@<p>b</p>"),
        ("<h1>T</h1><!--NARRATION--><p>b</p>", "bottom", "<h1>T</h1>@<p>b</p>"),
        ("<pre>&lt;!-- narration --&gt;</pre>", "top", "@<pre>&lt;!-- narration --&gt;</pre>"),
        ("<script>'<!-- narration -->'</script><p>", "top", "@<script>'<!-- narration -->'</script><p>"),
        ('<p title="<!-- narration -->">a</p>', "bottom", '<p title="<!-- narration -->">a</p>@'),
        ("", "after-title", "@"),
        ("<h1>T", "after-title", "@<h1>T"),
    ],
)
def test_the_player_stands_where_it_was_asked_for(html: str, where: str, expected: str) -> None:
    assert place(html, PLAYER, where) == expected.replace("@", PLAYER)


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
    assert place(html, PLAYER, where).replace(PLAYER, "", 1) == html


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["<p>", "<div class=x>", "</div>", "a"]), max_size=20))
def test_without_the_attributes_the_page_is_as_it_was(pieces: list[str]) -> None:
    html = "".join(pieces)
    offsets = [found.end() for found in re.finditer(r"<(?:p|div)", html)]

    annotated = annotate(html, offsets)

    assert annotated.count("data-narration=") == len(offsets)
    assert re.sub(r' data-narration="\d+"', "", annotated) == html


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
        ("<p>a</p><!-- narration: all --><p>b</p>", "<p>a</p>@<p>b</p>"),
        ("<!--Narration:ALL-->", "@"),
        ("<!-- narration --><p>", None),
        ("<!-- narration: all of it -->", None),
        ("<pre>&lt;!-- narration: all --&gt;</pre>", None),
        ("<script>'<!-- narration: all -->'</script>", None),
    ],
)
def test_the_list_of_pages_stands_where_a_comment_asks_for_it(html: str, expected: str | None) -> None:
    assert wants_list(html) == (expected is not None)
    assert place_list(html, "<ol></ol>") == (html if expected is None else expected.replace("@", "<ol></ol>"))


# ---------------------------------------------------------------- and out again

SCRAPS = st.lists(
    st.sampled_from(
        [
            "<p>", "</p>", "<h1 id=a>", "</h1>", "words ", "<!-- narration -->", '<div data-narration="skip">',
            "</div>", "<pre><code>&lt;qwen-narration&gt;</code></pre>", "<script>'<!--narration-->'</script>",
            '<img alt="data-narration=" src=x>', "<br>", "\r\n", "</head>", "<head>", "é – 汉",
        ]
    )
).map("".join)  # fmt: skip


@given(SCRAPS, st.sampled_from(["after-title", "top", "bottom"]))
def test_what_was_put_in_comes_out_to_the_byte(html: str, where: str) -> None:
    offsets = [token.name_end for token in markup.tokens(html) if token.kind == "start"]
    player = (
        "<qwen-narration class=narration><audio controls></audio><template>{&lt;}</template></qwen-narration>"
    )
    narrated = place(annotate(html, offsets), player, where, replacing=False)
    narrated = place_in_head(narrated, f"{BEGIN}<link rel=stylesheet>{END}")
    assert "<qwen-narration class" in narrated
    assert remove(narrated) == html
    assert remove(html) == html


def test_a_document_whose_player_never_ends_loses_nothing() -> None:
    html = "<p>a</p><qwen-narration><p>b</p>"
    assert remove(html) == html
