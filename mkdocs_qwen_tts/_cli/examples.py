"""Examples at the end of a command's help."""

from __future__ import annotations

UNWRAPPED = "\b"
"""Click leaves a paragraph that begins with this as it is."""


def examples(*lines: str) -> str:
    """An `epilog` that shows each line as it would be typed."""
    head = "Example:" if len(lines) == 1 else "Examples:"
    return "\n".join([UNWRAPPED, head, *(f"  {line}" for line in lines)])
