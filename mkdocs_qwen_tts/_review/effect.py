"""What a change would do to a site: counted before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._pipeline import charge_of, prepare
from mkdocs_qwen_tts._review.reviewed import price_in_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from mkdocs_qwen_tts._model import Charge
    from mkdocs_qwen_tts._review.reviewed import ReviewedSite
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store


@dataclass(frozen=True)
class Effect:
    """What a change would do."""

    pages: tuple[str, ...]
    """Names of the pages that would be spoken otherwise."""
    utterances: int
    """Those that are spoken nowhere on the site yet."""
    charge: Charge
    """What the next build asks for because of them: those that the store has cost nothing."""

    def as_json(self) -> dict[str, Any]:
        """The shape in which the desk's page gets it."""
        return {
            "pages": list(self.pages),
            "utterances": self.utterances,
            "requests": self.charge.requests,
            "characters": self.charge.characters,
            "price": price_in_words(self.charge),
        }


def effect_of(
    site: ReviewedSite, settings: Settings, store: Store, names: Collection[str]
) -> Effect:
    """What other settings would do to some pages.

    Args:
        site: as it is.
        settings: as they would be.
        store: where clips are looked up.
        names: of the pages that can be meant; all others stay as they are.

    Raises:
        ConfigurationError: a setting is wrong.
    """
    before = {one.page.name: one for one in site.plan.pages}
    pages = [before[name].page for name in before if name in names]
    after = prepare(pages, settings, store, site.plan.site, site.base, asked=())
    known = {item.fingerprint for one in site.plan.pages for item in one.utterances}
    changed = tuple(
        one.page.name for one in after.pages if one.utterances != before[one.page.name].utterances
    )
    new = {
        item.fingerprint: item
        for one in after.pages
        for item in one.utterances
        if item.fingerprint not in known
    }
    asked = [item for item in new.values() if not store.has_clip(item.fingerprint)]
    return Effect(changed, len(new), charge_of(asked, settings))
