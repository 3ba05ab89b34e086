"""Pictures of formulas: read where their words or their address hold the TeX, else announced."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from mkdocs_qwen_tts._prose.language import primary
from mkdocs_qwen_tts._prose.rules.math import announce_formula, bare_tex, is_tex
from mkdocs_qwen_tts._prose.rules.rule import rule
from mkdocs_qwen_tts._prose.say.formula import say_tex

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

_CLASSES = frozenset(
    {
        *("math", "tex", "latex", "formulainline", "formulaDsp", "formulaInl"),
        *("mwe-math-fallback-image-inline", "mwe-math-fallback-image-display"),
    }
)
"""Of Sphinx, Wikipedia, Doxygen."""
_FILE = re.compile(r"(?:^|/)(?:form_\d+(?:_dark)?|math/[0-9a-f]{40})\.(?:png|svg)$")
"""What Doxygen and Sphinx call the picture of a formula; with words of its own, `form_1.png` is as
likely a picture of a form."""
_SERVICE = re.compile(
    r"\b(?:latex\.codecogs\.com|www\.zhihu\.com/equation|render\.githubusercontent\.com/render/math"
    r"|chart\.(?:googleapis|apis\.google)\.com/chart\?(?:.*&)?cht=tx|math\.now\.sh)\b"
)
"""What draws the formula that its address holds."""
_PARAMETERS = ("tex", "math", "chl", "from")
_LONGEST = 4_000
"""Characters of an address; no formula that is read needs more, and a picture may be in its own."""
_LOOKS = re.compile(
    r"\\(?:dpi\s*\{\d*\}|bg_\w+|fn_\w+|inline|tiny|small|large|Large|huge)(?![A-Za-z])"
)
"""What tells such a service how to draw."""


def formula_image(element: Element, reader: Reader) -> None:
    """A picture of a formula."""
    if reader.policy("math", element) == "skip":
        return
    tex = tex_of_image(element)
    said = say_tex(tex, primary(reader.here.language)) if tex else ""
    if said:
        element.is_read = True
        reader.add(said, "said")
    elif "formulaDsp" in element.classes:
        announce_formula(element, reader)
    else:
        reader.add(reader.announcements("formula_inline"), "said")


def tex_of_image(element: Element) -> str:
    """The formula that a picture shows, as TeX; `""` where nothing holds it."""
    alt = " ".join(element.get("alt").split())
    if is_tex(alt):
        return bare_tex(alt)
    return _in_address(element.get("src")) or (bare_tex(alt) if _has_class(element) else "")


def _in_address(address: str) -> str:
    """The TeX that a service is to draw, as its address says."""
    if len(address) > _LONGEST or not _SERVICE.search(address):
        return ""
    try:
        query = urlsplit(address).query
    except ValueError:
        return ""
    named = parse_qs(query)
    given = next((named[name][0] for name in _PARAMETERS if name in named), None)
    tex = unquote(query).replace("&space;", " ") if given is None else given
    return " ".join(_LOOKS.sub(" ", tex).split())


def _has_class(element: Element) -> bool:
    return not _CLASSES.isdisjoint(element.classes)


def _shows_formula(element: Element) -> bool:
    source, alt = element.get("src"), element.get("alt").strip()
    return (
        _has_class(element)
        or is_tex(alt)
        or (alt in source and _FILE.search(source[-_LONGEST:]) is not None)
        or _SERVICE.search(source[:_LONGEST]) is not None
    )


RULES = (rule(formula_image, "img", where=_shows_formula, covers="math"),)
