"""Pages → what will be spoken, what of it is in the store, and what the rest costs. Sends nothing.

Everything that spends goes through a `Plan`, so the bill is whole before the first request, and
`plan` on the command line prints the very numbers a build would act on.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import (
    Bill,
    Charge,
    Hole,
    Script,
    Site,
    SourcePage,
    Tags,
    Track,
    Utterance,
    Utterances,
    Voice,
)
from mkdocs_qwen_tts._pipeline.charges import NOTHING, anew_note, characters_of, priced, sum_of
from mkdocs_qwen_tts._pipeline.draft import NO_UTTERANCES
from mkdocs_qwen_tts._pipeline.drafts import Drafts
from mkdocs_qwen_tts._pipeline.holes import chapters_of, speakable
from mkdocs_qwen_tts._settings import Audio as AudioSettings
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

LOOK_UPS = 8
"""Objects looked up at once."""

CLIPS_A_TASK = 16

UNNAMED = Site()


class TrackEncoding(Struct, frozen=True, dict=True):
    """How the tracks of a site are encoded."""

    audio: AudioSettings
    """The site's."""
    aligned: bool
    """Whether clips can be aligned here."""

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of all that a track is made of beside what is spoken."""
        shared = audio.TrackRecipe.of((), self.audio, Tags(""), aligned=self.aligned)
        return shared.key


class PagePlan(Struct, frozen=True):
    """What a build will do for one page."""

    page: SourcePage
    """As the door handed it in."""
    script: Script
    """What is spoken."""
    _spoken: Utterances = NO_UTTERANCES
    _encoding: TrackEncoding | None = None
    track_key: str = ""
    """The recipe's, worked out once."""
    made_from: str = ""
    """Digest of all that script and utterances were made from."""
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
    def utterances(self) -> Sequence[Utterance]:
        """What is spoken, in order; none for a page without narration."""
        return self._spoken

    @property
    def fingerprints(self) -> tuple[str, ...]:
        """Of its utterances, in order."""
        return self._spoken.fingerprints

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Those that speak on it, each once."""
        return self._spoken.voices

    @property
    def recipe(self) -> audio.TrackRecipe | None:
        """What the page's track is made of; `None` for a page without narration."""
        if self._encoding is None or self.tags is None:
            return None
        tags = replace(self.tags, chapters=chapters_of(self.script, self.utterances))
        return audio.TrackRecipe.of(
            self.utterances, self._encoding.audio, tags, aligned=self._encoding.aligned
        )


class Plan(Struct, frozen=True):
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
    refused = KnownRefusals(store, settings)
    encoding = TrackEncoding(settings.audio, speech.can_render())
    pages, doubles = _one_for_each_address(pages)
    with ThreadPoolExecutor(max_workers=LOOK_UPS, thread_name_prefix="look-up") as pool:
        looked_up = _looked_up(
            (_planned(page, drafts, refused, encoding) for page in pages), store, pool
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
    page: SourcePage, drafts: Drafts, refused: KnownRefusals, encoding: TrackEncoding
) -> PagePlan:
    """Everything about a page that can be known without looking for clips."""
    draft = drafts.of(page)
    plan = PagePlan(page, draft.script, skipped=draft.skipped, failed=draft.failed)
    if draft.tags is None:
        return plan
    plan = replace(
        plan, _encoding=encoding, tags=draft.tags, holes=draft.holes, made_from=draft.made_from
    )
    if refused.any_of(draft.utterances.fingerprints):
        return with_utterances(plan, draft.utterances, refused)
    plan = replace(plan, _spoken=draft.utterances)
    how, key = draft.track
    if how != encoding.digest:
        key = _track_key(plan)
        drafts.note_track(page, draft, encoding.digest, key)
    return replace(plan, track_key=key)


def _track_key(plan: PagePlan) -> str:
    assert plan.recipe is not None  # noqa: S101 - it is to be spoken
    return plan.recipe.key


def with_utterances(
    plan: PagePlan,
    utterances: Iterable[Utterance],
    refused: Callable[[Utterance], str],
    passing: Collection[str] = (),
) -> PagePlan:
    """The plan of a page that speaks these, but for what is refused.

    Args:
        plan: so far, with tags and encoding.
        utterances: what would be spoken.
        refused: why an utterance is not asked for; empty where it is.
        passing: fingerprints of those that the next build asks for again.
    """
    left = speakable(plan.script, utterances, refused, passing)
    holes = (*plan.holes, *left.holes)
    if not left.utterances:
        return replace(
            plan, _spoken=NO_UTTERANCES, _encoding=None, holes=holes, failed=holes[0].reason
        )
    plan = replace(plan, _spoken=Utterances.of(left.utterances), holes=holes)
    return replace(plan, track_key=_track_key(plan))


class KnownRefusals(Struct, frozen=True):
    """Why an utterance is not asked for, as far as the store knows; empty where it is."""

    store: Store
    settings: Settings

    def __call__(self, utterance: Utterance) -> str:
        if self.settings.retry_refused:
            return ""
        known = self.store.refusal(utterance.fingerprint)
        if known is None or (known.doubtful and self.settings.quality.doubtful == "keep"):
            return ""
        return known.reason

    def any_of(self, fingerprints: Iterable[str]) -> bool:
        """Whether something is known against one of these; it may be asked for all the same."""
        return self.store.has_refusals(fingerprints)


def _looked_up(
    planned: Iterable[PagePlan], store: Store, pool: ThreadPoolExecutor
) -> list[tuple[PagePlan, dict[str, Utterance]]]:
    """Each page with its track, or with what is missing to make one, by fingerprint.

    Files are read and checked by several threads, for both let go of the interpreter: a page's
    track while the next page is drafted. A remote store gains most.
    """
    looking = [(one, _found(one, store, pool)) for one in planned]
    pages = [
        replace(one, track=found.result() if isinstance(found, Future) else found)
        for one, found in looking
    ]
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


def _found(
    one: PagePlan, store: Store, pool: ThreadPoolExecutor
) -> Track | Future[Track | None] | None:
    """The page's track, at once where it need not be read."""
    if not one.track_key:
        return None
    return store.known_track(one.track_key) or pool.submit(store.track, one.track_key)


def _missing(one: PagePlan, there: Mapping[str, bool]) -> dict[str, Utterance]:
    return {
        utterance.fingerprint: utterance
        for utterance in one.utterances
        if not there[utterance.fingerprint]
    }
