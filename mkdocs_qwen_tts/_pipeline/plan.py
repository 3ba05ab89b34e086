"""Pages → what will be spoken, what of it is in the store, and what the rest costs. Sends nothing.

Everything that spends goes through a `Plan`, so the bill is whole before the first request, and
`plan` on the command line prints the very numbers a build would act on.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import (
    Bill,
    Charge,
    Hole,
    Script,
    Site,
    Tags,
    Track,
    Utterance,
)
from mkdocs_qwen_tts._pipeline.charges import NOTHING, anew_note, characters_of, priced, sum_of
from mkdocs_qwen_tts._pipeline.draft import Draft, Drafts
from mkdocs_qwen_tts._pipeline.holes import chapters_of, speakable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from mkdocs_qwen_tts._model import SourcePage
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._store import Store

LOOK_UPS = 8
"""Objects looked up at once."""

CLIPS_A_TASK = 16

UNNAMED = Site()


@dataclass(frozen=True)
class PagePlan:
    """What a build will do for one page."""

    page: SourcePage
    """As the door handed it in."""
    script: Script
    """What is spoken."""
    recipe: audio.TrackRecipe | None = None
    """What the page's track is made of; `None` for a page without narration."""
    track_key: str = ""
    """The recipe's, worked out once."""
    tags: Tags | None = None
    """What the audio file says about itself, but for its chapters."""
    holes: tuple[Hole, ...] = ()
    """What of the page is left out."""
    track: Track | None = None
    """The page's track, where the store has it ready."""
    missing: tuple[Utterance, ...] = ()
    """The page's utterances whose clips are not in the store, each once; other pages may speak them
    too."""
    elsewhere: int = 0
    """How many of them other jobs ask for, where several share the asking."""
    charge: Charge = NOTHING
    """The page's part of the bill."""
    skipped: str = ""
    """Why the page gets no narration; empty where it gets one."""
    failed: str = ""
    """Why the page cannot be narrated though it should be."""

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """What is spoken on the page, in order."""
        return self.recipe.utterances if self.recipe else ()


@dataclass(frozen=True)
class Plan:
    """What a build will do, whole."""

    site: Site
    """Which site it is."""
    pages: tuple[PagePlan, ...]
    """In reading order, those without narration included."""
    missing: tuple[Utterance, ...]
    """Every utterance to be asked for, once, in reading order."""
    bill: Bill
    """What it costs."""
    notes: tuple[str, ...] = ()
    """Things the user should know: one sentence each."""


def prepare(
    pages: Iterable[SourcePage],
    settings: Settings,
    store: Store,
    site: Site = UNNAMED,
    base: Path | None = None,
    *,
    asked: Collection[str] | None = None,
) -> Plan:
    """Extract every page, choose its voices, cut it into utterances, and add up the bill.

    Args:
        pages: the site, in reading order: a repeated utterance is charged to the first page that
            speaks it.
        settings: the site's; each page's own are laid over them.
        store: where clips and tracks are looked up.
        site: which site it is; its name goes into the tags of the audio files.
        base: the folder that lexicons and aliases are relative to; without one, the working folder.
        asked: fingerprints that other parts of the site ask for, where it is planned in parts; not
            charged again. `None`: the plan is of the whole site.

    Raises:
        ConfigurationError: an option, of the site or of a page's front matter, is wrong.
        NarrationError: `prune` is removing what is unused, and does not come to an end.

    Who carries the plan out calls `store.planning.begin()` first, so that what is found in the
    store stays there until then.
    """
    base = base or Path.cwd()
    settings = speech.with_aliases(settings, base)
    speech.check(settings)
    player.check_words(settings.player.words)
    with store.planning.looking():
        return _prepared(pages, settings, store, site, base, asked)


def _prepared(
    pages: Iterable[SourcePage],
    settings: Settings,
    store: Store,
    site: Site,
    base: Path,
    asked: Collection[str] | None,
) -> Plan:
    drafts = Drafts(settings, store, site, base)
    refused = refusals_in(store, settings)
    pages, doubles = _one_for_each_address(pages)
    with ThreadPoolExecutor(max_workers=LOOK_UPS, thread_name_prefix="look-up") as pool:
        looked_up = _looked_up(
            (_planned(page, drafts.of(page), settings, refused) for page in pages), store, pool
        )
    new: dict[str, Utterance] = {}
    planned = [priced(one, settings, missing, new, asked or ()) for one, missing in looked_up]
    total = sum_of(plan.charge for plan in planned)
    anew = anew_note(characters_of(planned, settings), settings) if asked is None else ""
    return Plan(
        site=site,
        pages=tuple(planned),
        missing=tuple(new.values()),
        bill=Bill(total, tuple((plan.page.name, plan.charge) for plan in planned)),
        notes=tuple(
            dict.fromkeys(
                [
                    *doubles,
                    *speech.engine_for(settings).notes(),
                    *([anew] if anew else []),
                    *(note for plan in planned for note in plan.script.notes),
                ]
            )
        ),
    )


