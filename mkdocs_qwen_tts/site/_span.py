"""Where an element begins and ends in the text of a page.

The tree that browsers build tells what is inside an element; where that stands in the text is asked
of the same tree, by marks put around the place where it should be. Nothing is written back from a
tree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts._html.tags import RAW_TEXT, VOID, Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

_MARK = "data-narration-place"
_BEFORE, _BEHIND = "narration-place-before", "narration-place-behind"


def inner(document: str, tree: LexborHTMLParser, node: LexborNode) -> tuple[int, int] | None:
    """Offsets of an element's inner HTML.

    Args:
        document: the whole page.
        tree: what `document` was parsed into.
        node: the element, of that tree.

    Returns:
        `None` where the tree and the text do not agree on them, and for an element whose content
        holds no elements.
    """
    tag = node.tag or ""
    if not tag or tag in VOID or tag in RAW_TEXT:
        return None
    number = _number(tree, node)
    return _balanced(document, tag, number) or _marked(document, tag, number)


def start_tag(document: str, tree: LexborHTMLParser, node: LexborNode) -> Token | None:
    """The start tag of the element with an id; `None` where it is not surely found."""
    number, name = _number(tree, node), node.attributes.get("id")
    token = next((t for n, t in enumerate(_starts(document, node.tag or "")) if n == number), None)
    return token if token and name and name in document[token.name_end : token.end] else None


def void_element(document: str, tree: LexborHTMLParser, node: LexborNode) -> int | None:
    """Where the tag of an element without content begins, as `hr`; `None` where it is not sure."""
    starts = list(_starts(document, node.tag or ""))
    fits = len(starts) == len(tree.css(node.tag or "*"))
    return starts[_number(tree, node)].start if fits else None


def _number(tree: LexborHTMLParser, node: LexborNode) -> int:
    """Which of the elements of its name this is."""
    same = enumerate(tree.css(node.tag or "*"))
    return next(number for number, other in same if other.mem_id == node.mem_id)


def _balanced(document: str, tag: str, number: int) -> tuple[int, int] | None:
    """The usual case: the paired end tag ends the element, and the tree agrees."""
    begin = next((t for n, t in enumerate(_starts(document, tag)) if n == number), None)
    if begin is None:
        return None
    end = _pair(document, tag, begin)
    if end is None:
        return None
    tree = LexborHTMLParser(
        f'{document[: begin.name_end]} {_MARK}="0"'
        f"{document[begin.name_end : end.start]}<!--{_BEFORE}-->"
        f"{document[end.start : end.end]}<!--{_BEHIND}-->{document[end.end :]}"
    )
    found = tree.css(tag)
    node = found[number] if number < len(found) else None
    if node is None or node.attributes.get(_MARK) != "0" or not _is(node.next, _BEHIND):
        return None
    last: LexborNode | None = node
    while last is not None and last.last_child is not None:
        last = last.last_child
    return (begin.end, end.start) if _is(last, _BEFORE) else None


def _starts(document: str, tag: str) -> Iterator[Token]:
    only = frozenset({tag})
    return (
        token
        for token in tokens(document, only=only)
        if token.kind == "start" and token.name == tag
    )


def _pair(document: str, tag: str, begin: Token) -> Token | None:
    depth = 0
    for token in tokens(document[begin.end :], only=frozenset({tag}), ends=True):
        if token.name != tag:
            continue
        if token.kind == "start":
            depth += 1
        elif depth:
            depth -= 1
        else:
            return token._replace(
                start=token.start + begin.end,
                name_end=token.name_end + begin.end,
                end=token.end + begin.end,
            )
    return None


def _is(node: LexborNode | None, comment: str) -> bool:
    return node is not None and node.is_comment_node and node.comment_content == comment


def _marked(document: str, tag: str, number: int) -> tuple[int, int] | None:
    """The other cases: every tag is marked, and the tree says which are inside."""
    found = [token for token in tokens(document) if token.kind != "comment"]
    tree = LexborHTMLParser(_with_marks(document, found))
    nodes = tree.css(tag)
    if number >= len(nodes):
        return None
    node = nodes[number]
    outside, inside = _marks(tree, node)
    own = node.attributes.get(_MARK)
    if own is None:  # no start tag in the text: the parser put in a `body` by itself
        first = min(inside, default=None)
        before = max((mark for mark in outside if first is None or mark < first), default=None)
        start = 0 if before is None else found[before // 2].end
        begin = -1 if before is None else before
    else:
        begin = int(own)
        start = found[begin // 2].end
    last = max(inside, default=begin)
    if any(mark <= begin for mark in inside) or any(begin < mark < last for mark in outside):
        return None
    behind = min((mark for mark in outside if mark > last), default=None)
    return start, len(document) if behind is None else found[behind // 2].start


def _with_marks(document: str, found: list[Token]) -> str:
    """Token N is marked 2N; the place behind an end tag 2N + 1."""
    pieces: list[str] = []
    done = 0
    for number, token in enumerate(found):
        if token.kind == "start":
            pieces += document[done : token.name_end], f' {_MARK}="{2 * number}"'
            done = token.name_end
            continue
        pieces.append(document[done : token.start])
        if token.name not in RAW_TEXT:
            pieces.append(f"<!--{_MARK}{2 * number}-->")
        pieces += document[token.start : token.end], f"<!--{_MARK}{2 * number + 1}-->"
        done = token.end
    return "".join((*pieces, document[done:]))


def _marks(tree: LexborHTMLParser, content: LexborNode) -> tuple[set[int], set[int]]:
    """The marks outside an element, its own among them, and those inside."""
    outside: set[int] = set()
    inside: set[int] = set()
    stack: list[tuple[LexborNode | None, bool]] = [(tree.root.parent if tree.root else None, False)]
    while stack:
        node, within = stack.pop()
        while node is not None:
            mark = _mark(node)
            if mark is not None:
                (inside if within else outside).add(mark)
            if node.first_child is not None:
                stack.append((node.next, within))
                within = within or node.mem_id == content.mem_id
                node = node.first_child
            else:
                node = node.next
    return outside, inside


def _mark(node: LexborNode) -> int | None:
    if node.is_comment_node:
        text = node.comment_content or ""
        value: str | None = text.removeprefix(_MARK) if text.startswith(_MARK) else None
    else:
        value = node.attributes.get(_MARK) if node.is_element_node else None
    return int(value) if value and value.isdecimal() else None
