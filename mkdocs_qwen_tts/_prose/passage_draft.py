"""A passage in the making."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Kind
    from mkdocs_qwen_tts._prose.dom import Element


@dataclass
class PassageDraft:
    """A passage in the making: its element is not yet numbered, its pause not yet known."""

    kind: Kind
    text: str
    element: Element | None
    language: str | None
    voice: str | None
    level: int = 0
    spoken_only: bool = False
    continues: bool = False
    """Whether the next draft of the same element goes on with the sentence, in another language or
    voice."""
    role: str = ""
    """What a sentence of ours is about: `code`, `titled code`, `formula`, `kind` (of a note); else
    empty."""
    bare: str | None = None
    """What is left of it where the sentence before it announces it; `None`: all of it."""
    brief: str = ""
    """What it is, behind a colon, where nothing is left of it: "code, 3 lines."."""
