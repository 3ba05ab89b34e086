"""What extensions of Sphinx put around content, and headings that head nothing that is read."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.rules.footnote import holds_notes
from mkdocs_qwen_tts._prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element

_PLOT = frozenset({"source code", "png", "hires.png", "svg", "pdf", "eps", "ps"})
"""What the links to a plot of Matplotlib and to its source are called."""
_FEW = 12
"""Pieces of such a row of links, at most."""
_AROUND_LINKS = "(), \n"


def _leads_to_plot(element: Element) -> bool:
    """Whether a paragraph holds nothing but links to a plot: "(Source code, png, pdf)"."""
    pieces = element.children
    if len(pieces) > _FEW or not isinstance(pieces[0] if pieces else None, str):
        return False
    if any(isinstance(piece, str) and piece.strip(_AROUND_LINKS) for piece in pieces):
        return False
    links = list(element.elements())
    return bool(links) and all(
        link.tag == "a" and link.text.strip().casefold() in _PLOT for link in links
    )


def _heads_nothing(element: Element) -> bool:
    """Whether a section holds nothing but a list of other pages, of notes or of sources."""
    section = element.parent
    if section is None or not (section.tag == "section" or "section" in section.classes):
        return False
    parts = [
        part
        for part in islice(section.elements(), _FEW)
        if part is not element and (part.tag != "span" or part.text.strip())
    ]
    return bool(parts) and all(
        "toctree-wrapper" in part.classes or holds_notes(part) for part in parts
    )


RULES = (
    # the text of a link that covers a whole card, which sphinx-design's style sheet hides
    rule(skip, "a", "sd-hide-link-text"),
    rule(skip, "p", where=_leads_to_plot, generators="sphinx"),
    rule(skip, "h2 h3 h4 h5 h6", where=_heads_nothing, generators="sphinx"),
)
