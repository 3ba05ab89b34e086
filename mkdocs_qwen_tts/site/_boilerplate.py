"""What every page of a site shows: menus, headers, footers, banners, "Previous" and "Next".

The pages of a known generator say where their content is. Of others, it is found out: what stands
on most pages of a site, at the beginning or the end of a page, is no page's content (template
detection). Links alone, before the first sentence or after the last one, are a menu even where the
site has a single page (link density, as in boilerpipe; Kohlschütter 2010).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts._html.parsable import why_unparsable
from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._prose.coverage import named_element
from mkdocs_qwen_tts._prose.language import told, words
from mkdocs_qwen_tts.site._declared import ancestors, parts_of_title
from mkdocs_qwen_tts.site._generator import generator_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborNode

SAMPLE = 40
"""Pages of a site that are compared with one another."""

KNOWN = 8
"""Pages of known generators after which a site is taken to be theirs."""

FEWEST = 3
"""Pages on which something has to stand, to be what every page shows."""

OFTEN = 0.3
"""Share of pages: a site may have several menus."""

NEARLY_EVERYWHERE = 0.6
"""Share of pages on which a sentence has to stand, to be a banner where it is among others."""

_SENTENCE = 4
"""Words that a banner has at least. A heading like "Return value" stands on many pages too."""

FEWEST_DECLARED = 5
"""Pages on which a sentence within `main` or `article` has to stand: those say that it is content,
and a few short pages may have a sentence in common."""

OFTEN_DECLARED = 0.75
"""Share of pages on which it has to stand."""

_LONGEST = 200
"""Characters by which two texts are compared."""

Fact = TypeVar("Fact")
"""What is known of a node."""

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOT_SHOWN = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "button", "select", "option"}
)
_MENUS = frozenset({"nav", "form"})
_CONTENT = frozenset({"main", "article"})
_MENU_ROLES = frozenset({"navigation", "search", "banner", "contentinfo", "menubar", "toolbar"})
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d+")
_IMPRINT = re.compile(
    r"\W*(?:©|\(c\)\s|copyright\b(?=\W*$|\s*(?:©|\(c\)|:|by\b)|.{0,60}0))"
    r"|\W*(?:this (?:page|document|file) (?:was )?(?:last )?|last )"
    r"(?:modified|updated|changed|revised|generated)(?::| on\b| at\b| by\b| from\b)"
    r"|\W*(?:modified|updated|changed|revised|generated)"
    r"(?::|(?: on| at| by| from)\b(?=.{0,60}0)|(?<=generated) by\b(?=.{0,40}$))"
)
"""What stands at the foot of a page: whose it is, and of when (each number is a 0 here)."""
_GOING_ON = {"p": 8, "dt": 1, "dd": 1}
"""Elements that may end a section although many pages have them, and how many words, at least."""
_LONGEST_IMPRINT = 25
"""Words of it at most."""
_LINKS = 0.7
"""Share of a block's words that are links, if it is a menu."""
_REPEATED = 0.6
"""Share of a block's words that stand on other pages too, if it is what every page shows."""


_LANGUAGE = re.compile(r"<(?:html|body)\b[^>]{0,500}?\slang\s*=\s*[\"']?[a-z]", re.IGNORECASE)
_UNANIMOUS = 0.8
"""Share of the pages that tell a language, if it is the language of all."""
_HEAD = 4_096
"""Characters in which a document declares its language, where it does."""


@dataclass(frozen=True)
class Boilerplate:
    """What the pages of one site have in common."""

    texts: frozenset[str] = frozenset()
    """Texts that stand on many pages."""
    banners: frozenset[str] = frozenset()
    """Whole blocks that stand on nearly every page."""
    titles: frozenset[str] = frozenset()
    """What the `<title>` of most pages begins or ends with: the site's name."""
    language: str = ""
    """What the pages that declare no language are in, as their words and letters tell."""


