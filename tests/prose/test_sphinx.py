"""What Sphinx and its extensions set, in themes of whatever name."""

from __future__ import annotations

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings


def heard(html: str) -> list[str]:
    page = SourcePage("x", "A page", "en", html, generator="sphinx")
    passages = extract_script(page, Settings()).passages
    return [passage.text for passage in passages if passage.text != "A page"]


def option(name: str, value: str) -> str:
    return (
        '<dl class="std option"><dt class="sig sig-object std"><span class="sig-name descname">'
        f'<span class="pre">{name}</span></span><span class="sig-prename descclassname">'
        f'<span class="pre"></span>{value}</span></dt><dd><p>How.</p></dd></dl>'
    )


def test_the_value_of_an_option_stands_apart_from_its_name() -> None:
    assert heard(option("--config", ' <span class="pre">FILE</span>')) == [
        "dash dash config FILE",
        "How.",
    ]


def test_a_value_behind_an_equals_sign_is_joined_to_its_option() -> None:
    assert heard(option("--config", "=FILE"))[0] == "dash dash config equals FILE"


def test_a_type_stands_apart_from_what_has_it() -> None:
    """The colon between them is drawn by the style sheet."""
    html = '<dl><dt><strong>by</strong><span class="classifier">int, optional</span></dt></dl>'

    assert heard(html) == ["by, int, optional"]


def test_a_type_behind_a_mark_needs_no_other() -> None:
    html = '<dl><dt>by <span class="colon">:</span> <span class="classifier">int</span></dt></dl>'

    assert heard(html) == ["by : int"]


def test_downloads_and_times_of_a_gallery_are_not_spoken() -> None:
    assert heard(
        '<div class="sphx-glr-download-link-note admonition note"><p class="admonition-title">Note'
        "</p><p>Click here to download the code</p></div><h1>Edges</h1><p>How to find edges.</p>"
        '<p class="sphx-glr-timing"><strong>Total running time:</strong> 0.7 seconds</p>'
        '<div class="sphx-glr-footer"><p><a href="x.py">Download Python source code</a></p></div>'
    ) == ["Edges", "How to find edges."]


def test_headings_that_lead_back_to_the_contents_are_headings() -> None:
    assert heard(
        '<h2><a class="toc-backref" href="#id1" role="doc-backlink">Oil</a></h2><p>It burns.</p>'
    ) == ["Oil", "It burns."]


def test_stars_before_the_name_of_a_parameter_are_said() -> None:
    html = "<dl><dt><strong>**kwargs</strong></dt><dd><p>More.</p></dd><dt>*args</dt></dl>"

    assert heard(html) == ["star star kwargs", "More.", "star args"]


def test_emphasis_that_nobody_resolved_is_not_said() -> None:
    assert heard("<p>It is **very** bright, *really* so.</p>")[0].startswith("It is very bright")


def test_a_sign_in_bold_behind_an_article_is_named() -> None:
    html = "<p>Lines with a <strong>-</strong> in front are gone.</p>"

    assert heard(html) == ["Lines with a hyphen in front are gone."]


def test_links_to_a_plot_and_its_source_are_not_spoken() -> None:
    links = "<a href='x.py'>Source code</a>, <a href='x.png'>png</a>, <a href='x.pdf'>pdf</a>"

    assert heard(f"<p>Draw it.</p><p>({links})</p><p>(<a href='x.py'>Source code</a>)</p>") == [
        "Draw it."
    ]
    assert heard(f"<p>(See {links})</p>") == ["(See Source code, png, pdf)"]


def test_a_heading_over_nothing_but_other_pages_is_not_spoken() -> None:
    contents = (
        '<div class="toctree-wrapper compound"><ul><li><a href="x.html">X</a></li></ul></div>'
    )

    assert heard(f"<h1>Lamps</h1><section><h2>Commands</h2>{contents}</section><p>Oil.</p>") == [
        "Lamps",
        "Oil.",
    ]
    assert heard(f"<section><h2>Commands</h2><p>All.</p>{contents}</section>") == [
        "Commands",
        "All.",
    ]


def test_a_displayed_formula_by_cases_is_read() -> None:
    """Up to forty letters and signs; beyond, it is announced."""
    cases = r"U(r) = \begin{cases} \infty & r < 2R \\ -\epsilon & 2R \leq r < 2R\lambda \end{cases}"
    html = '<p>It is:</p><div class="math notranslate">\\[\\begin{split}%s\\end{split}\\]</div>'

    assert heard(html % cases.replace("&", "&amp;").replace("<", "&lt;"))[1].startswith(
        "U paren r close equals by cases: infinity, r is less than 2 capital R; minus epsilon,"
    )


def test_a_licence_that_is_shown_as_code_is_read() -> None:
    """Sphinx highlights what nobody named the language of as Python."""
    shown = (
        '<div class="highlight-default notranslate"><div class="highlight"><pre><span></span>'
        '<span class="n">The</span> lamp is yours.\n\nYou may light it. You may trim it.\n\n'
        'IT COMES WITHOUT OIL. NOBODY\nIS LIABLE FOR "DARKNESS".\n{end}</pre></div></div>'
    )

    assert heard(shown.format(end="")) == [
        "The lamp is yours.",
        "You may light it. You may trim it.",
        'IT COMES WITHOUT OIL. NOBODY IS LIABLE FOR "DARKNESS".',
    ]
    assert heard(shown.format(end="$ light --all\n")) == ["Code example, 7 lines."]
    assert heard(shown.format(end="Oil: full\nWick: long\n")) == ["Code example, 8 lines."]


