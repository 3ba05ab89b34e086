"""What holds on every page, checked on every golden page, and on pages that no generator would write."""

from __future__ import annotations

import importlib.util
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._html import mark, parsable
from mkdocs_qwen_tts._html.tags import is_regular, start_tags, tokens
from mkdocs_qwen_tts._model import Limit, SourcePage, Voice
from mkdocs_qwen_tts._prose import dom, extract_script, pack_script
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TESTS = Path(__file__).parent.parent
OTHER_WORDS = {"author-control", "html-embeds"}
"""Pages that say other words than theirs on purpose."""
PAGES = sorted(path for path in (TESTS / "golden").glob("*/*.html") if path.stem not in OTHER_WORDS)
LANGUAGES = {
    "chinese": "zh",
    "german": "de",
    "french": "fr",
    "japanese": "ja",
    "russian": "ru",
    "korean": "ko",
}


def _benchmark():
    spec = importlib.util.spec_from_file_location(
        "invariants", TESTS / "benchmarks" / "invariants.py"
    )
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


invariants = _benchmark()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_nothing_of_the_machinery_is_spoken_and_no_prose_is_lost(path: Path) -> None:
    page = SourcePage(path.stem, path.stem, LANGUAGES.get(path.stem, "en"), path.read_text("utf-8"))

    assert list(invariants.breaches(page, Settings())) == []


# ---------------------------------------------------------------- broken and hostile pages

_SOUP = st.lists(
    st.sampled_from(
        [
            *(
                "<p>",
                "</p>",
                "<div class=x>",
                "</div>",
                "<table>",
                "<tr>",
                "<td>",
                "</table>",
                "<li>",
                "<ul>",
                "</ul>",
            ),
            *(
                "<b>",
                "</b>",
                "<a href='x>y'>",
                "</a>",
                "<pre>",
                "</pre>",
                "<code>",
                "</code>",
                "<svg>",
                "</svg>",
            ),
            *(
                "<!-- <p> -->",
                "<!--",
                "-->",
                "<script>",
                "</script>",
                "<style>",
                "</style>",
                "<textarea>",
                "<title>",
            ),
            *(
                "<template>",
                "</template>",
                '<p title="a > b" id=q>',
                "<p a='",
                "<p/>",
                "</",
                "<",
                ">",
                "&amp;",
                "&#60;p&#62;",
            ),
            *(
                "<![CDATA[<p>]]>",
                "<?php <p> ?>",
                "<math>",
                "<h1>",
                "<select>",
                "<option>",
                "word ",
                "汉字",
                "\n",
                "\x00",
                "\r",
            ),
            *(
                '<p data-narration-at="3">',
                '<img alt="picture">',
                "<label>",
                "<noscript>",
                "<iframe>",
                "<plaintext>",
            ),
        ]
    ),
    max_size=30,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(_SOUP)
def test_anchors_stand_in_the_start_tags_that_a_browser_sees(html: str) -> None:
    made = extract_script(SourcePage("page", "", "en", html), Settings())

    annotated = mark(html, made.elements, range(len(made.elements)))
    tree = LexborHTMLParser(f"<!DOCTYPE html><body>{annotated}")
    marked = [node.attributes["data-narration"] for node in tree.css("[data-narration]")]

    assert sorted({int(number) for number in marked}) == list(range(len(made.elements)))
    assert list(made.elements) == sorted(set(made.elements))
    assert re.sub(r' data-narration="\d+"', "", annotated) == html


@settings(max_examples=100, deadline=None)
@given(_SOUP)
def test_the_scanner_agrees_with_itself_when_it_is_in_a_hurry(html: str) -> None:
    wanted = frozenset({"p", "div", "td"})

    def found(*kinds: str, **options: Any) -> list[int]:
        return [
            token.start
            for token in tokens(html, **options)
            if token.kind in kinds and token.name in wanted
        ]

    assert found("start", only=wanted) == found("start")
    assert found("start", "end", only=wanted, ends=True) == found("start", "end")


SMALL, LARGE = 2_500, 20_000
IN_PROPORTION = 3 * LARGE / SMALL
"""Times as long that the large one may take; what costs the square of its size takes 64 times."""
INSTANT = 0.02
"""Seconds; less is as likely the memory's as the work's."""
ATTEMPTS = 5


def takes_in_proportion(work: Callable[[int, int], object]) -> bool:
    """Whether work grows with its size. Nothing counts the steps of a regular expression, so two
    processor times are compared, which no slow machine changes; one attempt is enough.

    Args:
        work: is given a size and the number of the attempt, so that nothing it remembers serves.
    """

    def taken(size: int, attempt: int) -> float:
        started = time.process_time()
        work(size, attempt)
        return time.process_time() - started

    return any(
        taken(LARGE, attempt) <= IN_PROPORTION * max(taken(SMALL, attempt), INSTANT)
        for attempt in range(ATTEMPTS)
    )


@settings(max_examples=100, deadline=None)
@given(_SOUP)
def test_start_tags_are_the_same_however_they_are_found(html: str) -> None:
    wanted = frozenset({"p", "div", "td", "svg", "a"})
    found = [one.name_end for one in tokens(html) if one.kind == "start" and one.name in wanted]

    assert list(start_tags(html, wanted)) == found


@pytest.mark.parametrize(
    "piece",
    ["<div>", "<b>", "<p a='", "<!--", '<a b="', "<x ", "<svg><style>", "<li>", "<![CDATA["],
)
def test_a_hostile_page_is_scanned_in_proportion_to_its_length(piece: str) -> None:
    def scan(size: int, attempt: int) -> None:
        html = piece * size + str(attempt)
        list(tokens(html))
        list(tokens(html, only=frozenset({"p", "div"})))

    assert takes_in_proportion(scan)


@settings(max_examples=200, deadline=None)
@given(_SOUP)
def test_the_depth_is_counted_from_the_same_tags_however_they_are_found(html: str) -> None:
    plain = is_regular(html)
    found = [(end, name) for end, name, *_ in parsable._tags(html, plain=plain)]

    assert found == [
        ("/" * (token.kind == "end"), token.name) for token in tokens(html) if token.name
    ]


def test_elements_nested_deeply_are_still_read() -> None:
    html = "<div>" * 1_500 + "deep" + "</div>" * 1_500 + "<p>after</p>"

    made = extract_script(SourcePage("page", "", "en", html), Settings())

    assert [passage.text for passage in made.passages] == ["deep", "after"]


def test_a_page_nested_beyond_reason_is_not_parsed_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dom, "LexborHTMLParser", None)
    html = "<p>before</p>" + "<div>" * 50_000

    made = extract_script(SourcePage("page", "", "en", html), Settings())

    assert made.passages == ()
    assert [note for note in made.notes if note.startswith("page: ") and "nested too deep" in note]


