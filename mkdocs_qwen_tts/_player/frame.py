"""The player's HTML with places for what differs from page to page.

A site has few kinds of player and hundreds of pages: our template is rendered once for each kind. A
template of the site's own is rendered for every page, as it may do anything with a value.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from msgspec import Struct

from mkdocs_qwen_tts._player.templates import TEMPLATE, TEMPLATE_BELOW, THEME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment, Template

PLACES = ("seconds", "duration", "src", "data")
"""The values that are a page's own. Our template prints each of them once, and asks nothing."""

_PLACE = re.compile(r"\0(\w+)\0")
"""How a place is written while the template is rendered: no text has such a character."""


class Frame(Struct, frozen=True):
    """One kind of player."""

    pieces: tuple[str, ...]
    """HTML and names of places in turns."""

    def filled(self, values: Mapping[str, str]) -> str:
        """The player of a page: as the template renders it.

        Args:
            values: for each of `PLACES`, what stands there, escaped.
        """
        pieces = list(self.pieces)
        for at in range(1, len(pieces), 2):
            pieces[at] = values[pieces[at]]
        return "".join(pieces)


_known: WeakKeyDictionary[Template, dict[tuple[Any, ...], Frame | None]] = WeakKeyDictionary()
"""Of each template, the frames by kind."""


def frame_of(template: Template, kind: tuple[Any, ...], values: Mapping[str, Any]) -> Frame | None:
    """The frame of a kind of player, or `None` where the template has to be rendered.

    Args:
        template: of the player, as the site's environment finds it.
        kind: tells `values` from those of other kinds.
        values: all that the template prints or asks but for the `PLACES`.
    """
    frames = _known.setdefault(template, {})
    if kind not in frames:
        frames[kind] = _made(template, values)
    return frames[kind]


def _made(template: Template, values: Mapping[str, Any]) -> Frame | None:
    environment = template.environment
    if environment.finalize is not None or not _is_ours(environment):
        return None
    html = template.render(**values, **{name: f"\0{name}\0" for name in PLACES}).strip()
    pieces = _PLACE.split(html)
    if sorted(pieces[1::2]) != sorted(PLACES) or any("\0" in text for text in pieces[::2]):
        return None
    return Frame(tuple(pieces))


def _is_ours(environment: Environment) -> bool:
    """Whether an environment finds our own templates, and no others in front of them."""
    return all(
        environment.get_template(name).filename == str(Path(THEME, name))
        for name in (TEMPLATE, TEMPLATE_BELOW)
    )
