"""The command that speaks one text."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import click

from mkdocs_qwen_tts import _api as library
from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cli import offers
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.service import need_key, service_options
from mkdocs_qwen_tts._cli.terminal import echo
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Tags
from mkdocs_qwen_tts._model.formats import FORMATS
from mkdocs_qwen_tts._model.riff import wav_header
from mkdocs_qwen_tts._pipeline import say_aloud
from mkdocs_qwen_tts._settings import Settings

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
        'mkdocs-qwen-tts say "Hello, reader." -o - --raw | aplay -f S16_LE -r 24000',
    )
)
@click.argument("text")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help="The file to write, as .mp3, .opus, .m4a, .wav or .pcm; - writes a WAV stream to "
    "standard output.",
)
@click.option("--raw", is_flag=True, help="Write bare 16-bit samples in place of a WAV stream.")
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
    raw: bool,
    play: bool,
    language: str | None,
    api: dict[str, Any],
    **asked: str | None,
) -> None:
    """Speak one TEXT; `-` reads it from standard input."""
    suffix = _format(output, play=play, raw=raw)
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

        def hear(pcm: bytes, sample_rate: int) -> None:
            for sink in sinks:
                sink.take(pcm, sample_rate)

        said = say_aloud(utterances, settings, hear=hear if sinks else None)
    if suffix in ENCODED and output is not None:
        encoded = said.encoded(utterances, settings.audio, Tags(output.stem))
        output.write_bytes(encoded.data)
    duration = sum(said.clips[one.fingerprint].duration for one in utterances)
    target = f"{output}: " if output and str(output) != "-" else ""
    echo(
        f"{target}{duration:.2f} s of speech, {said.characters:,} characters, "
        f"first sound after {said.first:.2f} s",
        err=True,
    )


def _check_output(output: Path | None, settings: Settings) -> None:
    """Refuse what cannot be written before anything is paid for."""
    if output is None or str(output) == "-":
        return
    if output.suffix.lstrip(".").lower() in ENCODED:
        audio.check_encoder(settings.audio)
    new = not output.exists()
    try:
        with output.open("ab"):
            pass
        if new:
            output.unlink()  # an empty file must not be left where nothing is spoken
    except OSError as error:
        raise ConfigurationError(
            "--output", f"{output} cannot be written: {error.strerror}."
        ) from None


def _format(output: Path | None, *, play: bool, raw: bool) -> str:
    if raw:
        if output is None or (str(output) != "-" and output.suffix.lower() != ".pcm"):
            raise ConfigurationError("--raw", "is for `-o -` and for files that end in .pcm.")
        return "pcm"
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


class _Sink(Protocol):
    """Where samples go when they arrive."""

    def take(self, pcm: bytes, sample_rate: int) -> None: ...


@contextlib.contextmanager
def _writer(output: Path, suffix: str) -> Iterator[_Sink]:
    """A file, or standard output, that grows while it is spoken.

    A file is made with the first sample and removed again when speaking fails: what was refused
    must not lie there as if it were the speech.
    """
    standard = str(output) == "-"
    file: BinaryIO | None = None

    class Writer:
        def take(self, pcm: bytes, sample_rate: int) -> None:
            nonlocal file
            if file is None:
                file = sys.stdout.buffer if standard else output.open("wb")
                if suffix == "wav":
                    file.write(wav_header(sample_rate))
            file.write(pcm)
            file.flush()

    try:
        yield Writer()
    except BaseException:
        if file is not None and not standard:
            file.close()
            output.unlink(missing_ok=True)
        raise
    if file is not None and not standard:
        file.close()


@contextlib.contextmanager
def player() -> Iterator[_Sink]:
    """The loudspeaker, for as long as it is held.

    Raises:
        ConfigurationError: this machine cannot play sound.
    """
    try:
        import sounddevice  # noqa: PLC0415 - an optional extra
    except (ImportError, OSError):  # OSError: PortAudio itself is missing
        message = (
            'playing needs a further package: pip install "mkdocs-qwen-tts[play]" '
            "(on Linux also libportaudio2)."
        )
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