def test_a_selector_is_checked_on_a_page_nested_beyond_reason_too() -> None:
    with pytest.raises(ConfigurationError):
        dom.parse("<div>" * 50_000, ["p["])


@pytest.mark.parametrize(
    "piece",
    [
        "<p>a",
        "<h2>a</h2>",
        "<div>a</div>",
        "<blockquote>a</blockquote>",
        "<pre>a</pre>",
        "<hr>",
        "<p class=note>a",
        "<dl><dt>a<dd>b</dl>",
    ],
)
def test_no_element_of_a_long_page_looks_at_all_the_others(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = 0
    elements = dom.Element.elements

    def counted(self: dom.Element) -> Iterator[dom.Element]:
        nonlocal seen
        for child in elements(self):
            seen += 1
            yield child

    monkeypatch.setattr(dom.Element, "elements", counted)
    extract_script(SourcePage("page", "", "en", "<h1>T</h1>" + piece * 1_000), Settings())

    assert seen < 20_000


HOSTILE: dict[str, Callable[[int], str]] = {
    "snake case": lambda size: "a_" * (size // 2),
    "path": lambda size: "/a" * (size // 2),
    "no path": lambda size: "程/" + "a" * size,
    "dots": lambda size: "a." * (size // 2),
    "digits": lambda size: "1" * size,
    "version": lambda size: "1." * (size // 2),
    "ellipsis": lambda size: "." * size,
    "formulas that never end": lambda size: "\\(" * (size // 2),
    "dollars": lambda size: "$$" * (size // 2 + 1),
    "one dollar": lambda size: "$a_" * (size // 3),
    "macros": lambda size: "{%" * (size // 2),
    "addresses": lambda size: "https://" * (size // 8),
    "mail": lambda size: "a@" * (size // 2),
    "keys": lambda size: "Ctrl+" * (size // 5),
    "emphasis": lambda size: "** " * (size // 3),
    "choices": lambda size: "ab|" * (size // 3),
    "differences": lambda size: "a-b*" * (size // 4),
    "opposites": lambda size: "(-a+" * (size // 4),
    "types": lambda size: "Ab<Cd," * (size // 6),
    "blanks": lambda size: "x " + " " * size + "y",
    "list": lambda size: "a, " * (size // 3),
    "words": lambda size: "a " * (size // 2) + "!",
    "quotation marks": lambda size: "“" * (size // 2),
    "letters": lambda size: "a" * size,
    "Chinese": lambda size: "汉" * size,
    "dashes": lambda size: "--a" * (size // 3),
    "slices": lambda size: "a[" * (size // 4) + ":]" * (size // 4),
    "brackets": lambda size: "(" * (size // 2) + ")" * (size // 2),
    "comparisons": lambda size: "a<" * (size // 2),
    "indices": lambda size: "a['" * (size // 3),
    "string": lambda size: '"' + "a" * size + '!"',
    "string of brackets": lambda size: '"' + "[a]" * (size // 3) + '!"',
    "page of the manual": lambda size: "a" + ".a" * (size // 2) + "(1)",
}
"""By name, a text of about so many characters that an expression could be slow on."""


def spoken_of(text: str, tag: str) -> list[str]:
    """What is sent to a service for a text."""
    page = SourcePage("page", "", "en", f"<p>Words <{tag}>{text}</{tag}> words.</p>")
    made = extract_script(page, Settings())
    voice, limit = Voice("dashscope", "qwen3-tts-flash", "Cherry"), Limit(600, len)
    packed = pack_script(
        made, [voice] * len(made.passages), lambda _: limit, target=200, sentence_pause=0.1
    )
    return [utterance.text for utterance in packed]


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("tag", ["p", "code"])
def test_a_hostile_text_is_read_in_proportion_to_its_length(kind: str, tag: str) -> None:
    def read(size: int, attempt: int) -> None:
        spoken = spoken_of(f"{HOSTILE[kind](size)} {attempt}", tag)
        assert all(len(text) <= 600 for text in spoken)

    assert takes_in_proportion(read)


@pytest.mark.parametrize(
    "piece", ["chart.googleapis.com/chart?&", "/form_1", "latex.codecogs.com/"]
)
def test_a_hostile_address_of_a_picture_is_read_in_proportion_to_its_length(piece: str) -> None:
    def read(size: int, attempt: int) -> None:
        html = f'<p>A lamp <img src="{piece * size}{attempt}" alt="lit"> burns.</p>'
        made = extract_script(SourcePage("page", "", "en", html), Settings())
        assert "burns" in made.passages[-1].text

    assert takes_in_proportion(read)
