"""What every page of a site shows: menus, headers, footers, banners, "Previous" and "Next".

The pages of a known generator say where their content is. Of others, it is found out: what stands
on most pages of a site, at the beginning or the end of a page, is no page's content (template
detection). Links alone, before the first sentence or after the last one, are a menu even where the
site has a single page (link density, as in boilerpipe; Kohlschütter 2010).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts._html.parsable import why_unparsable
from mkdocs_qwen_tts._prose.language import told
from mkdocs_qwen_tts.site._blocks import Block, blocks, heads
from mkdocs_qwen_tts.site._declared import parts_of_title
from mkdocs_qwen_tts.site._generator import generator_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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
        free = [block for block in found if not is_declared_sentence(block)]
        texts.update({text for block in free for text, _, _ in block.texts})
        banners.update({b.text for b in free if b.words >= _SENTENCE and _may_be_banner(b)})
        declared.update({block.text for block in found if is_declared_sentence(block)})
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
    return not heads(block) and block.node.tag not in {"li", "dt", "dd"}


def is_declared_sentence(block: Block) -> bool:
    """Whether this is a sentence, not a menu, in an element that says it is content."""
    return block.declared and not block.linked and not heads(block) and block.words >= _SENTENCE


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
