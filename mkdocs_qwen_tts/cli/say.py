"""The command that speaks one text."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mkdocs_qwen_tts import audio, prose, speech
from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.model import Clip, Kind, Passage, Script, Tags, Utterance
from mkdocs_qwen_tts.settings import Settings

SUFFIXES = ("mp3", "opus", "m4a")


@click.command()
@click.argument("text")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The audio file to write; its ending names the format: .mp3, .opus or .m4a.",
)
@click.option("--engine", help="dashscope, openai, preview or auto.")
@click.option("--model", help="The speech model.")
@click.option("--voice", help="The voice.")
@click.option("--language", default=None, help="The language of the text: a name (English) or a tag (en).")
@click.option("--instructions", help="How to speak, for models that take instructions.")
def say(
    text: str,
    output: Path,
    engine: str | None,
    model: str | None,
    voice: str | None,
    language: str | None,
    instructions: str | None,
) -> None:
    r"""Speak one TEXT into a file; `-` reads the text from standard input.

    \b
    Example:
      mkdocs-qwen-tts say "Hello, reader." -o hello.mp3 --engine preview
    """
    suffix = output.suffix.lstrip(".").lower()
    if suffix not in SUFFIXES:
        raise ConfigurationError.not_among(
            "--output", output.name, [f".{name}" for name in SUFFIXES], "file ending"
        )
    if text == "-":
        text = sys.stdin.read()
    asked = {"engine": engine, "model": model, "voice": voice, "instructions": instructions}
    settings = Settings.of({**asked, "language": language or "auto", "audio": {"format": suffix}})
    speech.check(settings)
    utterances = _utterances(text, settings, language)
    if speech.resolve(settings) == "dashscope" and settings.api.key is None:
        raise ConfigurationError(
            "api.key",
            "there is no API key; set DASHSCOPE_API_KEY, or use `--engine preview` to hear a free voice.",
        )
    spoken: dict[str, Clip] = {}
    with speech.engine(settings, audio.decode) as opened:
        for utterance in utterances:
            if utterance.fingerprint not in spoken:
                spoken[utterance.fingerprint] = opened.speak(utterance)
    encoded = audio.assemble(
        utterances, lambda one: spoken[one.fingerprint], settings.audio, Tags(output.stem)
    )
    output.write_bytes(encoded.data)
    characters = sum(speech.characters(one.voice, one.text) for one in utterances)
    click.echo(f"{output}: {encoded.duration:.2f} s, {characters:,} characters", err=True)


def _utterances(text: str, settings: Settings, language: str | None) -> tuple[Utterance, ...]:
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    passages = tuple(
        Passage(Kind.PARAGRAPH, block, pause=settings.audio.pauses.paragraph) for block in blocks if block
    )
    if not passages:
        raise ConfigurationError("TEXT", "there is nothing to say.")
    voice = speech.cast(settings, language, None)
    if voice is None:
        raise ConfigurationError(
            "--language", f"{settings.model} does not speak {language!r}.", value=language
        )
    script = Script("", "", language, passages)
    return prose.utterances(
        script,
        [voice] * len(passages),
        speech.limit,
        target=settings.target,
        sentence_pause=settings.audio.pauses.sentence,
    )