@dataclass
class Block:
    """Text within one block element, not within a block inside it."""

    node: LexborNode
    texts: list[tuple[str, int, bool]] = field(default_factory=list)
    """Each piece of text as it is compared, its words, and whether it is a link."""
    menu: bool = False
    """Whether it is in an element that says it is no content."""
    declared: bool = False
    """Whether it is in an element that says it is content."""
    inline: dict[int, LexborNode] = field(default_factory=dict)
    """The innermost elements within the line that it stands in, by their `mem_id`."""
    last: LexborNode | None = None
    """Its last piece of text."""

    def add(self, text: str, place: _Place, node: LexborNode) -> None:
        """Add a piece of text."""
        self.last = node
        shown = _DIGITS.sub("0", text.casefold())[:_LONGEST]
        self.texts.append((shown, words(text), place.link))
        within = node.parent
        if place.line is not None and within is not None:
            self.inline[within.mem_id] = within

    def add_code(self, text: str, *, link: bool) -> None:
        """Add what is set as code: one piece, whatever colours its words and how long it is."""
        self.texts.append((_DIGITS.sub("0", text.casefold()), words(text), link))

    @property
    def text(self) -> str:
        """All of it, as it is compared."""
        return " ".join(text for text, _, _ in self.texts)[:_LONGEST]

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(count for _, count, _ in self.texts)

    @property
    def linked(self) -> int:
        """How many of them are links."""
        return sum(count for _, count, link in self.texts if link)


def learn(documents: Iterable[str]) -> Boilerplate:
    """Compare pages of one site, whole documents, of whatever generators.

    Pages of known generators are left out: where their content is needs no guess. Where the
    first `KNOWN` pages are theirs, no more are looked at.
    """
    texts: Counter[str] = Counter()
    banners: Counter[str] = Counter()
    declared: Counter[str] = Counter()
    titles: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    pages = 0
    for number, document in enumerate(documents):
        if number == KNOWN and not pages:
            break
        if why_unparsable(document):
            continue
        tree = LexborHTMLParser(document)
        generator = generator_of(document, tree)
        if tree.body is not None and not _LANGUAGE.search(document, 0, _HEAD):
            languages[told(tree.body.text(separator=" "))] += 1
        if generator is None or not generator.unknown or tree.body is None:
            continue
        pages += 1
        found = blocks(tree.body)
        free = [block for block in found if not _is_declared_sentence(block)]
        texts.update({text for block in free for text, _, _ in block.texts})
        banners.update({b.text for b in free if b.words >= _SENTENCE and _may_be_banner(b)})
        declared.update({block.text for block in found if _is_declared_sentence(block)})
        titles.update(parts_of_title(tree, generator.separators))
    sentences = _frequent(declared, pages, OFTEN_DECLARED, FEWEST_DECLARED)
    few = pages < FEWEST_DECLARED  # what every page of these shows, and not most of them
    return Boilerplate(
        _frequent(texts, pages, 1 if few else OFTEN),
        _frequent(banners, pages, 1 if few else NEARLY_EVERYWHERE) | sentences,
        _frequent(titles, pages, NEARLY_EVERYWHERE),
        _common(languages),
    )


def _common(languages: Counter[str]) -> str:
    """The language of nearly all pages that tell one; empty where there is none."""
    del languages[""]
    ((language, count),) = languages.most_common(1) or (("", 0),)
    enough = count >= FEWEST and count >= _UNANIMOUS * languages.total()
    return language if enough else ""


def _may_be_banner(block: Block) -> bool:
    """Entries of a list are no banner among others: "package require Tcl" begins many lists."""
    return not _heads(block) and block.node.tag not in {"li", "dt", "dd"}


def _is_declared_sentence(block: Block) -> bool:
    """Whether this is a sentence, not a menu, in an element that says it is content."""
    return block.declared and not block.linked and not _heads(block) and block.words >= _SENTENCE


