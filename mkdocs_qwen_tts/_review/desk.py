"""The desk: a site, what people approved of it, and what they may do with it.

It reads and writes files of the project and the store. Whoever shows it comes through here, one
at a time where something is written.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import subprocess
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import ConfigurationError, StoreError
from mkdocs_qwen_tts._model import digest
from mkdocs_qwen_tts._pipeline import charge_of, may_spend, prepare, take_clips
from mkdocs_qwen_tts._prose import Lexicon, Pronunciation
from mkdocs_qwen_tts._review.approvals import FILE, Approval, approvals_in, write_approvals
from mkdocs_qwen_tts._review.configuration import file_of_options, with_listed
from mkdocs_qwen_tts._review.effect import Effect, effect_of
from mkdocs_qwen_tts._review.pronunciations import lexicon_text, place_of, with_pronunciation
from mkdocs_qwen_tts._review.reviewed import price_in_words, spoken_texts
from mkdocs_qwen_tts._review.selectors import candidates, selection, selections
from mkdocs_qwen_tts._review.sounds import HeardPassage, Sounds, missing_of
from mkdocs_qwen_tts._store import open_store
from mkdocs_qwen_tts._textfile import rewrite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mkdocs_qwen_tts._model import Charge
    from mkdocs_qwen_tts._pipeline import PagePlan
    from mkdocs_qwen_tts._review.reviewed import ReviewedSite
    from mkdocs_qwen_tts._review.selectors import Selection
    from mkdocs_qwen_tts._store import Store

NEW_LEXICON = "pronunciations.yml"
"""The file that is made where the configuration names none."""

EVERY = "\0"
"""Said for a term, to see where the term is."""


@dataclass(frozen=True)
class Drawn:
    """A file as it would be: nothing is written yet."""

    path: Path
    text: str
    also: tuple[tuple[Path, str], ...] = ()
    """Further files that have to change with it."""
    settings_change: bool = False


class Desk:
    """A site that is being reviewed.

    Args:
        read: reads the site and plans its narration; called again when its files have changed.
        today: the day of an approval; without one, that of the machine.
    """

    def __init__(
        self,
        read: Callable[[], ReviewedSite],
        *,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self._read = read
        self._today = today
        self._lock = threading.RLock()
        self.sounds = Sounds()
        self.site: ReviewedSite = read()
        self.store: Store = open_store(self.site.settings, self.site.base)

    # ------------------------------------------------------------ what there is

    def read_again(self) -> None:
        """Read the site as it is now."""
        with self._lock:
            self.site = self._read()

    def page(self, name: str) -> PagePlan:
        """The page of this name.

        Raises:
            ConfigurationError: there is none.
        """
        found = self.site.page(name)
        if found is None:
            names = [one.page.name for one in self.site.plan.pages]
            raise ConfigurationError.not_among("page", name, names, "page")
        return found

    @property
    def approvals_file(self) -> Path:
        """Where approvals are kept."""
        return self.site.base / FILE

    def approvals(self) -> dict[str, Approval]:
        """By page, what is approved."""
        return approvals_in(self.approvals_file)

    def lexicon_files(self) -> list[Path]:
        """The files of pronunciations that the configuration names."""
        named = self.site.settings.prose.lexicon
        return [self.site.base / Path(one).expanduser() for one in named]

    def unknown(self, page: PagePlan) -> list[str]:
        """Technical words of a page that no rule and no pronunciation covers."""
        lexicon = Lexicon.load(path for path in self.lexicon_files() if path.exists())
        return list(prose.unknown_terms([page.script], lexicon))

    # ------------------------------------------------------------ hearing

    def hear(self, page: PagePlan, passage: int) -> HeardPassage:
        """A passage from the store, else by the free voice. It costs nothing.

        Raises:
            ConfigurationError: neither has it.
        """
        own = self.sounds.stored(page, passage, self.site.settings, self.store)
        if own is not None:
            return own
        return self.previewed(page, passage, spoken_texts(page)[passage])

    def previewed(self, page: PagePlan, passage: int, text: str) -> HeardPassage:
        """A text in place of a passage, by the free voice."""
        language = page.script.passages[passage].language or page.script.language
        return self.sounds.previewed(text, language, self.site.settings)

    def price(self, page: PagePlan, passage: int) -> Charge:
        """What it takes to hear a passage in its own voice."""
        return charge_of(missing_of(page, passage, self.store), self.site.settings)

    def speaker(self, page: PagePlan) -> str:
        """Who speaks a page, in words."""
        voice = next((one.voice for one in page.utterances), None)
        return speech.engine_for(self.site.settings).describe(voice) if voice else ""

    def why_not(self) -> str:
        """Why nothing may be asked for; empty where it may."""
        settings = self.site.settings
        engine = speech.engine_for(settings)
        if settings.mode != "full":
            return f"mode: {settings.mode} asks for nothing"
        if not may_spend(settings):
            return f"there is no API key; set {engine.key_variable}"
        return ""

    def take(self, page: PagePlan, passage: int, agreed: str) -> HeardPassage:
        """Ask for what is missing of a passage, keep it, and hear it.

        Args:
            page: that it is on.
            passage: index into `Script.passages`.
            agreed: the price that was shown, as `price_in_words` writes it.

        Raises:
            BudgetExceeded: before the first request.
            ConfigurationError: nothing may be asked for, or the price is another one by now.
            SpeechError: the service did not deliver.
            StoreError: the store cannot be written.
        """
        if why := self.why_not():
            raise ConfigurationError("", f"{why}.")
        with self._lock:
            price = price_in_words(self.price(page, passage))
            if price not in (agreed, "nothing"):
                raise ConfigurationError("", f"it costs {price} by now, not {agreed}; ask again.")
            missing = missing_of(page, passage, self.store)
            take_clips(page, missing, self.site.settings, self.store, self.site.plan.site)
        heard = self.sounds.stored(page, passage, self.site.settings, self.store)
        if heard is None:
            raise StoreError("what was spoken is not in the store.")
        return heard

    # ------------------------------------------------------------ pronunciations

    def pronounced(self, entry: Pronunciation) -> tuple[Drawn, Effect]:
        """The file with a pronunciation in it, and what that would do. Writes nothing.

        Raises:
            ConfigurationError: the term is empty, or a file is not edited.
        """
        if not entry.term:
            raise ConfigurationError("", "name the term that is said otherwise.")
        site, files = self.site, self.lexicon_files()
        path = place_of(entry, files)
        also: tuple[tuple[Path, str], ...] = ()
        named = site.settings.prose.lexicon
        if path is None:
            path = site.base / NEW_LEXICON
            also = (self._configured(("prose", "lexicon"), NEW_LEXICON),)
            files = [path]
        text = with_pronunciation(lexicon_text(path), path, entry)
        with _written_aside(path, text) as aside:
            lexicon = tuple(str(aside if one == path else one) for one in files)
            settings = site.settings.changed(prose=site.settings.prose.changed(lexicon=lexicon))
            there = [one.page.name for one in site.plan.pages if _is_in(one, entry)]
            effect = effect_of(site, settings, self.store, there)
        return Drawn(path, text, also, settings_change=not named), effect

    def with_term(self, page: PagePlan, passage: int, entry: Pronunciation) -> str:
        """A passage as it would be spoken with a pronunciation that is not written yet."""
        own = page.script.passages[passage]
        language = own.language or page.script.language
        voice = next((one.voice.name for one in page.utterances), "")
        said = Lexicon((entry,)).say(own.text, language=language, voice=voice)
        return said if said != own.text else spoken_texts(page)[passage]

    # ------------------------------------------------------------ skipping

    def selections(self, page: PagePlan, passage: int) -> list[Selection]:
        """By which selectors the element of a passage can be left out."""
        return selections(self.site, candidates(page, passage))

    def skipped(self, selector: str) -> tuple[Drawn, Effect, Selection]:
        """The configuration with a selector in `prose.skip`, and what that would do.

        Raises:
            ConfigurationError: it is no selector, or the file is not edited.
        """
        if not selector:
            raise ConfigurationError("", "name a selector.")
        found = selection(self.site, selector)
        site = self.site
        own = site.settings.prose
        settings = site.settings.changed(prose=own.changed(skip=(*own.skip, selector)))
        effect = effect_of(site, settings, self.store, found.pages)
        path, text = self._configured(("prose", "skip"), selector)
        return Drawn(path, text, settings_change=True), effect, found

    def _configured(self, option: Sequence[str], item: str) -> tuple[Path, str]:
        path = self.site.config
        if not path.exists():
            return path, with_listed("", path.name, option, item)
        path = file_of_options(path)
        return path, with_listed(path.read_bytes().decode("utf-8"), path.name, option, item)

    # ------------------------------------------------------------ writing

    def write(self, drawn: Drawn) -> None:
        """Write what was drawn up, and read the site again.

        Raises:
            ConfigurationError: a file cannot be written.
        """
        with self._lock:
            for path, text in ((drawn.path, drawn.text), *drawn.also):
                try:
                    rewrite(path, text)
                except OSError as error:
                    message = f"{path} cannot be written: {error.strerror}."
                    raise ConfigurationError("", message) from None
            if drawn.settings_change:
                self.read_again()
                return
            site = self.site
            pages = [one.page for one in site.plan.pages]
            plan = prepare(pages, site.settings, self.store, site.plan.site, site.base)
            self.site = replace(site, plan=plan)

    def approve(self, page: PagePlan, shown: str) -> None:
        """Note that a page is approved as it is.

        Args:
            page: the page.
            shown: digest of what the reviewer saw.

        Raises:
            ConfigurationError: it says something else by now, or the file cannot be written.
        """
        with self._lock:
            says = spoken_texts(page)
            if digest(says) != shown:
                raise ConfigurationError(
                    "", "the page says something else by now; look at it again."
                )
            own = Approval(on=self._today().isoformat(), by=_reviewer(self.site.base), says=says)
            write_approvals(self.approvals_file, {**self.approvals(), page.page.name: own})

    def withdraw(self, page: PagePlan) -> None:
        """Take an approval back."""
        with self._lock:
            left = self.approvals()
            left.pop(page.page.name, None)
            write_approvals(self.approvals_file, left)


def status_of(page: PagePlan, approvals: Mapping[str, Approval]) -> str:
    """`approved`, `changed` since it was, `open`, or `silent` where nothing is spoken."""
    if not page.utterances:
        return "silent"
    own = approvals.get(page.page.name)
    if own is None:
        return "open"
    return "approved" if own.says == spoken_texts(page) else "changed"


@contextlib.contextmanager
def _written_aside(path: Path, text: str) -> Iterator[Path]:
    """A file that says what another is going to say."""
    with tempfile.TemporaryDirectory() as folder:
        aside = Path(folder) / path.name
        aside.write_bytes(text.encode("utf-8"))
        yield aside


def _is_in(page: PagePlan, entry: Pronunciation) -> bool:
    """Whether a page says the term anywhere."""
    marker = Lexicon((replace(entry, say=EVERY, voices=()),))
    return any(
        EVERY in marker.say(one.text, language=one.language or page.script.language, voice="")
        for one in page.script.passages
    )


def _reviewer(folder: Path) -> str:
    """Who sits at the desk, as git knows them."""
    try:
        asked = subprocess.run(  # noqa: S603 - no shell; the path is ours
            ["git", "-C", str(folder), "config", "user.name"],  # noqa: S607 - the user's own git
            check=False,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError:
        return ""
    return asked.stdout.strip()
