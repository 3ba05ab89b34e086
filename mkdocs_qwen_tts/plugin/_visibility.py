"""Whether readers see a page's content: what they do not see is neither paid for nor published.

Two things are known before anything is spent: that another plugin encrypts a page, and that a
page's template never prints its content. The rest is seen when a page is rendered. It is remembered
in the store, so that the next build knows it too.
"""

from __future__ import annotations

import contextlib
import glob
import re
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from jinja2 import TemplateError, TemplateNotFound, nodes

from mkdocs_qwen_tts._model import digest
from mkdocs_qwen_tts._textfile import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Environment
    from mkdocs.structure.pages import Page

    from mkdocs_qwen_tts._model import Site
    from mkdocs_qwen_tts._store import Store

ENCRYPTED = "another plugin encrypts it, and its narration would tell what it hides"
"""Why a page is left alone that asks for a password."""

NOT_PRINTED = "its template does not show its content"
"""Why a page is left alone whose template prints something else."""

NOT_SEEN = "the finished page did not show its content in the last build"
"""Why a page is left alone that was found to hide its content."""

_ENCRYPTED = ("encryptcontent", "encrypted")
"""Attributes that mkdocs-encryptcontent-plugin 3.1 gives a page before anybody sees its text."""


def is_encrypted(page: Page) -> bool:
    """Whether another plugin encrypts a page, now or when it is rendered."""
    return any(bool(getattr(page, name, None)) for name in _ENCRYPTED)


# ---------------------------------------------------------------- templates


class Templates:
    """Tells of templates whether they print the content of their page."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._known: dict[str, bool] = {}

    def show_content(self, name: str) -> bool:
        """Whether a template prints `page.content`. Where that depends on anything, it does."""
        if name not in self._known:
            try:
                self._known[name] = _Chain(self._environment, name).prints_content()
            except (TemplateError, OSError, RecursionError):
                self._known[name] = True  # MkDocs will say what is wrong with it
        return self._known[name]


class _Chain:
    """A template, those it extends, and the blocks that win."""

    def __init__(self, environment: Environment, name: str) -> None:
        self._environment = environment
        self._blocks: dict[str, list[nodes.Block]] = {}
        """By name, the most derived first."""
        self._seen: set[str] = set()
        self.unsure = False
        self._conditions: set[int] = set()
        """Expressions that are only asked whether they are true."""
        self._root = self._parsed(name)
        while (above := next(self._root.find_all(nodes.Extends), None)) is not None:
            if not isinstance(above.template, nodes.Const):
                self.unsure = True
                break
            self._root = self._parsed(str(above.template.value))

    def _parsed(self, name: str) -> nodes.Template:
        loader = self._environment.loader
        if loader is None or name in self._seen:
            self.unsure = True
            return nodes.Template([])
        self._seen.add(name)
        source, _, _ = loader.get_source(self._environment, name)
        tree = self._environment.parse(source, name)
        for block in tree.find_all(nodes.Block):
            self._blocks.setdefault(block.name, []).append(block)
        return tree

    def prints_content(self) -> bool:
        return self.unsure or any(map(self._is_content, self._printed(self._root))) or self.unsure

    def _printed(self, node: nodes.Node) -> Iterator[nodes.Node]:
        """What is printed below a node: blocks as overridden, and what is included."""
        if isinstance(node, nodes.Block):
            yield from self._of_block(node.name, 0)
            return
        if isinstance(node, nodes.If | nodes.CondExpr):
            self._conditions |= {id(node.test), *map(id, node.test.find_all(_JOINED))}
        yield node
        if isinstance(node, nodes.Include | nodes.Import | nodes.FromImport):
            yield from self._of_others(node.template)
        for child in node.iter_child_nodes():
            yield from self._printed(child)

    def _of_block(self, name: str, level: int) -> Iterator[nodes.Node]:
        found = self._blocks.get(name, [])[level : level + 1]
        for node in (
            inner for block in found for part in block.body for inner in self._printed(part)
        ):
            if _is_call_of(node, "super"):
                yield from self._of_block(name, level + 1)
            yield node

    def _of_others(self, template: nodes.Expr) -> Iterator[nodes.Node]:
        for name in self._named(template):
            if name not in self._seen and self._may_print(name):
                yield from self._printed(self._parsed(name))

    def _named(self, template: nodes.Expr) -> list[str]:
        """The names of the templates that an expression may name."""
        if isinstance(template, nodes.Const):
            return [str(template.value)]
        if isinstance(template, nodes.List | nodes.Tuple):
            return [name for item in template.items for name in self._named(item)]
        if isinstance(template, nodes.CondExpr):
            either = [template.expr1, *([template.expr2] if template.expr2 else [])]
            return [name for item in either for name in self._named(item)]
        if isinstance(template, nodes.Concat):
            first, last = template.nodes[0], template.nodes[-1]
            if isinstance(first, nodes.Const) and isinstance(last, nodes.Const):
                return self._between(str(first.value), str(last.value))
        self.unsure = True
        return []

    def _between(self, start: str, end: str) -> list[str]:
        """The templates whose names begin and end so: one for each language, say, or icon."""
        if end == ".svg":  # themes have thousands of them, and they are pictures
            return []
        folder, _, prefix = start.rpartition("/")
        places = [
            Path(place, folder) for place in getattr(self._environment.loader, "searchpath", ())
        ]
        return [
            f"{folder}/{file.name}" if folder else file.name
            for place in places
            if place.is_dir()
            for file in sorted(place.glob(f"{glob.escape(prefix)}*{glob.escape(end)}"))
        ]

    def _may_print(self, name: str) -> bool:
        """Whether it is worth while to look closer."""
        loader = self._environment.loader
        if loader is None:
            return True
        try:
            source, _, _ = loader.get_source(self._environment, name)
        except TemplateNotFound:  # `ignore missing`, or none of several
            return False
        return "content" in source or "include" in source or "import" in source or "(page" in source

    def _is_content(self, node: nodes.Node) -> bool:
        """Whether this is `page.content`, or hands the whole page on, so that it may be printed."""
        if isinstance(node, nodes.Getattr):
            return node.attr == "content" and _is_page(node.node)
        if isinstance(node, nodes.Getitem):
            other = isinstance(node.arg, nodes.Const) and node.arg.value != "content"
            return _is_page(node.node) and not other
        if isinstance(node, _ASKING) or id(node) in self._conditions:
            return False
        return any(map(_is_page, node.iter_child_nodes()))


_JOINED = (nodes.And, nodes.Or, nodes.Not)
_ASKING = (nodes.Output, nodes.If, nodes.Test, nodes.Compare, nodes.Operand, nodes.Not)
"""What a page may stand in without being handed on; printed as it is, it is its title."""


def _is_page(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "page"


def _is_call_of(node: nodes.Node, name: str) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == name
    )


# ---------------------------------------------------------------- what finished pages showed


_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff]{2}")
_SAMPLE = 40
"""Words by which a page's content is known again."""
_KEPT = 0.5
"""Share of them that a page shows at least, if it shows its content."""


