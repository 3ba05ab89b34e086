"""A few utterances of a site, asked for at once and kept: a build does not ask for them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import NarrationError, StoreError
from mkdocs_qwen_tts._model import Bill, Charge
from mkdocs_qwen_tts._pipeline.ask import Asking
from mkdocs_qwen_tts._pipeline.charges import charge_of, check_budget
from mkdocs_qwen_tts._pipeline.preconditions import unwritable
from mkdocs_qwen_tts._pipeline.record import SiteRecord
from mkdocs_qwen_tts._pipeline.retry_budget import RetryBudget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkdocs_qwen_tts._model import Site, Utterance
    from mkdocs_qwen_tts._pipeline.plan import PagePlan
    from mkdocs_qwen_tts._pipeline.session import EngineOpener, Spending
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store


def take_clips(
    page: PagePlan,
    utterances: Sequence[Utterance],
    settings: Settings,
    store: Store,
    site: Site,
    *,
    open_engine: EngineOpener = speech.open_engine,
) -> Spending:
    """Ask for utterances of a page as a build does: within the budget, and every clip is kept.

    Args:
        page: that speaks them; the site's record notes it first, so that nothing is pruned.
        utterances: of the page; those that the store has are not asked for.
        settings: the site's.
        store: where the clips are kept.
        site: which site.
        open_engine: opens the speech engine; not called where nothing is missing.

    Returns:
        What was sent.

    Raises:
        BudgetExceeded: before the first request.
        SpeechError: the service did not deliver.
        StoreError: the store cannot be written; nothing is asked for.
    """
    missing = [one for one in dict.fromkeys(utterances) if not store.has_clip(one.fingerprint)]
    bill = Bill(charge_of(missing, settings), ())
    check_budget(bill, settings)
    asking = Asking(
        settings,
        store,
        open_engine,
        RetryBudget.beyond(bill, settings, Charge()),
        spoken=lambda _: None,
        settled=lambda _: None,
    )
    if not missing:
        return asking.spending
    if unwritten := unwritable(bill, settings, store):
        raise StoreError(unwritten)
    record = SiteRecord(store, site, {one.voice.engine for one in page.utterances})
    record.expect([page])
    record.write(whole=False)
    asking.ask(missing)
    for one in missing:
        if (error := asking.left_out.failures.get(one.fingerprint)) is not None:
            raise error
        if reason := asking.left_out.unspeakable.get(one.fingerprint):
            raise NarrationError(reason)
    return asking.spending
