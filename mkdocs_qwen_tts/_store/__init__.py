"""The store: every clip that was paid for, every track made of them.

Light to import: what looks after a store, signs it or reaches one elsewhere is loaded with its
first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._deferred import deferred
from mkdocs_qwen_tts._store.code import digest_of_code
from mkdocs_qwen_tts._store.files import ASIDE, remove_folder
from mkdocs_qwen_tts._store.place import check_place
from mkdocs_qwen_tts._store.refusals import RememberedRefusal
from mkdocs_qwen_tts._store.reserve import BYTES_PER_CHARACTER
from mkdocs_qwen_tts._store.site_pages import PageRecord, SitePages
from mkdocs_qwen_tts._store.store import Store, StoredClip

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts._settings import Settings
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
    from mkdocs_qwen_tts._store.remote import Remote
    from mkdocs_qwen_tts._store.signing import Signed, sign


def open_store(settings: Settings, base: Path) -> Store:
    """The store that the settings name.

    Args:
        settings: the site's.
        base: the folder of the configuration file; `cache.dir` is relative to it.

    Raises:
        ConfigurationError: `cache.remote` cannot be opened.
        StoreError: the folder is no store.
    """
    remote = None
    if settings.cache.remote:
        from mkdocs_qwen_tts._store.remote import Remote  # noqa: PLC0415 - most stores have none

        remote = Remote(settings.cache.remote)
    key = settings.cache.key
    return Store(settings.cache_dir(base), remote, key.get_secret_value() if key else "")


__all__ = [
    "ASIDE",
    "BYTES_PER_CHARACTER",
    "PageRecord",
    "Pruned",
    "RememberedRefusal",
    "Remote",
    "Signed",
    "SitePages",
    "Stats",
    "Store",
    "StoredClip",
    "Verdict",
    "check_place",
    "digest_of_code",
    "glance",
    "prune",
    "remove_folder",
    "sign",
    "stats",
    "sweep",
    "verify",
]

_HOMES = {
    "Pruned": "maintenance",
    "Remote": "remote",
    "Signed": "signing",
    "Stats": "maintenance",
    "Verdict": "maintenance",
    "glance": "maintenance",
    "prune": "maintenance",
    "sign": "signing",
    "stats": "maintenance",
    "sweep": "maintenance",
    "verify": "maintenance",
}

__getattr__ = deferred(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
