"""What MkDocs, its themes and mkdocstrings set."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings


def heard(html: str) -> list[str]:
    page = SourcePage("x", "", "en", html, generator="mkdocs")
    return [passage.text for passage in extract_script(page, Settings()).passages]


def test_a_call_beside_its_own_name_is_told_from_it() -> None:
    html = "<p>Use <code>Lamp</code> rather than <code>Lamp()</code>.</p>"

    assert heard(html) == ["Use Lamp rather than Lamp call."]


def test_a_call_alone_is_its_name() -> None:
    html = "<p><code>trim()</code> calls <code>light()</code>, and <code>oil</code> burns.</p>"

    assert heard(html) == ["trim calls light, and oil burns."]


def test_a_number_behind_code_is_not_counted_to_it() -> None:
    html = "<p>It calls <code>trim([1, 2])</code> 3 times.</p>"

    assert heard(html) == ["It calls trim with bracket 1, 2, 3 times."]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("git clone https://example.com/lamp.git .", "dot git, dot"),
        ("docker build -t a/b .", "slash b, dot"),
        ("git add .", "git add dot"),
    ],
)
def test_the_folder_at_hand_is_apart_from_a_path(code: str, said: str) -> None:
    assert heard(f"<p>Run <code>{code}</code> now.</p>")[0].endswith(f"{said} now.")


def test_what_is_left_open_behind_an_equals_sign_is_said() -> None:
    assert heard("<p>assert oil == ...</p>") == ["assert oil double equals three dots"]


def test_a_call_that_names_an_example_is_code() -> None:
    html = (
        '<div class="highlight"><span class="filename">Lamp.trim(...)</span>'
        "<pre><code>a\nb\n</code></pre></div>"
    )

    assert heard(html) == ["Code example, Lamp dot trim with three dots, 2 lines."]


def test_a_parameter_with_a_heading_of_its_own_is_one_sentence() -> None:
    html = (
        '<ul><li class="doc-section-item field-body"><h4 class="doc doc-heading '
        'doc-heading-parameter"><b><code>wick</code></b></h4> (<code>list[str]</code>) – '
        '<div class="doc-md-description"><p>What burns.</p></div></li></ul>'
    )

    assert heard(html) == ["wick (list of str) – What burns."]


def test_what_refers_to_an_object_is_passed_over() -> None:
    html = (
        '<p>Burns oil.</p><div class="doc doc-backlinks"><b>Referenced by:</b>'
        "<ul><li><a>Lamp</a><a>trim</a></li></ul></div>"
    )

    assert heard(html) == ["Burns oil."]


def test_a_method_behind_a_dot_is_code_in_running_text() -> None:
    assert heard("<p>Call .to_lamp() first. It burns (see below).</p>") == [
        "Call dot to lamp first. It burns (see below)."
    ]


@pytest.mark.parametrize(
    ("code", "said"), [("::: lamp", "three colons lamp"), (">>>", "triple greater than")]
)
def test_a_row_of_the_same_sign_is_counted(code: str, said: str) -> None:
    assert heard(f"<p>Write <code>{code}</code> here.</p>") == [f"Write {said} here."]


def test_one_tab_of_code_among_others_is_a_tab() -> None:
    html = (
        '<div class="tabbed-set"><div class="tabbed-labels"><label>lamp.py</label>'
        '<label>Words</label></div><div class="tabbed-content">'
        '<div class="tabbed-block"><pre><code>a\nb\nc</code></pre></div>'
        '<div class="tabbed-block"><p>It burns.</p></div></div></div>'
    )

    assert heard(html) == [
        "Tab: lamp dot py.",
        "Code example, 3 lines.",
        "Tab: Words.",
        "It burns.",
    ]


def test_a_link_to_an_object_is_its_name() -> None:
    html = (
        '<p>Light <a class="autorefs" href="#x">lamp.Lamp</a> in <a href="#y">Lamps.Next</a>.</p>'
    )

    assert heard(html) == ["Light lamp dot Lamp in Lamps.Next."]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            "Oil = Literal['colza', 'whale']",
            "Oil equals Literal of colza, whale (module-attribute)",
        ),
        ("Oil = str", "Oil equals str, module-attribute"),
        ("trim(wick, lamp)", "trim, module-attribute"),
    ],
)
def test_the_kind_of_an_object_is_no_part_of_its_value(value: str, said: str) -> None:
    html = (
        '<div class="doc doc-object"><h2 class="doc doc-heading">'
        f'<code class="highlight language-python">{value}</code> <span class="doc doc-labels">'
        '<small class="doc doc-label"><code>module-attribute</code></small></span></h2></div>'
    )

    assert heard(html) == [said]


@pytest.mark.parametrize(
    ("name", "said"), [("Lamp", "Lamp: The lamp."), ("made", "made (Lamp): The lamp.")]
)
def test_what_is_returned_under_the_name_of_its_type_is_named_once(name: str, said: str) -> None:
    html = (
        "<p>Returns:</p><table><thead><tr><th>Name</th><th>Type</th><th>Description</th></tr>"
        f'</thead><tbody><tr class="doc-section-item"><td><code>{name}</code></td>'
        '<td><code>Lamp</code></td><td><div class="doc-md-description"><p>The lamp.</p></div>'
        "</td></tr></tbody></table>"
    )

    assert heard(html)[-1] == said


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ('<img src="a.png" alt="Ann"><br><sub><b>Ann</b></sub>', "Ann"),
        ('<img src="a.png" alt="Ann"><br><sub><b>Ann Oil</b></sub>', "Ann Ann Oil"),
        ('<img src="a.png" alt="Ann">', "Ann"),
    ],
)
def test_a_picture_in_a_link_that_says_the_same_is_said_once(inside: str, said: str) -> None:
    html = f'<table><tr><td><a href="/a">{inside}</a></td><td><a href="/b">Bo</a></td><td>Cy</td></tr></table>'

    assert [" ".join(one.replace(",", "").split()) for one in heard(html)] == [f"{said}; Bo; Cy"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("9.x.x ➡️ 10.x.x", "9.x.x to 10.x.x"),
        ("Version 2.1 ➡ 3", "Version 2.1 to 3"),
        # what only points
        ("Look here ➡️ 3 lamps", "Look here 3 lamps"),
        ("Take 2 ➡️ lamps", "Take 2 lamps"),
        ("➡️ 3 lamps", "3 lamps"),
        ("Lamp 3 ➡️", "Lamp 3"),
    ],
)
def test_a_drawn_arrow_between_versions_is_a_to(written: str, said: str) -> None:
    assert heard(f"<p>{written}</p>") == [said]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ('<a href="/ann/lamp/commit/6730328aa">6730328</a>', "6 7 3 0 3 2 8"),
        ('<a href="/ann/lamp/commit/de83c48">de83c48</a>', "de83c48"),
        ('<a href="/ann/lamp/pull/6730328">6730328</a>', "6730328"),
        ('<a href="/ann/lamp/commit/9747723">2000000 lamps</a>', "2000000 lamps"),
    ],
)
def test_the_hash_of_a_commit_is_no_number(link: str, said: str) -> None:
    assert heard(f"<ul><li>Trim the wick ({link} by Ann).</li></ul>") == [
        f"Trim the wick ({said} by Ann)."
    ]


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ('<a href="/c" title="Tests">⚠️</a>', "Ann, Tests"),
        ('<a href="/c" title="Tutorials">✅</a>', "Ann, Tutorials"),
        ('<a href="/c" title="See who">✅</a>', "Ann, yes"),
        ('<a href="/c" title="Tests">Lit</a>', "Ann, Lit"),
    ],
)
def test_what_a_contributor_did_is_no_warning(link: str, said: str) -> None:
    html = f'<table><tr><td><a href="/a"><b>Ann</b></a><br>{link}</td><td>Bo</td><td>Cy</td></tr></table>'

    assert heard(html) == [f"{said}; Bo; Cy"]
