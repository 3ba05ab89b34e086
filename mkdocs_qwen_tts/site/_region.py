"""Where the content of a page is, by what repeats across its site."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from mkdocs_qwen_tts._prose.coverage import named_element
from mkdocs_qwen_tts.site._blocks import Block, blocks, heads
from mkdocs_qwen_tts.site._boilerplate import FEWEST, Boilerplate, is_declared_sentence
from mkdocs_qwen_tts.site._declared import ancestors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selectolax.lexbor import LexborHTMLParser, LexborNode


Fact = TypeVar("Fact")
"""What is known of a node."""
_LETTER = re.compile(r"[^\W\d_]")
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
LINKS = 0.7
"""Share of a block's words that are links, if it is a menu."""
_REPEATED = 0.6
"""Share of a block's words that stand on other pages too, if it is what every page shows."""


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
    said = [block.text for block in found if is_declared_sentence(block)]
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
    while first > 0 and heads(found[first - 1]) and not found[first - 1].menu:
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
        and (at > own or block.text not in known.banners or heads(block) or _is_in_note(block))
    ]


def _is_in_note(block: Block) -> bool:
    """Whether a block is part of a note, whose title would fall upon the sentence behind it."""
    return any(
        not _NOTES.isdisjoint((around.attributes.get("class") or "").split())
        or around.attributes.get("role") == "note"
        for around in islice(_outward(block.node), _NEAR)
    )


_NOTES = frozenset({"admonition", "callout", "note", "tip", "hint", "warning", "caution", "danger"})
_NEAR = 4
"""Elements around a block, itself the first, among which a note is."""


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
        if at <= last and (flags[at] or _is_menu(found[at])) and not heads(found[at]):
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
    heading = last if heads(found[last]) else last + 1
    if heading >= len(found) or not heads(found[heading]) or found[heading].menu:
        return last
    end = heading
    while end + 1 < len(found) and not flags[end + 1] and _is_menu(found[end + 1]):
        end += 1
    return end if end > heading else last


_SEE_ALSO = re.compile(
    r"\W*(?:see also|siehe auch|voir aussi|véase también|vedi anche|veja também|см\. также"
    r"|参见|另请参阅|関連項目)"
)
"""How a page says what else to read of what it is about."""


def _is_boilerplate(block: Block, known: Boilerplate) -> bool:
    if is_declared_sentence(block) or _SEE_ALSO.match(block.texts[0][0]):
        return block.text in known.banners
    total = block.words
    repeated = sum(
        count for text, count, _ in block.texts if text in known.texts and _LETTER.search(text)
    )
    if repeated >= _REPEATED * total:
        return True
    # "Next: Installing": a label that every page has, and the title of another page.
    return bool(repeated) and block.linked + repeated >= LINKS * total and block.linked > 0


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
    return not heads(block) and block.linked == block.words


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
    # What stands outside `node` has no such element: its outermost is around `node`.
    return [
        each
        for each in chosen.values()
        if each.parent is not None and each.parent.mem_id in holding
    ]


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
