"""What pages mean by how they are built, found on real documentation and written down small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._prose.rules.preformatted import is_prose
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]

MANUAL = """
WICK(1)                                                   WICK(1)

NAME
       wick - keep a lamp burning

DESCRIPTION
       The wick(1) command trims the wick. It needs oil, which you add
       beforehand with the fill com-
       mand. Without it, nothing burns.

OPTIONS
       -v     Says what it does while it does it.
"""
LIST = "<ul><li><a href='#a'>Oil</a></li><li><a href='#b'>Wick</a></li><li><a href='#c'>Care</a></li></ul>"
HEADINGS = "<h2 id=a>Oil</h2><p>It burns.</p><h2 id=b>2. Wick</h2><p>It glows.</p><h2 id=c>Care</h2><p>Trim it.</p>"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        # arrows between code, as in the tables of PostgreSQL
        ("<p><code>a</code> → <code>boolean</code></p>", ["a arrow boolean"]),
        # a mark behind a heading, as Node.js has it
        ('<h2>Timers<span><a href="#timers">#</a></span></h2><p>x</p>', ["Timers", "x"]),
        # an arrow to the top, as Apache has it
        ('<p>One.</p><div><a href="#top"><img alt="top" src="up.gif"></a></div>', ["One."]),
        # the page in other languages
        (
            '<p><span>Available Languages: </span><a href="en.html">en</a> | <a hreflang="fr" href="fr.html">fr</a></p><p>x</p>',
            ["x"],
        ),
        # a table of contents of this very page
        (f"<p>Lamps.</p>{LIST}{HEADINGS}", ["Lamps.", "Oil", "It burns.", "2. Wick", "It glows.", "Care", "Trim it."]),
        # but not what a sentence announces, nor a list of other things
        (f"<p>You need:</p>{LIST}<h2>Oil</h2>", ["You need:", "Oil", "Wick", "Care", "Oil"]),
        (f"{LIST}<h2>Glass</h2>", ["Oil", "Wick", "Care", "Glass"]),
        # signs that are defined, in the letters of a typewriter, as the manual of zsh has them
        (
            "<dl><dt><tt>|</tt></dt><dd>Either.</dd><dt><tt>~</tt>, <tt>^</tt></dt><dd>Not.</dd></dl>",
            ["vertical bar", "Either.", "tilde, caret", "Not."],
        ),
        ("<p>Call <tt>${=oil}</tt> in <tt>lamp</tt>.</p>", ["Call dollar brace equals oil in lamp."]),
        # a long declaration that is defined has a name, a short one is read
        (
            "<dl><dt><pre>proc trim(wick: Wick, millimetres = 2) {.raises: [Burnt].}</pre></dt><dd>Cuts it.</dd></dl>",
            ["proc trim", "Cuts it."],
        ),
        # links to the source behind headings
        ('<h4>Declaration <a class="srclink" href="lamp.h">[src]</a></h4><p>x</p>', ["Declaration", "x"]),
        # the rest of what is given to a function
        ("<p><a href='#l'>light</a>(*lamps, **options)</p>", ["light(star lamps, star star options)"]),
        # the part of an address that tells a version is a name
        ("<p><code>/api/v1/lamps</code>, <code>lamp@v1</code></p>", ["slash api slash v1 slash lamps, lamp at version 1"]),
        # types of options, as Node.js sets them
        (
            '<p>If it is a <a class="type">&lt;string></a> or an <a class="type">&lt;Oil></a>, it burns.</p>',
            ["If it is a string or an Oil, it burns."],
        ),
        (
            '<ul><li><code>oil</code> <a class="type">&lt;string></a> | <a class="type">&lt;Oil></a> What burns.</li></ul>',
            ["oil, string or Oil, What burns."],
        ),
        # buttons of signs that a table explains, and what points at an entry, as the manual of zsh has them
        (
            "<table><tr><th>Button</th><th>Name</th></tr><tr><td> [ &lt; ] </td><td>Back</td></tr></table>",
            ["Button: opening bracket, less than, closing bracket; Name: Back"],
        ),
        (
            "<table><tr><td>[<a href='b.html'>&lt;</a>]</td><td>One</td></tr><tr><td>x</td><td>Two</td></tr></table>",
            ["One", "x; Two"],
        ),
        ("<p>1.2 The wick <strong> &lt;== You are here </strong></p>", ["1.2 The wick, You are here"]),
        # variables of configurations
        ("<p>It is in $lamp1, not in TeX: $oil$ or $x$.</p>", ["It is in dollar lamp1, not in TeX: $oil$ or $x$."]),
        # lines drawn under a heading
        ("<p>Lamps<br>~~~~~~~~~~~~~~<br>They burn.</p>", ["Lamps, They burn."]),
        # names of options that nobody marked as code
        ("<dl><dt>-S[&lt;keyid&gt;]</dt><dd>Sign.</dd></dl>", ["dash capital S of keyid", "Sign."]),
        # a table of one column says its name once
        (
            "<table><tr><th>Operator</th></tr><tr><td>a</td></tr><tr><td>b</td></tr></table>",
            ["Operator", "a", "b"],
        ),
        # a word and what it means
        ("<table><tr><td>red;</td><td>the colour of the first lamp</td></tr><tr><td>blue;</td><td>that of the other</td></tr></table>",
            ["red: the colour of the first lamp", "blue: that of the other"]),
        # a note of DocBook
        ('<div class="note"><h3 class="title">Note</h3><p>Mind the wick.</p></div>', ["Note.", "Mind the wick."]),
        # code that touches a word
        ("<p><code>spi.</code><i>name</i>, <code>c++</code>.moderated</p>", ["spi.name, c plus plus dot moderated"]),
        # a page of the manual, and a call
        ('<p><a href="../man/ctest.1.html"><code>ctest(1)</code></a>, <code>range(1)</code></p>', ["ctest 1, range with 1"]),
        ('<p>See <a href="https://man7.org/linux/man-pages/man2/open.2.html"><code>open(2)</code></a>.</p>', ["See open 2."]),
        ('<p>See <a href="https://man.archlinux.org/man/ls"><code>ls(1)</code></a>.</p>', ["See ls 1."]),
        ('<p><code class="manpage">crontab(5)</code></p>', ["crontab 5"]),
        ('<p><a href="https://php.net/manual/function.sleep.php"><code>sleep(1)</code></a></p>', ["sleep with 1"]),
        ("<p>The man page <code>fork(2)</code> tells it.</p>", ["The man page fork 2 tells it."]),
        ("<p><code>open(3pm)</code>, <code>sin(2x)</code></p>", ["open 3pm, sin with 2x"]),
        ('<p><a href="api.html#sleep"><code>sleep(5)</code></a></p>', ["sleep with 5"]),
        # code of several lines, what ends it, what is to be chosen
        (
            "<p><code>%% [<var>time</var>]<br>%% <var>status</var></code></p>",
            ["percent percent bracket time, percent percent status"],
        ),
        ("<dl><dt><code>Align <i>side</i>;</code></dt><dt><code>Color</code> <i>name</i><code>;</code></dt></dl>",
            ["Align side", "Color name"]),
        ("<p><code>true</code>|<code>false</code>, <code>ls</code> | <code>wc</code></p>", ["true or false, ls, wc"]),
        ("<p>HEADER|STATUS|name, but P(A|B)</p>", ["HEADER or STATUS or name, but P(A vertical bar B)"]),
        # an address that a link shows as code
        ('<p>See <a href="https://a.org/b/"><code>https://a.org/b</code></a>.</p>', ["See link to a dot org."]),
        # words that a script shows by system
        (
            '<p>Press <i class="switchinline"><b hidden id="MAC1">Command</b><b hidden id="default1">Ctrl</b></i>+C.</p>',
            ["Press Control plus C."],
        ),
        ('<p class="switch">Words of a page.</p>', ["Words of a page."]),
        # a note of DocBook with a picture
        (
            ('<div class="note"><table summary="Note"><tr><td rowspan="2"><img alt="[Note]" src="n.png"></td>'
            "<th>Note</th></tr><tr><td><p>Mind the wick.</p><p>It burns.</p></td></tr></table></div>"),
            ["Note.", "Mind the wick.", "It burns."],
        ),
        # pictures that say what was just said
        ('<figure><img alt="A cat" src="x.png"><figcaption>A cat.</figcaption></figure>', ["Image: A cat."]),
        ('<div><p class="title">Figure 1. The wick</p><div><img alt="The wick" src="x.png"></div></div>', ["Figure 1. The wick"]),
        (
            '<p><img alt="Steps" src="1.png"></p><p>One.</p><p><img alt="Steps" src="2.png"></p><p>Two.</p>',
            ["Image: Steps.", "One.", "Two."],
        ),
        ('<p><img alt="Oil" src="1.png"></p><p>Turmoil</p><p><img alt="Oil" src="2.png"></p>', ["Image: Oil.", "Turmoil"]),
        # a mark of a source
        ('<p>So it is <a href="paper.html">[4]</a>.</p>', ["So it is."]),
        # pictures before the entries of a changelog
        ("<ul><li>✅ Add tests</li><li>🔥 Drop it</li><li>📝 Tell it</li></ul>", ["Add tests", "Drop it", "Tell it"]),
    ],
)  # fmt: skip
def test_structure_is_meaning(texts: Texts, html: str, said: list[str]) -> None:
    assert texts(html) == said


def test_a_manual_page_set_as_code_is_read(texts: Texts) -> None:
    assert texts(f"<pre>{MANUAL}</pre>") == [
        "Name",
        "wick - keep a lamp burning",
        "Description",
        (
            "The wick(1) command trims the wick. It needs oil, which you add beforehand with the "
            "fill command. Without it, nothing burns."
        ),
        "Options",
        "dash v Says what it does while it does it.",
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (MANUAL, True),
        ("One lamp. Two lamps. Three lamps.", True),
        ("a = 1\nb = 2\nprint(a + b)\n", False),
        ("# Sets the wick. It burns.\nwick = 1  # One. Two.\n", False),
        ("for (;;) {\n  trim();\n}\n", False),
        ("", False),
    ],
)
def test_prose_is_told_from_code(source: str, expected: bool) -> None:
    assert is_prose(source) is expected


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "ru"])
def test_what_a_page_left_in_english_is_said_in_english(texts: Texts, language: str) -> None:
    english = "<p>A line starting with auto gives a list in <code>/etc/network</code>.</p>"

    assert texts(english, language=language) == [
        "A line starting with auto gives a list in slash etc slash network."
    ]


def test_a_few_english_words_do_not_make_a_sentence_english(texts: Texts) -> None:
    assert texts("<p><code>/etc</code> 是 Network Manager 的目录。</p>", language="zh") == [
        "斜杠 etc 是 Network Manager 的目录。"
    ]


def test_what_looks_like_the_title_is_the_title() -> None:
    page = SourcePage("x", "Transaction", "en", "<div>Transaction</div><h2>1. Syntax</h2><p>x</p>")

    said = extract_script(page, Settings()).passages

    assert [one.text for one in said] == ["Transaction", "1. Syntax", "x"]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (  # Doxygen has no `pre`
            '<div class="fragment"><div class="line">int a;</div><div class="line"> </div><div class="line">int b;</div></div>',
            ["Code example, 3 lines."],
        ),
        ('<div class="fragment"><p>A piece of prose.</p></div>', ["A piece of prose."]),
        ("<pre># Sieve filter</pre>", ["hash Sieve filter"]),
        ("<pre># apt install exim4</pre>", ["apt install exim4"]),
        ("<pre>(gdb) bt full</pre>", ["bt full"]),
        ("<h2>new(Dc) -&gt; wxMemoryDC</h2>", ["new(Dc) arrow wxMemoryDC"]),
        ("<p>until !IN_GUEST_MODE, then !is_set(x). Stop!</p>", ["until exclamation mark IN GUEST MODE, then exclamation mark is set(x). Stop!"]),
        ("<p>« no » et « oui », Fichier » Ouvrir</p>", ["« no » et « oui », Fichier, Ouvrir"]),
        (
            '<p>Type <code>s</code><span class="keycap"><b>Enter</b></span>.</p>',
            ["Type s Enter."],
        ),
        ("<p>A gibibyte is 2^30 bytes, or 2^(k+1).</p>", ["A gibibyte is 2 to the power of 30 bytes, or 2 to the power of k plus 1 end power."]),
        ('<p><img src="a/tip.svg" alt="Tip icon"></p><p>Dry it.</p>', ["Tip. Dry it."]),
        ('<p><img src="i.svg" alt="Icon Bold"></p><p>Bold</p>', ["Bold"]),
        ('<p>It looks so:</p><p><img src="i.svg" alt="Save icon"></p>', ["It looks so:", "Save icon"]),
        ('<p><img src="p_1.png" alt="p 1"></p><p>One.</p>', ["One."]),
        ("<h1>9 Debugging</h1><h3>9 Debugging</h3><p>Start.</p>", ["9 Debugging", "Start."]),
    ],
)  # fmt: skip
def test_what_real_pages_hold(texts: Texts, html: str, said: list[str]) -> None:
    assert texts(html, style="brief") == said


FRENCH = (
    "Le courrier est une part de la vie des gens, et il est important que ce système soit bien "
    "configuré. Dans cette section, nous parlons de ce qui est nécessaire pour vous. Les messages "
    "sont envoyés par un programme qui est sur le système, et ils ne sont pas perdus. Vous pouvez "
    "aussi les lire avec un autre programme, dans une autre fenêtre."
)


def test_a_longer_page_tells_its_language_by_its_usual_words() -> None:
    page = SourcePage("x/", "", None, f"<p>{FRENCH}</p>")
    script = extract_script(page, Settings())

    assert script.language == "fr"
    assert script.notes == (
        "x/: nothing declares the page's language; its usual words suggest fr.",
    )


def test_a_page_whose_words_are_of_another_language_than_declared_is_noted() -> None:
    notes = extract_script(SourcePage("x/", "", "en", f"<p>{FRENCH}</p>"), Settings()).notes

    assert "its language is en, but most of its usual words are those of fr" in notes[0]
    assert not extract_script(SourcePage("x/", "", "fr", f"<p>{FRENCH}</p>"), Settings()).notes


WRAPPED = [
    "Keepers trim the wick before the lamp is lit, because a wick",
    "that is too long makes smoke, and smoke darkens the glass of",
    "the lantern. They look at the oil as well, since a lamp that",
    "runs dry at night is worse than one that was never lit at all.",
    "oil",
    "wick",
]


def test_breaks_that_wrap_sentences_are_no_pauses(texts: Texts) -> None:
    said = texts(f"<p>{'<br>'.join(WRAPPED)}</p>")
    assert said == [f"{' '.join(WRAPPED[:4])} oil, wick"]


def test_breaks_of_addresses_and_verses_are_pauses(texts: Texts) -> None:
    assert texts("<p>Lighthouse<br>on the rock<br>by the sea<br>in the north</p>") == [
        "Lighthouse, on the rock, by the sea, in the north"
    ]


def test_icons_called_after_their_files_are_passed_over(texts: Texts) -> None:
    row = "<tr><td><img src='i/print_24.png' alt='print_button_png'></td><td>Print</td></tr>"
    other = row.replace("print_button", "open").replace("Print", "Open")
    assert texts(f"<table>{row}{other}</table>") == ["Print", "Open"]
    assert texts("<p>Press <img src='print_24.png' alt='print_button_png'> to print.</p>") == [
        "Press print button to print."
    ]


def test_what_a_page_has_in_other_letters_is_said_with_their_words(texts: Texts) -> None:
    chinese = (
        "灯油用完以后，灯塔的看守人必须立刻把新的灯油放进 <code>/oil</code> 里面，不然灯会熄灭。"
    )
    assert texts(f"<p>Read <code>/oil</code>.</p><p>{chinese}</p>") == [
        "Read slash oil.",
        "灯油用完以后，灯塔的看守人必须立刻把新的灯油放进 斜杠 oil 里面，不然灯会熄灭。",
    ]


def test_grammars_of_the_rust_reference_are_announced() -> None:
    html = (
        '<div class="rule" id="r-lamp"><a class="rule-link" href="#r-lamp">[lamp]</a></div>'
        '<div class="grammar-container"><p>Lamp → Oil<sup>*</sup><br>| Wick</p></div><p>It burns.</p>'
    )
    page = SourcePage("page/", "", "en", html, generator="mdbook")
    assert [passage.text for passage in extract_script(page, Settings()).passages] == [
        "Code example, 2 lines.",
        "It burns.",
    ]


@pytest.mark.parametrize(
    ("language", "html", "said"),
    [
        ("en", "<b>Edit</b> → <b>Preferences</b>", "Edit, Preferences"),
        ("de", "Menü <i>Bearbeiten</i> → <i>Pakete</i>", "Menü Bearbeiten, Pakete"),
        ("fr", "Édition → Préférences", "Édition, Préférences"),
        ("es", "Archivo → Abrir", "Archivo, Abrir"),
        ("it", "Strumenti → Rete", "Strumenti, Rete"),
        ("pt", "Ferramentas → Rede", "Ferramentas, Rede"),
        ("ru", "Правка → Найти", "Правка, Найти"),
        ("zh", "选择 <b>文件</b> → <b>打印</b>。", "选择 文件，打印。"),
        ("zh", "打开“设置 → 网络 → 代理”。", "打开“设置，网络，代理”。"),
        ("zh", "配置文件 → 打印文件", "配置文件 到 打印文件"),
        ("ja", "ファイル → 印刷", "ファイル、印刷"),
        ("ko", "편집 → 찾기", "편집, 찾기"),
    ],
)
def test_ways_through_menus_are_steps(language: str, html: str, said: str) -> None:
    page = SourcePage("page/", "", language, f"<p>{html}</p>")
    assert [passage.text for passage in extract_script(page, Settings()).passages] == [said]


def test_ways_to_other_languages_and_badges_of_validity_are_passed_over(texts: Texts) -> None:
    others = "<a href='a.html'>English</a>, <a href='a.de.html'>Deutsch</a>"
    about = "<br>About <a href='l.html'>automatic choice</a>"
    assert not texts(f"<p>Other languages: {others}.{about}</p>")
    assert not texts(f"<p>其他语言：{others}。</p>")
    assert texts(f"<p>It speaks other languages: {others}.</p>") == [
        "It speaks other languages: English, Deutsch."
    ]
    badge = "<a href='https://validator.w3.org/check?uri=referer'>Valid HTML 4.01</a>"
    assert texts(f"<p>One.</p><div><h3>Validation</h3>{badge}</div>") == ["One."]
    assert texts("<p>Ask <a href='https://validator.w3.org/'>W3C</a>.</p>") == ["Ask W3C."]
