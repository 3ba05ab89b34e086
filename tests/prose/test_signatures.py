"""Signatures of API references: the name is said, the rest where code is read."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings

TABLE = """
<div class="summary-table two-column-summary"><div class="table-header col-first">Class</div>
<div class="table-header col-last">Description</div>
<div class="col-first even-row-color"><a>Lamp</a>&lt;T&gt;</div><div class="col-last even-row-color"><div class="block">Burns oil.</div></div>
<div class="col-first odd-row-color"><a>Wick</a></div><div class="col-last odd-row-color">&nbsp;</div></div>
"""
MEMBERS = """
<table class="memberdecls"><tr><td colspan=2><h2>Data Fields</h2></td></tr>
<tr><td class="memItemLeft"><a id="a1"></a>int</td><td class="memItemRight"><b>height</b></td></tr><tr><td class="mdescLeft"></td><td class="mdescRight">In millimetres.<br></td></tr>
<tr><td class="memItemLeft">void</td><td class="memItemRight"><a href="lamp.html#a2">trim</a> (int length)</td></tr><tr><td class="mdescLeft"></td><td class="mdescRight">Cuts the wick. <a href="lamp.html#a2">More...</a></td></tr>
<tr><td class="memItemLeft">void</td><td class="memItemRight"><a href="#a3">light</a> ()</td></tr><tr><td class="mdescLeft"></td><td class="mdescRight">Lights it. <a href="#a3">More...</a></td></tr>
<tr class="inherit"><td class="memItemLeft"><a id="a4"></a>int</td><td class="memItemRight">weight</td></tr><tr class="inherit"><td class="mdescLeft"></td><td class="mdescRight">In grams.</td></tr>
</table><a id="a3"></a>
"""
PROPERTIES = """
<table class="params"><thead><tr><th>Name</th><th>Type</th><th>Description</th></tr></thead><tbody>
<tr><td class="name"><code>lamp</code></td><td class="type"><span class="param-type">Array.&lt;Lamp&gt;</span></td><td class="description">What burns. <h6>Properties</h6>
<table class="params"><thead><tr><th>Name</th><th>Type</th><th>Description</th></tr></thead><tbody><tr><td class="name"><code>oil</code></td><td class="type"><span class="param-type">number</span></td><td class="description">How much.</td></tr></tbody></table></td></tr></tbody></table>
"""
ARGUMENTS = """<div class="subs arguments"><p class="caption">Arguments</p><table><tr><td class="src">:: Lamp</td><td class="doc"><p>Which one.</p></td></tr>
<tr><td class="src">-&gt; IO Int</td><td class="doc empty">&nbsp;</td></tr></table></div>"""
FIELDS = """<div class="subs constructors"><table><tr><td class="src"><a class="def">Lamp</a> Int</td><td class="doc"><p>Burns oil.</p></td></tr>
<tr><td colspan="2"><div class="subs fields"><p class="caption">Fields</p><ul><li><dfn class="src"><a class="def">oil</a> :: Int</dfn><div class="doc"><p>How much.</p></div></li>
<li><dfn class="src"><a class="def">wick</a> :: Bool</dfn><div class="doc empty">&nbsp;</div></li></ul></div></td></tr></table></div>"""
FILES = "<p>Burns oil.</p><hr>The documentation for this class was generated from the following file:<ul><li>lamp.h</li></ul>\n"


def said(html: str, generator: str, code: str = "announce") -> list[str]:
    settings = Settings()
    settings = settings.changed(prose=settings.prose.changed(code=code))
    page = SourcePage("x", "", "en", html, generator=generator)
    return [passage.text for passage in extract_script(page, settings).passages]


@pytest.mark.parametrize(
    ("generator", "html", "name"),
    [
        ("haddock", '<p class="src"><a class="def">trim</a> :: Lamp -&gt; Lamp</p>', "trim"),
        ("odoc", '<div class="spec value"><code>val trim : t -&gt; t</code></div>', "trim"),
        ("odoc", "<dl><dt class=\"spec type\"><code>type 'a lamp = 'a list</code></dt></dl>", "lamp"),
        ("ocamldoc", "<pre>type <code>('a, 'b) lamp</code> = 'a * 'b</pre>", "lamp"),
        ("ocamldoc", "<pre>external (+) : int -> int -> int</pre>", "plus"),
        ("ocamldoc", "<pre>module type LAMP = sig .. end</pre>", "LAMP"),
        ("yard", '<h3 class="signature">#<strong>lit?</strong>  &#x21d2; <tt>Boolean</tt></h3>', "lit question mark"),
        ("crystal", '<div class="signature">def <strong>trim</strong>(length : Int32)</div>', "trim"),
        ("pydoctor", '<div class="functionHeader">def <span class="py-defname">trim</span>(self):</div>', "trim"),
        ("scaladoc", '<h4 class="signature">def <span class="name">trim</span>: Lamp</h4>', "trim"),
        ("pdoc", '<div class="attr function">def <span class="name">trim</span>()</div>', "trim"),
        ("jsdoc", '<h4 class="name"><span class="type-signature">(static) </span>trim</h4>', "trim"),
        ("rdoc", '<div class="method-heading"><span class="method-name">trim</span>(n)</div>', "trim"),
        ("qdoc", '<h3 class="fn">void Lamp::<span class="name">trim</span>(int)</h3>', "trim"),
        ("pydoc", "<dl><dt><strong>trim</strong>(lamp, length=3)</dt></dl>", "trim"),
        ("nim", "<dl><dt><pre>proc trim(lamp: Lamp): bool</pre></dt></dl>", "trim"),
        ("nim", "<dl><dt><pre>func `*=`[T](x: var Complex[T])</pre></dt></dl>", "asterisk, equals sign"),
        ("exdoc", '<h1 class="signature">trim(lamp, length)</h1>', "trim"),
        ("ldoc", "<dl><dt><strong>trim (length)</strong></dt></dl>", "trim"),
        ("valadoc", '<span class="leaf_code_definition">public void <b>trim</b> ()</span>', "trim"),
    ],
)  # fmt: skip
def test_a_signature_is_its_name(generator: str, html: str, name: str) -> None:
    assert said(html, generator) == [name]
    assert said(html, generator, "skip") == []
    assert len(said(html, generator, "read")[0]) >= len(name)


def test_a_class_name_means_a_signature_in_its_generator_alone() -> None:
    assert said('<p class="src">Trim it :: now.</p>', "sphinx") == ["Trim it :: now."]


@pytest.mark.parametrize(
    ("generator", "html", "expected"),
    [
        ("javadoc", "<h1 class=title>Interface Lamp&lt;T extends Oil&gt;</h1>", ["Interface Lamp of T extends Oil"]),
        ("javadoc", "<h1 class=title>Class Lamp</h1>", ["Class Lamp"]),
        ("javadoc", TABLE, ["Lamp of T: Burns oil.", "Wick"]),
        # what a page was made from, at its end alone
        ("doxygen", FILES, ["Burns oil."]),
        ("doxygen", f"{FILES}<p>See there.</p>", ["Burns oil.", "The documentation for this class was generated from the following file:", "lamp dot h", "See there."]),
        ("typedoc", '<ul><li><span><span class="tsd-kind-parameter">oil</span>: <a class="tsd-signature-type">Oil</a><span>&lt;</span><br><span>T</span><br><span>&gt;</span> <span>|</span> null</span></li></ul>', ["oil: Oil of T close or null"]),
        ("yard", "<ul><li><span class=name>n</span> (<tt>Integer</tt>) &mdash; <div class=inline><p>what is left</p></div></li></ul>", ["n (Integer) — what is left"]),
        ("gi-docgen", "<h1><a>Light</a><span class=sep></span><a>Lamp</a></h1>", ["Light dot Lamp"]),
        ("pydoctor", "<table><tr><td><span class=fieldArg>oil:</span><code>Oil</code></td><td>What burns.</td></tr><tr><td><span class=fieldArg>n:</span><code>int</code></td><td>How much.</td></tr></table>", ["oil, Oil; What burns.", "n, int; How much."]),
        ("scaladoc", "<ol><li><h4 class=signature><span class=name>trim</span></h4><p>Trims.</p></li></ol>", ["trim", "Trims."]),
        # what Doxygen sets around members
        ("doxygen", "<h2 class=memtitle><span class=permalink>◆ </span>~Lamp()</h2>", ["tilde Lamp"]),
        ("doxygen", "<p><code>#include &lt;lamp.h&gt;</code></p><p>Put <code>#include &lt;lamp.h&gt;</code> first.</p>", ["Put hash include lamp dot h first."]),
        ("doxygen", "<h3>template&lt;class T&gt; class Lamp&lt; T &gt;</h3><h3>Care</h3>", ["Care"]),
        ("doxygen", MEMBERS, ["Data Fields", "height: In millimetres.", "trim: Cuts the wick."]),
        ("doxygen", "<div class=memitem><div class=memproto><table><tr><td class=memname>bool Lamp::operator==</td><td>(const Lamp&amp;)</td></tr></table></div>Alike.</div>", ["operator double equals", "Alike."]),
        ("doxygen", "<p>Burns oil. <a href='#details'>More...</a></p><a id=details></a><p>Burns oil.</p><p>And gas.</p>", ["Burns oil.", "And gas."]),
        # a constant and its value
        ("yard", "<dl class=constants><dt>WIDTH = <div><p>Of a wick.</p></div></dt><dd><pre>78</pre></dd></dl>", ["WIDTH", "Of a wick.", "78"]),
        ("doxygen", "<table class=memberdecls><tr><td class=memTemplItemLeft>T</td><td class=memTemplItemRight><a href='x.html#a9'>cross</a> (T v)</td></tr><tr><td class=mdescRight>Of two.</td></tr><tr><td class=memItemLeft>&nbsp;</td><td class=memItemRight><a href=g.html>bind(), bind_return()</a></td></tr><tr><td class=mdescRight>Fixes arguments.</td></tr></table>", ["cross: Of two.", "bind, bind return: Fixes arguments."]),
        # the properties of a parameter, behind it
        ("jsdoc", PROPERTIES, ["lamp (Array of Lamp): What burns.", "oil (number): How much."]),
        ("typedoc", '<ul><li><span><code class="tsd-tag">Optional</code><span class="tsd-kind-parameter">oil</span>: <a class="tsd-signature-type">Oil</a></span></li></ul>', ["Optional oil: Oil"]),
        ("haddock", "<div id=module-header><p class=caption>Light.Lamp</p></div><h1>Care</h1>", ["Light.Lamp", "Care"]),
        ("haddock", ARGUMENTS, ["Arguments", "Lamp: Which one.", "IO Int"]),
        ("haddock", FIELDS, ["Lamp: Burns oil.", "Fields", "oil: How much.", "wick"]),
        ("doxygen", "<h2 class=memtitle><span class=permalink>◆ </span>operator=()</h2>", ["operator equals"]),
        ("doxygen", "<h2 class=memtitle><span class=permalink>◆ </span>operator()()</h2>", ["operator parentheses"]),
        ("doxygen", "<h2 class=memtitle>operator=() <span class=overload>[1/2]</span></h2>", ["operator equals"]),
        ("gtk-doc", "<div class=refnamediv><table><tr><td><h2>lamp-error</h2><p>lamp-error</p></td></tr></table></div>", ["lamp-error"]),
        ("gtk-doc", "<div class=refnamediv><table><tr><td><h2>Lamp</h2><p>Lamp — burns oil</p></td></tr></table></div>", ["Lamp", "Lamp — burns oil"]),
        ("sphinx", "<dl class='cpp class'><dt class='sig sig-object cpp'><span class=k>class</span> <span class='sig-prename descclassname'>Oil<span class=p>::</span></span><span class='sig-name descname'>Lamp</span></dt><dd><p>Burns.</p></dd></dl>", ["class Oil double colon Lamp", "Burns."]),
        ("", "<p>Call lamp->oilLevel() from input->output.</p>", ["Call lamp arrow oil Level from input arrow output."]),
        # what the first pages of Sphinx end in
        ("sphinx", "<p>Lamps.</p><section id=indices-and-tables><h2>Indices and tables</h2><ul><li><p><a href=genindex.html>Index</a></p></li><li><p><a href=search.html>Search Page</a></p></li></ul></section>", ["Lamps."]),
        # a row of a variant
        ("odoc", "<table><tr><td><code>| Oil</code></td><td>Burns.</td></tr><tr><td><code>| Gas</code></td><td>Glows.</td></tr></table>", ["Oil; Burns.", "Gas; Glows."]),
    ],
)  # fmt: skip
def test_what_stands_beside_signatures(generator: str, html: str, expected: list[str]) -> None:
    assert said(html, generator) == expected


def test_what_is_lowered_in_code_stays_apart_from_what_follows() -> None:
    html = "<p>As <code>f j<sub>n</sub>u<sub>n</sub></code> and <code>j<sub>1</sub>u<sub>1</sub></code> say.</p>"

    assert said(html, "") == ["As f j sub n u sub n and j1 u1 say."]
