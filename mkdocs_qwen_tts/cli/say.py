"""The command that speaks one text."""

from __future__ import annotations

import contextlib
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from mkdocs_qwen_tts import api as library
from mkdocs_qwen_tts import audio, speech
from mkdocs_qwen_tts.cli import offers
from mkdocs_qwen_tts.cli.examples import examples
from mkdocs_qwen_tts.cli.service import need_key, service_options
from mkdocs_qwen_tts.cli.terminal import echo
from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.model import Clip, Tags, Utterance
from mkdocs_qwen_tts.model.formats import FORMATS
from mkdocs_qwen_tts.settings import Settings
from mkdocs_qwen_tts.speech.http.live import wav_header

if TYPE_CHECKING:
    from collections.abc import Iterator

ENCODED = tuple(FORMATS)
"""Finished files, with an even level and trimmed edges."""

RAW = ("wav", "pcm")
"""The samples as they come, written while the service still speaks."""


@click.command(
    epilog=examples(
        'mkdocs-qwen-tts say "Hello, reader." -o hello.mp3 --engine preview',
        'mkdocs-qwen-tts say "Hello, reader." -o - | ffplay -nodisp -autoexit -',
    )
)
@click.argument("text")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="The file to write, as .mp3, .opus, .m4a, .wav or .pcm; - writes a WAV stream to standard output.",
)
@click.option("--play", is_flag=True, help="Play it while it comes (needs the extra `play`).")
@click.option("--engine", shell_complete=offers.engines, help="dashscope, openai, preview or auto.")
@click.option("--model", shell_complete=offers.models, help="The speech model.")
@click.option("--voice", shell_complete=offers.voices, help="The voice.")
@click.option(
    "--language",
    shell_complete=offers.languages,
    help="The language of the text: a name (English) or a tag (en).",
)
@click.option("--instructions", help="How to speak, for models that take instructions.")
@service_options
def say(
    *,
    text: str,
    output: Path | None,
    play: bool,
    language: str | None,
    api: dict[str, Any],
    **asked: str | None,
) -> None:
    """Speak one TEXT; `-` reads it from standard input."""
    suffix = _format(output, play=play)
    if text == "-":
        text = sys.stdin.read()
    encoding = {"format": suffix} if suffix in ENCODED else {}
    settings = Settings.of({**asked, "language": language or "auto", "api": api, "audio": encoding})
    settings = speech.with_aliases(settings, Path.cwd())
    speech.check(settings)
    utterances = library.utterances(text, settings, language)
    need_key(settings)
    _check_output(output, settings)
    with contextlib.ExitStack() as open_things:
        sinks: list[_Sink] = []
        if play:
            sinks.append(open_things.enter_context(player()))
        if suffix in RAW and output is not None:
            sinks.append(open_things.enter_context(_writer(output, suffix)))
        spoken = _speak(utterances, settings, sinks)
    if suffix in ENCODED and output is not None:
        encoded = audio.assemble(
            audio.TrackRecipe.of(utterances, settings.audio, Tags(output.stem)),
            lambda one: spoken.clips[one.fingerprint],
        )
        output.write_bytes(encoded.data)
    characters = sum(speech.engine_for(settings).units(one.text) for one in utterances)
    target = f"{output}: " if output and str(output) != "-" else ""
    echo(
        f"{target}{spoken.duration:.2f} s of speech, {characters:,} characters, first sound after {spoken.first:.2f} s",
        err=True,
    )


def _check_output(output: Path | None, settings: Settings) -> None:
    """Find out what cannot be written before it is paid for."""
    if output is None or str(output) == "-":
        return
    if output.suffix.lstrip(".").lower() in ENCODED:
        audio.check_encoder(settings.audio)
    try:
        with output.open("ab"):
            pass
    except OSError as error:
        raise ConfigurationError(
            "--output", f"{output} cannot be written: {error.strerror}."
        ) from None


def _format(output: Path | None, *, play: bool) -> str:
    if output is None:
        if play:
            return ""
        raise ConfigurationError(
            "--output", "name a file to write, or - for standard output, or --play."
        )
    if str(output) == "-":
        return "wav"
    suffix = output.suffix.lstrip(".").lower()
    if suffix not in (*ENCODED, *RAW):
        endings = [f".{name}" for name in (*ENCODED, *RAW)]
        raise ConfigurationError.not_among("--output", output.name, endings, "file ending")
    return suffix


# ---------------------------------------------------------------- while it is being spoken


@dataclass
class _Spoken:
    """What has been heard."""

    clips: dict[str, Clip] = field(default_factory=dict)
    first: float = 0.0
    """Seconds from asking to the first sound."""
    duration: float = 0.0


class _Sink(Protocol):
    """Where samples go as they come."""

    def take(self, pcm: bytes, sample_rate: int) -> None: ...


def _speak(utterances: tuple[Utterance, ...], settings: Settings, sinks: list[_Sink]) -> _Spoken:
    spoken = _Spoken()
    began = time.perf_counter()
    with speech.open_engine(settings, audio.decode) as engine:
        for utterance in utterances:
            heard = bytearray()
            live = engine.stream(utterance)
            for pcm in live:
                spoken.first = spoken.first or time.perf_counter() - began
                heard += pcm
                for sink in sinks:
                    sink.take(pcm, live.sample_rate)
            clip = Clip(bytes(heard), live.sample_rate, live.usage)
            spoken.clips[utterance.fingerprint] = clip
            spoken.duration += clip.duration
    return spoken


@contextlib.contextmanager
def _writer(output: Path, suffix: str) -> Iterator[_Sink]:
    with contextlib.ExitStack() as stack:
        standard = str(output) == "-"
        file = sys.stdout.buffer if standard else stack.enter_context(output.open("wb"))
        started = False

        class Writer:
            def take(self, pcm: bytes, sample_rate: int) -> None:
                nonlocal started
                if suffix == "wav" and not started:
                    file.write(wav_header(sample_rate))
                started = True
                file.write(pcm)
                file.flush()

        yield Writer()


@contextlib.contextmanager
def player() -> Iterator[_Sink]:
    """The loudspeaker, for as long as it is held.

    Raises:
        ConfigurationError: this machine cannot play sound.
    """
    try:
        import sounddevice  # noqa: PLC0415 - an optional extra
    except (ImportError, OSError):  # OSError: PortAudio itself is missing
        message = 'playing needs a further package: pip install "mkdocs-qwen-tts[play]" (on Linux also libportaudio2).'
        raise ConfigurationError("--play", message) from None
    with contextlib.ExitStack() as stack:
        stream: Any = None

        class Player:
            def take(self, pcm: bytes, sample_rate: int) -> None:
                nonlocal stream
                if stream is None:
                    made = sounddevice.RawOutputStream(
                        samplerate=sample_rate, channels=1, dtype="int16"
                    )
                    stream = stack.enter_context(made)
                stream.write(pcm)

        try:
            yield Player()
        except sounddevice.PortAudioError as error:
            raise ConfigurationError(
                "--play", f"this machine cannot play sound: {error}."
            ) from None
