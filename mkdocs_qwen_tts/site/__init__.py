"""The door for built sites: narrates the HTML that any generator wrote, in place."""

from __future__ import annotations

from mkdocs_qwen_tts.site.config import SiteConfig, load
from mkdocs_qwen_tts.site.narrate import Survey, narrate, survey

__all__ = ["SiteConfig", "Survey", "load", "narrate", "survey"]
