"""What a page's own style sheet hides from its readers.

Only what is sure: a rule of a `style` element, for a class or an id alone, whose name stands in no
other rule and in no script, so that nothing shows it again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

LONGEST = 50_000
"""Characters of styles beyond which they are not looked into: few pages hold so many."""

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_AT_BLOCK = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^{};]*;")
"""What holds for some screens, or for print, alone."""
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_ONE_NAME = re.compile(r"[.#][A-Za-z][\w-]*")


def hidden_by_styles(tree: LexborHTMLParser) -> tuple[str, ...]:
    """CSS selectors of what the `style` elements of a page hide for good."""
    written = "\n".join(node.text() for node in tree.css("style"))
    if not _HIDES_SOMETHING.search(written) or len(written) > LONGEST:
        return ()
    whole = _COMMENT.sub("", written)
    scripts = "\n".join(node.text() for node in tree.css("script"))
    hidden: list[str] = []
    for selectors, body in _RULE.findall(_AT_BLOCK.sub("", whole)):
        if _HIDES.search(body):
            hidden += [one for one in map(str.strip, selectors.split(",")) if _is_sure(one)]
    return tuple(
        one
        for one in dict.fromkeys(hidden)
        if one[1:] not in scripts and len(re.findall(rf"{re.escape(one)}(?![\w-])", whole)) == 1
    )


_HIDES_SOMETHING = re.compile(r":\s*(?:none|hidden)\b", re.IGNORECASE)


def _is_sure(selector: str) -> bool:
    return _ONE_NAME.fullmatch(selector) is not None
