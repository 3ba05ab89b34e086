"""Records of sites: what each page last used."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._store.checked import seen
from mkdocs_qwen_tts._store.layout import DIGITS, NAME, NO_NAME, SHA256_LENGTH, SITES
from mkdocs_qwen_tts._store.note_store import NoteStore
from mkdocs_qwen_tts._store.objects import head_of
from mkdocs_qwen_tts._store.site_pages import PageRecord, SitePages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mkdocs_qwen_tts._store.remote import Remote


class SiteStore(NoteStore):
    """A store's notes and the records of its sites; built as `Store` is."""

    def __init__(self, root: Path, remote: Remote | None = None, key: str = "") -> None:
        super().__init__(root, remote, key)
        self._site_read: tuple[str, tuple[int, ...], SitePages] | None = None
        """The record of a site that was read last: its name, its file, and what it says."""

    def site(self, name: str) -> Mapping[str, PageRecord]:
        """What each page of a site last used, by page key. `name` identifies the site."""
        try:
            now = seen(os.stat(self.path(SITES, name, "json")))
        except OSError:  # another machine may have noted it
            return self._pages_in(self._fetch_record(SITES, name))
        known = self._site_read
        if known is None or known[:2] != (name, now):
            record = self.record(SITES, name) or self._fetch_record(SITES, name)
            known = self._site_read = name, now, self._pages_in(record)
        return SitePages(known[2])

    @staticmethod
    def _pages_in(record: dict[str, Any] | None) -> SitePages:
        found = SitePages()
        for key, one in (record["pages"] if record else {}).items():
            if _are_names(one["clips"]) and _are_names([one["track"] or NO_NAME]):
                coming = _name_in(one.get("coming"))
                found[key] = PageRecord(one["track"], tuple(one["clips"]), coming)
        return found

    def put_site(self, name: str, pages: Mapping[str, PageRecord]) -> None:
        """Remember what each page of a site uses, for `prune` and for pages that change.

        Raises:
            StoreError: the disk is full or cannot be written.
        """
        self._site_read = None  # a disk with slow clocks may not show that the file is another
        from mkdocs_qwen_tts._store.site_text import SiteText  # noqa: PLC0415 - warm builds write none

        text = SiteText(self._seal, head_of(SITES, name), pages)
        self._keep(SITES, name, text, None)
        if self.remote is not None:
            self.remote.put(self.remote_name(SITES, name, "json"), b"".join(text))


def _are_names(values: Sequence[str]) -> bool:
    """Whether all of these name objects."""
    return {len(one) for one in values} <= {SHA256_LENGTH} and DIGITS.fullmatch(
        "".join(values)
    ) is not None


def _name_in(value: Any) -> str:
    """The name of an object, as a record has it, or empty."""
    return value if isinstance(value, str) and NAME.fullmatch(value) else ""
