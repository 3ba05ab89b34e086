"""Where the content of finished pages stands, and what is spoken of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._html import mark, place_player, sparse
from mkdocs_qwen_tts._html.tags import tokens
from mkdocs_qwen_tts._model import Passage, SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.site import _content as content
from mkdocs_qwen_tts.site import _span as span
from mkdocs_qwen_tts.site._content import Content
from mkdocs_qwen_tts.site._generator import generators

HERE = Path(__file__).parent / "pages"
PAGES = sorted(path.relative_to(HERE).with_suffix("").as_posix() for path in HERE.glob("*/*.html"))
GENERATORS = {page.partition("/")[0] for page in PAGES}


def document(page: str) -> str:
    return (HERE / f"{page}.html").read_text("utf-8")


def find(html: str, selector: str | None = None) -> Content | None:
    found = content.find(html, selector)
    return found if isinstance(found, Content) else None


def why(html: str, selector: str | None = None) -> str:
    """Why a page has no content."""
    found = content.find(html, selector)
    assert isinstance(found, content.NoContent)
    return found.why


def found(page: str) -> Content:
    content = find(document(page))
    assert content is not None
    return content


def inner(html: str, selector: str | None = None) -> str | None:
    content = find(html, selector)
    return html[content.start : content.end] if content else None


# ---------------------------------------------------------------- what is spoken


def line(passage: Passage) -> str:
    marks = (
        f"{passage.kind.value}{passage.level or ''}",
        f"lang={passage.language}" if passage.language else "",
        "*" * passage.spoken_only,
    )
    return f"{' '.join(filter(None, marks))} | {passage.text}\n"


def spoken(html: str, content: Content | None) -> str:
    if content is None:
        return "no content\n"
    options = Settings()
    options = options.changed(prose=options.prose.changed(skip=content.skip))
    said = extract_script(
        SourcePage(
            "page",
            content.title,
            content.language,
            html[content.start : content.end],
            generator=content.family,
        ),
        options,
    )
    head = f"{content.generator} | {content.title} | {content.language or f'undeclared, {said.language}'}\n\n"
    return head + "".join(map(line, said.passages))


@pytest.mark.parametrize("page", PAGES)
def test_what_is_spoken_is_what_a_person_agreed_to(page: str, pytestconfig: pytest.Config) -> None:
    said = spoken(document(page), find(document(page)))
    golden = HERE / f"{page}.txt"

    if pytestconfig.getoption("--accept-site", default=False):
        golden.write_text(said, "utf-8")

    assert said == golden.read_text("utf-8")


def test_every_known_generator_has_pages() -> None:
    known = {generator.name for generator in generators()}
    seen = {found.generator for page in PAGES if (found := find(document(page)))}

    assert seen == known


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_is_narrated_already_has_the_same_content(page: str) -> None:
    html = document(page)
    before = find(html)
    if before is None:
        return
    body = html[before.start : before.end]
    said = extract_script(SourcePage("page", before.title, before.language, body), Settings())
    narrated = place_player(
        mark(body, said.elements, sparse(body, said.elements)),
        "<qwen-narration><p>Listen</p><audio controls></audio></qwen-narration>",
        "after-title",
    )

    again = find(html[: before.start] + narrated + html[before.end :])

    assert again is not None
    assert (again.start, again.end - again.start) == (before.start, len(narrated))
    assert (again.title, again.language, again.generator, named(again.skip)) == (
        before.title,
        before.language,
        before.generator,
        named(before.skip),
    )
    assert len(again.skip) == len(before.skip)


def named(skip: tuple[str, ...]) -> list[str]:
    """Selectors but for those by place, which a player before it moves on by one."""
    return [each for each in skip if ":nth-child" not in each]


@pytest.mark.parametrize(
    ("page", "root"),
    [
        ("docusaurus/guide", "__docusaurus"),
        ("docusaurus/post", "__docusaurus"),
        ("vitepress/guide", "app"),
        ("vitepress/home", "app"),
    ],
)
def test_what_a_script_takes_over_is_told(page: str, root: str) -> None:
    content = found(page)

    assert content.app is not None
    assert document(page)[content.app.offset :].startswith(f'<div id="{root}">')
    assert content.app.root == f"#{root}"
    assert any(LexborHTMLParser(document(page)).css(selector) for selector in content.app.content)


@pytest.mark.parametrize("root", ["__next", "__nuxt", "___gatsby"])
def test_what_a_script_takes_over_is_told_of_unknown_generators_too(root: str) -> None:
    html = f"<body><div>a</div><div id={root}><main><p>b</main></div>"
    content = find(html, None)

    assert content is not None
    assert content.app is not None
    assert html[content.app.offset :].startswith(f"<div id={root}>")


def test_pages_that_no_script_takes_over_have_no_app() -> None:
    generators = {
        page.partition("/")[0]
        for page in PAGES
        if (content := find(document(page))) and content.app
    }

    assert generators == {"docusaurus", "vitepress"}


# ---------------------------------------------------------------- which language


def page_in(lang: str, text: str, alternates: str = "") -> str:
    links = "".join(
        f'<link rel="alternate" hreflang="{tag}" href="/{tag}/">' for tag in alternates.split()
    )
    return f'<html lang="{lang}"><head>{links}<title>t</title></head><body><main><p>{text}</main>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (page_in("zh_CN", "灯"), "zh-CN"),
        (page_in("zh", "Lamp"), "zh"),
        (
            page_in("zh", "Lamp", "en zh x-default"),
            None,
        ),  # a translated site, and this page is not translated yet
        (page_in("zh", "Lamp 灯", "en zh x-default"), "zh"),
        (page_in("zh", "Lamp", "zh x-default"), "zh"),
        (page_in("de", "Lamp", "en de"), "de"),  # letters cannot tell
        (page_in("en-GB", "Lamp"), "en-GB"),
        (page_in("", "Lamp"), None),
        (page_in("no such language", "Lamp"), None),
        (page_in("x" * 100_000, "Lamp"), None),
        ("<html lang=en><main lang=fr><p>Lampe</main>", "fr"),
    ],
)
def test_the_language_is_what_the_page_declares(html: str, expected: str | None) -> None:
    content = find(html)

    assert content is not None
    assert content.language == expected


# ---------------------------------------------------------------- a selector of one's own


def test_a_selector_wins_over_what_is_known_of_the_generator() -> None:
    html = document("material/guide")
    content = find(html, "nav.md-nav--secondary")

    assert content is not None
    assert content.generator == "selector"
    assert html[content.start : content.end].lstrip().startswith("<label")
    assert content.skip == found("material/guide").skip
    assert content.title == "Guide"


def test_a_page_without_the_selected_element_has_no_content() -> None:
    assert why(document("material/guide"), "#nowhere") == "nothing in it matches '#nowhere'"


@pytest.mark.parametrize("selector", ["p, h1", "p", "h1", "table", "tr", "ul", "head"])
def test_a_selector_of_a_piece_of_the_content_is_told_what_to_select(selector: str) -> None:
    html = "<main><h1>The gate</h1><p>It opens at seven.</p><ul><li>x</ul><table><tr><td>x</table></main>"

    assert why(html, selector).startswith(f"the first element in it that matches {selector!r} is <")


def test_of_several_selectors_the_first_element_of_the_page_is_taken() -> None:
    html = "<main><p>a</p><article><p>b</p></article></main>"

    assert inner(html, "article, main") == inner(html, "main")
    assert inner(html, "section, article") == "<p>b</p>"


def test_a_selector_of_a_title_alone_is_told() -> None:
    assert (
        why("<main><h1>x</h1></main>", "main")
        == "what 'main' selects in it has no words but a title"
    )


@pytest.mark.parametrize("selector", ["", "<div>", "div[", "a{}", "::", "..x", ",", "main >"])
@pytest.mark.parametrize("html", ["<main><p>x</main>", "<div>" * 5000])
def test_what_is_no_selector_is_an_error_of_the_option(selector: str, html: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        find(html, selector)

    assert caught.value.option == "content"


@given(st.text(max_size=20))
@settings(deadline=None)
def test_any_text_as_selector_finds_something_or_is_an_error(selector: str) -> None:
    with suppress(ConfigurationError):
        found = find("<main class=a id=b><p>x</p></main>", selector)
        assert found is None or 0 <= found.start <= found.end


# ---------------------------------------------------------------- places in broken pages


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<main>a<p>b</main>c", "a<p>b"),
        ("<main><div><p>b</main>c", "<div><p>b"),
        ("<div><main><p>b</div>c", "<p>b"),  # closed by its parent's end tag
        ("<div><main><p>b</p>", "<p>b</p>"),  # never closed
        ("<div><main><p>b</p></body></html>", "<p>b</p>"),
        ("<main><p>a<main>b</main>c</main>d", "<p>a<main>b</main>c"),
        (
            "<main><p>a<!-- </main> --><script>'</main>'</script>b</main>c",
            "<p>a<!-- </main> --><script>'</main>'</script>b",
        ),
        ('<main title="</main>"><p>a</main>b', "<p>a"),
        ("<MAIN\n class=x ><p>a</Main\t>b", "<p>a"),
        ("<main><b><p>a</main>b</b>c", "<b><p>a"),
        (
            "<p>a</p><table><tr><td>b</table>",
            "<p>a</p><table><tr><td>b</table>",
        ),  # a body that nobody wrote
        ("<title>t</title><p>a", "<p>a"),
        ("<html><body class=x><p>a</body></html>", "<p>a"),
        ("<html><body><p>a</html>", "<p>a"),
        ("<main/><p>a</main>b", "<p>a"),
        (
            "<main><svg><title><main></title></svg><p>a</main>b",
            "<svg><title><main></title></svg><p>a</main>b",
        ),  # the inner one
        ("<table><tr><td><main><p>a</table>b", "<p>a"),
    ],
)
def test_the_content_is_what_the_tree_says_is_inside(html: str, expected: str | None) -> None:
    assert inner(html) == expected


def test_content_that_the_parser_moves_elsewhere_is_nobodys() -> None:
    assert inner("<main><p>a<table><tr><main><p>b</main><td>c</table>", "table main") is None


def test_a_page_of_which_tree_and_text_do_not_agree_is_told() -> None:
    assert why("<main></html><svg>", "main").startswith("its HTML is too broken")


_PIECES = [
    "<main>", "</main>", "<article>", "</article>", "<div class=x>", "</div>", "<p>", "</p>", "<b>", "</b>", "<a href='>'>", "</a>",
    "<table>", "<tr>", "<td>", "</td>", "</table>", "<ul>", "<li>", "</ul>", "<svg>", "</svg>", "<math>", "</math>", "<title>", "</title>",
    "<script>", "</script>", "<template>", "</template>", "<select>", "<option>", "</select>", "<form>", "</form>", "<noscript>", "</noscript>",
    "<body>", "</body>", "</html>", "<head>", "</head>", "<html lang=de>", "<frameset>", "<textarea>", "</textarea>", "<!--", "-->", "<![CDATA[", "]]>",
    "<foreignObject>", "<desc>", "<h1>", "</h1>", "<br>", "<img alt=i>", "</p", "<main", ">", "word ", "\0", "é",
]  # fmt: skip
_SOUP = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@given(
    _SOUP,
    st.sampled_from(
        [None, "main", "div", "p", "td", "li", "b", "svg", "template", "body", "html", "option"]
    ),
)
@settings(max_examples=150, deadline=None)
def test_offsets_are_at_the_borders_of_tags(html: str, selector: str | None) -> None:
    content = find(html, selector)
    if content is None:
        return
    starts = {token.start for token in tokens(html)} | {len(html)}
    ends = {token.end for token in tokens(html)} | {0}

    assert 0 <= content.start <= content.end <= len(html)
    assert content.start in ends
    assert content.end in starts


@given(_SOUP, st.sampled_from(["main", "article", "div"]))
@example("<article><svg><main><svg>", "main")
@settings(max_examples=150, deadline=None)
def test_what_is_inside_is_what_a_browser_shows_inside(html: str, tag: str) -> None:
    content = find(html, tag)
    if content is None:
        return
    # A tag that HTML does not know stays where it is written, in drawings and formulas too.
    mark = "<x-i id=first></x-i>"
    marked = f"{html[: content.start]}{mark}{html[content.start : content.end]}"
    node = LexborHTMLParser(marked + html[content.end :]).css_first("#first")

    assert node is None or node.parent is None or node.parent.tag in {tag, *_WRAPPED}


_WRAPPED = {"b", "a", "p", "svg", "math", "body"}
"""Where a parser may put an element that opens in the midst of unclosed others."""


@given(st.sampled_from(PAGES), st.data())
@settings(max_examples=100, deadline=None)
def test_pages_that_lost_or_doubled_a_piece_never_break_the_search(
    page: str, data: st.DataObject
) -> None:
    html = document(page)
    cut = data.draw(st.integers(0, len(html)))
    behind = data.draw(st.integers(0, len(html)))
    broken = html[:cut] + html[behind:]

    content = find(broken)

    assert content is None or content.start == 0 or broken[content.start - 1] == ">"
    assert content is None or broken[content.end : content.end + 1] in {"<", ""}


# ---------------------------------------------------------------- hostile pages


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 200_000,
        "<main><p>x" + "<div>" * 200_000 + "</div>" * 200_000,
        "<main>" + "".join(f"<b id={n}>" for n in range(400)) + "<p>x" * 200_000,
        "<main>" + "".join(f"<b id={n}>" for n in range(30_000)) + "<p>" * 60_000,
        "<main>" * 150_000,
        "<table>" * 150_000,
        "<main>" + "<div><!--</div>-->" * 50_000,
        "<main>" + "<div><i title='></div>'></i>" * 50_000,
        "<main>" + "<svg><div><path/></svg>" * 50_000,
        "<main><svg><div>" + "<path/>" * 50_000,
    ],
    ids=[
        "divs",
        "balanced",
        "formatting",
        "formatting-many",
        "mains",
        "tables",
        "comments",
        "attributes",
        "drawings",
        "no-drawing",
    ],
)
def test_a_page_nested_beyond_reason_is_not_parsed(
    html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "LexborHTMLParser", None)

    assert why(html).startswith("its elements are nested too deep to be read")


@pytest.mark.parametrize(
    "html",
    [
        "<main>" + "<p>x" * 20_000,
        "<main>" + "<ul><li>x</ul>" * 7_000,
        "<main>" + "<article></article>" * 5_000 + "<p>x",
        "<article><p>x</article>" * 4_000,
        "<main><p>x" + "</div>" * 15_000,
        "<main><p>x" + "<" * 100_000,
        "<main><p>x</main>" + "<!--" * 25_000,
        "<p>x" * 10_000 + "<main><p>x",
        "<main>" + '<p>x<svg viewBox="0 0 8 8"><path d="M0 0"/></svg>' * 5_000,
        "<main>" + "<p><a><b><i>x</i></b></a>" * 60_000,
    ],
    ids=[
        "paragraphs",
        "lists",
        "articles",
        "lists-of-articles",
        "ends",
        "angles",
        "comments",
        "late",
        "icons",
        "inline",
    ],
)
def test_a_long_flat_page_is_read_a_few_times_only(
    html: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings: list[str] = []

    def parse(text: str) -> LexborHTMLParser:
        readings.append("parsed")
        return LexborHTMLParser(text)

    def scan(text: str, **options: frozenset[str]) -> object:
        readings.append("scanned")
        return tokens(text, **options)

    for room in (content, span):
        monkeypatch.setattr(room, "LexborHTMLParser", parse)
    monkeypatch.setattr(span, "tokens", scan)

    found = find(html)

    assert found is not None
    assert found.end <= len(html)
    assert readings.count("parsed") <= 3
    assert readings.count("scanned") <= 4
