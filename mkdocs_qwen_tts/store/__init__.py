"""The store: every clip that was paid for, every track made of them."""

from mkdocs_qwen_tts.store.care import Pruned, Stats, Verdict, prune, stats, sweep, verify
from mkdocs_qwen_tts.store.objects import PageRecord, Store, StoredClip

__all__ = [
    "PageRecord",
    "Pruned",
    "Stats",
    "Store",
    "StoredClip",
    "Verdict",
    "prune",
    "stats",
    "sweep",
    "verify",
]
