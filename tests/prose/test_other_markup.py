"""Inputs like those that failed once, in other markup: icons, tables, malformed formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose.say import verbalizer
from mkdocs_qwen_tts._prose.say.formula import say_tex

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]


def _table(*rows: tuple[str, ...]) -> str:
    head = "<tr><th>Driver</th><th>Read</th><th>Write</th></tr>"
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{head}{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


@pytest.mark.parametrize(
    ("language", "html", "said"),
    [
        ("en", '<ul><li><svg aria-label="No"><path/></svg> Burn oil</li></ul>', ["No: burn oil"]),
        ("de", '<ul><li><svg aria-label="Nein"></svg> Ohne Öl</li></ul>', ["Nein: Ohne Öl"]),
        (
            "en",
            '<ul><li><i class="material-icons">close</i> Slow</li></ul>',
            ["No: Slow"],
        ),
        (
            "en",
            '<p><span class="material-symbols-outlined">arrow_forward</span> Go on</p>',
            ["Go on"],
        ),
        (
            "en",
            '<p>Click <i class="material-icons">settings</i> and trim the wick.</p>',
            ["Click settings and trim the wick."],
        ),
        ("en", _table(("A", "+", "-")), ["Driver: A; Read: plus; Write: minus"]),
        ("en", _table(("A", "yes", "-")), ["Driver: A; Read: yes"]),
        ("zh", _table(("A", "⭕", "❌")), ["Driver：A；Read：是；Write：否"]),
        (
            "en",
            _table(("A", '<span class="codicon codicon-check"></span>', "")),
            ["Driver: A; Read: yes"],
        ),
        (
            "en",
            '<p><i class="fa fa-check" aria-label="Since 2.3"></i> Wicks</p>',
            ["Since 2.3: Wicks"],
        ),
        (
            "en",
            _table(("A", "<code>lamp on</code> <code>lamp off</code>", "")),
            ["Driver: A; Read: lamp on, lamp off"],
        ),
    ],
)
def test_icons_and_signs_are_words(language: str, html: str, said: list[str], texts: Texts) -> None:
    assert texts(html, language=language, style="brief") == said


@pytest.mark.parametrize(
    "html",
    [
        "<dl><dt><code>-4</code></dt><dd>Wide.</dd><dt>-v</dt><dd>Loud.</dd></dl>",
        "<dl><dt><b>-4</b></dt><dd>Wide.</dd><dt>--loud</dt><dd>Loud.</dd></dl>",
    ],
)
def test_a_figure_among_options_is_an_option(html: str, texts: Texts) -> None:
    assert texts(html)[0] == "dash 4"


def test_a_figure_among_numbers_is_a_number(texts: Texts) -> None:
    html = "<dl><dt><code>-1</code></dt><dd>Dark.</dd><dt><code>0</code></dt><dd>Lit.</dd></dl>"

    assert texts(html)[0] == "minus 1"


def test_options_that_are_figures_in_a_column(texts: Texts) -> None:
    said = texts(_table(("-1", "a", "b"), ("-l", "c", "d")))

    assert said == ["Driver: dash 1; Read: a; Write: b", "Driver: dash l; Read: c; Write: d"]


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<mfrac><mn>1</mn></mfrac>", "a formula"),
        ("<mroot><mn>2</mn></mroot>", "a formula"),
        ("<msubsup><mi>x</mi><mn>1</mn></msubsup>", "a formula"),
        ("<mo>(</mo><mfrac linethickness='0'><mi>n</mi></mfrac><mo>)</mo>", "a formula"),
        ("<msubsup><mi>x</mi><none/><mn>2</mn></msubsup>", "x squared"),
        ("<msubsup><mi>x</mi><mn>2</mn><none/></msubsup>", "x sub 2"),
    ],
)
def test_a_formula_that_lacks_a_part_is_announced(markup: str, said: str, texts: Texts) -> None:
    assert texts(f"<p>So <math>{markup}</math> holds.</p>") == [f"So {said} holds."]


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\binom{a{b}", ""),
        (r"\sqrt[\phantom{b}]{x}", ""),
        (r"\argmin_x f", "argmin sub x f"),
        (r"\argmax_x f", "argmax sub x f"),
    ],
)
def test_tex_that_is_malformed_or_knows_more_names(tex: str, said: str) -> None:
    assert say_tex(tex, "en") == said


def test_what_mathjax_2_drew_is_not_said_beside_its_source(texts: Texts) -> None:
    html = (
        '<p>So <span class="MathJax"><nobr>12</nobr></span>'
        r'<script type="math/tex">\frac{1}{2}</script> holds.</p>'
    )

    assert texts(html) == ["So one half holds."]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("a >>= 2", "a double greater than equals 2"),
        ("x -= 1", "x minus equals 1"),
        ("a <=> b", "a less than equals greater than b"),
        ("f <$> x", "f less than dollar sign greater than x"),
        ("-4, -6, --ipv4", "dash 4, dash 6, dash dash ipv4"),
        ("-4, -6", "minus 4, minus 6"),
        ("rm -rf / lamp", "rm dash rf slash, lamp"),
        ("rm -rf /lamp", "rm dash rf slash lamp"),
        ("a / b", "a slash b"),
    ],
)
def test_operators_of_several_signs_are_one(code: str, said: str) -> None:
    assert verbalizer("en").code(code) == said


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "es", "fr"])
@pytest.mark.parametrize("pair", ["()", "[]", "{}"])
def test_empty_brackets_and_full_ones_differ(pair: str, language: str) -> None:
    say = verbalizer(language).code

    assert say(f"{pair}lamp") != say(f"{pair[0]}lamp{pair[1]}")


def test_the_port_of_an_address_is_said(texts: Texts) -> None:
    said = texts("<p>Open https://lamp.example:8443/on now.</p>")

    assert said == ["Open link to lamp dot example port 8443 now."]


@pytest.mark.parametrize(
    "piece", ["x<sup>2</sup>", "L<sup>A</sup>T", "<svg><title>a</title></svg>"]
)
def test_pieces_of_a_line_are_looked_at_a_few_times_each(
    piece: str, texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mkdocs_qwen_tts._prose.dom import Element

    asked = 0
    text = Element.text.fget
    assert text is not None

    def counted(element: Element) -> str:
        nonlocal asked
        asked += len(element.children)
        return text(element)

    monkeypatch.setattr(Element, "text", property(counted))
    texts(f"<p>{piece * 1000}</p>")

    assert asked < 40_000


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("x<sub>n</sub><sup>2</sup> is", "x sub n squared is"),
        ("x<sup>2</sup><sub>n</sub> is", "x squared sub n is"),
        ("The isotope <sup>14</sup>C and (<sup>235</sup>U)", "The isotope 14 C and (235 U)"),
        ("The A<sup>*</sup> search", "The A star search"),
        ("A plan<sup>*</sup> of mine", "A plan of mine"),
        ("10<sup>-3</sup> m", "10 to the power of minus 3 m"),
        ("It burns. <sup>2</sup>C is lit.", "It burns. C is lit."),
        ("make &amp;&amp; run", "make and and run"),
        ("node ^18 || ^20", "node caret 18 two vertical bars caret 20"),
        ("a &lt;&lt; b shifts", "a double less than b shifts"),
        ("Press ^X or ^C.", "Press caret X or caret C."),
        ('Burn <span style="left: -9999px">away</span>oil', "Burn oil"),
        ('Burn <span style="clip: rect(0, 0, 0, 0)">away</span>oil', "Burn oil"),
        ('Links to <a href="#x">skip to content</a> help', "Links to skip to content help"),
        (
            "Press <button>Save</button>, <button>Send</button> or <button>Quit</button>.",
            "Press Save, Send or Quit.",
        ),
        ("Oil <button>Copy</button>", "Oil"),
        ("<code>oil</code> <button>Copy</button> burns", "oil burns"),
        ("&lt;&lt; Salut &gt;&gt;", "<< Salut >>"),
    ],
)
def test_what_is_raised_and_signs_in_running_text(html: str, said: str, texts: Texts) -> None:
    assert texts(f"<p>{html}</p>") == [said]


@pytest.mark.parametrize("link", ["Skip to content", "跳到主要内容", "Zum Inhalt springen"])
def test_links_past_the_menu_are_silent(link: str, texts: Texts) -> None:
    assert texts(f'<a href="#main">{link}</a><p>Light it.</p>') == ["Light it."]


def test_every_arrow_of_a_chain_is_told(texts: Texts) -> None:
    html = '<pre class="mermaid">graph LR\n a &amp; b --> c -.-> d ==> e</pre>'

    assert texts(html) == ["Flow chart: a to c; b to c; c to d; d to e."]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("温度－５℃", "温度 负 ５℃"),
        ("例如ａ＝１", "例如ａ 等于 １"),
        (r"\(\frac{a}{b}\text{speed}\text{time}\text{oil}\)", "b 分之 a speed time oil"),
    ],
)
def test_wide_signs_and_formulas_alone_in_chinese(written: str, said: str, texts: Texts) -> None:
    assert texts(f"<p>{written}</p>", language="zh") == [said]


def test_marks_in_a_table_refer_to_the_notes_below(texts: Texts) -> None:
    table = _table(
        ("A<sup>1</sup>", "5 m<sup>2</sup>", "3"), ("B<sup>2</sup>", "n<sup>2</sup>", "")
    )
    notes = "<p><sup>1</sup> Lit.</p><p><sup>2</sup> Dark.</p>"

    assert texts(table + notes) == [
        "Driver: A; Read: 5 m squared; Write: 3",
        "Driver: B; Read: n squared",
        "Lit.",
        "Dark.",
    ]
    assert texts(table)[0].startswith("Driver: A to the power of 1")


@pytest.mark.parametrize(
    "markup",
    [
        "<math><mroot></mroot></math>",
        "<math><mfrac><mphantom><mn>1</mn></mphantom></mfrac></math>",
        "<math><msubsup><mi>x</mi><none/><mn>2</mn><mi>y</mi></msubsup></math>",
        "<math><mo>(</mo><mfrac linethickness='0'></mfrac><mo>)</mo></math>",
        "<dl><dt><pre></pre></dt></dl>",
    ],
)
def test_what_is_malformed_costs_no_page(markup: str, texts: Texts) -> None:
    assert texts(f"<div>{markup}<p>Light it.</p></div>")[-1] == "Light it."


def test_a_note_that_refers_to_itself_is_read_once(texts: Texts) -> None:
    html = (
        '<p>Oil<a href="#n" role="doc-noteref">1</a> burns.</p>'
        '<aside id="n" role="doc-footnote">See<a href="#n" role="doc-noteref">1</a> it.</aside>'
    )

    assert texts(html, footnote="read") == ["Oil burns.", "Footnote: See it."]


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        ("[0,1[", "l'intervalle 0 à 1, ouvert à droite"),
        ("]0,1[", "l'intervalle ouvert 0 à 1"),
        ("]0;1]", "l'intervalle 0 à 1, ouvert à gauche"),
        (
            r"[0,1[ \cup ]2,3]",
            "l'intervalle 0 à 1, ouvert à droite union l'intervalle 2 à 3, ouvert à gauche",
        ),
        ("[a,b[c]]", "l'intervalle fermé a à b crochet c fermer fin d'intervalle"),
        ("A[0,1]", "A crochet 0, 1"),
        (r"f:[0,1)\to A", "f deux-points l'intervalle 0 à 1, ouvert à droite vers A"),
        ("(x]", "parenthèse ouvrante x crochet fermant"),
    ],
)
def test_brackets_turned_outwards_make_intervals(tex: str, said: str) -> None:
    assert say_tex(tex, "fr") == said
