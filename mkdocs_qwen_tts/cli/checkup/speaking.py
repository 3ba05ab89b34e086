"""Who speaks: engine, key, region, model and voices, prices. Nothing is asked of anybody."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs_qwen_tts import speech
from mkdocs_qwen_tts.cli.checkup.finding import ok, problem, warning
from mkdocs_qwen_tts.settings import OVERRIDES
from mkdocs_qwen_tts.speech import catalogue
from mkdocs_qwen_tts.speech.http import endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts.cli.checkup.case import Case
    from mkdocs_qwen_tts.cli.checkup.finding import Finding

KEY_BEGINS = "sk-"
"""Keys of Model Studio do."""

SAMPLE = 10_000
"""Characters that prices are told for, as the service's price list does."""


def engine(case: Case) -> Iterator[Finding]:
    """Which engine speaks, and whether anything is narrated at all."""
    settings = case.settings
    if settings is None:
        return
    overridden = [variable for variable, _ in OVERRIDES if os.environ.get(variable)]
    by = f" ({', '.join(overridden)} of the environment counts)" if overridden else ""
    chosen = (
        case.engine if settings.engine == case.engine else f"{settings.engine}, here {case.engine}"
    )
    if not settings.enabled or settings.mode == "off":
        option = "mode: off" if settings.enabled else "enabled: false"
        yield warning(
            "engine", f"`{option}`{by}: nothing is narrated", "Take it out to narrate the site."
        )
    else:
        yield ok("engine", f"{chosen}, mode {settings.mode}{by}")


def key(case: Case) -> Iterator[Finding]:
    """Whether there is a key, and where it stands. It is never shown."""
    settings = case.settings
    if settings is None or case.engine == "preview":
        return
    variable = "OPENAI_API_KEY" if case.engine == "openai" else "DASHSCOPE_API_KEY"
    if settings.api.key is None:
        yield from _no_key(case, variable)
        return
    secret = settings.api.key.get_secret_value()
    if case.text is not None and secret in case.text:
        yield warning(
            "API key",
            f"it stands in {case.path}, where everybody reads it who reads the file",
            f"Put it into {variable}, take it out of the file, and make a new one if the file was published.",
        )
    elif (
        case.engine == "dashscope"
        and not endpoint.is_local(settings)
        and not secret.startswith(KEY_BEGINS)
    ):
        yield warning(
            "API key",
            f"it is set, and does not begin with {KEY_BEGINS}",
            "Copy it anew from the console.",
        )
    else:
        in_environment = os.environ.get(variable, "").strip() == secret
        yield ok("API key", f"set by {variable}" if in_environment else "set by `api.key`")


def _no_key(case: Case, variable: str) -> Iterator[Finding]:
    mode = case.settings.mode if case.settings else ""
    if case.engine == "openai":
        yield ok("API key", f"none; a server that wants one finds it in {variable}")
    elif mode != "full":
        yield ok("API key", f"none, and mode {mode} needs none")
    else:
        yield problem(
            "API key",
            "there is none, so only narration from the store is published",
            f"Set {variable} to a key from the console of Model Studio; or hear the site for free with "
            "QWEN_TTS_ENGINE=preview.",
        )


def region(case: Case) -> Iterator[Finding]:
    """Whether address and region agree."""
    settings = case.settings
    if settings is None or case.engine == "preview":
        return
    if any(mistake.option == "api.base_url" for mistake in speech.problems(settings)):
        return  # which `voices` tells
    url = settings.api.base_url
    if case.engine == "openai":
        yield ok("address", str(url))
        return
    if url is None:
        where = f", workspace {settings.api.workspace}" if settings.api.workspace else ""
        yield ok("region", f"{settings.api.region}{where}: {endpoint.root(settings)}")
        return
    path = urlsplit(url).path.rstrip("/")
    if path != endpoint.API_PATH:
        yield problem(
            "region",
            f"`api.base_url` ends in {path or '/'}, and the API of Model Studio in {endpoint.API_PATH}",
            f"Write an address such as {endpoint.root(settings.changed(api=settings.api.changed(base_url=None)))}",
        )
        return
    home = next((name for name, hosts in catalogue.hosts().items() if _is_of(url, hosts)), None)
    if home not in (None, settings.api.region):
        yield warning(
            "region",
            f"`api.base_url` is in {home}, and `api.region` is {settings.api.region}, whose prices are told",
            f"Write `region: {home}` in place of the address.",
        )
        return
    what = (
        "a rehearsal on this machine"
        if endpoint.is_local(settings)
        else f"in place of {settings.api.region}"
    )
    yield ok("region", f"{url}, {what}")


def _is_of(url: str, hosts: tuple[str, str]) -> bool:
    found = urlsplit(url).hostname or ""
    shared, workspace = hosts
    return found == shared or found.endswith(workspace.removeprefix("{workspace}"))


def voices(case: Case) -> Iterator[Finding]:
    """Whether model, voices, language, instructions and options fit together; every mistake at once."""
    settings = case.settings
    if settings is None:
        return
    mistakes = speech.problems(settings)
    for mistake in mistakes:
        yield problem("speech", str(mistake), f"Correct it in {case.path}.")
    if mistakes:
        return
    for note in speech.notes(settings):
        yield warning("speech", note, "Listen to a page before you narrate the whole site.")
    spoken = [f"{name} for {tag}" for tag, name in settings.voices.items()]
    model = f"{settings.model}, " if case.engine == "dashscope" else ""
    yield ok(
        "speech", f"{model}{', '.join([settings.voice, *spoken])}; language {settings.language}"
    )


def prices(case: Case) -> Iterator[Finding]:
    """Whether a bill can be told before it is paid."""
    settings = case.settings
    if settings is None or speech.problems(settings):
        return
    voice = speech.cast(settings)
    if voice is None:
        return
    price = speech.price(settings, voice)
    if price is None:
        if case.engine == "dashscope":
            yield warning(
                "price",
                f"none is published for characters of {settings.model}",
                "Look it up in the console; `budget.characters` limits a build all the same.",
            )
        return
    if not price.date:
        yield ok("price", "free")
        return
    amount = price.per_character * SAMPLE
    about = "at most " if price.estimated else ""
    yield ok(
        "price",
        f"{about}{amount:.2f} {price.currency} for {SAMPLE:,} characters, as of {price.date}",
    )
