"""Every word that readers see is spoken, or left out by a policy with a name, or reported as lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Coverage, Script


def covered(html: str, **more: object) -> Coverage:
    page = SourcePage("page/", "", "en", html, **more)  # type: ignore[arg-type]
    found = extract_script(page, Settings()).coverage
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("html", "spoken", "policies"),
    [
        ("<p>One two three.</p>", 3, {}),
        ("<p>One <code>two</code></p>", 2, {}),
        ("<p>One</p><pre>two three</pre>", 1, {"code": 2}),
        ("<p>One</p><table data-narration=announce><tr><th>a<tr><td>b</table>", 1, {"table": 2}),
        ("<p>One</p><table><tr><th>a<tr><td>b</table>", 3, {}),
        ("<p>One</p><nav>two three</nav><button>four</button>", 1, {"silent": 3}),
        ("<p>One</p><p hidden>two</p><script>three</script>", 1, {}),
        ("<p>One</p><p data-narration=skip>two</p>", 1, {"author": 1}),
        ("<p>一二三</p>", 3, {}),
        ("<p>One <kbd>Ctrl</kbd></p>", 2, {}),
        ('<p>One <img class="math" src="a.png"></p>', 1, {"math": 1}),
        ('<p>One <img class="math" src="a.png" alt="x"></p>', 1, {}),
        ("<dl><dt>--quiet</dt><dd>Say nothing.</dd></dl>", 3, {}),
        ("<p>One<ruby>漢<rt>かん</rt></ruby></p>", 2, {"ruby": 2}),
    ],
)
def test_every_word_is_accounted_for(html: str, spoken: int, policies: dict[str, int]) -> None:
    found = covered(html)

    said = found.spoken + dict(found.covered).get("said", 0)
    assert said == spoken
    assert dict(found.covered) == policies
    assert found.visible == spoken + sum(policies.values())
    assert found.share == 1


def test_what_stands_outside_the_content_is_lost() -> None:
    page = SourcePage(
        "page/", "", "en", "<p>One two.</p>", unread=98, unread_in="<div class=contents>"
    )
    script = extract_script(page, Settings())

    assert script.coverage is not None
    assert script.coverage.share == pytest.approx(0.02)
    assert script.notes == (
        (
            "page/: only 2% of the words that readers see are spoken, or left out by a policy; "
            "the largest part of the rest is <div class=contents> (98 words)."
        ),
    )


def test_a_page_without_words_is_covered() -> None:
    assert covered("").share == 1


@pytest.mark.parametrize("name", ["contents", "local", "label", "toc", "anchor", "hidden"])
def test_class_names_of_one_generator_mean_nothing_elsewhere(
    read: Callable[..., Script], name: str
) -> None:
    html = (
        f'<div class="{name}"><p>The text of the page.</p></div>'
        f'<p>A <span class="{name}">word</span> and <a class="{name}" href="#x">a link</a>.</p>'
    )
    said = [passage.text for passage in read(html).passages]

    assert said == ["The text of the page.", "A word and a link."]


def test_class_names_decide_where_their_generator_is_known() -> None:
    html = '<div class="contents local topic"><p>On this page</p></div><p>Text.</p>'
    said = {
        generator: [
            passage.text
            for passage in extract_script(
                SourcePage("x", "", "en", html, generator=generator), Settings()
            ).passages
        ]
        for generator in ("sphinx", "doxygen")
    }

    assert said == {"sphinx": ["Text."], "doxygen": ["On this page", "Text."]}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>As shown<a href="#n1">[12]</a>, it works.</p>', ["As shown, it works."]),
        ("<p>As shown<sup>[3, 4]</sup>.</p>", ["As shown."]),
        ('<p>As shown <a role="doc-biblioref" href="#b">[Knuth]</a>.</p>', ["As shown."]),
        ('<p>An array <a href="x.html">[0]</a></p>', ["An array [0]"]),
        ('<p>One</p><section role="doc-endnotes"><p>Note</p></section>', ["One"]),
        ('<p>One<span role="doc-pagebreak">12</span> two</p>', ["One two"]),
        ("<p>次の<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字</p>", ["次の漢字"]),
        (
            (
                '<p>Text.</p><div class="jp-InputPrompt">In [1]:</div><div class="clipboard-copy-txt">x'
                "</div>"
            ),
            ["Text."],
        ),
        ('<p>Text.</p><p class="d-none">x</p><p class="d-none d-md-block">y</p>', ["Text.", "y"]),
    ],
)
def test_marks_notes_and_what_style_sheets_hide_are_not_words(
    read: Callable[..., Script], html: str, expected: list[str]
) -> None:
    assert [passage.text for passage in read(html).passages] == expected


def test_a_cell_of_a_notebook_is_announced_once(read: Callable[..., Script]) -> None:
    html = (
        '<div class="jp-CodeCell"><div class="jp-InputPrompt">In [1]:</div><div class="'
        'highlight-ipynb hl-python"><pre>import pandas as pd\nx = 1\nx + 1\n</pre></div>'
        '<div class="clipboard-copy-txt">import pandas as pd x = 1</div>'
        '<div class="jp-OutputArea-child jp-OutputArea-executeResult"><div class="jp-OutputPrompt">'
        'Out[1]:</div><div class="jp-RenderedText"><pre>2</pre></div></div></div>'
    )

    assert [one.text for one in read(html).passages] == ["Code example in Python, 3 lines."]


def test_readings_are_said_where_they_are_wanted(read: Callable[..., Script]) -> None:
    html = "<p>次の<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字</p>"

    assert read(html, language="ja", ruby="reading").passages[0].text == "次のかん字"


def test_the_console_of_python_3_is_python(read: Callable[..., Script]) -> None:
    html = '<div class="highlight-pycon3"><pre>&gt;&gt;&gt; lamp()\n1\n2\n</pre></div>'

    assert [one.text for one in read(html).passages] == ["Code example in Python, 3 lines."]
