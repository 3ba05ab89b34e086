"""The door for built sites: narrates the HTML that any generator wrote, in place."""

from __future__ import annotations

from mkdocs_qwen_tts.site._config import FILE, SiteConfig, load
from mkdocs_qwen_tts.site._narrating import Survey, narrate_site, survey
from mkdocs_qwen_tts.site._pages import sources

__all__ = ["FILE", "SiteConfig", "Survey", "load", "narrate_site", "sources", "survey"]
