"""Pages that people wrote by hand, and what turned old manuals into HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.site import _content as content
from mkdocs_qwen_tts.site._boilerplate import learn
from mkdocs_qwen_tts.site._content import Content

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]

MANUAL = """<h1>trim 3x</h1><pre>
<strong><a href="trim.3x.html">trim(3x)</a></strong>                     <strong><a href="trim.3x.html">trim(3x)</a></strong>
</pre><h2><a name="NAME">NAME</a></h2><pre>
       <strong>trim</strong>, <strong>light</strong> - cut the wick of a <strong>lamp</strong>
</pre><h2>SYNOPSIS</h2><pre>
       <strong>#include</strong> <strong>&lt;lamp.h&gt;</strong>

       <strong>int</strong> <strong>trim(LAMP</strong> <strong>*</strong><em>lamp</em><strong>);</strong>
</pre><h2>DESCRIPTION</h2><pre>
</pre><h3>trim</h3><pre>
       Calling <strong>trim</strong> cuts the wick of <em>lamp</em>_<em>x</em>.  The flame of it is  low-
       ered before that.
</pre><h2>NOTES</h2><pre>
       <strong>o</strong>   If the lamp is a null pointer, an error is returned.

       <strong>o</strong>   Note that <strong>light(0,0)</strong> may be a macro.
</pre><h2>SEE ALSO</h2><pre>
       <strong>lamp(3x)</strong>

                                                               <strong>trim(3x)</strong>