def _frequent(
    counted: Counter[str], pages: int, share: float, fewest: int = FEWEST
) -> frozenset[str]:
    least = max(fewest, share * pages)
    return frozenset(text for text, count in counted.items() if count >= least)


def sample(paths: Sequence[str]) -> list[str]:
    """The pages that are compared: the same ones whenever the site is the same, or nearly so."""
    import zlib  # noqa: PLC0415 - of use to large sites alone

    if len(paths) <= SAMPLE:
        return list(paths)
    # By a hash of the path, so that a new page takes the place of one other at most.
    return sorted(paths, key=lambda path: zlib.crc32(path.encode("utf-8", "surrogatepass")))[
        :SAMPLE
    ]


# ---------------------------------------------------------------- the blocks of a page


class _Place(NamedTuple):
    """Where on the page a node stands."""

    block: LexborNode
    """The block element around it."""
    line: LexborNode | None = None
    """The outermost element within the line that it is in."""
    link: bool = False
    menu: bool = False
    declared: bool = False


def blocks(root: LexborNode) -> list[Block]:
    """The blocks of a page that have text, in order."""
    found: list[Block] = []
    new = True  # whether a tag has ended the block at hand
    place = _Place(root, declared=_declares(root))
    stack: list[tuple[LexborNode | None, _Place]] = [(root.first_child, place)]
    while stack:
        node, place = stack.pop()
        if node is None:
            continue
        stack.append((node.next, place))
        if node.is_text_node:
            if text := " ".join((node.text_content or "").split()):
                if new or found[-1].node.mem_id != place.block.mem_id:
                    found.append(Block(place.block, menu=place.menu, declared=place.declared))
                    new = False
                found[-1].add(text, place, node)
        elif node.is_element_node and node.tag not in _NOT_SHOWN and not _is_hidden(node):
            inner = _within(node, place)
            if inner.line is None:
                new = True
            if node.tag == "pre":
                found.append(_block_of_code(node, inner))
            else:
                stack.append((node.first_child, inner))
    return found


def _block_of_code(node: LexborNode, place: _Place) -> Block:
    """The block of a `pre`; one of links alone is a menu as any other."""
    block = Block(node, menu=place.menu, declared=place.declared, last=node)
    if text := " ".join(node.text().split()):
        linked = sum(words(link.text()) for link in node.css("a"))
        block.add_code(text, link=place.link or linked >= words(text))
    return block


def _within(node: LexborNode, place: _Place) -> _Place:
    """The place of what is in an element."""
    tag = node.tag or ""
    menu = place.menu or tag in _MENUS or node.attributes.get("role") in _MENU_ROLES
    link = place.link or tag == "a"
    declared = place.declared or _declares(node)
    return (
        _Place(node, None, link, menu, declared)
        if tag in BLOCKS
        else _Place(place.block, place.line or node, link, menu, declared)
    )


def _declares(node: LexborNode) -> bool:
    """Whether an element says that it is content."""
    return node.tag in _CONTENT or node.attributes.get("role") == "main"


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return bool(attributes) and ("hidden" in attributes or attributes.get("aria-hidden") == "true")


def _heads(block: Block) -> bool:
    return block.node.tag in _HEADINGS


# ---------------------------------------------------------------- what of a page is content


def content_within(
    root: LexborNode, known: Boilerplate
) -> tuple[LexborNode, list[LexborNode], LexborNode | None]:
    """The element that holds all content of a page, and what inside it every page shows.

    Args:
        root: the element to look in, such as the `body`.
        known: what the pages of the site have in common.

    Returns:
        The element, which is `root` but for a body with content; what to leave out of it; and
        the line (`hr`) in it behind which there is no content, if words stand there that are in no
        element but that one. Other such words are not left out.
    """
    found = [block for block in blocks(root) if block.words]
    content = _trimmed(found, _known_here(found, known))
    if not content:
        return root, [], None
    kept = {id(block) for block in content}
    left_out = [block for block in found if id(block) not in kept]
    # `main` and `article` say that they are the content; a body says nothing.
    node = _around_all(root, content) if root.tag == "body" else root
    bare = found[-1] is not content[-1] and any(
        block.node.mem_id == node.mem_id for block in left_out
    )
    return node, _highest(node, content, left_out), _line_below(node, content[-1]) if bare else None


