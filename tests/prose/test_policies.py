"""What becomes of each kind of element, under each policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose.announcements import FALLBACK, announcements, plural
from mkdocs_qwen_tts._prose.facts import facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Script

    Read = Callable[..., Script]
    Texts = Callable[..., list[str]]

LANGUAGES = ["zh", "en", "de", "it", "pt", "es", "ja", "ko", "fr", "ru"]

CODE = '<div class="language-python highlight"><span class="filename">app.py</span><pre><code>a = 1\nb = 2\n</code></pre></div>'
TABLE = "<table><thead><tr><th>Key</th><th>Value</th></tr></thead><tbody><tr><td>a</td><td>1.</td></tr></tbody></table>"
NOTE = '<div class="admonition warning"><p class="admonition-title">Mind it</p><p>Body.</p></div>'
TABS = (
    '<div class="tabbed-set tabbed-alternate"><input type="radio"><input type="radio"><div class="tabbed-labels">'
    '<label>One</label><label>Two</label></div><div class="tabbed-content"><div class="tabbed-block"><p>First.</p></div>'
    '<div class="tabbed-block"><p>Second.</p></div></div></div>'
)
DETAILS = '<details class="note"><summary>More</summary><p>Body.</p></details>'
MATH = (
    '<p>Take <span class="arithmatex">\\(\\unknown x\\)</span> or <span class="arithmatex">\\(x\\)</span>.</p>'
    f'<div class="arithmatex">\\[{"+".join("abcdefghijklmnopqrstuv")} = 2\\]</div>'
)
NOTES = (
    '<p>A claim<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>.</p><p>Next.</p><div class="footnote"><hr>'
    '<ol><li id="fn:1"><p>The proof. <a class="footnote-backref" href="#fnref:1">&#8617;</a></p></li></ol></div>'
)
MERMAID = '<pre class="mermaid"><code>---\ntitle: The way\n---\ngraph LR</code></pre>'


@pytest.mark.parametrize(
    ("kind", "policy", "html", "expected"),
    [
        ("code", "skip", CODE, []),
        ("code", "announce", CODE, ["Code example in Python, app dot py, 2 lines."]),
        ("code", "read", CODE, ["app dot py: a equals 1 b equals 2"]),
        ("table", "skip", TABLE, []),
        ("table", "announce", TABLE, ["Table, one row, 2 columns."]),
        ("table", "read", TABLE, ["Key: a; Value: 1."]),
        ("admonition", "skip", NOTE, []),
        ("admonition", "announce", NOTE, ["Warning: Mind it.", "Body."]),
        ("admonition", "read", NOTE, ["Mind it.", "Body."]),
        ("tabs", "skip", TABS, []),
        ("tabs", "announce", TABS, ["Tab: One.", "First.", "Tab: Two.", "Second."]),
        ("tabs", "read", TABS, ["One", "First.", "Two", "Second."]),
        ("details", "skip", DETAILS, []),
        ("details", "announce", DETAILS, ["Collapsed section: More."]),
        ("details", "read", DETAILS, ["Note: More.", "Body."]),
        ("math", "skip", MATH, ["Take or."]),
        ("math", "announce", MATH, ["Take a formula or x.", "Formula."]),
        (
            "math",
            "read",
            MATH,
            ["Take a formula or x.", f"{' plus '.join('abcdefghijklmnopqrstuv')} equals 2"],
        ),
        ("footnote", "skip", NOTES, ["A claim.", "Next."]),
        ("footnote", "read", NOTES, ["A claim.", "Footnote: The proof.", "Next."]),
        ("diagram", "skip", MERMAID, []),
        ("diagram", "announce", MERMAID, ["Diagram: The way."]),
        ("image", "alt", "<p><img alt='A cat'></p>", ["Image: A cat."]),
        ("image", "skip", "<p><img alt='A cat'></p>", []),
        ("url", "skip", "<p>See https://example.com/a now.</p>", ["See now."]),
        (
            "url",
            "shorten",
            "<p>See https://example.com/a now.</p>",
            ["See link to example dot com now."],
        ),
        (
            "url",
            "read",
            "<p>See https://example.com/a now.</p>",
            ["See example dot com slash a now."],
        ),
        ("abbreviation", "written", "<p><abbr title='Big'>B</abbr> B</p>", ["B B"]),
        (
            "abbreviation",
            "expand",
            "<p><abbr title='Big'>B</abbr>. <abbr title='Big'>B</abbr></p>",
            ["B, Big. B"],
        ),
    ],
)
def test_each_kind_has_its_policies(
    texts: Texts, kind: str, policy: str, html: str, expected: list[str]
) -> None:
    assert texts(html, **{kind: policy}) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            '<pre><code class="language-cpp">x</code></pre>',
            "Code example in C plus plus, one line.",
        ),
        (
            '<div class="highlight-rust notranslate"><div class="highlight"><pre>x</pre></div></div>',
            "Code example in Rust, one line.",
        ),
        (
            '<div class="highlight"><pre><span class="linenos">1</span>x\n<span class="linenos">2</span>y</pre></div>',
            None,
        ),
        ("<pre>\n\n x\n\n y\n\n</pre>", "Code example, 3 lines."),
        (
            '<pre><code class="language-unheard-of">x</code></pre>',
            "Code example in Unheard Of, one line.",
        ),
        ('<pre><code class="language-console">x</code></pre>', "Code example, one line."),
    ],
)
def test_code_is_announced_with_its_language_and_length(
    texts: Texts, html: str, expected: str | None
) -> None:
    assert texts(html) == [expected or "Code example, 2 lines."]


def test_a_table_nobody_can_listen_to_is_announced_by_its_size(texts: Texts) -> None:
    rows = "<tr><td>a</td><td>b</td></tr>" * 60

    assert texts(f"<table>{rows}</table>") == ["Table, 60 rows, 2 columns."]


def test_wide_cells_and_empty_ones(texts: Texts) -> None:
    html = (
        "<table><tr><th>A</th><th colspan=2>B</th></tr><tr><td>1</td><td>2</td><td>3</td></tr>"
        "<tr><td></td><td>4</td><td></td></tr><tr><td colspan=3>All.</td></tr></table>"
    )

    assert texts(html) == ["A: 1; B: 2; B: 3", "B: 4", "All."]


def test_tabs_that_sound_alike_are_told_together(texts: Texts) -> None:
    assert texts(TABS.replace("Second.", "First.")) == ["Tabs: One, Two.", "First."]


def test_tabs_without_their_labels_lose_nothing(texts: Texts) -> None:
    assert texts(TABS.replace("<label>Two</label>", "")) == ["One", "First.", "Second."]


def test_states_of_tasks_are_said(texts: Texts) -> None:
    html = (
        '<ul><li class="task-list-item"><label><input type="checkbox" disabled checked></label> Cook</li>'
        '<li class="task-list-item"><input type="checkbox" disabled> Eat</li></ul>'
    )

    assert texts(html) == ["Done: Cook", "To do: Eat"]


def test_what_does_not_stand_on_the_page_is_marked(read: Read) -> None:
    made = read(CODE + NOTE + TABS + "<p>Prose.</p>")

    assert {passage.text for passage in made.passages if not passage.spoken_only} == {
        "Body.",
        "First.",
        "Second.",
        "Prose.",
    }
    assert all(
        passage.kind is Kind.ANNOUNCEMENT for passage in made.passages if passage.spoken_only
    )


@pytest.mark.parametrize(
    ("language", "title", "expected"),
    [
        ("de", "Warning", "Warnung."),
        ("de", "Warnung", "Warnung."),
        ("de", "Vorsicht", "Warnung: Vorsicht."),
        ("zh", "提示", "提示。"),
        ("fr", "Attention aux trous", "Avertissement : Attention aux trous."),
        ("en", "A warning to all", "A warning to all."),
        ("en", "Ready?", "Warning: Ready?"),
    ],
)
def test_notes_are_announced_in_the_language_of_the_page(
    texts: Texts, language: str, title: str, expected: str
) -> None:
    html = f'<div class="admonition warning"><p class="admonition-title">{title}</p></div>'

    assert texts(html, language=language) == [expected]


@pytest.mark.parametrize(
    ("language", "kind", "title", "expected"),
    [
        ("de", "note", "Bemerkung", "Bemerkung."),
        ("zh", "note", "备注", "备注。"),
        ("de", "error", "Fehler", "Fehler."),
        ("ru", "info", "к сведению", "К сведению."),
        ("it", "note", "note", "Nota."),  # a translation is missing
        ("zh", "seealso", "See also", "另请参阅。"),
        (
            "de",
            "warning",
            "Bemerkung",
            "Warnung: Bemerkung.",
        ),  # what another kind is called says nothing of this one
        ("fr", "danger", "Attention", "Danger : Attention."),
        ("de", "note", "Bemerkung zum Licht", "Hinweis: Bemerkung zum Licht."),
    ],
)
def test_a_title_that_the_generator_wrote_is_said_once(
    texts: Texts, language: str, kind: str, title: str, expected: str
) -> None:
    html = f'<div class="admonition {kind}"><p class="admonition-title">{title}</p></div>'

    assert texts(html, language=language) == [expected]


@pytest.mark.parametrize(
    ("language", "kind", "title", "expected"),
    [
        ("en", "tip", "TIP", "Tip."),
        ("en", "important", "IMPORTANT", "Important."),
        ("de", "tip", "TIP", "Tipp."),
        ("de", "warning", "WARNUNG", "Warnung."),
        ("en", "tip", "HTTP", "Tip: HTTP."),
        ("en", "tip", "TIP TOP", "TIP TOP."),
    ],
)
def test_titles_that_vitepress_writes_in_capitals_are_not_shouted(
    texts: Texts, language: str, kind: str, title: str, expected: str
) -> None:
    html = f'<div class="{kind} custom-block"><p class="custom-block-title">{title}</p></div>'

    assert texts(html, language=language) == [expected]


ASIDE = (
    '<aside aria-label="Mind it" class="starlight-aside starlight-aside--caution"><p class="starlight-aside__title" '
    'aria-hidden="true">Mind it</p><p>Body.</p></aside>'
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (ASIDE, ["Warning: Mind it.", "Body."]),
        (
            '<blockquote class="markdown-alert markdown-alert-tip"><p class="markdown-alert-title">Tip</p><p>Body.</p>',
            ["Tip.", "Body."],
        ),
        (
            '<blockquote class="blockquote-tag blockquote-tag-important"><p class="blockquote-tag-title">Important</p><p>Body.</p>',
            ["Important.", "Body."],
        ),
        ('<p class="note">Body.</p>', ["Note.", "Body."]),
        ('<p class="note"><strong>Note:</strong> Body.</p>', ["Note: Body."]),
        ('<blockquote class="note"><p>One.</p><p>Two.</p></blockquote>', ["Note.", "One.", "Two."]),
        (
            '<blockquote class="note-title"><p>Mind it</p><p>Body.</p></blockquote>',
            ["Note: Mind it.", "Body."],
        ),
        (
            '<blockquote class="note"><p class="note-title">Mind it</p><p>Body.</p></blockquote>',
            ["Note: Mind it.", "Body."],
        ),
        (
            '<p class="note-title">Mind it</p>\n<p class="note">One.</p><p class="note">Two.</p>',
            ["Note: Mind it.", "One.", "Note.", "Two."],
        ),
        ('<blockquote class="epigraph"><p>Body.</p></blockquote>', ["Body."]),
    ],
)
def test_notes_of_other_generators_are_notes(texts: Texts, html: str, expected: list[str]) -> None:
    assert texts(html) == expected


def test_lines_that_are_blocks_of_their_own_are_counted(texts: Texts) -> None:
    lines = ["<b>a</b>", "\n", "", "b"]
    blocks = "".join(f'<div class="ec-line"><div class="code">{line}</div></div>' for line in lines)

    assert texts(f'<pre data-language="python"><code>{blocks}</code></pre>') == [
        "Code example in Python, 4 lines."
    ]


# ---------------------------------------------------------------- the data behind it


def test_titles_are_of_known_notes_and_in_lower_case() -> None:
    for kind, languages in facts("titles").items():
        assert languages.keys() <= set(LANGUAGES)
        assert all(
            title == title.casefold() != kind for titles in languages.values() for title in titles
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cue_is_there_in_every_language(language: str) -> None:
    shared = {"full_stop", "joiner", "ordinal"}

    assert [
        name
        for name, said in facts("announcements").items()
        if language not in said and name not in shared
    ] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", ["words", "symbols"])
def test_every_word_is_there_in_every_language(table: str, language: str) -> None:
    assert [name for name, said in facts(table).items() if language not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_of_lines_are_said_in_every_language(language: str) -> None:
    for count in (0, 2, 5, 11, 21, 22, 25, 101, 111):
        assert str(count) in announcements(language)("lines", count=count)
    assert announcements(language)("lines", count=1)


@pytest.mark.parametrize(
    ("count", "category"),
    [
        (1, "one"),
        (2, "few"),
        (4, "few"),
        (5, "many"),
        (11, "many"),
        (12, "many"),
        (21, "one"),
        (22, "few"),
    ],
)
def test_russian_counts_as_russian_does(count: int, category: str) -> None:
    assert plural("ru", count) == category


def test_a_language_without_cues_is_spoken_to_in_english() -> None:
    assert announcements("sv")("formula") == announcements(FALLBACK)("formula")
