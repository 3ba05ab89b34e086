"""The review desk: a site's scripts beside its pages, to hear, mend, skip and approve.

A server on loopback for the people who write the site. No build needs anything of it.
"""

from __future__ import annotations

from mkdocs_qwen_tts._review.desk import Desk
from mkdocs_qwen_tts._review.reviewed import ReviewedSite
from mkdocs_qwen_tts._review.serving import ReviewServer

__all__ = ["Desk", "ReviewServer", "ReviewedSite"]
