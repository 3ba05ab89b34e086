"""The content of pages in a folder of built HTML, whatever generator built it."""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import tokens
from mkdocs_qwen_tts._model import SourcePage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTAINERS = (
    r'<article[^>]*class="?[^">]*md-content__inner',  # Material, Zensical
    r'<div[^>]*class="[^"]*theme-doc-markdown',  # Docusaurus
    r'<article[^>]*id="furo-main-content"',  # Furo
    r'<div[^>]*itemprop="articleBody"',  # Sphinx's and MkDocs' readthedocs
    r'<div[^>]*role="main"',  # MkDocs
    r"<main\b",
    r"<article\b",
    r"<body\b",
)


def content(page: str) -> str | None:
    """The inner HTML of the element that holds the prose of a page, byte for byte."""
    for pattern in CONTAINERS:
        found = re.search(pattern, page)
        if found:
            return _inside(page, found.start())
    return None


def _inside(page: str, start: int) -> str:
    depth, begin, name = 0, 0, ""
    for token in tokens(page):
        if token.start < start:
            continue
        if not name:
            name, begin = token.name, token.end
        if token.name == name:
            depth += {"start": 1, "end": -1}[token.kind]
            if depth == 0:
                return page[begin : token.start]
    return page[begin:]


def pages(folder: Path) -> Iterator[SourcePage]:
    """Every page of a built site, in order of its path."""
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text("utf-8")
        inner = content(text)
        if inner is None:
            continue
        language = re.search(r'<html[^>]*\slang="?([\w-]+)', text)
        title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
        yield SourcePage(
            str(path.relative_to(folder)),
            entities.unescape(title[1]).strip() if title else "",
            language[1] if language else None,
            inner,
        )