def _known_here(found: list[Block], known: Boilerplate) -> Boilerplate:
    """What of a page is no content: not all that it says.

    Pages made from one template may differ in figures alone, which are not compared.
    """
    said = [block.text for block in found if _is_declared_sentence(block)]
    if len(said) < FEWEST or not known.banners.issuperset(said):
        return known
    return replace(known, banners=known.banners.difference(said))


def _line_below(node: LexborNode, last: Block) -> LexborNode | None:
    """The first line across a page below its last block of content."""
    inside: LexborNode | None = last.last
    while inside is not None and inside.parent is not None:
        if inside.parent.mem_id == node.mem_id:
            break
        inside = inside.parent
    while inside is not None:
        inside = inside.next
        if inside is not None and inside.tag == "hr":
            return inside
    return None


def _trimmed(found: list[Block], known: Boilerplate) -> list[Block]:
    """The blocks between what every page begins with and what every page ends with."""
    flags = [block.menu or _is_boilerplate(block, known) for block in found]
    # Links alone are a menu, where nothing but that stands before or behind them.
    menus = [flag or _is_menu(block) for flag, block in zip(flags, found, strict=True)]
    first = next((index for index, flag in enumerate(menus) if not flag), len(found))
    last = next((n for n in range(len(found) - 1, -1, -1) if not menus[n]), -1)
    while last > first and (menus[last] or _is_imprint(found[last])):
        last -= 1
    while first > 0 and _heads(found[first - 1]) and not found[first - 1].menu:
        first -= 1  # "Name" and "Description" head many pages: headings belong to what they head
    # "See also" heads links alone, and many pages have it.
    while last >= 0 and (end := _section_of_links(found, flags, last)) > last:
        last = end
    # A sentence that many pages have may end a section, too: that is nothing that leads around.
    own = last
    while last >= first >= 0 and last + 1 < len(found) and _goes_on(found[last], found[last + 1]):
        last += 1
    while 0 <= first <= last < len(found) - 1 and _is_another(found[last + 1], found[first:last]):
        last += 1
    within = _menus_within(found, flags, first, own)
    return [
        block
        for at, block in enumerate(found[first : last + 1], first)
        if at not in within
        and not block.menu
        and (at > own or block.text not in known.banners or _heads(block))
    ]


def _is_another(block: Block, content: list[Block]) -> bool:
    """Whether links behind a label, as "See also: open, close", are one more row of its kind."""
    label, _, link = block.texts[0]
    kind = block.node.attributes.get("class")
    return (
        bool(kind)
        and not (link or block.menu)
        and label.endswith((":", "："))
        and any(
            one.node.tag == block.node.tag and one.node.attributes.get("class") == kind
            for one in content
        )
    )


def _menus_within(found: list[Block], flags: list[bool], first: int, last: int) -> set[int]:
    """The blocks of menus that stand below a title: many in a row, of links that pages share."""
    menus: set[int] = set()
    run: list[int] = []
    for at in range(first, last + 2):
        if at <= last and (flags[at] or _is_menu(found[at])) and not _heads(found[at]):
            run.append(at)
            continue
        links = sum(_is_menu(found[one]) for one in run)
        shared = sum(flags[one] for one in run)
        if shared >= max(_MENU, _SHARED * len(run)) and links >= _MENU_LINKS * len(run):
            menus.update(run)
        run = []
    return menus


_MENU = 8
"""Blocks that many pages have, at least, of a menu that stands among the content."""
_SHARED = 0.4
"""Share of its blocks that they are: the rest is of this part of the site."""
_MENU_LINKS = 0.75
"""Share of its blocks that are links alone."""


