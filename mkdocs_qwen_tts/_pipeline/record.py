"""What a site used when it was last narrated and uses now, kept in the store.

`prune` goes by it, and a page that cannot be narrated falls back on it. A site may be narrated in
parts, as one of
thousands of pages is: the parts share one record, which is read and written once for all of them.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._model import digest
from mkdocs_qwen_tts._pipeline.holes import parts_of
from mkdocs_qwen_tts._store import PageRecord, SitePages

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from mkdocs_qwen_tts._model import Outcome, Site
    from mkdocs_qwen_tts._pipeline.plan import PagePlan
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store


def name_of(site: Site, engines: Iterable[str]) -> str:
    """The name of a site's record in the store."""
    return digest([site.digest, sorted(engines)])


def prefetch_site(settings: Settings, store: Store, site: Site, base: Path) -> None:
    """Have the store check what the site last used, while pages are still being rendered.

    Args:
        settings: the site's.
        store: it ends when the store is told to `stop_prefetch`.
        site: which site.
        base: the folder that aliases are relative to.

    Raises:
        ConfigurationError: an option is wrong.
    """
    settings = speech.with_aliases(settings, base).changed(language="auto")
    speaker = speech.engine_for(settings).resolve_voice()
    if speaker is not None:
        store.prefetch_tracks(name_of(site, [speaker.engine]))


class SiteRecord:
    """What each page of a site uses.

    Each engine has its own record: what a preview uses tells nothing of what was paid for, and a
    page never falls back from one engine on another.

    Args:
        store: where it is kept.
        site: which site.
        engines: who speaks on it.
    """

    def __init__(self, store: Store, site: Site, engines: Iterable[str]) -> None:
        self._store = store
        self._name = name_of(site, engines)
        self._previous = store.site(self._name)
        self._kept: Mapping[str, PageRecord] = self._previous
        self._now = SitePages()

    def last(self, page: str) -> PageRecord | None:
        """What a page used in an earlier build."""
        return self._previous.get(page)

    @property
    def is_new(self) -> bool:
        """Whether no build has noted anything of the site yet."""
        return not self._previous

    @property
    def unsigned(self) -> frozenset[str]:
        """Names of what lies in the store and does not count, as it is not signed."""
        return self._store.unsigned

    def expect(self, planned: Iterable[PagePlan]) -> None:
        """Take down what pages are going to use, before it is asked for."""
        for one in planned:
            self._take(one, None)

    def note(self, planned: Iterable[PagePlan], outcomes: Mapping[str, Outcome]) -> None:
        """Note what pages use. A failed page keeps its last track and what was paid for since."""
        for one in planned:
            self._take(one, outcomes.get(one.page.key))

    def _take(self, one: PagePlan, outcome: Outcome | None) -> None:
        if not one.utterances:
            if one.failed and (last := self.last(one.page.key)) is not None:
                self._now[one.page.key] = last
            return
        clips = dict.fromkeys(one.fingerprints)
        if outcome is None and self._is_unchanged(one, clips):
            self._now[one.page.key] = self._previous[one.page.key]
            return
        narration = outcome.narration if outcome else None
        if narration is not None and not narration.stale:
            self._now[one.page.key] = PageRecord(narration.track.key, tuple(clips))
            return
        last = self.last(one.page.key)
        clips.update(dict.fromkeys(last.clips if last else ()))
        if outcome is None:  # what is refused is asked for again by the passage
            parts = [part for whole in one.missing for part in parts_of(whole)]
            clips.update(dict.fromkeys(part.fingerprint for part in parts))
        coming = one.track_key if outcome is None else ""
        self._now[one.page.key] = PageRecord(last.track if last else "", tuple(clips), coming)

    def _is_unchanged(self, one: PagePlan, clips: Iterable[str]) -> bool:
        """Whether the page uses what it used before."""
        last = self.last(one.page.key)
        return last is not None and last.track == one.track_key and set(clips) <= set(last.clips)

    def write(self, *, whole: bool) -> None:
        """Keep the record.

        Args:
            whole: every page was noted: those that were not are gone, and what they used is not
                used. Else, as before the first request or in a build of a few pages, they stay.
        """
        pages = SitePages() if whole else SitePages(self._previous)
        pages.update(self._now)
        if pages == self._kept:
            return
        with contextlib.suppress(StoreError):  # a store that only serves needs no record
            self._store.put_site(self._name, pages)
            self._kept = pages
