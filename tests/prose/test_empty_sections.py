"""What is left where a section, a note or a page says nothing but where to go."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._model import Script, SourcePage
from mkdocs_qwen_tts._prose import extract_script, has_prose
from mkdocs_qwen_tts._settings import Settings

TOCTREE = '<div class="toctree-wrapper compound"><ul><li><a href="x.html">Oil</a></li></ul></div>'


def script(html: str) -> Script:
    page = SourcePage("x", "Lamps", "en", html, generator="sphinx")
    return extract_script(page, Settings())


def heard(html: str) -> list[str]:
    return [passage.text for passage in script(html).passages]


@pytest.mark.parametrize("behind", ["", "<h2>Trim</h2><p>With care.</p>"])
def test_a_heading_over_a_table_of_contents_goes_with_it(behind: str) -> None:
    said = heard(f"<h1>Lamps</h1><p>They burn.</p><h2>Parts</h2>{TOCTREE}{behind}")

    assert said == ["Lamps", "They burn.", *(["Trim", "With care."] if behind else [])]


@pytest.mark.parametrize(
    "under",
    [
        "",
        '<p>See <a href="x.html">oil</a>.</p>',
        '<pre>int <a href="x.html">trim</a>(Lamp *lamp);</pre>',
        f"<h3>More</h3>{TOCTREE}<p>All of it.</p>",
    ],
)
def test_a_heading_over_anything_else_stays(under: str) -> None:
    said = heard(f"<h1>Lamps</h1><p>They burn.</p><h2>Parts</h2>{under}<h2>Trim</h2><p>So.</p>")

    assert "Parts" in said


def test_a_document_that_is_one_page_is_read_whole() -> None:
    """The builder `singlehtml` puts the pages where the table of contents would be."""
    html = (
        '<section><h1>Policy</h1><div class="toctree-wrapper compound"><span id="document-a"></span>'
        "<section><h1>Versions</h1><p>Each has its own folder.</p></section></div></section>"
    )

    assert heard(html)[-2:] == ["Versions", "Each has its own folder."]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"{TOCTREE}", ["The oil is hot."]),
        ("<p>Mind it.</p>", ["Note: Mind it.", "The oil is hot."]),
    ],
)
def test_the_kind_of_a_note_never_falls_upon_what_stands_behind_it(
    body: str, expected: list[str]
) -> None:
    said = heard(
        f'<div class="admonition note"><p class="admonition-title">Note</p>{body}</div>'
        "<p>The oil is hot.</p>"
    )

    assert [text.replace("Note. ", "Note: ") for text in said[1:]] == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<h1>Lamps</h1>{TOCTREE}", False),
        ("<pre>int a;\nint b;\nint c;</pre>", False),
        ("<p>Trim it:</p><pre>trim --all\ntrim -v</pre>", True),
        ("<table><tr><th>Oil</th><th>Wick</th></tr><tr><td>1</td><td>2</td></tr></table>", True),
        ("<h2>Oil</h2><pre>a\nb</pre><h2>Wick</h2><pre>c\nd</pre>", True),
    ],
)
def test_a_page_of_a_title_and_code_holds_no_prose(html: str, expected: bool) -> None:
    assert has_prose(script(html)) is expected


@pytest.mark.parametrize(
    ("behind", "is_said"),
    [
        ("<section><h2>Oil</h2><p>It burns.</p></section>", False),
        ("", False),
        ("<p>A glass of oil, a wick.</p>", True),
    ],
)
def test_contents_are_not_announced_where_none_follow(behind: str, is_said: bool) -> None:
    said = heard(f"<h1>Lamps</h1><p>They burn.</p><p>Contents:</p>{behind}")

    assert ("Contents:" in said) is is_said
