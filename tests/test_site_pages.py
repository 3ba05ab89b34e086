"""What the pages of a site used: packed in memory, and written a page at a time."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts._store import PageRecord, SitePages, Store
from mkdocs_qwen_tts._store.layout import NO_NAME, SITES
from mkdocs_qwen_tts._store.objects import head_of
from mkdocs_qwen_tts._store.seal import Seal, whole_record
from mkdocs_qwen_tts._store.site_text import SiteText

if TYPE_CHECKING:
    from pathlib import Path

NAME = hashlib.sha256(b"site").hexdigest()
NAMES = st.binary(min_size=32, max_size=32).map(bytes.hex).filter(lambda name: name != NO_NAME)
RECORDS = st.builds(
    PageRecord,
    track=st.just("") | NAMES,
    clips=st.lists(NAMES, max_size=3).map(tuple),
    coming=st.just("") | NAMES,
)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
SITES_OF_PAGES = st.dictionaries(KEYS, RECORDS, max_size=4)


def facts(pages: dict[str, PageRecord]) -> dict[str, object]:
    """Pages as they stand in a record."""
    return {
        key: {"track": one.track, "clips": list(one.clips)}
        | ({"coming": one.coming} if one.coming else {})
        for key, one in pages.items()
    }


@given(SITES_OF_PAGES)
def test_packed_pages_are_what_they_were(pages: dict[str, PageRecord]) -> None:
    packed = SitePages(pages)
    assert dict(packed) == pages
    assert packed == pages
    assert packed == SitePages(packed)
    assert len(packed) == len(pages)


@given(SITES_OF_PAGES, st.sampled_from(["", "secret"]))
def test_a_text_in_parts_is_the_text_of_the_whole_record(
    pages: dict[str, PageRecord], key: str
) -> None:
    seal, head = Seal(key), head_of(SITES, NAME)
    text = SiteText(seal, head, SitePages(pages))
    written = b"".join(text)
    assert written == b"".join(text), "it may be written twice"
    assert written == seal.closed({**head, "pages": facts(pages)})
    assert whole_record(written, head) is not None


@given(SITES_OF_PAGES)
def test_packed_pages_change_with_what_they_take_in(pages: dict[str, PageRecord]) -> None:
    other = PageRecord(NAME, (NAME,))
    changed = SitePages(pages)
    changed.update({"a/": other})
    assert changed["a/"] == other
    assert dict(changed) == {**pages, "a/": other}
    assert changed != SitePages({**pages, "a/": PageRecord("", ())})


@pytest.mark.parametrize("key", ["", "secret"])
def test_a_store_finds_the_pages_again(tmp_path: Path, key: str) -> None:
    pages = {"b/": PageRecord(NAME, (NAME, NAME)), "a/": PageRecord("", (), NAME)}
    Store(tmp_path, key=key).put_site(NAME, pages)
    store = Store(tmp_path, key=key)
    assert store.site(NAME) == pages
    on_disk = json.loads(store.path(SITES, NAME, "json").read_text("utf-8"))
    assert on_disk["pages"] == facts(pages)
