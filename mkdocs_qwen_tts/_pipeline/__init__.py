"""From scripts to narrated pages: draft, plan, ask, assemble, report, record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._deferred import deferred

if TYPE_CHECKING:
    from mkdocs_qwen_tts._pipeline.build import carry_out
    from mkdocs_qwen_tts._pipeline.charges import (
        anew_note,
        characters_of,
        charge_of,
        check_budget,
        heavy_pages,
        sum_of,
    )
    from mkdocs_qwen_tts._pipeline.draft import in_plain_text
    from mkdocs_qwen_tts._pipeline.narration import excerpt
    from mkdocs_qwen_tts._pipeline.patterns import without_pages
    from mkdocs_qwen_tts._pipeline.plan import PagePlan, Plan, plan_since, prepare
    from mkdocs_qwen_tts._pipeline.preconditions import (
        absent_of,
        may_spend,
        to_be_assembled,
        unwritable,
        why_absent,
    )
    from mkdocs_qwen_tts._pipeline.progress import Progress, describe, is_meant, tell, watcher
    from mkdocs_qwen_tts._pipeline.proofing import Proofreader
    from mkdocs_qwen_tts._pipeline.record import SiteRecord, prefetch_site
    from mkdocs_qwen_tts._pipeline.report import Messages, messages, notes_beside, summary
    from mkdocs_qwen_tts._pipeline.retry_budget import RetryBudget, worst_case
    from mkdocs_qwen_tts._pipeline.run import SharedByParts
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
    "heavy_pages",
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
    "to_be_assembled",
    "unwritable",
    "watcher",
    "why_absent",
    "without_pages",
    "worst_case",
]

_HOMES = {
    "Expectation": "surprise",
    "Messages": "report",
    "PagePlan": "plan",
    "Plan": "plan",
    "Progress": "progress",
    "Proofreader": "proofing",
    "RetryBudget": "retry_budget",
    "Said": "saying",
    "SharedByParts": "run",
    "SiteRecord": "record",
    "absent_of": "preconditions",
    "anew_note": "charges",
    "carry_out": "build",
    "characters_of": "charges",
    "charge_of": "charges",
    "check_budget": "charges",
    "heavy_pages": "charges",
    "describe": "progress",
    "excerpt": "narration",
    "in_plain_text": "draft",
    "is_meant": "progress",
    "may_spend": "preconditions",
    "messages": "report",
    "notes_beside": "report",
    "plan_since": "plan",
    "prefetch_site": "record",
    "prepare": "plan",
    "say_aloud": "saying",
    "sum_of": "charges",
    "summary": "report",
    "take_clips": "taking",
    "tell": "progress",
    "to_be_assembled": "preconditions",
    "unwritable": "preconditions",
    "watcher": "progress",
    "why_absent": "preconditions",
    "without_pages": "patterns",
    "worst_case": "retry_budget",
}

__getattr__ = deferred(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