def _section_of_links(found: list[Block], flags: list[bool], last: int) -> int:
    """The last block of links under the heading at `last` or just behind it; `last` for none."""
    heading = last if _heads(found[last]) else last + 1
    if heading >= len(found) or not _heads(found[heading]) or found[heading].menu:
        return last
    end = heading
    while end + 1 < len(found) and not flags[end + 1] and _is_menu(found[end + 1]):
        end += 1
    return end if end > heading else last


def _is_boilerplate(block: Block, known: Boilerplate) -> bool:
    if _is_declared_sentence(block):
        return block.text in known.banners
    total = block.words
    repeated = sum(
        count for text, count, _ in block.texts if text in known.texts and _LETTER.search(text)
    )
    if repeated >= _REPEATED * total:
        return True
    # "Next: Installing": a label that every page has, and the title of another page.
    return bool(repeated) and block.linked + repeated >= _LINKS * total and block.linked > 0


def _goes_on(block: Block, behind: Block) -> bool:
    """Whether a block stands right behind another, and is a sentence or an entry of a list."""
    tag = behind.node.tag
    if behind.menu or tag not in _GOING_ON or 2 * behind.linked > behind.words:
        return False
    if behind.words < _GOING_ON[tag] or _is_imprint(behind):
        return False
    node, before = behind.node, _element_before(behind.node)
    while before is None and node.parent is not None:  # the first entry of the next list
        node = node.parent
        before = _element_before(node)
    # What is right before it holds the block at hand.
    return before is not None and any(each.mem_id == before.mem_id for each in _outward(block.node))


def _element_before(node: LexborNode) -> LexborNode | None:
    before = node.prev
    while before is not None and not before.is_element_node:
        if (before.text_content or "").strip() and before.is_text_node:
            return None
        before = before.prev
    return before


def _is_imprint(block: Block) -> bool:
    return block.words <= _LONGEST_IMPRINT and _IMPRINT.match(block.text) is not None


def _is_menu(block: Block) -> bool:
    return not _heads(block) and block.linked == block.words


def _around_all(root: LexborNode, content: list[Block]) -> LexborNode:
    """The innermost element that all blocks are in."""
    chain = _up_to(root, content[0].node)
    place = {node.mem_id: number for number, node in enumerate(chain)}
    innermost = 0
    for block in content[1:]:
        passed: list[int] = []
        for around in _outward(block.node):
            if around.mem_id in place:
                break
            passed.append(around.mem_id)
        met = place[around.mem_id]
        place.update(dict.fromkeys(passed, met))  # nobody goes the same way twice
        innermost = max(innermost, met)
    return next((node for node in chain[innermost:] if node.tag in _CONTAINERS), root)


def _outward(node: LexborNode) -> Iterator[LexborNode]:
    """A node and those around it, innermost first."""
    yield node
    yield from ancestors(node)


def _up_to(root: LexborNode, node: LexborNode) -> list[LexborNode]:
    """A node and those around it, as far as `root`."""
    chain = [*_outward(node)]
    return chain[: next(n for n, one in enumerate(chain) if one.mem_id == root.mem_id) + 1]


def _handed_down(
    known: dict[int, Fact], node: LexborNode, fact: Callable[[LexborNode, Fact | None], Fact]
) -> Fact:
    """A fact about a node that follows from the node and from the same fact about its parent.

    Args:
        known: the facts that are known, by `mem_id`: each is found out once.
        node: the node.
        fact: tells it of a node, given that of its parent (`None` for the outermost node).
    """
    chain: list[LexborNode] = []
    above: Fact | None = None
    for one in _outward(node):
        if one.mem_id in known:
            above = known[one.mem_id]
            break
        chain.append(one)
    for one in reversed(chain):
        above = known[one.mem_id] = fact(one, above)
    assert above is not None  # noqa: S101 - that of the node itself
    return above


