"""What holds on every page of every site: `python tests/benchmarks/invariants.py SITE_DIR…`.

Each folder holds built HTML, of whatever generator. Prints every breach, and exits 1 where there is
one.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from built_pages import pages
from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts._html import mark, place_player
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._model import Script, SourcePage

FORBIDDEN = {
    "a pilcrow": re.compile("¶"),
    "a TeX command": re.compile(
        r"\\(?:frac|sum|int|begin|end|mathbb|cdot|alpha|left|right|text|sqrt|exists)\b"
    ),
    "a tag": re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?>"),
    "an entity": re.compile(r"&(?:[a-z]+|#\d+);"),
    "a run of line numbers": re.compile(r"\b1 2 3 4 5\b"),
    "a URL scheme": re.compile(r"\b(?:https?|ftp|mailto)://?"),
    "an emoji": re.compile("[\U0001f300-\U0001faff]"),
    "two blanks": re.compile(r"\s\s|^\s|\s$"),
    "a blank before a stop": re.compile(r"\s[.,](?:\s|$)"),
    "a private character": re.compile("[\ue000-\uf8ff]"),
    "code markup": re.compile(r"`|\*\*"),
}
POLICIES = (
    "script, style, template, noscript, svg, math, pre, nav, button, form, del, s, sup, iframe, video, audio, input, "
    "[hidden], [aria-hidden=true], .headerlink, .hash-link, .header-anchor, .highlight, .highlighttable, .codehilite, "
    ".arithmatex, .katex, .mermaid, .footnote, .footnotes, .footnote-list, .footnote-ref, .footnote-reference, "
    ".rubric, .twemoji, .md-content__button, .md-source-file, .doc-signature, .mkdocstrings-source, .doc-heading code, "
    "qwen-narration, [data-narration-say], [data-narration=skip], dt.sig, .toc, .contents, .toctree-wrapper, .filename, label.task-list-control, "
    "table:has(tr.doc-section-item) th"
)
"""Elements whose words are covered by a policy: said in other words, or on purpose not at all."""
_CODE = frozenset({"code", "kbd", "samp"})
"""Elements whose words say rules put into others."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def breaches(page: SourcePage, settings: Settings) -> Iterator[str]:
    """Everything that is wrong with a page's script, one sentence each."""
    made = extract_script(page, settings)
    for passage in made.passages:
        for name, pattern in FORBIDDEN.items():
            if pattern.search(passage.text):
                yield f"{name}: {passage.text[:120]!r}"
    yield from _lost_words(page, made)
    yield from _fused_words(page, made)
    yield from _misplaced_anchors(page, made)


def _visible(page: SourcePage) -> list[str]:
    """The text nodes of a page's prose, in order."""
    tree = LexborHTMLParser(f"<!DOCTYPE html><body>{page.html}")
    for node in tree.css(POLICIES):
        node.decompose()
    for table in tree.css("table"):
        if len(table.css("tr")) > Settings().prose.longest:
            table.decompose()  # announced by its size
    for title in tree.css(".admonition-title, summary"):
        if (
            title.text(deep=True).strip().casefold()
            in (title.parent.attributes.get("class") or "").split()
        ):
            title.decompose()  # the generator's own, said in the page's language
    return [
        node.text_content
        for node in tree.body.traverse(include_text=True)
        if node.tag == "-text" and node.text_content.strip() and _CODE.isdisjoint(_around(node))
    ]


def _around(node: object) -> Iterator[str]:
    while (node := node.parent) is not None:
        yield node.tag


def _lost_words(page: SourcePage, made: Script) -> Iterator[str]:
    """Every visible word of the prose is spoken; counted, so that a repeated word cannot hide a lost one."""
    spoken = Counter(
        word.casefold() for passage in made.passages for word in _WORD.findall(passage.text)
    )
    said = "".join(passage.text for passage in made.passages).casefold()
    for text in _visible(page):
        for word in _WORD.findall(_plain(text)):
            if spoken[word.casefold()] == 0 and word.casefold() not in said.replace(" ", ""):
                yield f"lost: {word!r} of {text.strip()[:80]!r}"


def _plain(text: str) -> str:
    """Text without what say rules put into other words."""
    text = re.sub(
        r"\{%.*?%\}|https?://\S+|\S+@\S+|\S*[_/\\.]\S*|\S*--\S*|\S*\(\)\S*|[<>=]+|\b\d+ ?\w+\b|\b[0-9a-f]{20,}\b",
        " ",
        text,
    )
    return re.sub("[\u00ad\u200b]", "", text)


def _fused_words(page: SourcePage, made: Script) -> Iterator[str]:
    """No word is spoken that is two words of the page that blocks keep apart."""
    apart = set()
    tree = LexborHTMLParser(f"<!DOCTYPE html><body>{page.html}")
    blocks = "p, li, td, th, h1, h2, h3, h4, h5, h6, dt, dd, label, summary, figcaption, div"
    texts = [node.text(deep=True) for node in tree.css(blocks)]
    words = [_WORD.findall(text) for text in texts]
    for before, after in pairwise(words):
        if before and after and not (_CJK.search(before[-1]) or _CJK.search(after[0])):
            apart.add(before[-1] + after[0])
    known = {word for found in words for word in found}
    for passage in made.passages:
        for word in _WORD.findall(passage.text):
            if word in apart and word not in known:
                yield f"fused: {word!r} in {passage.text[:80]!r}"


def _misplaced_anchors(page: SourcePage, made: Script) -> Iterator[str]:
    """Each attribute stands in a start tag; without them and the player the page is as it was."""
    for passage in made.passages:
        if passage.anchor is None and not (passage.kind is Kind.TITLE and passage.spoken_only):
            yield f"without an element: {passage.text[:80]!r}"
    annotated = place_player(
        mark(page.html, made.elements, range(len(made.elements))),
        "<qwen-narration></qwen-narration>",
        "after-title",
    )
    plain = annotated.replace("<qwen-narration></qwen-narration>", "", 1)
    if re.sub(r' data-narration="\d+"', "", plain) != page.html:
        yield "the page is not as it was without its attributes and its player"
    if _structure(plain) != _structure(page.html):
        yield "the page parses to another tree"
    tree = LexborHTMLParser(f"<!DOCTYPE html><body>{annotated}")
    marked = [node.attributes["data-narration"] for node in tree.css("[data-narration]")]
    expected = [str(number) for number in range(len(made.elements))]
    if [number for number in marked if number.isdecimal()] != expected:
        yield f"anchors are {marked[:10]}…, not 0 to {len(made.elements) - 1} in order"


class _Structure(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [one for one in attributes if one[0] != "data-narration"]))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _structure(html: str) -> list[object]:
    parser = _Structure()
    parser.feed(html)
    return parser.found


if __name__ == "__main__":
    wrong = total = 0
    for folder in sys.argv[1:]:
        for one in pages(Path(folder)):
            total += 1
            for breach in breaches(one, Settings()):
                wrong += 1
                print(f"{folder}/{one.key}: {breach}")
    print(f"{total} pages, {wrong} breaches")
    sys.exit(wrong > 0)
