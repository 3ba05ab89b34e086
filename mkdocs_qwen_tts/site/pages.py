"""The pages of a built site: which files they are, and what of each file is content."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pathspec
import yaml
from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts import inject
from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.model import SourcePage
from mkdocs_qwen_tts.site import content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_qwen_tts.site.config import SiteConfig
    from mkdocs_qwen_tts.site.content import Content

AUDIO_FOLDER = "assets/narration"

PAGE_LIMIT = 32 * 1024 * 1024
"""Bytes; a larger file is a data dump, not a page somebody listens to."""

DRAWN_WHOLE = "self.__next_f"
"""What tells that React takes over the document itself, so that no place in it is safe: the App Router of Next.js."""

GENERATED = (
    "404.html",
    "404/index.html",
    "/search.html",
    "/search/index.html",
    "/genindex*.html",
    "/py-modindex.html",
    "/print.html",
    "/print_page/",
    "/toc.html",
    "_modules/",
    "_static/",
    "_sources/",
    "node_modules/",
    f"/{AUDIO_FOLDER}/",
)
"""What generators write beside the pages, as gitignore patterns: error pages, indexes, search, the whole book on one
page. A pattern of `exclude` that begins with `!` brings one back."""


@dataclass(frozen=True)
class BuiltPage:
    """One page of a built site, as its generator wrote it."""

    path: str
    """Relative to the site's root, with slashes."""
    document: str
    """The whole file, without an earlier narration."""
    content: Content
    source: SourcePage

    @property
    def root(self) -> str:
        """Relative URL from the page to the site's root: `../../`, or nothing."""
        return "../" * self.path.count("/")


@dataclass(frozen=True)
class NotAPage:
    """A file that is not narrated."""

    path: str
    why: str = ""
    """What its author may want to know; empty where it needs no telling: a redirect, an empty shell."""
    document: str | None = None
    """The file as its generator wrote it, where an earlier run has narrated it."""


def paths(root: Path) -> Iterator[str]:
    """The HTML files of a site, relative to its root, sorted: a folder's own page, then what is in it.

    Raises:
        ConfigurationError: there is no such folder.
    """
    if not root.is_dir():
        raise ConfigurationError("SITE_DIR", f"there is no folder {root}; build the site first.")
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if here == "." else f"{here}/"
        for name in sorted(files, key=lambda name: (name != "index.html", name)):
            if name.endswith((".html", ".htm")):
                yield prefix + name


def read(root: Path, path: str, config: SiteConfig) -> BuiltPage | NotAPage:
    """Read a page.

    Args:
        root: the site's folder.
        path: relative to it.
        config: the site's.

    Raises:
        ConfigurationError: the selector of the content, or what the page says of its narration, is wrong.
    """
    generated = _is_generated(path, config.settings.exclude)
    try:
        written = _text(root / path)
    except OSError as error:
        return NotAPage(path, f"it cannot be read: {error.strerror}")
    except ValueError as error:
        return NotAPage(path, "" if generated else str(error))
    document = inject.remove(written)
    changed = None if document == written else document
    if generated:
        return NotAPage(path, document=changed)
    found, why = _found(document, config)
    if found is None:
        return NotAPage(path, why, changed)
    wishes = _wishes(path, document)
    if wishes is False:
        return NotAPage(path, document=changed)
    source = SourcePage(
        key=url_of(path),
        title=found.title,
        language=found.language,
        html=document[found.start : found.end],
        overrides=_with_skips(wishes, found, config),
        source=path,
    )
    return BuiltPage(path, document, found, source)


def _found(document: str, config: SiteConfig) -> tuple[Content | None, str]:
    """The content of a page, or why there is none, where that needs telling."""
    if DRAWN_WHOLE in document:
        return (
            None,
            "its own script draws the whole document, and would take the player out (App Router of Next.js)",
        )
    found = content.find(document, config.content)
    return found, f"nothing in it matches {config.content!r}" if config.content else ""


def _text(path: Path) -> str:
    """What a file holds, every line ending as it is.

    Raises:
        OSError: it cannot be read.
        ValueError: it is none that a person wrote to be read.
    """
    with path.open("rb") as file:
        data = file.read(PAGE_LIMIT + 1)
    if len(data) > PAGE_LIMIT:
        raise ValueError(f"it is larger than {PAGE_LIMIT // 1024 // 1024} MiB")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8; have its generator write UTF-8") from None


def _is_generated(path: str, exclude: tuple[str, ...]) -> bool:
    """Whether a file is one of `GENERATED`; what the settings exclude besides is told as any page's reason is."""
    return _patterns((*GENERATED, *exclude)).match_file(path) and not _patterns(exclude).match_file(path)


@cache
def _patterns(lines: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    return pathspec.GitIgnoreSpec.from_lines(lines)


def url_of(path: str) -> str:
    """The page's address below the site's root: `guide/index.html` is `guide/`."""
    return path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path


def _wishes(path: str, document: str) -> Mapping[str, Any] | bool:
    """What `<meta name="narration" content="…">` says, which is to a built page what front matter is to a source."""
    if '"narration"' not in document and "=narration" not in document:
        return {}
    tag = _tree_of_head(document).css_first("meta[name=narration]")
    if tag is None:
        return {}
    text = tag.attributes.get("content") or ""
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError:
        said = text
    if said is None or isinstance(said, (bool, Mapping)):
        return {} if said in (None, True) else said
    raise ConfigurationError(
        f"{path}: narration", f"expected false or a mapping of options in the meta tag, found {text!r}."
    )


def _tree_of_head(document: str) -> LexborHTMLParser:
    return LexborHTMLParser(document[: document.find("</head>") if "</head>" in document else None])


def _with_skips(wishes: Mapping[str, Any] | bool, found: Content, config: SiteConfig) -> Mapping[str, Any]:
    """The page's own options, and what of its generator's furniture is not to be spoken."""
    overrides = dict(wishes) if isinstance(wishes, Mapping) else {}
    if found.skip:
        prose = overrides.get("prose")
        prose = dict(prose) if isinstance(prose, Mapping) else {}
        own = prose.get("skip", config.settings.prose.skip)
        own = own.splitlines() if isinstance(own, str) else own
        prose["skip"] = [*own, *(selector for selector in found.skip if selector not in own)]
        overrides["prose"] = prose
    return overrides
