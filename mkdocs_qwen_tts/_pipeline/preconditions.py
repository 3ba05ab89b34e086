"""What is known before a plan is carried out: what is missing, who speaks, what may be spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts import _store as store_room
from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._pipeline.narration import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs_qwen_tts._model import Bill
    from mkdocs_qwen_tts._pipeline.plan import PagePlan, Plan
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store


def unwritable(bill: Bill, settings: Settings, store: Store) -> str:
    """Make sure that what is paid for can be kept; says why nothing is asked for, where it cannot.

    Raises:
        StoreError: this job asks for a share of the site, and others would not see it.
    """
    try:
        store.ensure_writable()
        store.reserve.ensure(bill.total.characters * store_room.BYTES_PER_CHARACTER)
    except StoreError as error:
        if settings.shard:
            raise
        return f"nothing is asked for, and the site is built with what is in the store: {error}"
    kept_elsewhere = store.remote is None or store.remote.is_writable()
    if settings.shard and not kept_elsewhere:
        raise StoreError(
            "this job asks for a share of the site, and `cache.remote` does not take what it would "
            "pay for, so nothing was asked for. Mend its address or its credentials; `doctor` "
            "looks at both."
        )
    return ""


def why_absent(store: Store) -> tuple[str, ...]:
    """What may be the reason that something is missing: the remote store could not be read."""
    if store.remote is None or store.notes or not (trouble := store.remote.trouble()):
        return store.notes
    return (f"the remote store cannot be read ({trouble})",)


def absent_of(pages: Iterable[PagePlan]) -> list[tuple[str, str]]:
    """`(page, first words)` of everything that is missing or left out."""
    return [
        (one.page.name, excerpt(text))
        for one in pages
        for text in (
            *(utterance.text for utterance in one.missing),
            *(hole.text for hole in one.holes),
        )
    ]


def to_be_assembled(plan: Plan, *, ask: bool) -> bool:
    """Whether any page needs a track that is not there, and can have it in this build."""
    return any(
        one.utterances and one.track is None and (ask or not one.missing) for one in plan.pages
    )


def engines(plan: Plan, settings: Settings) -> set[str]:
    """Who speaks in a plan; where no page can be spoken, who would."""
    found = {voice.engine for page in plan.pages for voice in page.voices}
    if found:
        return found
    speaker = speech.engine_for(settings.changed(language="auto")).resolve_voice()
    return {speaker.engine} if speaker is not None else set()


def may_spend(settings: Settings) -> bool:
    """Whether these settings let a build ask for speech at all."""
    return settings.mode == "full" and not speech.engine_for(settings).lacks_key
