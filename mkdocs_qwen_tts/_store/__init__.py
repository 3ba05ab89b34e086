"""The store: every clip that was paid for, every track made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._store.maintenance import (
    Pruned,
    Stats,
    Verdict,
    glance,
    prune,
    stats,
    sweep,
    verify,
)
from mkdocs_qwen_tts._store.objects import PageRecord, Store, StoredClip
from mkdocs_qwen_tts._store.place import check_place
from mkdocs_qwen_tts._store.refusals import RememberedRefusal
from mkdocs_qwen_tts._store.remote import Remote
from mkdocs_qwen_tts._store.signing import Signed, sign

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts._settings import Settings


def open_store(settings: Settings, base: Path) -> Store:
    """The store that the settings name.

    Args:
        settings: the site's.
        base: the folder of the configuration file; `cache.dir` is relative to it.

    Raises:
        ConfigurationError: `cache.remote` cannot be opened.
        StoreError: the folder is no store.
    """
    remote = Remote(settings.cache.remote) if settings.cache.remote else None
    key = settings.cache.key
    return Store(settings.cache_dir(base), remote, key.get_secret_value() if key else "")


__all__ = [
    "PageRecord",
    "Pruned",
    "RememberedRefusal",
    "Remote",
    "Signed",
    "Stats",
    "Store",
    "StoredClip",
    "Verdict",
    "check_place",
    "glance",
    "prune",
    "sign",
    "stats",
    "sweep",
    "verify",
]
