"""Who speaks: engine, key, region, model and voices, prices. No request is sent."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cli.checkup.finding import ok, problem, warning
from mkdocs_qwen_tts._settings import OVERRIDES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._cli.checkup.case import Case
    from mkdocs_qwen_tts._cli.checkup.finding import Finding
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech import Engine

SAMPLE = 10_000
"""Characters that prices are given for, as in the service's price list."""


def engine(case: Case) -> Iterator[Finding]:
    """Which engine speaks, and whether anything is narrated at all."""
    settings, speaks = case.settings, case.engine
    if settings is None or speaks is None:
        return
    overridden = [variable for variable, _ in OVERRIDES if os.environ.get(variable)]
    by = f" ({', '.join(overridden)} of the environment counts)" if overridden else ""
    chosen = speaks.name
    if settings.engine != speaks.name:
        chosen += f" (`engine: {settings.engine}`)"
    if not settings.enabled or settings.mode == "off":
        option = "mode: off" if settings.enabled else "enabled: false"
        yield warning(
            "engine", f"`{option}`{by}: nothing is narrated", "Take it out to narrate the site."
        )
    else:
        yield ok("engine", f"{chosen}, mode {settings.mode}{by}")


def key(case: Case) -> Iterator[Finding]:
    """Whether there is a key, and where it stands. It is never shown."""
    settings, speaks = case.settings, case.engine
    if settings is None or speaks is None or not speaks.key_variable:
        return
    variable = speaks.key_variable
    if settings.api.key is None:
        yield _no_key(settings, speaks)
        return
    secret = settings.api.key.get_secret_value()
    if case.text is not None and secret in case.text:
        yield warning(
            "API key",
            f"it stands in {case.path}, where everybody reads it who reads the file",
            f"Put it into {variable}, take it out of the file, and make a new one if the file was "
            "published.",
        )
    elif doubt := speaks.doubts_key(secret):
        yield warning("API key", f"it is set, and {doubt}", "Copy it anew from the console.")
    else:
        in_environment = os.environ.get(variable, "").strip() == secret
        yield ok("API key", f"set by {variable}" if in_environment else "set by `api.key`")


def _no_key(settings: Settings, speaks: Engine) -> Finding:
    if not speaks.needs_key:
        return ok("API key", f"none; a server that wants one finds it in {speaks.key_variable}")
    if settings.mode != "full":
        return ok("API key", f"none, and mode {settings.mode} needs none")
    return problem(
        "API key",
        "there is none, so only narration from the store is published",
        f"Set {speaks.key_variable} to a key from the console of Model Studio; or hear the site "
        f"for free with QWEN_TTS_ENGINE={speech.free_preview().name}.",
    )


def region(case: Case) -> Iterator[Finding]:
    """Whether address and region agree."""
    speaks = case.engine
    if speaks is None:
        return
    if any(mistake.option == "api.base_url" for mistake in speaks.problems()):
        return  # which `choices` reports
    remark = speaks.address()
    if remark is None:
        return
    if not remark.mend:
        yield ok(remark.topic, remark.seen)
    else:
        make = problem if remark.broken else warning
        yield make(remark.topic, remark.seen, remark.mend)


def model_and_voice(case: Case) -> Iterator[Finding]:
    """Whether model, voices, language, instructions and options fit; all mistakes at once."""
    settings, speaks = case.settings, case.engine
    if settings is None or speaks is None:
        return
    mistakes = speaks.problems()
    for mistake in mistakes:
        yield problem("speech", str(mistake), f"Correct it in {case.path}.")
    if mistakes:
        return
    voice = speaks.resolve_voice()
    life = speaks.lifecycle(voice) if voice is not None else None
    for note in speaks.notes():
        ends = life is not None and life.retires and note.startswith(f"model {speaks.model} ")
        change = f"Change `model` and `voice` in {case.path}."
        listen = "Listen to a page before you narrate the whole site."
        yield warning("speech", note, change if ends else listen)
    spoken = [f"{name} for {tag}" for tag, name in settings.voices.items()]
    model = f"{speaks.model}, " if speaks.model else ""
    yield ok(
        "speech", f"{model}{', '.join([settings.voice, *spoken])}; language {settings.language}"
    )


def prices(case: Case) -> Iterator[Finding]:
    """Whether a bill can be told before it is paid."""
    speaks = case.engine
    if speaks is None or speaks.problems():
        return
    voice = speaks.resolve_voice()
    if voice is None:
        return
    price = speaks.price(voice)
    if price is None:
        if speaks.needs_key:  # a service that bills
            yield warning(
                "price",
                f"none is published for characters of {speaks.model}",
                "Look it up in the console; `budget.characters` limits a build all the same.",
            )
        return
    if not price.date:
        yield ok("price", "free")
        return
    amount = f"{price.per_character * SAMPLE:.2f} {price.currency}"
    told = f"{amount} for {SAMPLE:,} characters, as of {price.date}"
    if price.estimated:  # one text each: a translation may set the words in another order
        told = f"at most {amount} for {SAMPLE:,} characters, as of {price.date}"
    yield ok("price", told)
