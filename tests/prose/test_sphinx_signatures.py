"""Signatures and other pieces as Sphinx's domains and extensions set them."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._prose.say import verbalizer
from mkdocs_qwen_tts._settings import Settings


def heard(html: str) -> list[str]:
    page = SourcePage("x", "A page", "en", html, generator="sphinx")
    passages = extract_script(page, Settings()).passages
    return [passage.text for passage in passages if passage.text != "A page"]


def sig(domain: str, pieces: str) -> str:
    return f'<dl class="{domain}"><dt class="sig sig-object {domain}">{pieces}</dt></dl>'


def name(text: str) -> str:
    return f'<span class="sig-name descname">{text}</span>'


PATH = (
    name("<span>GET</span> ")
    + name("/users/")
    + '<span class="sig-paren">(</span><span class="property">int: </span>'
    + '<em class="sig-param">user_id</em><span class="sig-paren">)</span>'
    + name("/lamps")
    + '<a class="headerlink" href="#x">¶</a>'
)
RETURNS = (
    ' <span class="sig-return"><span class="sig-return-icon">&#x2192;</span> '
    '<span class="sig-return-typehint">{}</span></span>'
)
TEMPLATE = (
    f'<span class="k">template</span>&lt;<span class="k">typename</span> {name("T")}&gt;<br>'
    '<span class="k">class</span><span class="w"> </span>'
    f'<span class="sig-prename descclassname">lamps::</span>{name("Lamp")} : public Base<br>'
)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        # what a method of HTTP and its path are, with the names of what stands in the path
        (sig("http", PATH), ["GET slash users slash user id slash lamps"]),
        # what a template takes is no name of the class
        (sig("cpp", TEMPLATE), ["class lamps double colon Lamp"]),
        (sig("c", f'<span class="k">struct</span> {name("Data")}'), ["struct Data"]),
        (sig("c", f'<span class="k">const</span> {name("x")}'), ["x"]),
        (sig("py", f'<span class="sig-prename descclassname">@</span>{name("lit")}'), ["at lit"]),
        # what a function written in C does, where others have a type
        (
            sig("py", name("pop") + RETURNS.format("v, remove specified key and return its value.")),
            ["pop, v, remove specified key and return its value."],
        ),
        (sig("py", name("keys") + RETURNS.format("a set-like view of the keys")), ["keys, a set-like view of the keys"]),
        (sig("py", name("oil") + RETURNS.format("list of str")), ["oil"]),
        (sig("py", name("wick") + RETURNS.format("dict[str, list of int or None]")), ["wick"]),
        (
            sig("std", name("--level") + '<span class="sig-prename descclassname">=&lt;0-9&gt;</span>'),
            ["dash dash level equals 0 dash 9"],
        ),
        # as Sphinx set them before version 4
        (
            ('<dl><dt id="a"><em class="property">class </em><code class="descclassname">lamps.</code><code class="descname">Lamp</code>'
            '<span class="sig-paren">(</span><em>oil=None</em><span class="sig-paren">)</span></dt></dl>'),
            ["class lamps dot Lamp"],
        ),
        (
            '<dl><dt id="o"><code class="descname">-o</code><code class="descclassname"> &lt;file&gt;</code></dt></dl>',
            ["dash o file"],
        ),
        # code that a cell lists
        (
            "<table><tr><th>A</th><th>B</th></tr><tr><td>x</td><td><p><code>a.b</code>\n<code>c.d</code></p></td></tr></table>",
            ["A: x; B: a dot b, c dot d"],
        ),
        # the title of an example, which the sentence before it says
        (
            ('<p>Add to <code>a.py</code>:</p><div class="literal-block-wrapper"><div class="code-block-caption">'
            '<span class="caption-text">a.py</span></div><div class="highlight-python"><pre>a\nb</pre></div></div>'),
            ["Add to a dot py: code, 2 lines."],
        ),
        # a value that is called as an element of HTML is, and one to choose
        (
            sig("std", name("--option") + '<span class="sig-prename descclassname"> &lt;option&gt;</span>'),
            ["dash dash option option"],
        ),
        (
            sig("std", name("--to") + '<span class="sig-prename descclassname"> &lt;file|folder&gt;</span>'),
            ["dash dash to file or folder"],
        ),
        ("<p>Files end in .ics. Or in .vcf, they say.</p>", ["Files end in dot ics. Or in dot vcf, they say."]),
        # a formula with a number
        (
            '<div class="math notranslate"><span class="eqno">(1)<a class="headerlink" href="#e">¶</a></span>\\[E = mc^2\\]</div>',
            ["E equals m c squared"],
        ),
        # letters of a list, which a style sheet draws
        ('<ol class="loweralpha simple"><li><p>Trim.</p></li><li><p>Light.</p></li></ol>', ["a. Trim.", "b. Light."]),
        # the text of a link over a whole card is hidden
        (
            '<div class="sd-card"><p>Oil.</p><a class="sd-stretched-link sd-hide-link-text" href="o.html"><span>All of oil</span></a></div>',
            ["Oil."],
        ),
        # the mark of a link behind the title of an example
        (
            ('<div class="literal-block-wrapper"><div class="code-block-caption"><span class="caption-text">lamp.py</span>'
            '<a class="headerlink" href="#x">#</a></div><div class="highlight-python"><div class="highlight"><pre>a\nb</pre></div></div></div>'),
            ["Code example in Python, lamp dot py, 2 lines."],
        ),
    ],
)  # fmt: skip
def test_what_the_domains_of_sphinx_set(html: str, said: list[str]) -> None:
    assert heard(html) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("lamp [OPTIONS] NAME [ARGS]...", "lamp, optional OPTIONS close NAME, optional ARGS close three dots"),
        ("lamp [-h] [--mode {a,b}] wick", "lamp, optional dash h close, optional dash dash mode brace a, b close close wick"),
        ("f [x, y] z", "f bracket x, y close z"),
        ("rows [x].y", "rows bracket x close dot y"),
    ],
)  # fmt: skip
def test_what_a_command_may_do_without_is_optional(written: str, said: str) -> None:
    assert verbalizer("en").code(written) == said