def _one_for_each_address(pages: Iterable[SourcePage]) -> tuple[list[SourcePage], list[str]]:
    """The pages that are published. Of several with one address, MkDocs keeps the last."""
    by_key: dict[str, SourcePage] = {}
    notes = []
    for page in pages:
        if (other := by_key.pop(page.key, None)) is not None:
            notes.append(
                f"{other.name} and {page.name} have the same address, so only the latter is "
                "narrated"
            )
        by_key[page.key] = page
    return list(by_key.values()), notes


def plan_since(plan: Plan, before: Plan, settings: Settings) -> Plan:
    """A plan as it would be if all of an earlier state of the site were narrated, and nothing else.

    Args:
        plan: of the site as it is.
        before: of the site as it was.
        settings: the site's.
    """
    there = {utterance.fingerprint for one in before.pages for utterance in one.utterances}
    asked: dict[str, Utterance] = {}
    pages = []
    for one in plan.pages:
        missing = {
            utterance.fingerprint: utterance
            for utterance in one.utterances
            if utterance.fingerprint not in there
        }
        pages.append(priced(replace(one, track=None), settings, missing, asked))
    total = sum_of(one.charge for one in pages)
    charges = tuple((one.page.name, one.charge) for one in pages)
    return replace(
        plan, pages=tuple(pages), missing=tuple(asked.values()), bill=Bill(total, charges)
    )


# ---------------------------------------------------------------- one page


def _planned(
    page: SourcePage, draft: Draft, settings: Settings, refused: Callable[[Utterance], str]
) -> PagePlan:
    """Everything about a page that can be known without looking for clips."""
    plan = PagePlan(page, draft.script, skipped=draft.skipped, failed=draft.failed)
    if draft.tags is None:
        return plan
    return with_utterances(
        replace(plan, tags=draft.tags, holes=draft.holes), draft.utterances, refused, settings
    )


def with_utterances(
    plan: PagePlan,
    utterances: Iterable[Utterance],
    refused: Callable[[Utterance], str],
    settings: Settings,
    passing: Collection[str] = (),
) -> PagePlan:
    """The plan of a page that speaks these, but for what is refused.

    Args:
        plan: so far.
        utterances: what would be spoken.
        refused: why an utterance is not asked for; empty where it is.
        settings: the site's.
        passing: fingerprints of those that the next build asks for again.
    """
    assert plan.tags is not None  # noqa: S101 - a page that is to be spoken has them
    left = speakable(plan.script, utterances, refused, passing)
    holes = (*plan.holes, *left.holes)
    if not left.utterances:
        return replace(plan, holes=holes, failed=holes[0].reason)
    tags = replace(plan.tags, chapters=chapters_of(plan.script, left.utterances))
    recipe = audio.TrackRecipe.of(
        left.utterances, settings.audio, tags, aligned=speech.can_render()
    )
    return replace(plan, recipe=recipe, track_key=recipe.key, holes=holes)


def refusals_in(store: Store, settings: Settings) -> Callable[[Utterance], str]:
    """Why an utterance is not asked for, as far as the store knows; empty where it is."""

    def refused(utterance: Utterance) -> str:
        if settings.retry_refused:
            return ""
        known = store.refusal(utterance.fingerprint)
        if known is None or (known.doubtful and settings.quality.doubtful == "keep"):
            return ""
        return known.reason

    return refused


def _looked_up(
    planned: Iterable[PagePlan], store: Store, pool: ThreadPoolExecutor
) -> list[tuple[PagePlan, dict[str, Utterance]]]:
    """Each page with its track, or with what is missing to make one, by fingerprint.

    Files are read and checked by several threads, for both let go of the interpreter: a page's
    track while the next page is drafted. A remote store gains most.
    """
    looking = [(one, pool.submit(_track_of, one, store)) for one in planned]
    pages = [replace(one, track=found.result()) for one, found in looking]
    wanted = {
        utterance.fingerprint: utterance
        for one in pages
        if one.track is None
        for utterance in one.utterances
    }
    names = list(wanted)
    # A task for each of ten thousand clips would be 18 MB of tasks.
    parts = [names[at : at + CLIPS_A_TASK] for at in range(0, len(names), CLIPS_A_TASK)]
    found = pool.map(lambda part: [store.has_clip(name) for name in part], parts)
    there = dict(zip(names, chain.from_iterable(found), strict=True))
    return [(one, {} if one.track else _missing(one, there)) for one in pages]


def _track_of(one: PagePlan, store: Store) -> Track | None:
    return store.track(one.track_key) if one.track_key else None


def _missing(one: PagePlan, there: Mapping[str, bool]) -> dict[str, Utterance]:
    return {
        utterance.fingerprint: utterance
        for utterance in one.utterances
        if not there[utterance.fingerprint]
    }
