"""Where a store may lie: not in a folder that a build cleans or publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts._settings import Settings


def check_place(
    settings: Settings, base: Path, *, published: Path | None = None, sources: Path | None = None
) -> None:
    """Refuse a store in the built site, or in the folder of its sources.

    Args:
        settings: the site's.
        base: the folder that `cache.dir` is relative to.
        published: the folder of the built site, which each build cleans, and which is published.
        sources: the folder of the pages, of which everything is published but what is hidden.

    Raises:
        ConfigurationError: naming the folder.
    """
    folder = settings.cache_dir(base)
    if published is not None and folder.is_relative_to(published.resolve()):
        raise ConfigurationError(
            "cache.dir",
            f"{folder} lies in the built site {published}: each build would remove what was paid "
            "for, or publish it. Name a folder outside of it.",
            value=settings.cache.dir,
        )
    if sources is None or not folder.is_relative_to(sources.resolve()):
        return
    inside = folder.relative_to(sources.resolve())
    if not any(part.startswith(".") for part in inside.parts):
        raise ConfigurationError(
            "cache.dir",
            f"{folder} lies among the pages in {sources}, so the store would be published with "
            "them. Name a folder outside of it, or a hidden one (.cache).",
            value=settings.cache.dir,
        )
