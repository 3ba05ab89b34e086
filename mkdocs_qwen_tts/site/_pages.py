"""The pages of a built site: which files they are, and what of each file is content."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin, urlsplit

import pathspec
import yaml
from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._html import remove
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import language
from mkdocs_qwen_tts._quotation import BEYOND_YAML, printable, shown
from mkdocs_qwen_tts.site import _boilerplate as boilerplate
from mkdocs_qwen_tts.site import _content as content
from mkdocs_qwen_tts.site._content import NoContent
from mkdocs_qwen_tts.site._encoding import Encoding, decoded_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mkdocs_qwen_tts.site._config import SiteConfig
    from mkdocs_qwen_tts.site._content import Content

PAGE_LIMIT = 8 * 1024 * 1024
"""Bytes; a larger file is a data dump, not a page somebody listens to: this is a hundred hours of
speech.

One at the limit takes a minute and some hundred megabytes to read."""

_TOO_LARGE = f"it is larger than {PAGE_LIMIT // 1024 // 1024} MiB"

DRAWN_WHOLE = re.compile(r"<script[^<>]*>\(?self\.__next_f\b")
"""What tells that React takes over the document itself, so that no place in it is safe: the App
Router of Next.js."""

SOMEWHERE = "https://site.invalid/"
"""Stands for the address of a site that has not told its own."""

_WISHES = re.compile(r"\bname\s*=\s*[\"']?\s*narration\b", re.IGNORECASE)
"""What every page with wishes of its own has in it; few others have."""

_BASE = re.compile(r"<base[\s/]", re.IGNORECASE)

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
    f"/{player.FOLDER}/",
)
"""What generators write beside the pages, as gitignore patterns: error pages, indexes, search, the
whole book on one page. A pattern of `exclude` that begins with `!` brings one back."""


@dataclass(frozen=True)
class BuiltPage:
    """One page of a built site, as its generator wrote it."""

    path: str
    """Relative to the site's root, with slashes."""
    document: str
    """The whole file, without an earlier narration."""
    encoding: Encoding
    """That of the file."""
    content: Content
    source: SourcePage
    root: str
    """URL of the site's root as the page has to write it: `../../`, or nothing."""


@dataclass(frozen=True)
class NotAPage:
    """A file that is not narrated."""

    path: str
    why: str = ""
    """What its author may want to know; empty where it needs no telling: a redirect, an empty
    shell."""
    document: bytes | None = None
    """The file as its generator wrote it, where an earlier run has narrated it."""


def paths(root: Path, config: SiteConfig) -> Iterator[str]:
    """The HTML files of a site, relative to its root; a folder's own page comes first.

    Raises:
        ConfigurationError: there is no such folder, or no page in it.
    """
    if not root.is_dir():
        raise ConfigurationError("SITE_DIR", f"there is no folder {root}; build the site first.")
    found = False
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = os.path.relpath(folder, root).replace(os.sep, "/")
        prefix = "" if here == "." else f"{here}/"
        for name in sorted(files, key=lambda name: (name != "index.html", name)):
            if name.endswith((".html", ".htm")):
                found = True
                if config.pages is None or prefix + name in config.pages:
                    yield prefix + name
    if not found:  # or a build that failed would pass for a site that has lost all its pages
        raise ConfigurationError(
            "SITE_DIR", f"there is no HTML file in {root}; build the site first."
        )


def read_page(root: Path, path: str, config: SiteConfig) -> BuiltPage | NotAPage:
    """Read a page.

    Args:
        root: the site's folder.
        path: relative to it.
        config: the site's.

    Raises:
        ConfigurationError: the selector of the content is wrong.
    """
    generated = _is_generated(path, config.settings.exclude)
    try:
        written, encoding = _text(root / path)
        document = _without_narration(written)
    except OSError as error:
        return NotAPage(path, f"it cannot be read: {error.strerror}")
    except ValueError as error:
        return NotAPage(path, "" if generated else str(error))
    changed = None if document == written else document.encode(encoding.name)
    if generated:
        return NotAPage(path, document=changed)
    found = _found(document, config)
    if isinstance(found, NoContent):
        return NotAPage(path, found.why, changed)
    wishes, wrong = _wishes(path, document)
    if wishes is False:
        return NotAPage(path, document=changed)
    source = SourcePage(
        key=url_of(path),
        title=found.title,
        language=found.language or _language_of_site(document, found, config),
        html=document[found.start : found.end],
        overrides=_with_skips(wishes, found, config),
        source=path,
        generator=found.family,
        unread=found.unread,
        unread_in=found.unread_in,
        wrong=wrong,
    )
    return BuiltPage(path, document, encoding, found, source, _root(path, document, config.url))


_SHORT = 20_000
"""Characters of HTML beyond which a page has words enough to tell its language by itself."""


def _language_of_site(document: str, found: Content, config: SiteConfig) -> str | None:
    """The language of the site, for a page that declares none and is too short to tell it."""
    known = config.boilerplate.language if config.boilerplate is not None else ""
    if known in {"", language.FALLBACK} or found.end - found.start > _SHORT:
        return None
    tree = LexborHTMLParser(document[found.start : found.end])
    words = tree.body.text(separator=" ") if tree.body is not None else ""
    return None if language.told(f"{found.title} {words}") else known


