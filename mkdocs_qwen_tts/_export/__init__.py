"""Takes narration along: an audiobook, an e-book that reads aloud, and captions."""

from __future__ import annotations

from mkdocs_qwen_tts._export.audiobook import write_audiobook
from mkdocs_qwen_tts._export.book import Book, BookPage
from mkdocs_qwen_tts._export.captions import subrip, write_captions
from mkdocs_qwen_tts._export.epub import write_epub

__all__ = ["Book", "BookPage", "subrip", "write_audiobook", "write_captions", "write_epub"]
