"""Kinds that Pandoc, Quarto, Docsy and Hexo showed: formulas in letters, tabs, notes, sources."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings


def _said(html: str, language: str = "en") -> list[str]:
    script = extract_script(SourcePage("x", "", language, html), Settings())
    return [passage.text for passage in script.passages]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<em>a</em><sup>2</sup> + <em>b</em>", "a squared plus b"),
        (
            "<em>x</em><sub><em>i</em></sub> ≤ 2<sup><em>n</em></sup>",
            "x sub i is at most 2 to the power of n",
        ),
        ("<em>α</em><em>β</em> ∈ ℝ", "alpha beta in the real numbers"),
        ("<em>x<sup>2</sup></em>", "x squared"),
        ("sin <em>x</em> ≥ 5%", "sine x is at least 5 percent"),
        (r"\(a^2\)", "a squared"),  # one that a script sets
    ],
)
def test_a_formula_set_in_letters_keeps_its_powers_and_indices(html: str, said: str) -> None:
    formula = f'<p>Here <span class="math inline">{html}</span> holds.'
    assert _said(formula) == [f"Here {said} holds."]


_LIST = (
    '<ul role="tablist"><li><button role="tab" aria-disabled="true">Shell:</button></li>'
    '<li><button role="tab">Bash</button></li><li><button role="tab">Fish</button></li></ul>'
)
_PANELS = (
    '<div class="tab-content"><div role="tabpanel"><p>Say hello.</p></div>'
    '<div role="tabpanel"><p>Say fish.</p></div></div>'
)
_TOLD = ["Tab: Bash.", "Say hello.", "Tab: Fish.", "Say fish."]


def test_tabs_whose_panels_stand_in_an_element_are_told_with_their_names() -> None:
    assert _said(f"<p>One.</p><div>{_LIST}{_PANELS}</div><p>Two.") == ["One.", *_TOLD, "Two."]


def test_tabs_that_stand_in_the_text_are_told_and_the_text_is_read() -> None:
    html = f"<div>{_LIST}{_PANELS}<p>Behind.</p></div>"
    assert _said(html) == [*_TOLD, "Behind."]


def test_tabs_of_starlight_are_read_though_one_alone_is_shown() -> None:
    panels = '<div role="tabpanel">Hello.</div><div role="tabpanel" hidden>Fish.</div>'
    html = f"<starlight-tabs><div>{_LIST}</div>{panels}</starlight-tabs>"
    assert _said(html) == ["Tab: Bash.", "Hello.", "Tab: Fish.", "Fish."]


def test_panels_without_a_list_of_their_own_are_read() -> None:
    assert _said(f"<p>One.</p>{_PANELS}") == ["One.", "Say hello.", "Say fish."]


def test_panels_whose_list_does_not_fit_are_read() -> None:
    html = _LIST.replace('<li><button role="tab">Fish</button></li>', "") + _PANELS
    said = _said(f"<div>{html}<p>Behind.</p></div>")
    assert said[-3:] == ["Say hello.", "Say fish.", "Behind."]


@pytest.mark.parametrize(
    ("classes", "inside", "said"),
    [
        (
            "callout-style-simple callout-tip",
            '<div class="callout-body"><i class="callout-icon"></i><p>Wait.</p></div>',
            ["Tip. Wait."],
        ),
        (
            "callout-style-default callout-warning callout-titled",
            '<div class="callout-header"><i></i><div>Warning</div></div><div><p>Hot.</p></div>',
            ["Warning. Hot."],
        ),
        (
            "callout-style-default callout-note callout-titled",
            '<div class="callout-header"><i></i><div>Scissors</div></div><div><p>Sharp.</p></div>',
            ["Scissors.", "Sharp."],
        ),
    ],
)
def test_a_note_of_quarto_says_its_kind(classes: str, inside: str, said: list[str]) -> None:
    assert _said(f'<div class="callout {classes}">{inside}</div>') == said


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (r"It is 20\({}^{\circ}\)C warm.", "It is 20 degrees C warm."),
        (r"It is 10\(\times\)better.", "It is 10 times better."),
        (r"The \(k\)th lamp and the \(n+1\)th.", "The kth lamp and the n plus 1th."),
        (r"Lamps (\(x\)) and \(2x\)-fold.", "Lamps (x) and 2 x-fold."),
    ],
)
def test_a_formula_is_apart_from_the_letters_that_it_touches(html: str, said: str) -> None:
    marked = html.replace(r"\(", r'<span class="arithmatex">\(').replace(r"\)", r"\)</span>")
    assert _said(f"<p>{marked}") == [said]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("Entries starting with . are hidden.", "Entries starting with dot are hidden."),
        # an icon, perhaps, that is passed over
        ("Entries are marked with <svg></svg>.", "Entries are marked with."),
        (
            "They are marked with <svg></svg>. Others are not.",
            "They are marked with. Others are not.",
        ),
        ("Skip implied . and .. here.", "Skip implied dot and dot dot here."),
        ("Run find . -name lamp.", "Run find dot -name lamp."),
        ("See <a href=x>the docs</a> . Then go.", "See the docs. Then go."),
        ("What is it for . Nobody knows.", "What is it for. Nobody knows."),
        ("It burns . and then it is out.", "It burns. and then it is out."),
        ("Wait and ... see.", "Wait and ... see."),
    ],
)
def test_a_dot_that_stands_alone_and_is_spoken_of_is_said(html: str, said: str) -> None:
    assert _said(f"<p>{html}") == [said]


def test_what_less_than_began_is_no_way_through_menus() -> None:
    assert _said("<p>id &lt; Some type &gt; lid") == ["id less than Some type greater than lid"]
    assert _said("<p>Click Edit &gt; Preferences.") == ["Click Edit, Preferences."]


def test_a_source_behind_a_name_in_letters_of_its_own_is_no_word() -> None:
    html = '<p><tt>yacc</tt>\u2004\u200d[<a href="#j">12</a>], as in Figure\xa0\u200d<a href="#f">2</a>.'
    assert _said(html) == ["yacc, as in Figure 2."]
    assert _said('<p><code>a</code>[<a href="#n">1</a>] is the first.')[0] != "a is the first."


def test_names_that_small_letters_go_on_with_stay_whole() -> None:
    html = "<p>See <code>POSIXct</code>, <code>GNUstepBase</code>, <code>XMLParser</code>."
    assert _said(html) == ["See POSIXct, GNUstep Base, XML Parser."]


def test_a_verse_of_asciidoctor_is_no_code() -> None:
    html = (
        '<div class="verseblock"><pre class="content">Wind and\n<em>light</em> and\nsea</pre></div>'
    )
    assert _said(html) == ["Wind and, light and, sea"]


@pytest.mark.parametrize(
    "arrow", ['<i class="fa fa-angle-right caret"></i>', '<b class="caret">&#8250;</b>']
)
def test_entries_of_a_menu_of_asciidoctor_stand_apart(arrow: str) -> None:
    menu = f'<b class="menu">File</b>&#160;{arrow} <b class="menuitem">Save As</b>'
    assert _said(f'<p>Use <span class="menuseq">{menu}</span>.') == ["Use File, Save As."]


@pytest.mark.parametrize(
    ("done", "to_do"),
    [
        ('<i class="fa fa-check-square-o"></i>', '<i class="fa fa-square-o"></i>'),
        ("&#10003;", "&#10063;"),
    ],
)
def test_states_of_tasks_of_asciidoctor_are_said(done: str, to_do: str) -> None:
    html = f"<li>\n<p>{done} oil</p></li><li>\n<p>{to_do} wick</p></li><li>\n<p>lamp</p></li>"
    assert _said(f'<ul class="checklist">{html}</ul>') == ["Done: oil", "To do: wick", "lamp"]


def test_boxes_of_org_and_pandoc_are_states_of_tasks() -> None:
    org = '<ul class="org-ul"><li class="off"><code>[&#xa0;]</code> oil</li>'
    assert _said(org + '<li class="on"><code>[X]</code> wick</li>') == ["To do: oil", "Done: wick"]
    plain = '<ul class="org-ul"><li>oil</li><li class="on"><code>[a-z]</code> is a set</li>'
    assert _said(plain)[0] == "oil"
    assert "Done" not in " ".join(_said(plain))
    pandoc = '<ul class="task-list"><li><label><input type="checkbox" checked>oil</label>'
    assert _said(pandoc) == ["Done: oil"]


def test_a_work_stands_apart_from_the_person_who_wrote_it() -> None:
    html = "<blockquote><p>Burn.</p><footer><strong>Ada</strong><cite>Oil</cite></footer>"
    assert _said(html) == ["Burn.", "Ada, Oil"]
    assert _said("<p><em>Sea</em><cite>man</cite> is a word.") == ["Seaman is a word."]
