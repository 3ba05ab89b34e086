"""What the pages of a site have in common is no page's content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.site import _boilerplate as boilerplate
from mkdocs_qwen_tts.site import _content as content
from mkdocs_qwen_tts.site import _pages as pages
from mkdocs_qwen_tts.site._boilerplate import SAMPLE, Boilerplate, learn, sample
from mkdocs_qwen_tts.site._config import SiteConfig
from mkdocs_qwen_tts.site._content import Content

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = ["Lamps", "Wicks", "Oil", "Storms", "Boats"]


def old_page(number: int) -> str:
    """A page as people wrote them by hand: tables for a frame, no class that says anything."""
    topic = TOPICS[number]
    menu = "".join(f'<a href="{other.lower()}.html">{other}</a> | ' for other in TOPICS)
    return f"""<html><head><title>{topic} - Keeping a lighthouse</title></head><body>
<table width="100%"><tr><td><a href="index.html"><img src="logo.gif" alt="Lighthouse"></a>
<b>Small. Bright. Reliable.</b></td><td>{menu}</td></tr></table>
<p>We ask what you think: <a href="survey.html">take part in our survey of this year</a>.
<h2>{topic}</h2>
<p>The chapter on {topic.lower()} is number {number}. It says what a keeper has to know of them.
<p>There is more than one kind of {topic.lower()}, and each of them has a name.
<h3>See also</h3>
<ul><li><a href="x{number}.html">All kinds of {topic.lower()}</a></ul>
<hr><a href="{number - 1}.html">Prev</a> <a href="index.html">Up</a> <a href="{number + 1}.html">Next</a>
<p><i>This page was last modified on 2026-03-0{number + 1} at 10:0{number}.</i>
</body></html>"""


def heard(document: str, known: Boilerplate | None) -> list[str]:
    found = content.find(document, known=known)
    assert isinstance(found, Content)
    options = Settings()
    options = options.changed(prose=options.prose.changed(skip=found.skip))
    page = SourcePage("x", found.title, "en", document[found.start : found.end])
    return [passage.text for passage in extract_script(page, options).passages]


def test_what_every_page_shows_is_not_spoken() -> None:
    every = [old_page(number) for number in range(5)]

    assert heard(every[1], learn(every)) == [
        "Wicks",
        "The chapter on wicks is number 1. It says what a keeper has to know of them.",
        "There is more than one kind of wicks, and each of them has a name.",
        "See also",
        "All kinds of wicks",
    ]


def test_a_page_alone_still_loses_its_menus() -> None:
    page = """<body><ul><li><a href=a>Lamps</a><li><a href=b>Oil</a></ul><h1>Wicks</h1><p>On wicks.
        <p><a href=a>Lamps</a> <a href=b>Oil</a></body>"""

    assert heard(page, None) == ["Wicks", "On wicks."]


def test_the_name_of_the_site_is_found_in_the_titles() -> None:
    every = [old_page(number) for number in range(5)]
    found = content.find(every[2], known=learn(every))

    assert isinstance(found, Content)
    assert found.title == "Oil"


def test_headings_that_many_pages_share_are_content() -> None:
    """Every manual page begins with "Name"."""
    every = [
        f"<body><p><a href=/>Manual</a><h1>Name</h1><p>{topic}, a thing of the lighthouse</body>"
        for topic in TOPICS
    ]

    assert heard(every[0], learn(every)) == ["Name", "Lamps, a thing of the lighthouse"]


def test_a_banner_among_the_content_is_not_spoken() -> None:
    every = [
        f"<body><h1>{topic}</h1><p>This is the manual of an old version.<p>About {topic}.</body>"
        for topic in TOPICS
    ]

    assert heard(every[0], learn(every)) == ["Lamps", "About Lamps."]


def test_a_sentence_that_a_few_short_pages_share_is_content() -> None:
    """`main` says that it is content; on many pages it is a banner all the same."""
    said = "First fetch the archive, and unpack it where there is room."

    def page(topic: str) -> str:
        return f"<body><nav>Top</nav><main><h1>Setup</h1><p>{said}<p>About {topic}.</main></body>"

    few, many = [page(topic) for topic in TOPICS[:4]], [page(topic) for topic in TOPICS]

    assert heard(few[0], learn(few)) == ["Setup", said, "About Lamps."]
    assert heard(many[0], learn(many)) == ["Setup", "About Lamps."]


def test_pages_that_differ_in_figures_alone_are_read() -> None:
    """Measurements, releases, timetables: one template writes all that they say."""

    def page(number: int) -> str:
        said = "".join(
            f"<p>Gate {number * index} of quay {index} is open for {number} hours."
            for index in range(5)
        )
        return f"<body><main><h1>Quays</h1>{said}</main></body>"

    every = [page(number) for number in range(1, 9)]
    assert len(heard(every[1], learn(every))) == 6


def test_two_pages_have_nothing_in_common_yet() -> None:
    assert learn([old_page(0), old_page(1)]) == Boilerplate()


def test_pages_of_known_generators_are_not_compared() -> None:
    known = '<body><main><article class="md-content__inner"><h1>x</h1><p>Alike.</article></main>'

    assert learn([known] * 10) == Boilerplate()


def test_pages_that_are_all_alike_are_still_pages() -> None:
    every = ["<body><h1>The gate</h1><p>It opens at seven.</body>"] * 4

    assert content.find(every[0], known=learn(every)) != content.NoContent()


def test_the_content_is_the_element_that_holds_it_all() -> None:
    every = [
        f"<body><div id=top><a href=/>Home</a></div><div id=page><div id=text><h1>{topic}</h1>"
        f"<p>About {topic}.</div><div id=more><a href=/>Home</a></div></div></body>"
        for topic in TOPICS
    ]
    found = content.find(every[0], known=learn(every))

    assert isinstance(found, Content)
    assert every[0][found.start : found.end].startswith("<h1>Lamps")


def test_what_is_left_out_around_the_content_takes_nothing_of_it_along() -> None:
    """The first element of the content is read, although all that is left out stands outside."""
    every = [
        f"<body><div id=top><a href=/>Home</a></div><div id=page><div id=text><h1>{topic}</h1>"
        f"<p>All of {topic.lower()} in short.</div><div><p>More about {topic}.</div></div></body>"
        for topic in TOPICS
    ]

    assert heard(every[0], learn(every)) == ["Lamps", "All of lamps in short.", "More about Lamps."]


def test_a_note_that_many_pages_have_is_read_with_its_title() -> None:
    """Its title is too short for a banner, and would be said before the next sentence."""
    every = [
        f"<body><main><h1>{topic}</h1><div class='admonition note'><p class=admonition-title>Note"
        f"</p><p>This was taken over from the old handbook.</p></div><p>All of {topic.lower()}."
        f"<p>And {topic.lower()} once more, in other words.</main></body>"
        for topic in TOPICS
    ]

    assert heard(every[0], learn(every))[1:3] == [
        "Note. This was taken over from the old handbook.",
        "All of lamps.",
    ]


def test_what_else_to_read_is_read_where_a_page_ends_in_it() -> None:
    """The way to the next page is one label and one title too, and is left out."""
    every = [
        f"<body><h1>{topic}</h1><p>All of {topic.lower()}, in chapter {number}.<p>See also "
        f"<a href=x{number}.html>Repairing {topic.lower()}</a>.<p>Next: "
        f"<a href=y{number}.html>Beyond {topic.lower()}</a></body>"
        for number, topic in enumerate(TOPICS)
    ]

    assert heard(every[0], learn(every))[2:] == ["See also Repairing lamps."]


def test_a_site_is_compared_once(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.html").write_text(old_page(number), "utf-8")
    config = pages.compared(tmp_path, SiteConfig.of({}, tmp_path))

    assert config.boilerplate is not None
    assert "keeping a lighthouse" in {title.casefold() for title in config.boilerplate.titles}
    assert pages.compared(tmp_path, config) is config


def test_a_site_whose_content_is_named_is_not_compared(tmp_path: Path) -> None:
    config = SiteConfig.of({"content": "main"}, tmp_path)

    assert pages.compared(tmp_path, config) is config


@given(st.sets(st.integers(0, 10_000).map(lambda n: f"{n}.html"), min_size=1, max_size=200))
def test_a_page_more_changes_one_page_of_the_sample_at_most(paths: set[str]) -> None:
    every = sorted(paths)
    before, after = set(sample(every[1:])), set(sample(every))

    assert len(after) == min(len(every), SAMPLE)
    assert len(after - before) <= 1


_PIECES = st.sampled_from(
    ["<p>", "<div>", "</div>", "<a href=x>", "</a>", "<ul><li>", "</ul>", "word ", "<nav>", "</nav>",
     "<table><tr><td>", "</table>", "<h1>", "</h1>", "<main>", "</main>", "中文", "<b>", "<script>"]
)  # fmt: skip


@given(st.lists(st.lists(_PIECES, max_size=12).map("".join), min_size=1, max_size=5))
def test_no_pages_break_the_comparison(documents: list[str]) -> None:
    known = learn(documents)

    for document in documents:
        found = content.find(document, known=known)
        assert not isinstance(found, Content) or 0 <= found.start <= found.end <= len(document)


@pytest.mark.parametrize("words", ["Prev", "上一页", "Précédent"])
def test_the_way_on_is_known_in_any_language(words: str) -> None:
    every = [
        f"<body><h1>{topic}</h1><p>On {topic}.<p><a href=x>{words}</a>: <a href=y>{topic} 2</a></body>"
        for topic in TOPICS
    ]

    assert heard(every[0], boilerplate.learn(every)) == ["Lamps", "On Lamps."]


def test_code_that_begins_alike_on_many_pages_is_content() -> None:
    """Words that a highlighter sets apart are no texts that every page shows."""
    every = [
        f"<body><h1>{topic}</h1><p>About {topic}.<pre><span>import</span> <span>lamp</span>\n"
        f"<span>lamp</span>.<span>show</span>(<span>{topic.lower()}</span>)</pre></body>"
        for topic in TOPICS
    ]

    assert heard(every[0], learn(every))[-1] == "Code example, 2 lines."


def test_a_menu_of_links_that_is_set_as_code_is_a_menu() -> None:
    page = "<body><pre><a href=a>Lamps</a> <a href=b>Oil</a></pre><h1>Wicks</h1><p>On wicks.</body>"

    assert heard(page, None) == ["Wicks", "On wicks."]


def test_what_every_page_shows_within_its_main_element_is_not_spoken() -> None:
    every = [
        f"<body><main><div><p>Contents</p></div><div><h1>{topic}</h1><p>About {topic}.</div>"
        f"<div><p>previous</p><p><a href=x>{TOPICS[number - 1]}</a></div>"
        "<footer><p>© 2026, the keepers</footer></main></body>"
        for number, topic in enumerate(TOPICS)
    ]

    assert heard(every[0], learn(every)) == ["Lamps", "About Lamps."]


def test_a_link_beside_the_content_in_one_element_of_the_line_does_not_take_it_along() -> None:
    page = (
        '<html><body><font face="serif"><a href="all.html">Up</a><h1>Wicks</h1>'
        "<p>A wick draws up oil, and burns.</p></font></body></html>"
    )

    assert heard(page, None) == ["Wicks", "A wick draws up oil, and burns."]


@pytest.mark.parametrize(
    ("last", "is_read"),
    [
        ("Copyright notices of others stay in each file.", True),
        ("Changed by the plugin, the lamp burns on.", True),
        ("Updated on every push, it is never old.", True),
        ("Copyright 2020 Ann Lee", False),
        ("Copyright Ann Lee, 2020", False),
        ("© Ann Lee", False),
        ("Last modified: Monday", False),
        ("Updated on May 5, 2023", False),
        ("Generated by lampdoc", False),
        ("This page was last changed on Monday.", False),
    ],
)
def test_a_last_sentence_is_an_imprint_only_where_it_says_whose_or_when(
    last: str, is_read: bool
) -> None:
    document = (
        "<html><body><h1>Lamps</h1><p>A lamp burns oil all through the night.</p>"
        f"<p>{last}</p></body></html>"
    )
    assert len(heard(document, Boilerplate())) == 2 + is_read


def test_the_last_row_of_links_is_read_as_those_before_it() -> None:
    """References below each function end the last one too, before the way back."""

    def page(name: str) -> str:
        functions = "".join(
            f"<p>Calls {name} number {number}, and tells what came of it.</p>"
            f'<blockquote class="xref"><b>See also:</b> <a href="#{name}">{name}</a>.</blockquote>'
            for number in range(2)
        )
        return (
            f"<html><body><h1>{name.title()}</h1>{functions}<hr>"
            '<div class="back"><a href="index.html">Back to contents</a></div></body></html>'
        )

    every = [page(name) for name in ("open", "close", "read", "write")]

    said = heard(every[0], learn(every))

    assert said.count("See also: open.") == 2
    assert not any("Back" in text for text in said)
