"""The package as a library: four functions, and the data that goes in and comes out.

Everything here is imported from `mkdocs_qwen_tts` itself. Nothing here logs or prints.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cluster import connected
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Encoded, Kind, Passage, Script, Site, SourcePage, Tags
from mkdocs_qwen_tts._pipeline import carry_out, in_plain_text, prepare, say_aloud
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs_qwen_tts._model import Report, Utterance
    from mkdocs_qwen_tts._pipeline import Plan, Progress
    from mkdocs_qwen_tts._store import Store


def script(
    html: str, *, title: str = "", language: str | None = None, settings: Settings | None = None
) -> Script:
    """What would be spoken for a piece of HTML. Sends nothing.

    Args:
        html: a page's content, without the theme around it.
        title: said first where the content does not begin with a heading of level 1.
        language: BCP 47 tag of the page; without one, its letters decide.
        settings: `prose` and `language` of them are used; without any, the defaults.

    Raises:
        ConfigurationError: `prose.skip` holds something that is not a CSS selector.
    """
    page = SourcePage(key="", title=title, language=language, html=html)
    return prose.extract_script(page, settings or Settings.of({}))


def plan(
    pages: Iterable[SourcePage],
    settings: Settings,
    store: Store,
    *,
    site: Site | None = None,
    base: Path | None = None,
) -> Plan:
    """What narrating pages would take, with the whole `bill`. Sends nothing.

    Args:
        pages: in reading order.
        settings: how they are to be narrated.
        store: where clips and tracks are looked up.
        site: which site it is; its name is the album of the audio files.
        base: the folder that lexicons and voice files are relative to; without one, the working
            folder.

    Raises:
        ConfigurationError: an option, of the site or of a page, is wrong.
    """
    return prepare(pages, settings, store, site or Site(), base)


def narrate(
    pages: Iterable[SourcePage],
    settings: Settings,
    store: Store,
    *,
    site: Site | None = None,
    base: Path | None = None,
    progress: Progress | None = None,
    cluster: str = "",
) -> Report:
    """Narrate pages: what is missing is asked for, every clip is kept, every page is assembled.

    Args:
        pages: in reading order.
        settings: how they are to be narrated.
        store: where clips and tracks are looked up and kept.
        site: which site it is; its name is the album of the audio files.
        base: the folder that lexicons and voice files are relative to; without one, the working
            folder.
        progress: who watches.
        cluster: address of a Dask scheduler whose workers do the work (`tcp://scheduler:8786`);
            without one, that of the settings, if any.

    Returns:
        What became of each page; `Outcome.narration` has its audio file and its cues.

    Raises:
        AudioError: the encoder that a page needs is missing; nothing is asked for.
        BudgetExceeded: the bill is above the budget; nothing is asked for.
        ConfigurationError: an option, of the site or of a page, is wrong; or there is no such
            cluster, or one of its workers cannot do the work.
        FrozenError: in `mode: frozen`, when something is missing; nothing is asked for.
        StoreError: the store cannot be written though something has to be; nothing is asked for.
    """
    store.planning.begin()
    try:
        with connected(cluster or settings.cluster, settings, store, base or Path.cwd()) as workers:
            if workers is not None:
                pages = workers.having_read(pages, settings, store, site or Site())
            prepared = plan(pages, settings, store, site=site, base=base)
            return carry_out(prepared, settings, store, progress=progress, workers=workers)
    finally:
        store.planning.end()


def say(
    text: str, settings: Settings | None = None, *, language: str | None = None, title: str = ""
) -> Encoded:
    """Have one text spoken; nothing is kept in a store.

    Args:
        text: paragraphs, with blank lines between them.
        settings: whose voice; without any, the defaults.
        language: the text's language, as its name (`English`) or tag (`en`).
        title: the title of the audio file.

    Returns:
        The finished audio file in memory, in `settings.audio.format`.

    Raises:
        BudgetExceeded: the text is above the budget; nothing is asked for.
        ConfigurationError: there is nothing to say, or the model does not speak the language.
        SpeechError: the service did not deliver, or what it delivered is not the speech.
    """
    settings = speech.with_aliases(settings or Settings.of({}), Path.cwd())
    speech.check(settings)
    spoken = utterances(text, settings, language)
    audio.check_encoder(settings.audio)
    return say_aloud(spoken, settings).encoded(spoken, settings.audio, Tags(title))


def utterances(text: str, settings: Settings, language: str | None) -> tuple[Utterance, ...]:
    """The requests that speak one text: each paragraph, divided where it is too long for one.

    Raises:
        ConfigurationError: there is nothing to say, or the model does not speak the language.
    """
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    pause = settings.audio.pauses.paragraph
    passages = tuple(Passage(Kind.PARAGRAPH, block, pause=pause) for block in blocks if block)
    if not passages:
        raise ConfigurationError("TEXT", "there is nothing to say.")
    engine = speech.engine_for(settings)
    voice = engine.resolve_voice(language)
    if voice is None:
        raise ConfigurationError(
            "language", f"{settings.model} does not speak {language!r}.", value=language
        )
    return prose.pack_script(
        in_plain_text(Script("", "", language, passages), engine),
        [voice] * len(passages),
        engine.limit,
        target=settings.target,
        sentence_pause=settings.audio.pauses.sentence,
    )
