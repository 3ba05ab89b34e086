"""The door for built sites: narrates the HTML that any generator wrote, in place."""

from __future__ import annotations

from mkdocs_qwen_tts.site.config import FILE, SiteConfig, load
from mkdocs_qwen_tts.site.narrating import Survey, narrate_site, survey

__all__ = ["FILE", "SiteConfig", "Survey", "load", "narrate_site", "survey"]