</pre>"""


def test_a_manual_page_in_preformatted_sections_is_read(texts: Texts) -> None:
    assert texts(MANUAL) == [
        "trim 3x",
        "NAME",
        "trim, light - cut the wick of a lamp",
        "SYNOPSIS",
        "Code example, 3 lines.",
        "DESCRIPTION",
        "trim",
        "Calling trim cuts the wick of lamp x. The flame of it is lowered before that.",
        "NOTES",
        "If the lamp is a null pointer, an error is returned.",
        "Note that light(0,0) may be a macro.",
        "SEE ALSO",
        "lamp(3x)",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "for each in lamps:\n    if each is not lit:\n        trim(each)",
        "/* This is the lamp that burns. */\nlight(lamp);\ntrim(wick);",
        "$ trim --wick\nThe wick is 2 cm.",
    ],
)
def test_code_under_a_heading_stays_code(code: str, texts: Texts) -> None:
    lines = code.count("\n") + 1
    assert texts(f"<h2>Use</h2><pre>{code}</pre>") == ["Use", f"Code example, {lines} lines."]


def test_an_empty_code_block_is_no_example(texts: Texts) -> None:
    assert texts("<p>Trim it.</p><pre>\n</pre>") == ["Trim it."]


def test_lines_of_typewriter_letters_are_a_code_block(texts: Texts) -> None:
    written = (
        "<p>Like this: <tt><br><br>\n  trim = cut wick<br>\n  cut x = x - 1<br>\n</tt>That is all."
    )
    assert texts(written, style="brief") == ["Like this: code, 2 lines.", "That is all."]


def test_a_few_lines_of_code_in_a_sentence_are_read(texts: Texts) -> None:
    assert texts("<p>Say <code>a = 1<br>b = 2</code> here.") == ["Say a equals 1, b equals 2 here."]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Options begin with '-'.", "Options begin with hyphen."),
        ('Else "--" ends them.', "Else two hyphens ends them."),
        ("Put a ';' behind it.", "Put a semicolon behind it."),
        ("The prompt is '> ' here.", "The prompt is greater than here."),
        ("Between “*” and ‘%’.", "Between asterisk and percent sign."),
        ("The ^ sign and the $ here.", "The caret sign and the dollar sign here."),
        ("Use the | character.", "Use the vertical bar character."),
        ("What is `^' for?", "What is caret for?"),
        ("It is \\077 (a `?' sign).", "It is \\077 (a question mark sign)."),
        ("The `trim -w' command.", "The 'trim -w' command."),
        ("The `wick=2' variable.", "The wick equals 2 variable."),
        # what looks like it
        ('He said "no.", "(yes)" and left.', 'He said "no.", "(yes)" and left.'),
        ('"oil" - "wick"', '"oil" - "wick"'),
        ("the lamp's wick, the 'oil'", "the lamp's wick, the 'oil'"),
        ("Is it 'lit'? 'Yes!'", "Is it 'lit'? 'Yes!'"),
    ],
)
def test_signs_that_a_text_speaks_of_are_named(written: str, said: str, texts: Texts) -> None:
    assert texts(f"<p>{written}</p>") == [said]


def test_signs_are_named_in_the_language_of_the_page(texts: Texts) -> None:
    assert texts("<p>选项以“-”开头。</p>", language="zh") == ["选项以连字符开头。"]


def test_a_bold_line_heads_its_paragraph(texts: Texts) -> None:
    long = "A lamp that burns all night needs a good wick and oil of the better kind, as said."
    assert texts(f'<p><a name="w"><b>The <code>W</code> wick</b><br>{long}') == ["The W wick", long]


@pytest.mark.parametrize(
    "written",
    [
        "<b>Note:</b><br>A lamp that burns all night needs a good wick and oil of the better kind.",
        "<b>Lamp</b><br>burns",
        "A <b>lamp</b><br>that burns all night needs a good wick and oil of the better kind here.",
    ],
)
def test_other_breaks_are_pauses(written: str, texts: Texts) -> None:
    assert len(texts(f"<p>{written}</p>")) == 1


def test_letters_of_the_font_symbol_are_greek(texts: Texts) -> None:
    assert texts('<p>The phase <font face="Symbol">p</font> and <font face="Arial">p</font>.') == [
        "The phase π and p."
    ]


def test_a_hyphen_that_is_an_option_is_said(texts: Texts) -> None:
    assert texts("<p><b>-</b>\nread what is typed.") == ["hyphen read what is typed."]


def test_a_section_of_the_manual_is_no_call_where_the_page_speaks_of_the_manual(
    texts: Texts,
) -> None:
    page = "<p>It calls <code>trimwick(3)</code>.</p><p>Read the manual page.</p>"
    assert texts(page)[0] == "It calls trimwick 3."
    assert texts("<p>It calls <code>trimwick(3)</code>.</p>") == ["It calls trimwick with 3."]


TABLE = "<ul><li><a href=a.html>Oil of lamps</a><li><a href=b.html>Wicks</a></ul>"


@pytest.mark.parametrize("heading", ["<h2>Table of Contents</h2>", "<p><b>Contents:</b></p><hr>"])
def test_a_table_of_contents_is_not_read(heading: str, texts: Texts) -> None:
    assert texts(f"<h1>Lamps</h1>{heading}{TABLE}<p>They burn.</p>") == ["Lamps", "They burn."]


def test_contents_that_are_no_links_are_read(texts: Texts) -> None:
    heard = texts("<h1>Box</h1><h2>Contents</h2><ul><li>a lamp<li>a wick</ul>")
    assert heard == ["Box", "Contents", "a lamp", "a wick"]


def test_what_made_a_page_is_not_read(texts: Texts) -> None:
    made = "<p>This document was generated on <i>May 5, 2023</i> using <a href=x>texi2any</a>.</p>"
    assert texts(f"<p>They burn.</p>{made}") == ["They burn."]
    kept = "<p>This document was generated by hand on a Sunday, and it took its author from dawn until dusk, as you will see.</p>"
    assert len(texts(kept)) == 1


@pytest.mark.parametrize(
    "foot",
    [
        "<p>&copy; Copyright 2013-2019 The Lamp Project<br>All Rights Reserved",
        "<address>Last modified: Mon May 5, 2023</address>",
        "<p>Copyright (C) 2001 A. Keeper</p><p><a href=x>Index</a></p>",
    ],
)
def test_the_imprint_of_a_page_is_left_out(foot: str) -> None:
    page = f"<html><body><h1>Lamps</h1><p>They burn all night.</p><hr>{foot}</body></html>"
    found = content.find(page)
    assert isinstance(found, Content)
    shown = page[found.start : found.end]
    assert found.skip or "201" not in shown


def test_what_a_manual_page_calls_itself_is_no_calculation(texts: Texts) -> None:
    page = "<h1>NAME</h1><pre><code>lamp-keys - the keys of lamps</code></pre>"
    assert texts(page, title="lamp-keys") == ["lamp-keys", "NAME", "lamp-keys - the keys of lamps"]


def test_a_declaration_in_a_table_is_code(texts: Texts) -> None:
    prototype = (
        '<table class="funcprototype-table"><tr><td><code>trim (</code>lamp,</td></tr>'
        "<tr><td>oil<code>);</code></td></tr></table>"
    )
    assert texts(prototype) == ["trim paren lamp, oil"]
    long = "".join(
        f"<tr><td><tt>lamp_{n}: a Lamp of the kind {n};</tt></td></tr>" for n in range(5)
    )
    assert texts(f"<table>{long}</table>") == ["Code example, 5 lines."]
    data = "<table><tr><td><tt>a</tt></td><td>b</td></tr><tr><td><tt>c</tt></td><td>d</td></tr></table>"
    assert texts(data) == ["a; b", "c; d"]


def test_categories_are_not_read(texts: Texts) -> None:
    page = "<p>It burns.</p><div>Categories: <a href=a>Lamps</a> &middot; <a href=b>Oil</a></div>"
    assert texts(page) == ["It burns."]
    assert texts("<p>Categories: <a href=a>Lamps</a> that burn.</p>") == [
        "Categories: Lamps that burn."
    ]


def test_a_row_of_picture_buttons_is_not_read(texts: Texts) -> None:
    buttons = "".join(
        f'<a href="{n}.html"><img src="{n}.gif" alt="{n}"></a>\n' for n in ("Up", "Next", "Home")
    )
    assert texts(f"<div>{buttons}</div><p>It burns.</p>") == ["It burns."]
    one = '<p><a href="large.png"><img src="small.png" alt="A lamp"></a></p>'
    assert texts(one) == ["Image: A lamp."]


def test_a_note_within_its_number_is_left_out(texts: Texts) -> None:
    page = '<p>Oil<sup class="fn">2<span class="fn-text">of fish</span></sup> burns.'
    assert texts(page) == ["Oil burns."]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "<b>trim</b>\n[\n<i>options</i>\n]\n[\n<i>lamp</i>\n]",
            "trim, optional options close, optional lamp",
        ),
        ("<b>lamp</b> burns [<i>sic</i>]", "lamp burns [ sic]"),
    ],
)
def test_how_a_command_is_called_is_code(written: str, said: str, texts: Texts) -> None:
    assert [text.replace("[sic]", "[ sic]") for text in texts(f"<p>{written}</p>")] == [said]


def test_a_repeated_sentence_behind_the_content_is_read() -> None:
    files = "<h2>Files</h2><pre>~/.{}</pre><p>These files are looked for in the order that is shown here.</p>"
    pages = [
        f"<body><h1>Lamp {n}</h1><p>About {'abcde'[n]} and its wick.</p>{files.format('abcde'[n])}"
        "<h2>Author</h2><p>Somebody wrote this manual page for all of us.</p></body>"
        for n in range(5)
    ]
    found = content.find(pages[0], known=learn(pages))
    assert isinstance(found, Content)
    left_out = " ".join(found.skip)
    assert "p:nth-child(5)" not in left_out
    assert "p:nth-child(7)" in left_out


def test_words_below_the_last_line_are_no_content_where_every_page_has_them() -> None:
    foot = 'Go to the <a href="home.html">home page of lamps</a>. <address>A. Keeper</address> [ <a href=t>Top</a> ]'
    pages = [
        f"<body><h1>Lamp {'abcde'[n]}</h1>About {'abcde'[n]} and the wick of it.<hr>{foot}</body>"
        for n in range(5)
    ]
    found = content.find(pages[0], known=learn(pages))
    assert isinstance(found, Content)
    assert pages[0][found.start : found.end] == "<h1>Lamp a</h1>About a and the wick of it."


def test_references_to_the_manual_are_content() -> None:
    pages = [
        f"<body><h1>Lamp {n}</h1><p>About {'abcde'[n]} and the wick of it.</p><h2>SEE ALSO</h2>"
        f"<a href=a>{'abcde'[n]}-lamp</a>(1), <a href=b>{'abcde'[n]}-oil</a>(5)</body>"
        for n in range(5)
    ]
    found = content.find(pages[0], known=learn(pages))
    assert isinstance(found, Content)
    assert not any("a:nth" in selector for selector in found.skip)


def test_entries_that_end_every_list_are_read() -> None:
    pages = [
        f"<body><h1>Lamp {n}</h1><dl><dt>{'abcde'[n]}</dt><dd>About {'abcde'[n]}.</dd></dl>"
        "<dl><dt>OTHER</dt><dd>Another error.</dd></dl><p><a href=x>Home</a></p></body>"
        for n in range(5)
    ]
    found = content.find(pages[0], known=learn(pages))
    assert isinstance(found, Content)
    assert not any("dl" in selector for selector in found.skip)


def test_headings_and_entries_in_preformatted_text(texts: Texts) -> None:
    written = """<pre><h2>5.1</h2><h3>Lamps</h3>
 *  they burn all night, as they should
 *  they are trimmed, so that
    none goes out
