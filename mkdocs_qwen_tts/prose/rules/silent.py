"""What is never spoken: machinery, controls, and ways around the page."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from mkdocs_qwen_tts.prose.rules.rule import rule, skip

if TYPE_CHECKING:
    from mkdocs_qwen_tts.prose.dom import Element

_SETTING = re.compile(r"[\w-]+:(?: |$)|\s*- |\s+\S")
_ROLES = frozenset(
    {"navigation", "search", "toolbar", "menu", "menubar", "presentation-only", "status", "tooltip"}
)


def _is_control(element: Element) -> bool:
    return element.get("role") in _ROLES


def _is_front_matter(element: Element) -> bool:
    """Whether this is front matter that nobody took off: Markdown makes a rule and a heading."""
    root = element.parent
    if root is None or root.parent is not None:
        return False
    first = list(islice(root.elements(), 2))
    return (
        len(first) > 1
        and first[0].tag == "hr"
        and first[1] is element
        and all(_SETTING.match(line) for line in element.text.strip().splitlines())
    )


RULES = (
    rule(skip, "h2 p", where=_is_front_matter),
    rule(skip, "script style template noscript link meta base head title datalist dialog rt rp"),
    rule(skip, "button input select textarea option optgroup progress meter form fieldset output"),
    rule(skip, "del s strike"),  # struck out: it is no longer said
    rule(skip, "nav area map param source track wbr col colgroup"),
    rule(skip, "qwen-narration"),
    rule(skip, "div", "narration-pages"),  # our own, in a site that was narrated before
    # permalink marks: MkDocs and Sphinx, Docusaurus, VitePress, GitHub
    rule(skip, "a", "headerlink hash-link header-anchor anchor anchorjs-link toclink-mark"),
    # ways to edit, view and share a page
    rule(
        skip,
        "a div span",
        "md-content__button edit-page edit-this-page theme-edit-this-page wy-breadcrumbs",
    ),
    rule(
        skip,
        "",
        "md-source-file md-feedback md-clipboard md-tags md-tag md-annotation__index "
        "md-code__button",
    ),
    # what blogs say about a post: dates, authors, categories
    rule(skip, "", "md-post__meta md-post__authors md-post__back md-meta md-profile md-pagination"),
    # links to source code, Sphinx's and others'
    rule(skip, "a span", "viewcode-link viewcode-back doc-source-link"),
    rule(
        skip,
        "div ul",
        "toc table-of-contents contents local tableOfContents toctree-wrapper md-nav",
    ),
    rule(skip, "", "linenos linenodiv lineno gutter line-numbers visually-hidden-code copybtn"),
    rule(skip, where=_is_control),
)