def sources(root: Path, config: SiteConfig) -> tuple[list[SourcePage], list[str]]:
    """All pages of a site, as they are read, and why files that look like pages are none.

    Args:
        root: the site's folder.
        config: the site's.

    Raises:
        ConfigurationError: as `read` and `paths` raise it.
    """
    config = compared(root, config)
    found: list[SourcePage] = []
    unread: dict[str, list[str]] = {}
    for path in paths(root, config):
        page = read_page(root, path, config)
        if isinstance(page, BuiltPage):
            found.append(page.source)
        elif page.why:
            unread.setdefault(page.why, []).append(path)
    return found, [left_alone(why, those) for why, those in unread.items()]


FILES_NAMED = 5
"""Files that one message names."""


def left_alone(why: str, those: Sequence[str]) -> str:
    """One message about all files that are not narrated for the same reason."""
    more = f" and {len(those) - FILES_NAMED} more" if len(those) > FILES_NAMED else ""
    named = ", ".join(printable(path, lines=False) for path in those[:FILES_NAMED])
    return f"{named}{more} {'is' if len(those) == 1 else 'are'} not narrated: {why}."


def compared(root: Path, config: SiteConfig) -> SiteConfig:
    """The configuration, with what the pages of this site have in common.

    Args:
        root: the site's folder.
        config: the site's. Unchanged where it names the content, or where the site was compared.

    Raises:
        ConfigurationError: there is no such folder, or no page in it.
    """
    if config.content is not None or config.boilerplate is not None:
        return config
    every = [
        path for path in paths(root, config) if not _is_generated(path, config.settings.exclude)
    ]
    documents = (_readable(root / path) for path in boilerplate.sample(every))
    return replace(config, boilerplate=boilerplate.learn(filter(None, documents)))


def _readable(path: Path) -> str:
    """A page as its generator wrote it; nothing where it cannot be read, which `read` reports."""
    try:
        return _without_narration(_text(path)[0])
    except (OSError, ValueError):
        return ""


def _found(document: str, config: SiteConfig) -> Content | NoContent:
    """The content of a page, or why there is none, where that needs telling."""
    if DRAWN_WHOLE.search(document):
        return NoContent(
            "its own script draws the whole document, and would take the player out (App Router "
            "of Next.js)"
        )
    return content.find(document, config.content, config.boilerplate)


def _text(path: Path) -> tuple[str, Encoding]:
    """What a file holds, every line ending as it is, and its encoding.

    Raises:
        OSError: it cannot be read.
        ValueError: it is none that a person wrote to be read.
    """
    if not stat.S_ISREG(path.stat().st_mode):  # whoever opens a pipe waits for its other end
        raise ValueError("it is no file")
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError:  # no URL, record or message can hold it
        raise ValueError("its name is not UTF-8") from None
    with path.open("rb") as file:
        data = file.read(2 * PAGE_LIMIT + 1)
    if len(data) > 2 * PAGE_LIMIT:
        raise ValueError(_TOO_LARGE)
    return decoded_document(data)


def _without_narration(written: str) -> str:
    """A page as its generator wrote it. Size limits count this, not our player.

    Raises:
        ValueError: it is too large.
    """
    document = remove(written)
    if len(document.encode("utf-8")) > PAGE_LIMIT:
        raise ValueError(_TOO_LARGE)
    return document


def _is_generated(path: str, exclude: tuple[str, ...]) -> bool:
    """Whether a file is one of `GENERATED`; other exclusions are reported page by page."""
    return _patterns((*GENERATED, *exclude)).match_file(path) and not _patterns(exclude).match_file(
        path
    )


@cache
def _patterns(lines: tuple[str, ...]) -> pathspec.GitIgnoreSpec:
    return pathspec.GitIgnoreSpec.from_lines(lines)


def url_of(path: str) -> str:
    """The page's address below the site's root: `guide/index.html` is `guide/`."""
    return path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path


def _wishes(path: str, document: str) -> tuple[Mapping[str, Any] | bool, str]:
    """What `<meta name="narration" content="…">` says: a built page's front matter.

    And what is wrong with it, or an empty text: such a tag may be somebody else's.
    """
    if not _WISHES.search(document):
        return {}, ""
    tag = LexborHTMLParser(document).css_first("head meta[name=narration i]")
    if tag is None:
        return {}, ""
    text = tag.attributes.get("content") or ""
    try:
        said = yaml.safe_load(text)
    except (yaml.YAMLError, *BEYOND_YAML):
        said = text
    if said is None or isinstance(said, (bool, Mapping)):
        return ({} if said in (None, True) else said), ""
    return {}, (
        f"{path}: narration: expected false or a mapping of options in the meta tag, found "
        f"{shown(text)}."
    )


def _root(path: str, document: str, site_url: str) -> str:
    """The URL of the site's root, relative to the page or to its `<base>`."""
    up = "../" * path.count("/")
    tag = LexborHTMLParser(document).css_first("base[href]") if _BASE.search(document) else None
    if tag is None:
        return up
    try:
        return _from(tag.attributes.get("href") or "", path, site_url)
    except ValueError:  # no address at all, which browsers pass over
        return up


def _from(base: str, path: str, site_url: str) -> str:
    """The URL of the site's root below an address that a page gives as its base."""
    base = base.strip()
    if not site_url and (base.startswith("/") or urlsplit(base).scheme):
        return ""  # such a base says where a site lies that is not at its host's root
    origin = site_url or SOMEWHERE
    folder = urljoin(urljoin(urljoin(origin, quote(url_of(path))), base), ".")
    return "../" * folder[len(origin) :].count("/") if folder.startswith(origin) else origin


def _with_skips(
    wishes: Mapping[str, Any] | bool, found: Content, config: SiteConfig
) -> Mapping[str, Any]:
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