<h3>Oil</h3>
 *  of fish. It is cheap. All like it.
</pre>"""
    assert texts(written) == [
        "5.1",
        "Lamps",
        "they burn all night, as they should",
        "they are trimmed, so that none goes out",
        "Oil",
        "of fish. It is cheap. All like it.",
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("set by <b>=</b>, or <b>:=</b>", "set by equals sign, or colon, equals sign"),
        (
            "the signs <b>+</b>, <b>*</b>, <b>-</b> and <b>/</b>.",
            "the signs plus, asterisk, hyphen and slash.",
        ),
        ("Lamp <b>-</b> it burns <b>|</b> oil", "Lamp - it burns, oil"),
        ("Burn<b>!</b> It is <b>...</b> late", "Burn! It is ... late"),
    ],
)
def test_signs_in_bold_are_named_where_a_sentence_speaks_of_them(
    written: str, said: str, texts: Texts
) -> None:
    assert texts(f"<p>{written}</p>") == [said]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<b>host</b>\nName of the lamp.", "host: Name of the lamp."),
        ("<b>LAMP_OIL</b>\nThe oil that burns.", "LAMP OIL: The oil that burns."),
        ("<b>lamp</b>\nburns all night.", "lamp burns all night."),
        ("<b>Big</b>\nBen is a bell.", "Big Ben is a bell."),
        ("The <b>lamp</b>\nThe Beagle had.", "The lamp The Beagle had."),
    ],
)
def test_a_name_in_bold_stands_before_what_it_is(written: str, said: str, texts: Texts) -> None:
    assert texts(f"<p>{written}</p>") == [said]


def test_a_program_in_lines_is_a_code_block(texts: Texts) -> None:
    program = (
        "<p>define lamp { <br>\nwick = 2; <br>\nmove right; <br>\nbox wid 0.5 with .nw; <br>\n}</p>"
    )
    assert texts(program) == ["Code example, 5 lines."]
    verse = "<p>The lamp is lit;<br>the oil is low<br>and nobody knows<br>how long it will glow</p>"
    assert texts(verse)[0].startswith("The lamp is lit")


def test_quotes_as_they_were_typed_around_code_are_not_said(texts: Texts) -> None:
    assert texts("<p>Type `<code>ls</code>' (or `<font><code>ls -a</code></font>').") == [
        "Type ls (or ls dash a)."
    ]


def test_what_only_names_a_file_is_no_title_and_no_picture(texts: Texts) -> None:
    page = '<h2>Oil</h2><p><img alt="Image img/a.png" src="img/a.png"></p><p>It burns.</p>'
    assert texts(page, title="oil-2.html") == ["Oil", "It burns."]
    assert texts('<img usemap="#m" alt="navigation map" src="m.gif"><p>It burns.</p>') == [
        "It burns."
    ]


def test_how_docbook_says_that_a_command_is_called(texts: Texts) -> None:
    page = '<div class="cmdsynopsis"><p><code>lamp</code> [<code>add</code>] [<code><em>oil</em></code>...]</p></div>'
    assert texts(page) == ["lamp, optional add close, optional oil three dots"]


def test_the_head_and_foot_of_a_page_of_man2html_are_not_read(texts: Texts) -> None:
    page = (
        "<h1>LAMP</h1>Section: User Commands (1)<br>Updated: 4 Sep 2019<br><a href=#i>Index</a>\n"
        "<a href=x>Return to Main Contents</a><hr><p>It burns.</p>This document was created by\n"
        "<a href=x>man2html</a>,\nusing the manual pages.<br>Time: 23:08:12 GMT"
    )
    assert texts(page) == ["LAMP", "It burns."]


def test_what_a_font_is_around_is_content() -> None:
    menu = '<a href="a.html">Lamps</a> <a href="b.html">Oil</a>'
    pages = [
        f'<body><font face="serif">{menu}<h1>Lamp {n}</h1><p>About {"abcde"[n]} and its wick.</p>'
        "<hr></font></body>"
        for n in range(5)
    ]
    assert content_of(pages) == ["Lamp 0", "About a and its wick."]


def test_entries_that_many_lists_have_are_read() -> None:
    pages = [
        f"<body><h1>Lamp {'abcde'[n]}</h1><ul><li>package require Tcl now</li><li>package {'abcde'[n]}</li></ul>"
        f"<p>About {'abcde'[n]} and its wick.</p></body>"
        for n in range(5)
    ]
    assert content_of(pages)[1:3] == ["package require Tcl now", "package a"]


def content_of(pages: list[str]) -> list[str]:
    found = content.find(pages[0], known=learn(pages))
    assert isinstance(found, Content)
    options = Settings()
    options = options.changed(prose=options.prose.changed(skip=found.skip))
    page = SourcePage("x", found.title, "en", pages[0][found.start : found.end])
    return [passage.text for passage in extract_script(page, options).passages]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<code>-b<var>name</var></code>", "dash b name"),
        ("<code>--oil=<var>name</var></code>", "dash dash oil equals name"),
        (
            "<code>The lamp (that is the one by the door)\nis lit before the others are.</code>",
            "The lamp (that is the one by the door) is lit before the others are.",
        ),
        ("with ``oil'' and ``lamp.txt''", "with “oil” and “lamp dot txt”"),
        ("News (1.2.x) - 2005", "News (1.2.x) - 2005"),
        ("(a+b) - 2", "(a plus b) minus 2"),
        ("then <code>open(2)</code> is called", "then open 2 is called"),
        ("then <code>f(2)</code> is called", "then f with 2 is called"),
        ("<code>Typedef lamp * lampPtr</code>", "Typedef lamp star lamp Ptr"),
        ("<code>wick * length</code>", "wick times length"),
        (
            '<span class="guimenu">\nView\n</span> → <span class="guimenuitem">\nShow\n</span>.',
            "View, Show.",
        ),
    ],
)
def test_old_ways_to_write(written: str, said: str, texts: Texts) -> None:
    assert texts(f"<p>{written}</p>") == [said]


def test_code_around_a_code_block_is_that_block(texts: Texts) -> None:
    written = "<p>Run<blockquote><code><pre>\n% trim lamp.oil\n</pre></code></blockquote>"
    assert texts(written, style="brief") == ["Run", "trim lamp dot oil"]


def test_buttons_beside_one_another_are_not_read(texts: Texts) -> None:
    links = [
        f'<a href="{n}.html"><img src="{n}.png" alt="{n}"></a>' for n in ("Up", "Next", "Home")
    ]
    assert texts("\n".join(links) + "<h1>Oil</h1><p>It burns.</p>") == ["Oil", "It burns."]
    table = "".join(f"<td>{link}</td>" for link in links)
    assert texts(f"<p>It burns.</p><table><tr>{table}</tr></table>") == ["It burns."]


def test_a_menu_below_the_title_is_left_out() -> None:
    menu = "".join(f"<li><a href=m{name}.html>Chapter {name}</a></li>" for name in "jklmnopqrs")
    pages = [
        f"<body><table><tr><td><h2>Lamp {'abcde'[n]}</h2></td></tr></table><ul><li><a href=x>Only {'abcde'[n]}</a></li>"
        f"{menu}</ul><p>About {'abcde'[n]} and its wick.</p><ul><li><a href=y>More {'abcde'[n]}</a></li></ul>"
        f"<p>That is all of {'abcde'[n]} that there is.</p></body>"
        for n in range(5)
    ]
    heard = content_of(pages)
    assert heard[:2] == ["Lamp a", "About a and its wick."]
    assert "More a" in heard


def test_what_leads_around_in_pages_of_texi2html_and_groff_is_not_read(texts: Texts) -> None:
    cells = "".join(
        f"<td>[<a href={name}.html>{name}</a>]</td>" for name in ("Top", "Index", " ? ")
    )
    assert texts(f"<table><tr>{cells}</tr></table><p>It burns.</p>") == ["It burns."]
    data = "<table><tr><td>[<a href=a>Top</a>] of it</td><td>[<a href=b>oil</a>]</td></tr></table>"
    assert len(texts(data)) == 1
    toc = (
        "<h1>LAMP</h1>"
        + "".join(f"<a href=#{n}>{n}</a><br>" for n in ("NAME", "USE", "OIL"))
        + "<hr>"
    )
    body = "<h2>NAME</h2><p>lamp</p><h2>USE</h2><p>burns</p><h2>OIL</h2><p>of fish</p>"
    assert texts(toc + body)[:3] == ["LAMP", "NAME", "lamp"]


def test_a_manual_page_in_a_program_s_letters_is_read_whatever_signs_it_has(
    texts: Texts,
) -> None:
    html = (
        "<pre>\nlamp(1)          Lighthouse Toolkit          lamp(1)\n\nNAME\n       lamp - light it\n\n"
        "SYNOPSIS\n       lamp [options] [device] [&lt;file&gt;] [...] {a|b}\n</pre>"
    )

    assert texts(html)[:3] == ["Name", "lamp - light it", "Synopsis"]