_CONTAINERS = frozenset({"body", "main", "article", "section", "div", "center"})
"""Elements that a player can be put into."""


def _highest(node: LexborNode, content: list[Block], left_out: list[Block]) -> list[LexborNode]:
    """The outermost elements that hold nothing but what is left out."""
    holding = {node.mem_id}
    for block in content:
        for inner in (block.node, *block.inline.values()):  # a `font` may be around all of it
            for around in _outward(inner):
                if around.mem_id in holding:
                    break
                holding.add(around.mem_id)

    def outermost(one: LexborNode, above: LexborNode | None) -> LexborNode:
        parent = one.parent
        return one if above is None or parent is None or parent.mem_id in holding else above

    known: dict[int, LexborNode] = {}
    chosen: dict[int, LexborNode] = {}
    for block in left_out:
        if block.node.mem_id in holding:  # links that nothing but a page's body is around
            for within in block.inline.values():
                # As far out as nothing else is in it: a `font` may be around all of a page.
                inner = _handed_down(known, within, outermost)
                if inner.mem_id not in holding:
                    chosen[inner.mem_id] = inner
            continue
        outer = _handed_down(known, block.node, outermost)
        chosen[outer.mem_id] = outer
    return list(chosen.values())


_BESIDE = frozenset({"header", "footer", "aside", "dialog", "nav"})
"""Elements whose words nobody expects to be the content."""
_BESIDE_NAMES = re.compile(
    r"nav|menu|footer|header|banner|sidebar|toolbar|tool_?tip|crumb|copyright|title", re.IGNORECASE
)
"""And class names and ids that say so of others. Nothing is left out for them: they only keep a
warning from being given."""


def outside(tree: LexborHTMLParser, content: LexborNode, known: Boilerplate) -> tuple[int, str]:
    """What readers see outside the content of a page that is no menu and no boilerplate.

    Returns:
        How many words, and the element that most of them are in.
    """
    if tree.body is None or content.mem_id == tree.body.mem_id:
        return 0, ""
    counts: Counter[str] = Counter()
    around = {node.mem_id for node in ancestors(content)}

    def outermost(one: LexborNode, above: LexborNode | None) -> LexborNode:
        """The outermost element around one that the content is not in as well."""
        return one if above is None or above.mem_id in around else above

    def is_told(one: LexborNode, above: bool | None) -> bool:
        return bool(above) or one.mem_id == content.mem_id or _is_beside(one)

    told: dict[int, bool] = {}
    outer: dict[int, LexborNode] = {}
    for block in blocks(tree.body):
        if block.menu or 2 * block.linked >= block.words or _is_boilerplate(block, known):
            continue
        if _handed_down(told, block.node, is_told):
            continue
        own = _handed_down(outer, block.node, outermost)
        attributes = {name: value or "" for name, value in own.attributes.items()}
        counts[named_element(own.tag or "", attributes)] += block.words
    most = max(counts, key=lambda name: counts[name], default="")
    return sum(counts.values()), most


def _is_beside(node: LexborNode) -> bool:
    if node.tag in _BESIDE:
        return True
    attributes = node.attributes if node.is_element_node and node.tag != "body" else {}
    names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    return _BESIDE_NAMES.search(names) is not None


_NAME = re.compile(r"[a-z][a-z0-9-]*")
"""A tag that a selector can hold as it is, unlike that of `<keeper@example.org>`."""


def selector(node: LexborNode, inside: LexborNode) -> str:
    """A CSS selector of an element, for a document whose body is the inner HTML of another."""
    steps: list[str] = []
    current: LexborNode | None = node
    while current is not None and current.mem_id != inside.mem_id:
        number, before = 1, current.prev
        while before is not None:
            number += before.is_element_node
            before = before.prev
        tag = current.tag if current.tag and _NAME.fullmatch(current.tag) else "*"
        steps.append(f"{tag}:nth-child({number})")
        current = current.parent
    return " > ".join(["body", *reversed(steps)])
