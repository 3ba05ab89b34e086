"""A plan, carried out: speak what is missing, keep every clip, assemble every page.

Nothing here logs or prints. What happened is in the `Report`; what happens meanwhile
goes to a `Progress`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import FrozenError
from mkdocs_qwen_tts._model import Outcome, Report, Status
from mkdocs_qwen_tts._pipeline.charges import NOTHING, check_budget
from mkdocs_qwen_tts._pipeline.preconditions import (
    absent_of,
    engines,
    may_spend,
    to_be_assembled,
    unwritable,
    why_absent,
)
from mkdocs_qwen_tts._pipeline.progress import Progress, Unwatched, tell
from mkdocs_qwen_tts._pipeline.record import SiteRecord
from mkdocs_qwen_tts._pipeline.run import Run
from mkdocs_qwen_tts._pipeline.surprise import Expectation

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Charge
    from mkdocs_qwen_tts._pipeline.plan import Plan
    from mkdocs_qwen_tts._pipeline.run import SharedByParts
    from mkdocs_qwen_tts._pipeline.session import EngineOpener
    from mkdocs_qwen_tts._pipeline.workers import Workers
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store


def carry_out(
    plan: Plan,
    settings: Settings,
    store: Store,
    *,
    partial: bool = False,
    spent: Charge = NOTHING,
    progress: Progress | None = None,
    open_engine: EngineOpener | None = None,
    whole: SharedByParts | None = None,
    workers: Workers | None = None,
) -> Report:
    """Carry out a plan.

    Args:
        plan: from `prepare` with the same settings and store.
        settings: the site's. With `mode: cached`, or without a key for a paid engine, nothing is
            asked for, and pages that miss something fail; `mode: off` skips every page.
        store: where clips and tracks are kept, each the moment it is there.
        partial: the site has further pages that are not in the plan, as in a build of changed pages
            alone.
        spent: what the same run has spent before; it counts against the budget.
        progress: who watches.
        open_engine: opens the speech engine; only called when something is to be spoken. Without
            it, the engine of the workers or else of the settings is opened.
        whole: what the parts of a site share, where it is narrated in parts, of which this plan is
            one. Its budget is the caller's to check, on the whole bill.
        workers: processes that ask, listen and assemble in place of this one.

    Raises:
        AudioError: the encoder that a page needs is missing; nothing is asked for.
        BudgetExceeded: before the first request; `SurprisingBill` where the bill is far above what
            the site's record expects.
        FrozenError: in `mode: frozen`, when something is missing; nothing is asked for.
        StoreError: a job that asks for a share of the site cannot hand it on; nothing is asked for.

    A store that cannot be written, or has no room, does not raise: nothing is asked for, and the
    report's notes say why. A page that cannot be narrated does not raise: its `Outcome` says why.
    """
    try:
        return _carried_out(
            plan,
            settings,
            store,
            progress or Unwatched(),
            open_engine or (workers.open_engine if workers else speech.open_engine),
            partial=partial,
            spent=spent,
            whole=whole,
            workers=workers,
        )
    finally:
        store.planning.end()


def _carried_out(
    plan: Plan,
    settings: Settings,
    store: Store,
    progress: Progress,
    open_engine: EngineOpener,
    *,
    partial: bool,
    spent: Charge,
    whole: SharedByParts | None,
    workers: Workers | None,
) -> Report:
    if settings.mode == "off":
        return Report(
            tuple(Outcome(one.page.key, Status.SKIPPED, "narration is off") for one in plan.pages),
            plan.bill,
        )
    if settings.mode == "frozen" and (missing := absent_of(plan.pages)):
        raise FrozenError(missing, why_absent(store))
    spends, unwritten = may_spend(settings), ""
    if to_be_assembled(plan, ask=spends):
        audio.check_encoder(settings.audio)
    if spends:
        if whole is None:
            check_budget(plan.bill, settings, spent=spent)
            expected = Expectation(SiteRecord(store, plan.site, engines(plan, settings)))
            expected.add(plan.pages)
            expected.check(plan.bill, settings)
            tell(progress, expected.first_build(plan.bill))
        if plan.missing and whole is None:
            unwritten = unwritable(plan.bill, settings, store)
            spends = not unwritten
    run = Run(
        plan,
        settings,
        store,
        progress,
        open_engine,
        partial=partial,
        whole=whole,
        spent=spent,
        workers=workers,
    )
    report = run.carry_out(ask=spends)
    return replace(report, notes=(*report.notes, unwritten)) if unwritten else report
