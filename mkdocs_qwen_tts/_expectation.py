"""What an option takes, in words: messages say "a whole number, 16 to 320", not "int"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

from msgspec import Meta

IN_WORDS = "in_words"
"""Mark of a text that follows a pattern: the pattern in words."""

TYPES = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    Decimal: "a price",
    str: "a text",
    list: "a list",
    tuple: "a list",
    dict: "a mapping",
    Mapping: "a mapping",
}

NAMES = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "decimal": "a price",
    "str": "a text",
    "array": "a list",
    "object": "a mapping",
}
"""The same types, as msgspec names them."""

BOUNDS = {">=": "of at least", "<=": "of at most", ">": "above", "<": "below"}


def in_words(hint: Any) -> str:
    """What a type takes: its kind, and its bounds where it has any."""
    metas = [one for one in _flattened(hint) if isinstance(one, Meta)]
    for meta in metas:
        if meta.extra and IN_WORDS in meta.extra:
            return str(meta.extra[IN_WORDS])
    # What is none of them is a secret, which is written as a text.
    kind = next((TYPES[one] for one in map(_origin, _flattened(hint)) if one in TYPES), "a text")
    low = next((meta.ge for meta in metas if meta.ge is not None), None)
    high = next((meta.le for meta in metas if meta.le is not None), None)
    above = next((meta.gt for meta in metas if meta.gt is not None), None)
    if low is not None and high is not None:
        return f"{kind}, {low:g} to {high:g}"
    if above is not None:
        return f"{kind} above {above:g}"
    return kind if low is None else f"{kind} of at least {low:g}"


def translated(message: str) -> str:
    """A message of msgspec about a value inside a list or a mapping, in the same words."""
    missing = re.match(r"Object missing required field (`\w+`)", message)
    if missing:
        return f"{missing[1]} is missing"
    found = re.match(r"Expected `([^`]+)`(?: (>=|<=|>|<) ([\d.]+))?", message)
    if found is None:
        return message[:1].lower() + message[1:]
    names = [NAMES.get(name, name) for name in found[1].split(" | ") if name != "null"]
    bound = f" {BOUNDS[found[2]]} {float(found[3]):g}" if found[2] else ""
    return f"expected {' or '.join(names)}{bound}"


def _origin(hint: Any) -> Any:
    return get_origin(hint) or hint


def _flattened(hint: Any) -> list[Any]:
    """A type, its annotations, and its alternatives, from the outside in."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        return [*marks, *_flattened(inner)]
    found = [hint]
    if type(None) in get_args(hint):
        for one in get_args(hint):
            found += _flattened(one)
    return found