def test_options_that_are_set_as_keys_are_code() -> None:
    terms = "".join(f"<dt><kbd>{one}</kbd></dt><dd>x</dd>" for one in ("-r, --all_lamps", "cmd"))

    assert heard(f'<dl class="option-list">{terms}</dl>')[::2] == [
        "dash r, dash dash all lamps",
        "cmd",
    ]
    assert heard("<p>Press <kbd>cmd</kbd> and <kbd>-</kbd>.</p>") == ["Press Command and minus."]


def test_names_with_stars_stand_apart_from_their_types() -> None:
    html = '<dl><dt><strong>**kwargs</strong><span class="classifier">dict</span></dt></dl>'

    assert heard(html) == ["star star kwargs, dict"]


def test_types_that_stand_in_pieces_are_whole() -> None:
    """As sphinx-autodoc-typehints sets them."""
    held = "<code>dict</code>[<code>str</code>, <code>lamps.Lamp</code>]"

    assert heard(f"<p>{held}: all.</p>") == ["dict of str, lamps dot Lamp: all."]
    assert heard(f"<p>by (<code>str</code> | {held} | <code>None</code>)</p>") == [
        "by (str or dict of str, lamps dot Lamp close or None)"
    ]
    assert heard("<p><code>trim</code>[1] and <code>trim</code>[<code>x</code></p>") == [
        "trim[1] and trim[x"
    ]
    assert heard("<p><code>tuple</code>[<code>str</code>, <code>...</code>] or x</p>") == [
        "tuple of str, three dots or x"
    ]
    variable = "<code>TypeVar</code>(<code>T</code>)"
    assert heard(
        f"<p>on <code>Call</code>[[<code>int</code>], <code>Set</code>[{variable}]]</p>"
    ) == ["on Call of bracket int close, Set of Type Var with T"]


def test_sources_that_are_left_out_leave_no_heading() -> None:
    sources = '<div class="citation-list" role="list"><div class="citation" role="doc-biblioentry">'
    sources += '<span class="label">[A]</span><p>Knuth, 1986.</p></div></div>'

    assert heard(f'<p>Oil.</p><p class="rubric">References</p>{sources}') == ["Oil."]
    assert heard(f"<p>Oil.</p><section><h2>References</h2>{sources}</section>") == ["Oil."]
    assert heard(f'<p class="rubric">References</p><p>See it.</p>{sources}') == [
        "References",
        "See it.",
    ]


def test_a_page_without_a_title_has_none() -> None:
    page = SourcePage("x", "Lamp docs: <no title>", "en", "<p>Trim it.</p>", generator="sphinx")

    assert [one.text for one in extract_script(page, Settings()).passages] == ["Trim it."]


def test_a_sign_between_two_closing_quotes_is_named() -> None:
    """Sphinx's smart quotes take one before a sign for a closing one."""
    assert heard("<p>It has “(”, ”)” and ”NOT”.</p>") == [
        "It has opening parenthesis, closing parenthesis and ”NOT”."
    ]


def test_tabs_of_sphinx_inline_tabs_are_announced() -> None:
    tabs = "".join(
        f'<input class="tab-input" type="radio"><label class="tab-label">{name}</label>'
        f'<div class="tab-content"><p>{text}</p></div>'
        for name, text in (("Linux", "Pour oil."), ("Windows", "Open them."))
    )

    assert heard(f'<div class="tab-set docutils">{tabs}</div>') == [
        "Tab: Linux.",
        "Pour oil.",
        "Tab: Windows.",
        "Open them.",
    ]


def test_the_licence_of_mit_is_read() -> None:
    shown = (
        '<div class="highlight-none"><div class="highlight"><pre><span></span>You may use the '
        'Lamp.\n\nTHE LAMP COMES "AS IS", WITHOUT WICK.  IN NO EVENT SHALL\nTHE MAKERS BE LIABLE FOR '
        "THE DARKNESS.\n</pre></div></div>"
    )

    assert heard(shown)[0] == "You may use the Lamp."


def test_a_sign_in_the_paragraph_of_a_cell_is_said() -> None:
    rows = "".join(
        f"<tr><td><p>{sign}</p></td><td><p>{name}</p></td></tr>"
        for sign, name in (("+", "auto"), ("@", "time"))
    )

    assert heard(f"<table><tr><th><p>:</p></th><th><p>Type</p></th></tr>{rows}</table>") == [
        "plus; Type: auto",
        "at sign; Type: time",
    ]


def test_a_picture_that_sphinx_calls_by_its_file_has_no_name() -> None:
    assert heard(
        '<p>It is as shown below:</p><img alt="_images/lamp.png" src="_images/lamp.png">'
    ) == ["It is as shown below: a picture."]


def test_a_diagram_that_is_drawn_says_its_words_but_not_its_source() -> None:
    drawn = '<div class="graphviz"><img alt="%s" src="x.png"></div>'

    assert heard(drawn % "Parts of a lamp") == ["Diagram: Parts of a lamp."]
    assert heard(drawn % "digraph { oil -> wick }") == ["Diagram."]


def test_a_parameter_with_a_star_keeps_it() -> None:
    assert heard("<ul><li><p><strong>*wicks</strong> (int) – All.</p></li></ul>") == [
        "star wicks (int) – All."
    ]
    assert heard("<p><strong>*Required</strong> fields</p>") == ["*Required fields"]
