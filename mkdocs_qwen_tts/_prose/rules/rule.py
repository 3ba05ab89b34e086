"""What a rule is."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003 - part of the aliases below
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from mkdocs_qwen_tts._html.tags import BLOCKS

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader

Apply: TypeAlias = "Callable[[Element, Reader], None]"
Where: TypeAlias = "Callable[[Element], bool]"


@dataclass(frozen=True)
class Rule:
    """One kind of element, and what becomes of it."""

    apply: Apply
    tags: frozenset[str] = field(default_factory=frozenset)
    """Fits elements with one of these tags; empty: with any."""
    classes: frozenset[str] = field(default_factory=frozenset)
    """Fits elements with one of these classes; empty: with any or none."""
    where: Where | None = None
    """A further condition."""
    generators: frozenset[str] = field(default_factory=frozenset)
    """Fits pages of these generators alone, whose class names mean that; empty: any page."""
    covers: str = ""
    """The policy by which words are not spoken as they stand, or not at all; `said` where they are
    spoken in other words. Empty: whatever the rule does not read is lost."""

    def fits(self, tag: str, classes: frozenset[str]) -> bool:
        """Whether tag and classes fit, the further condition aside."""
        return (not self.tags or tag in self.tags) and (
            not self.classes or not self.classes.isdisjoint(classes)
        )


def rule(
    apply: Apply,
    tags: str = "",
    classes: str = "",
    where: Where | None = None,
    *,
    generators: str = "",
    covers: str = "",
) -> Rule:
    """A rule, with tags, classes and generators written as one string each."""
    return Rule(
        apply,
        frozenset(tags.split()),
        frozenset(classes.split()),
        where,
        frozenset(generators.split()),
        covers,
    )


def skip(element: Element, reader: Reader) -> None:
    """Never spoken; the words around it stay apart if it is a block."""
    if element.offset is not None and element.tag in BLOCKS:
        reader.flush()
