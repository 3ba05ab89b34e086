"""Tags of templates that a page speaks of are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("Add <b>{% load lamps %}</b> on top.", "Add brace percent load lamps percent on top."),
        ("Add {% load lamps %} on top.", "Add brace percent load lamps percent on top."),
        ("Write {{ lamp.name }} there.", "Write brace brace lamp dot name there."),
        ("{% raw %}Lamps{% endraw %}", "Lamps"),
    ],
)
def test_tags_in_sentences_are_read(texts: Texts, html: str, said: str) -> None:
    assert texts(f"<p>{html}</p>") == [said]


def test_what_nobody_resolved_is_passed_over(texts: Texts) -> None:
    html = '<p>Lamps.</p><p>{% include "a.md" %}</p><p>{% if x %}{% endif %}</p>'

    assert texts(html) == ["Lamps."]


def test_many_tags_take_no_longer_than_they_are_long(texts: Texts) -> None:
    assert texts(f"<p>Lamps {'{% x %} ' * 2000}</p>")
