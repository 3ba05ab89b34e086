"""Commands about voices: the catalogue, and voices of one's own."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import structs

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cli import offers, tables
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.models import lived
from mkdocs_qwen_tts._cli.say import player
from mkdocs_qwen_tts._cli.service import need_key, service_options
from mkdocs_qwen_tts._cli.terminal import echo, echo_json
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Span, Tags, Utterance
from mkdocs_qwen_tts._pipeline import say_aloud
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import samples
from mkdocs_qwen_tts._speech.custom import advice, aliases, services

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Voice
    from mkdocs_qwen_tts._speech.catalogue import SystemVoice
    from mkdocs_qwen_tts._speech.custom.enrolment import Enrolment
    from mkdocs_qwen_tts._speech.custom.own_voices import Made, OwnVoice

model_option = click.option(
    "--model",
    shell_complete=offers.models,
    help="The model that shall speak with it; by default one that makes such voices in the region.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
alias_option = click.option(
    "--alias",
    help=f"Name the voice so in {aliases.FILE} of this folder, for use in the configuration.",
)


@click.group(
    epilog=examples(
        "mkdocs-qwen-tts voices list --language German",
        "mkdocs-qwen-tts voices clone anna.wav --name anna --alias anna",
    )
)
def voices() -> None:
    """Choose a voice, or make one of your own."""


@voices.command(
    "list",
    epilog=examples(
        "mkdocs-qwen-tts voices list --language German --gender female",
        "mkdocs-qwen-tts voices list --model qwen3-tts-flash --dialect Cantonese --sample "
        "auditions",
    ),
)
@click.option("--model", shell_complete=offers.models, help="Only voices of this model.")
@click.option(
    "--language", shell_complete=offers.languages, help="Only voices that speak this language."
)
@click.option("--gender", type=click.Choice(["female", "male"]), help="Only these.")
@click.option("--dialect", help="Only voices at home in this dialect or accent.")
@click.option("--own", is_flag=True, help="The voices of your account instead of the catalogue.")
@click.option(
    "--sample",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Speak a line with each.",
)
@json_option
@service_options
def list_voices(
    *,
    model: str | None,
    language: str | None,
    gender: str | None,
    dialect: str | None,
    own: bool,
    folder: Path | None,
    as_json: bool,
    api: dict[str, Any],
) -> None:
    """List voices."""
    if own:
        settings = _settings(api)
        with _enrolment(settings) as enrolment:
            voices, refused = enrolment.all_voices()
        for note in refused:
            echo(f"Note: {note}", err=True)
        _print_own(voices, as_json=as_json)
        return
    found = samples.find_voices(model=model, language=language, gender=gender, dialect=dialect)
    if folder is not None:
        _sample(found, folder, model, language, api)
    if as_json:
        echo_json([structs.asdict(speaker) for speaker in found])
        return
    table = tables.plain_table(header=False)
    for is_name in (True, True, False):
        table.add_column(no_wrap=is_name)
    for speaker in found:
        dialect_of = f", {speaker.dialect}" if speaker.dialect else ""
        undocumented = " (undocumented)" if not speaker.documented else ""
        undocumented += _ending(speaker)
        table.add_row(
            speaker.name, speaker.gender, f"{speaker.description}{dialect_of}{undocumented}"
        )
    tables.print_table(table, tables.console())
    echo(f"{len(found)} voice{'s' * (len(found) != 1)}.", err=True)
    if model is not None and (life := lived(model)):
        echo(f"Note: model {model} {life}.", err=True)


def _ending(voice: SystemVoice) -> str:
    """When the last model that speaks with a voice ends; empty while one stays."""
    ends = [one.retires for one in catalogue.models().values() if one.voices in voice.sets]
    return f" (its models end on {max(ends)})" if ends and all(ends) else ""


def _sample(
    found: list[Any], folder: Path, model: str | None, language: str | None, api: dict[str, Any]
) -> None:
    """Speak one line with each voice chosen."""
    folder.mkdir(parents=True, exist_ok=True)
    base = _settings(api, model=model)
    need_key(base)
    cast = [
        (
            speaker,
            speech.engine_for(base.changed(voice=speaker.name, voices={})).resolve_voice(language),
        )
        for speaker in found
    ]
    lines = [_line(voice) for _, voice in cast if voice is not None]
    characters = sum(speech.engine_for(base).units(one.text) for one in lines)
    echo(f"Speaking {len(lines)} lines, {characters:,} characters.", err=True)
    said = say_aloud(lines, base)
    for line in lines:
        encoded = said.encoded([line], base.audio, Tags(line.voice.name))
        (folder / f"{line.voice.name}.mp3").write_bytes(encoded.data)


def _line(voice: Voice) -> Utterance:
    text = samples.sample_text(voice.language)
    return Utterance(text, voice, (Span(0, 0, len(text)),))


@voices.command(
    epilog=examples(
        "mkdocs-qwen-tts voices clone anna.wav --name anna --language English --alias anna"
    )
)
@click.argument("sample")
@click.option("--name", required=True, help="Part of the id that the voice gets.")
@model_option
@click.option(
    "--language", shell_complete=offers.languages, help="What is spoken in the recording."
)
@click.option("--text", help="The words of the recording, where known.")
@alias_option
@service_options
def clone(
    *,
    sample: str,
    name: str,
    model: str | None,
    language: str | None,
    text: str | None,
    alias: str | None,
    api: dict[str, Any],
) -> None:
    """Clone a voice from SAMPLE, a recording.

    SAMPLE is a file, or its public address.

    Clone only voices whose owner agrees.
    """
    settings = _settings(api)
    model = model or services.usual_model(settings, services.CLONED)
    from mkdocs_qwen_tts._speech.custom.enrolment import (  # noqa: PLC0415 - see `_enrolment`
        check_clone,
    )

    check_clone(
        sample, model=model, name=name, language=language
    )  # a missing file comes before a missing key
    with _enrolment(settings) as enrolment:
        made = enrolment.clone(sample, model=model, name=name, language=language, text=text)
        _finish(enrolment, made, alias)


@voices.command(
    epilog=examples(
        'mkdocs-qwen-tts voices design "A calm woman, low pitch, unhurried, for manuals" --name '
        "calm --save calm.wav"
    )
)
@click.argument("description")
@click.option("--name", required=True, help="Part of the id that the voice gets.")
@model_option
@click.option("--language", shell_complete=offers.languages, help="The language of the preview.")
@click.option("--preview-text", default="", help="What the preview says.")
@click.option(
    "--save",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the preview to this WAV file.",
)
@click.option("--play", is_flag=True, help="Play the preview (needs the extra `play`).")
@click.option("--check", is_flag=True, help="Only say what could be better about the description.")
@alias_option
@service_options
def design(
    *,
    description: str,
    name: str,
    model: str | None,
    language: str | None,
    preview_text: str,
    save: Path | None,
    play: bool,
    check: bool,
    alias: str | None,
    api: dict[str, Any],
) -> None:
    """Design a voice from a DESCRIPTION in English or Chinese.

    Good descriptions name gender, age, pitch, speed, emotion, timbre and use.
    """
    settings = _settings(api)
    model = model or services.usual_model(settings, services.DESIGNED)
    if check:
        service = services.service_for(catalogue.model(model), services.DESIGNED)
        longest = services.design_limits(service.name).longest_description if service else None
        told = advice.on_description(description, longest=longest)
        for line in told or ["Nothing to mend."]:
            echo(line)
        return
    with _enrolment(settings) as enrolment:
        made = enrolment.design(
            description, model=model, name=name, preview_text=preview_text, language=language
        )
        _finish(enrolment, made, alias)
        if made.preview is not None:
            pcm, sample_rate = audio.decode(made.preview)
            if save is not None:
                _save_wav(save, pcm, sample_rate)
                echo(f"{save}: how it sounds", err=True)
            if play:
                with player() as sink:
                    sink.take(pcm, sample_rate)


def _finish(enrolment: Enrolment, made: Made, alias: str | None) -> None:
    """Keep the alias, then say what was made.

    The voice is paid for, so its name must not be lost.
    """
    voice = made.voice
    if alias is not None:
        aliases.save_alias(Path.cwd() / aliases.FILE, alias, voice.id, voice.model)
    for note in made.notes:
        echo(f"Note: {note}", err=True)
    echo(voice.id)
    ready = enrolment.wait(voice)
    name = alias or voice.id
    echo(f"{name} can speak with {ready.model}: `model: {ready.model}`, `voice: {name}`.", err=True)


def _save_wav(path: Path, pcm: bytes, sample_rate: int) -> None:
    import wave  # noqa: PLC0415 - beside its only use

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sample_rate)
        file.writeframes(pcm)


@voices.command(epilog=examples("mkdocs-qwen-tts voices show anna"))
@click.argument("voice")
@json_option
@service_options
def show(*, voice: str, as_json: bool, api: dict[str, Any]) -> None:
    """Print what is known about one of your voices, by id or alias."""
    with _enrolment(_settings(api)) as enrolment:
        _print_own([enrolment.show(_id_of(voice))], as_json=as_json)


@voices.command(epilog=examples("mkdocs-qwen-tts voices delete anna --yes"))
@click.argument("voice")
@click.option("--yes", is_flag=True, help="Do not ask.")
@service_options
def delete(*, voice: str, yes: bool, api: dict[str, Any]) -> None:
    """Delete one of your voices for good, by id or alias. Clips in the store stay."""
    identity = _id_of(voice)
    if not yes:
        click.confirm(f"Delete {identity} for good?", abort=True)
    with _enrolment(_settings(api)) as enrolment:
        enrolment.delete(identity)
    if identity != voice:
        aliases.forget_aliases(Path.cwd() / aliases.FILE, identity)
    echo(f"{identity} is deleted.", err=True)


def _id_of(name: str) -> str:
    known = aliases.load_aliases(Path.cwd() / aliases.FILE)
    return known[name].voice if name in known else name


def _print_own(found: list[OwnVoice], *, as_json: bool) -> None:
    if as_json:
        echo_json([asdict(voice) for voice in found])
        return
    for voice in found:
        facts = ", ".join(
            filter(
                None, [voice.model, voice.status, voice.created, voice.language, voice.description]
            )
        )
        echo(f"{voice.id}  {facts}")
    echo(f"{len(found)} voice{'s' * (len(found) != 1)}.", err=True)


def _settings(api: dict[str, Any], model: str | None = None) -> Settings:
    settings = Settings.of({"api": api, "model": model})
    if not speech.engine_for(settings).custom_voices:
        raise ConfigurationError(
            "engine", f"{settings.engine} makes no voices of your own; leave `engine` out."
        )
    return settings


def _enrolment(settings: Settings) -> Enrolment:
    from mkdocs_qwen_tts._speech.custom.enrolment import Enrolment  # noqa: PLC0415 - imports httpx, which completion never needs

    need_key(settings)
    return Enrolment(settings)
