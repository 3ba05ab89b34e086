"""This machine: versions, optional packages, encoder, preview voice."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import __version__
from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cli.checkup.finding import ok, problem, warning
from mkdocs_qwen_tts._datafile import csv_rows
from mkdocs_qwen_tts._errors import AudioError, NarrationError
from mkdocs_qwen_tts._machine import is_musl
from mkdocs_qwen_tts._model import Span, Utterance
from mkdocs_qwen_tts._pipeline import say_aloud
from mkdocs_qwen_tts._settings import Audio, Settings
from mkdocs_qwen_tts._speech.engines.espeak.library import INSTALL, is_installed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._cli.checkup.case import Case
    from mkdocs_qwen_tts._cli.checkup.finding import Finding

TOLD = (("mkdocs", "MkDocs"), ("mkdocs-material", "Material"), ("properdocs", "ProperDocs"))
"""Packages whose versions are worth knowing in a report of a fault."""

EXTRAS = {
    "preview": "espeakng_loader",
    "timing": "espeakng_loader",
    "listen": "faster_whisper",
    "play": "sounddevice",
    "remote": "obstore",
    "review": "werkzeug",
    "cluster": "distributed",
    "sphinx": "sphinx",
    "testing": "respx",
}
"""For each extra, a module that it brings."""

WORD = "Hello"
VOICES_FROM = ("en", "de")
"""Two languages: the first may have a neural voice, the second has a robot only."""


def versions(_case: Case) -> Iterator[Finding]:
    """Python, this package, and what builds the site."""
    found = [f"Python {platform.python_version()}", f"mkdocs-qwen-tts {__version__}"]
    found += [f"{name} {number}" for package, name in TOLD if (number := _version(package))]
    yield ok("versions", ", ".join(found))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def extras(_case: Case) -> Iterator[Finding]:
    """Which optional parts are installed."""
    here = {name: find_spec(module) is not None for name, module in EXTRAS.items()}
    words = [
        f"{what}: {', '.join(names)}"
        for what, names in (
            ("installed", [name for name in here if here[name]]),
            ("not installed", [name for name in here if not here[name]]),
        )
        if names
    ]
    yield ok("extras", "; ".join(words))


def libraries(_case: Case) -> Iterator[Finding]:
    """Which compiled libraries others stand in for."""
    rows = csv_rows("mkdocs_qwen_tts._model", "substitutes.csv")
    absent = [row for row in rows if find_spec(row["module"]) is None]
    if not absent:
        yield ok("libraries", "complete")
        return
    seen = "; ".join(
        f"{row['package']}, which {row['does']}, is not installed: {row['instead']} stands in"
        for row in absent
    )
    if is_musl():  # there are no wheels, so there is nothing to mend
        yield ok("libraries", seen)
    else:
        names = " ".join(row["package"] for row in absent)
        yield warning("libraries", seen, f"Install what is missing: pip install {names}")


def audio_encoder(case: Case) -> Iterator[Finding]:
    """Whether this machine can write the format that is published."""
    wanted = case.settings.audio if case.settings else Audio()
    try:
        yield ok(
            "encoder", f"{wanted.format} at {wanted.bitrate} kbit/s, by {audio.encoder(wanted)}"
        )
    except AudioError as error:
        seen, _, mend = str(error).removeprefix("audio.format: ").partition(". ")
        yield problem("encoder", seen, mend)


def preview(case: Case) -> Iterator[Finding]:
    """Whether the free voice speaks."""
    free = speech.free_preview()
    needed = isinstance(case.engine, free)
    if not is_installed():
        if needed:
            yield problem(
                "preview voice",
                f"not installed, and the engine is {free.name}",
                f"Install it: {INSTALL}",
            )
        else:
            yield ok("preview voice", f"not installed, and not needed; it comes with {INSTALL}")
        return
    engine = speech.engine_for(Settings(engine=free.name))
    voices = [voice for tag in VOICES_FROM if (voice := engine.resolve_voice(tag)) is not None]
    lines = [Utterance(WORD, voice, (Span(0, 0, len(WORD)),)) for voice in voices]
    try:
        said = say_aloud(lines, engine.settings)
    except NarrationError as error:
        make = problem if needed else warning
        yield make("preview voice", str(error), f"Install it anew: {INSTALL} --force-reinstall")
        return
    for line in dict.fromkeys(lines):
        seconds = f"{said.clips[line.fingerprint].duration:.1f}"
        yield ok("preview voice", f"“{WORD}” takes {seconds} s, by {engine.describe(line.voice)}")
