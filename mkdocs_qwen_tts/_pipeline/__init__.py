"""From scripts to narrated pages: draft, plan, ask, assemble, report, record."""

from __future__ import annotations

from mkdocs_qwen_tts._pipeline.assemble import excerpt
from mkdocs_qwen_tts._pipeline.build import (
    SharedByParts,
    absent_of,
    carry_out,
    may_spend,
    tell,
    unwritable,
    why_absent,
)
from mkdocs_qwen_tts._pipeline.draft import in_plain_text
from mkdocs_qwen_tts._pipeline.patterns import without_pages
from mkdocs_qwen_tts._pipeline.plan import (
    PagePlan,
    Plan,
    anew_note,
    characters_of,
    charge_of,
    check_budget,
    plan_since,
    prepare,
    sum_of,
)
from mkdocs_qwen_tts._pipeline.progress import Progress, describe, is_meant, watcher
from mkdocs_qwen_tts._pipeline.proofing import Proofreader
from mkdocs_qwen_tts._pipeline.record import SiteRecord, prefetch_site
from mkdocs_qwen_tts._pipeline.report import Messages, messages, notes_beside, summary
from mkdocs_qwen_tts._pipeline.retry_budget import RetryBudget, worst_case
from mkdocs_qwen_tts._pipeline.saying import Said, say_aloud
from mkdocs_qwen_tts._pipeline.surprise import Expectation
from mkdocs_qwen_tts._pipeline.taking import take_clips

__all__ = [
    "Expectation",
    "Messages",
    "PagePlan",
    "Plan",
    "Progress",
    "Proofreader",
    "RetryBudget",
    "Said",
    "SharedByParts",
    "SiteRecord",
    "absent_of",
    "anew_note",
    "carry_out",
    "characters_of",
    "charge_of",
    "check_budget",
    "describe",
    "excerpt",
    "in_plain_text",
    "is_meant",
    "may_spend",
    "messages",
    "notes_beside",
    "plan_since",
    "prefetch_site",
    "prepare",
    "say_aloud",
    "sum_of",
    "summary",
    "take_clips",
    "tell",
    "unwritable",
    "watcher",
    "why_absent",
    "without_pages",
    "worst_case",
]
