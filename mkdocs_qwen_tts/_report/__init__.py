"""The report of a site: what is spoken and what is not, what it costs, and what deserves a look."""

from __future__ import annotations

from mkdocs_qwen_tts._report.content import (
    SCHEMA,
    ChangeReport,
    ChargeReport,
    Doubt,
    PageReport,
    SilentPart,
    SiteReport,
    SpokenTerm,
)
from mkdocs_qwen_tts._report.forms import FORMS, form_of, rendered_as, write_report
from mkdocs_qwen_tts._report.gather import combined, report_of, with_changes

__all__ = [
    "FORMS",
    "SCHEMA",
    "ChangeReport",
    "ChargeReport",
    "Doubt",
    "PageReport",
    "SilentPart",
    "SiteReport",
    "SpokenTerm",
    "combined",
    "form_of",
    "rendered_as",
    "report_of",
    "with_changes",
    "write_report",
]
