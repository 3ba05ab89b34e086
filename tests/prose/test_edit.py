"""What an editor leaves out, and what a listener still needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Script

    Texts = Callable[..., list[str]]

CODE = '<div class="language-python highlight"><pre><code>a = 1\nb = 2\n</code></pre></div>'
TITLED = f'<div class="highlight"><span class="filename">a.py</span>{CODE[35:]}'
LINE = '<div class="highlight"><pre><code>$ pip install mkdocs</code></pre></div>'
IMAGE = '<p><img src="a.png" alt="A green door"></p>'
NAMELESS = '<p><img src="a.png" alt=""></p>'
DIAGRAM = '<pre class="mermaid"><code>pie\n</code></pre>'


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (f"<p>Write this:</p>{CODE}<p>Done.</p>", ["Write this: code, 2 lines.", "Done."]),
        (
            f"<p>Write this.</p>{CODE}<p>Done.</p>",
            ["Write this.", "Code example in Python, 2 lines.", "Done."],
        ),
        (f"<p>Write this:</p>{CODE}", ["Write this: code, 2 lines."]),
        (f"<h2>Write this:</h2>{CODE}", ["Write this:", "Code example in Python, 2 lines."]),
        (f"<ol><li>Do:{CODE}</li><li>B.</li></ol>", ["1. Do: code, 2 lines.", "2. B."]),
        (f"<p>First.</p>{CODE}{CODE}{CODE}<p>Done.</p>", ["First.", "3 code examples.", "Done."]),
        (
            f"<p>All of these:</p>{CODE}{CODE}<p>Done.</p>",
            ["All of these: 2 code examples.", "Done."],
        ),
        (
            f"<p>First.</p>{TITLED}{CODE}<p>Done.</p>",
            ["First.", "Code example, a dot py, 2 lines.", "Done."],
        ),
        (
            f"<p>Write this:</p>{TITLED}{CODE}<p>Done.</p>",
            ["Write this: a dot py, 2 lines.", "Done."],
        ),
        (f"<p>Install it:</p>{LINE}", ["Install it:", "pip install mkdocs"]),
        (f"<p>It looks like this:</p>{IMAGE}", ["It looks like this:", "A green door"]),
        (f"<p>It looks good.</p>{IMAGE}", ["It looks good.", "Image: A green door."]),
        (f"<p>As drawn:</p>{DIAGRAM}<p>Done.</p>", ["As drawn: a diagram.", "Done."]),
        (f"<p>You see:</p>{NAMELESS}<p>Done.</p>", ["You see: a picture.", "Done."]),
        (f"<p>You see it.</p>{NAMELESS}<p>Done.</p>", ["You see it.", "Done."]),
    ],
)
def test_what_the_sentence_before_announces_is_named_behind_its_colon(
    texts: Texts, html: str, said: list[str]
) -> None:
    assert texts(html, style="brief") == said


@pytest.mark.parametrize(
    ("language", "html", "said"),
    [
        (
            "en",
            '<div class="admonition tip"><p class="admonition-title">Tip</p><p>Do it.</p></div>',
            ["Tip. Do it."],
        ),
        (
            "zh",
            '<div class="admonition tip"><p class="admonition-title">提示</p><p>这样做。</p></div>',
            ["提示。这样做。"],
        ),
        (
            "zh",
            '<div class="admonition note"><p class="admonition-title">证明</p><p>略。</p></div>',
            ["证明。", "略。"],
        ),
        (
            "en",
            '<div class="admonition warning"><p class="admonition-title">Mind it</p><p>Do.</p></div>',
            ["Warning: Mind it.", "Do."],
        ),
        (
            "en",
            f'<div class="admonition tip"><p class="admonition-title">Tip</p>{CODE}</div>',
            ["Tip.", "Code example in Python, 2 lines."],
        ),
    ],
)
def test_the_kind_of_a_note_goes_before_its_first_words(
    texts: Texts, language: str, html: str, said: list[str]
) -> None:
    assert texts(html, language=language, style="brief") == said


def tabs(**panels: str) -> str:
    labels = "".join(f"<label>{label}</label>" for label in panels)
    blocks = "".join(f'<div class="tabbed-block">{panel}</div>' for panel in panels.values())
    return (
        f'<div class="tabbed-set"><div class="tabbed-labels">{labels}</div>'
        f'<div class="tabbed-content">{blocks}</div></div>'
    )


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (tabs(Linux=CODE, Windows=CODE), ["Code examples: Linux, Windows."]),
        (
            tabs(npm=LINE, pip="<p>Not here.</p>"),
            ["Tab: npm.", "pip install mkdocs", "Tab: pip.", "Not here."],
        ),
        (tabs(Linux="<p>Do it.</p>"), ["Linux. Do it."]),
    ],
)
def test_tabs_of_code_are_announced_once(texts: Texts, html: str, said: list[str]) -> None:
    assert texts(html, style="brief") == said


def test_annotations_of_code_are_told_without_their_numbers(texts: Texts) -> None:
    code = "<pre><code>a = 1  # (1)!\nb = 2\n</code></pre>"

    assert texts(f"{code}<ol><li>The first.</li><li>Another.</li></ol>", style="brief") == [
        "Code example, 2 lines.",
        "About the code: The first.",
        "Another.",
    ]


def test_nothing_of_the_page_is_left_out_by_the_editor(texts: Texts) -> None:
    html = f"<h2>A</h2><p>Write:</p>{CODE}<p>B.</p>{IMAGE}<ul><li>C:</li></ul>{CODE}<p>D.</p>"

    full, brief = texts(html, style="full"), texts(html, style="brief")

    assert [text for text in full if not text.startswith("Code")] == [
        text.removesuffix(" code, 2 lines.") for text in brief
    ]


@pytest.mark.parametrize(
    ("title", "body", "language", "said"),
    [
        ("Note", "Note: the lamp is hot.", "en", "Note: the lamp is hot."),
        ("注意", "注意：请先备份数据。", "zh", "注意：请先备份数据。"),
        ("Note", "Notes are kept.", "en", "Note. Notes are kept."),
    ],
)
def test_a_note_that_says_what_it_is_needs_no_kind(
    read: Callable[..., Script], title: str, body: str, language: str, said: str
) -> None:
    html = (
        f'<div class="admonition note"><p class="admonition-title">{title}</p><p>{body}</p></div>'
    )

    assert read(html, style="brief", language=language).passages[0].text == said