class Visibility:
    """Knows of one build which pages show their content."""

    def __init__(self, environment: Environment, store: Store, site: Site) -> None:
        self._templates = Templates(environment)
        self._store = store
        self._site = site
        self._samples: dict[str, tuple[str, ...]] = {}
        """By URL, words of the content of pages that are watched."""
        self._left: dict[str, str] = {}
        """By URL, the content of a page as the plugin left it."""
        self._unseen: set[str] = set()
        """URLs of those that are as they were."""
        self._hiding = self._read()
        """By URL, the pages that an earlier build found to hide their content, as they were."""

    def why_withheld(self, page: Page) -> str:
        """Why readers will not see a page's content, as far as is known before it is rendered."""
        if is_encrypted(page):
            return ENCRYPTED
        template = page.meta.get("template")
        if template and not self._templates.show_content(str(template)):
            return NOT_PRINTED
        if page.url in self._hiding and self._hiding[page.url] == _made_from(page):
            if not self._unseen:  # a note that no build writes anew is swept some day
                self._write(self._hiding)
            self._unseen.add(page.url)
            self.watch(page)
            return NOT_SEEN
        return ""

    def watch(self, page: Page) -> None:
        """Remember what the content of a page is, to know it again."""
        content = page.content or ""
        places = range(0, len(content), max(1, len(content) // _SAMPLE))
        found = (_WORD.search(content, place) for place in places)
        self._samples[page.url] = tuple(dict.fromkeys(word[0] for word in found if word))

    def leave(self, page: Page) -> None:
        """Remember the content of a page as it is now. `is_as_left` knows it, once."""
        self._left[page.url] = page.content or ""

    def is_as_left(self, page: Page) -> bool:
        """Whether nobody has changed the content of a page: what is there need not be searched."""
        left = self._left.pop(page.url, None)
        return left is not None and left is page.content

    def is_shown(self, page: Page, html: str) -> bool:
        """Whether some HTML shows most of the content of a page that is watched."""
        sample = self._samples.get(page.url, ())
        enough = ceil(_KEPT * len(sample))
        place = 0
        for word in sample:
            if not enough:
                break
            # A page shows them in this order, as a rule: it is gone through once.
            found = html.find(word, place)
            if found < 0:
                found = html.find(word, 0, place + len(word))
            if found >= 0:
                place = found
                enough -= 1
        return not enough

    def is_back(self, page: Page, html: str) -> bool:
        """Whether a page that hid its content shows it again. The next build knows."""
        if page.url not in self._unseen or not self.is_shown(page, html):
            return False
        hiding = self._read()  # the build of another locale may have added to it
        hiding.pop(page.url, None)
        self._write(hiding)
        return True

    def forget(self, pages: Iterable[Page]) -> None:
        """Have the next builds know that pages hide their content."""
        self._write(self._read() | {page.url: _made_from(page) for page in pages})

    def _write(self, hiding: dict[str, str]) -> None:
        self._store.put_note(self._name, _HIDING, msgspec.json.encode(hiding))

    def _read(self) -> dict[str, str]:
        note = self._store.note(self._name, _HIDING)
        with contextlib.suppress(*UNREADABLE):
            return msgspec.json.decode(note or b"{}", type=dict[str, str])
        return {}

    @property
    def _name(self) -> str:
        return digest(["pages that hide their content", self._site.digest])


_HIDING = digest(["pages that hide their content", 1])
"""What their note is made from."""


def _made_from(page: Page) -> str:
    """What may change whether a page is seen: its front matter, which names its template."""
    return digest(sorted((str(key), str(value)) for key, value in page.meta.items()))
