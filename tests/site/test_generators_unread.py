"""Kinds that LaTeX's and Pascal's generators and sites that declare no language showed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.site import _content as content
from mkdocs_qwen_tts.site import _pages as pages
from mkdocs_qwen_tts.site import _region as region
from mkdocs_qwen_tts.site._config import SiteConfig

if TYPE_CHECKING:
    from pathlib import Path

GERMAN = (
    "Die Lampe steht auf dem Turm und wird von dem Wärter nicht aus der Hand gegeben, der sie "
    "mit einem Docht und mit Öl für die Nacht versieht. "
)


def _said(html: str) -> list[str]:
    script = extract_script(SourcePage("x", "", "en", html), Settings())
    return [passage.text for passage in script.passages]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            "<p>Load it by <tt>\\input</tt><code> lamp</code> here.",
            "Load it by backslash input lamp here.",
        ),
        ("<p>Run <code>light </code><i>name</i> at night.", "Run light name at night."),
        ("<p>Run <code>light</code><code> lamp</code> at night.", "Run light lamp at night."),
        ("<p>Use <code>light </code>, then go.", "Use light, then go."),
    ],
)
def test_a_blank_at_the_edge_of_code_parts_it_from_words(html: str, said: str) -> None:
    assert _said(html) == [said]


def test_a_joiner_that_ties_words_is_not_sent() -> None:
    assert _said("<p>A lamp\u200d of (oil\u200d)  and क्\u200dष here.") == [
        "A lamp of (oil) and क्\u200dष here."
    ]


def test_an_address_that_was_typed_as_a_tag_has_a_selector() -> None:
    html = "<body><p>One</p><keeper@example.org><p>Two</p><p id=x>Three</p></keeper@example.org>"
    tree = LexborHTMLParser(html)
    body, node = tree.body, tree.css_first("#x")
    assert body is not None
    assert node is not None

    selector = region.selector(node, body)

    assert [found.text() for found in tree.css(selector)] == ["Three"]


def _german_site(folder: Path, html: str, others: str = GERMAN * 4) -> SiteConfig:
    for number in range(4):
        (folder / f"p{number}.html").write_text(
            f"<html><head><title>Seite {number}</title></head><body><h1>Seite {number}</h1>"
            f"<p>{number} {others}</p></body></html>",
            encoding="utf-8",
        )
    (folder / "short.html").write_text(html, encoding="utf-8")
    return pages.compared(folder, SiteConfig(Settings(), folder))


def _language(folder: Path, config: SiteConfig) -> str | None:
    page = pages.read_page(folder, "short.html", config)
    assert isinstance(page, pages.BuiltPage)
    return page.source.language


SHORT = (
    "<title>Dochte</title></head><body><h1>Dochte</h1><p>Die Datei <code>a.b</code> fehlt noch.</p>"
)


def test_a_short_page_without_a_language_is_in_that_of_its_site(tmp_path: Path) -> None:
    config = _german_site(tmp_path, f"<html><head>{SHORT}")
    assert _language(tmp_path, config) == "de"


def test_a_page_that_declares_its_language_keeps_it(tmp_path: Path) -> None:
    config = _german_site(tmp_path, f"<html lang=fr><head>{SHORT}")
    assert _language(tmp_path, config) == "fr"


def test_a_page_that_tells_its_language_by_itself_is_asked_first(tmp_path: Path) -> None:
    text = "<p>The lamp is on the tower and it is lit by the keeper of the light at night. " * 6
    config = _german_site(tmp_path, f"<html><head>{SHORT}{text}")
    assert _language(tmp_path, config) is None


def test_a_site_in_english_needs_no_guess(tmp_path: Path) -> None:
    english = "The lamp is on the tower and it is lit by the keeper of the light at night. " * 6
    config = _german_site(tmp_path, f"<html><head>{SHORT}", english)
    assert _language(tmp_path, config) is None


def test_descriptions_behind_a_letter_and_windows_with_members_are_left_out() -> None:
    docbook = (
        '<html><head><title>Lamps</title><meta name="generator" content="DocBook XSL">'
        '</head><body><div class="sect1"><h2 class="title">Lamps</h2><p>They burn all night.</p>'
        '<div class="longdesc-link"><span>[<a href="ld.html">D</a>]</span></div></div></body>'
    )
    fpdoc = (
        '<html><head><title>TLamp</title></head><body><table class="bar"><tr><td>'
        '<span class="bartitle">Unit</span></td></tr></table><h1>TLamp</h1>'
        '<p>[<a href="a.html" onClick="window.open(\'a.html\')">Methods</a>]</p>'
        "<p>A lamp that burns.</p></body>"
    )
    texi2html = (
        '<html><head><title>Lamps</title><meta name="Generator" content="texi2html 1.82"></head>'
        '<body><table class="nav_table"><tr><td>[<a href="a.html"> &lt;&lt; Wicks </a>]</td></tr>'
        "</table><h1>Lamps</h1><p>They burn all night.</p></body></html>"
    )
    classless = texi2html.replace(' class="nav_table"', "").replace(
        "<td>", '<td>[<a href="t.html" title="Cover (top) of document">Top</a>]</td><td>'
    )
    for document, said in (
        (texi2html, ["Lamps", "They burn all night."]),
        (classless, ["Lamps", "They burn all night."]),
        (docbook, ["Lamps", "They burn all night."]),
        (fpdoc, ["TLamp", "A lamp that burns."]),
    ):
        found = content.find(document)
        assert isinstance(found, content.Content)
        html = document[found.start : found.end]
        settings = Settings()
        prose = replace(settings.prose, skip=(*settings.prose.skip, *found.skip))
        page = SourcePage("x", found.title, "en", html, generator=found.family)
        settings = replace(settings, prose=prose)
        assert [each.text for each in extract_script(page, settings).passages] == said


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<p>It is bright\u200d [<a href="#a">16</a>].', "It is bright."),
        ('<p>Oil\u200d [<a href="n.html#a">1</a>,\u200a<a href="#b">2</a>] burns.', "Oil burns."),
        ('<p>Oil [<a href="#a">1</a>] [<a href="#b">2</a>] burns.', "Oil burns."),
        ('<p>Go to part <a href="#a">1</a>, [not 2].', "Go to part 1, [not 2]."),
        ('<p>Oil [<a href="a.html">1</a>] burns.', "Oil [1] burns."),
    ],
)
def test_numbers_of_sources_in_brackets_are_no_words(html: str, said: str) -> None:
    assert _said(html) == [said]


def test_an_empty_language_declares_none(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"p{number}.html").write_text(
            f'<html lang="" xml:lang=""><title>{number}</title><p>{number} {GERMAN * 4}</p></html>',
            encoding="utf-8",
        )
    config = pages.compared(tmp_path, SiteConfig(Settings(), tmp_path))
    assert config.boilerplate is not None
    assert config.boilerplate.language == "de"


def test_the_end_of_a_comment_is_no_arrow() -> None:
    assert _said("<p>A comment is &lt;!-- a lamp --&gt;. It goes lamp --&gt; oil.") == [
        "A comment is <!-- a lamp -->. It goes lamp to oil."
    ]


def test_letters_moved_for_the_looks_of_a_name_are_no_powers() -> None:
    html = "<p>Made by <a>H<sup>E</sup>V<sup>E</sup>A</a>, not H<sup>E</sup>."
    assert _said(html) == ["Made by HEVEA, not H to the power of E."]
    latex = "<p>In <span>L<sup><small>A</small></sup>T<small>E</small>X2<sub>e</sub></span> too."
    assert _said(latex) == ["In LATEX2e too."]
