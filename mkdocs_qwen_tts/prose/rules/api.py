"""API pages written by mkdocstrings and Sphinx autodoc."""

from __future__ import annotations

from mkdocs_qwen_tts.prose.rules.rule import rule, skip

RULES = (
    rule(skip, "details", "mkdocstrings-source"),
    rule(skip, "div", "doc-signature"),
)
