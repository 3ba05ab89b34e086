"""Voices of your own: cloned from a recording, or designed from a description."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.errors import ConfigurationError, ServerError, TransportError
from mkdocs_qwen_tts.model import Sound
from mkdocs_qwen_tts.speech import catalogue
from mkdocs_qwen_tts.speech.catalogue import samples
from mkdocs_qwen_tts.speech.custom import advice, recording
from mkdocs_qwen_tts.speech.engines.modelstudio import address, envelope, membership
from mkdocs_qwen_tts.speech.engines.modelstudio.systems import system_of
from mkdocs_qwen_tts.speech.http import endpoint, failures, retry
from mkdocs_qwen_tts.speech.http.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from mkdocs_qwen_tts.settings import Settings

PATH = "/services/audio/tts/customization"

CLONING = "qwen-voice-enrollment"
DESIGN = "qwen-voice-design"
COSYVOICE = "voice-enrollment"

QWEN_NAME = re.compile(r"^[A-Za-z0-9_]{1,16}$")
COSYVOICE_NAME = re.compile(r"^[a-z0-9]{1,10}$")

LONGEST_PREVIEW = 1024
"""Characters of a design's preview (Model Studio, voice design)."""

CODES = "qwen3"
"""The set of languages that voices are made in (`catalogue.Language.sets`)."""

PAGE = 100
MOST_PAGES = 200
POLL_SECONDS = 2.0
DEPLOY_SECONDS = 300.0
"""A CosyVoice voice that is not ready after this long will hardly become so."""


@dataclass(frozen=True)
class OwnVoice:
    """A voice of the account."""

    id: str
    service: str
    """The service that made it: `qwen-voice-enrollment`, `qwen-voice-design` or `voice-enrollment`."""
    model: str = ""
    """The one model that can speak with it."""
    status: str = "OK"
    """`OK`, or CosyVoice's `DEPLOYING` and `UNDEPLOYED`."""
    created: str = ""
    language: str = ""
    description: str = ""


@dataclass(frozen=True)
class Made:
    """A voice just made."""

    voice: OwnVoice
    preview: Sound | None = None
    """How a designed voice sounds."""
    notes: tuple[str, ...] = ()
    """What the maker should know; one sentence each."""


class Enrolment:
    """Makes, lists and deletes voices of the account that the settings' key belongs to.

    Args:
        settings: key, region and address count.
        sleep: waits some seconds; for tests, which do not wait.

    Raises:
        ConfigurationError: the address is none that a key may be sent to.
    """

    def __init__(self, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        endpoint.check_address(settings, needs_address=False, needs_key=True)
        self._retries = settings.api.retries
        self._wire = Wire.to(address.api_root(settings), settings, key_required=True)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._wire.close()

    # ------------------------------------------------------------ making

    def clone(
        self,
        sample: Path | str,
        *,
        model: str,
        name: str,
        language: str | None = None,
        text: str | None = None,
    ) -> Made:
        """Clone a voice from a recording.

        Args:
            sample: a file; or the public address of one, which is the only way for CosyVoice and
                Qwen-Audio.
            model: the model that shall speak with it.
            name: part of the id that it gets.
            language: what is spoken in the recording, as a name or BCP 47 tag.
            text: the words of the recording, where known.

        Raises:
            ConfigurationError: the recording, name, model or language will not do; nothing was
            sent.
            SpeechError: the service refused.
        """
        entry = _target(model, "cloned")
        _check_name(entry, name)
        link = (
            sample
            if isinstance(sample, str) and sample.startswith(("https://", "http://"))
            else None
        )
        notes: tuple[str, ...] = ()
        if system_of(entry).custom_voices_carry_model:
            if link is None:
                raise ConfigurationError(
                    "sample",
                    f"{entry.family} fetches recordings itself: put the file on a public web "
                    "address.",
                    value=str(sample),
                )
            fields: dict[str, Any] = {"target_model": model, "prefix": name, "url": link}
            if language:
                fields["language_hints"] = [_code(language, "hints")]
            output = self._ask(COSYVOICE, "create_voice", fields, billed=True)
            return Made(
                self._owned(COSYVOICE, output, model, language or ""), notes=_fallback(output)
            )
        if link is None:
            from pathlib import Path  # noqa: PLC0415 - beside its only use

            taken = recording.read_recording(Path(sample), entry.family)
            link, notes = taken.uri, taken.notes
        fields = {"target_model": model, "preferred_name": name, "audio": {"data": link}}
        if text:
            fields["text"] = text
        if language:
            fields["language"] = _code(language, CODES)
        output = self._ask(CLONING, "create", fields, billed=True)
        return Made(
            self._owned(CLONING, output, model, language or ""), notes=(*notes, *_fallback(output))
        )

    def design(
        self,
        description: str,
        *,
        model: str,
        name: str,
        preview_text: str = "",
        language: str | None = None,
    ) -> Made:
        """Design a voice from a description, and hear it.

        Args:
            description: what it shall be like, in Chinese or English; see `advice.on_description`.
            model: the model that shall speak with it.
            name: part of the id that it gets.
            preview_text: what the preview says; by default a line in `language`.
            language: the language of the preview, as a name or BCP 47 tag; English by default.

        Raises:
            ConfigurationError: description, name, model or language will not do; nothing was sent.
            SpeechError: the service refused.
        """
        entry = _target(model, "designed")
        _check_name(entry, name)
        code = _code(language or "en", CODES)
        tongue = catalogue.language(code)
        spoken = preview_text or samples.sample_text(tongue.name if tongue else "English")
        for option, value, most in (
            ("description", description, advice.LONGEST_DESCRIPTION),
            ("preview_text", spoken, LONGEST_PREVIEW),
        ):
            if not 0 < len(value.strip()) <= most:
                raise ConfigurationError(
                    option, f"must have 1 to {most} characters, not {len(value.strip())}."
                )
        fields: dict[str, Any] = {
            "target_model": model,
            "voice_prompt": description,
            "preview_text": spoken,
        }
        service, action = (
            (COSYVOICE, "create_voice")
            if system_of(entry).custom_voices_carry_model
            else (DESIGN, "create")
        )
        if system_of(entry).custom_voices_carry_model:
            fields |= {"prefix": name, "language_hints": [code]}
        else:
            fields |= {"preferred_name": name, "language": code}
        parameters = {"sample_rate": 24_000, "response_format": "wav"}
        output = self._ask(service, action, fields, parameters=parameters, billed=True)
        voice = self._owned(service, output, model, code, description)
        notes = (*advice.on_description(description), *_fallback(output))
        return Made(voice, _preview(output), notes)

    def wait(self, voice: OwnVoice) -> OwnVoice:
        """Wait until a CosyVoice voice can speak; others can at once.

        Raises:
            ServerError: the service rejected it, or is not done after five minutes.
            SpeechError: the service refused.
        """
        waited = 0.0
        shown = voice
        while shown.service == COSYVOICE:
            shown = self.show(voice.id)
            if shown.status == "OK":
                return shown
            if shown.status != "DEPLOYING" or waited >= DEPLOY_SECONDS:
                error = ServerError(
                    f"voice {voice.id} is {shown.status or 'in no known state'} and cannot speak"
                )
                error.retryable = False
                raise error
            self._sleep(POLL_SECONDS)
            waited += POLL_SECONDS
        return shown

    # ------------------------------------------------------------ keeping

    def listed(self, *services: str) -> Iterator[OwnVoice]:
        """The account's voices, newest first, of all services or those named.

        A service that is not offered in the region has none.

        Raises:
            SpeechError: the service refused.
        """
        for service in services or (CLONING, DESIGN, COSYVOICE):
            action = "list_voice" if service == COSYVOICE else "list"
            for page in range(MOST_PAGES + 1):
                output = self._ask(service, action, {"page_index": page, "page_size": PAGE})
                found = output.get("voice_list")
                entries = (
                    [envelope.as_mapping(entry) for entry in found]
                    if isinstance(found, list)
                    else []
                )
                for entry in entries:
                    yield self._owned(service, entry)
                if len(entries) < PAGE:
                    break

    def show(self, voice: str) -> OwnVoice:
        """What the service knows about a voice.

        Raises:
            InvalidRequestError: there is no such voice.
            SpeechError: the service refused.
        """
        service = service_of(voice)
        if service == CLONING:  # it has no query of its own
            found = next((one for one in self.listed(CLONING) if one.id == voice), None)
            if found is None:
                raise failures.failure(400, "BadRequest.VoiceNotFound", f"voice not found: {voice}")
            return found
        action, field = ("query_voice", "voice_id") if service == COSYVOICE else ("query", "voice")
        return self._owned(service, {field: voice, **self._ask(service, action, {field: voice})})

    def delete(self, voice: str) -> None:
        """Delete a voice for good. It does not give quota back.

        Raises:
            InvalidRequestError: there is no such voice.
            SpeechError: the service refused.
        """
        service = service_of(voice)
        action, field = (
            ("delete_voice", "voice_id") if service == COSYVOICE else ("delete", "voice")
        )
        self._ask(service, action, {field: voice})

    # ------------------------------------------------------------ asking

    def _ask(
        self,
        service: str,
        action: str,
        fields: Mapping[str, Any],
        *,
        parameters: Mapping[str, Any] | None = None,
        billed: bool = False,
    ) -> Mapping[str, Any]:
        body: dict[str, Any] = {"model": service, "input": {"action": action, **fields}}
        if parameters:
            body["parameters"] = parameters
        return retry.retrying(self._retries, self._sleep)(self._asked, body, billed)

    def _asked(self, body: Mapping[str, Any], billed: bool) -> Mapping[str, Any]:
        try:
            with self._wire.post(PATH, body) as reply:
                frame = envelope.first_frame(reply)
        except TransportError as error:
            if billed and error.unanswered:
                error.retryable = False  # it may have been made, and billed
            raise
        return envelope.as_mapping(frame.get("output"))

    def _owned(
        self,
        service: str,
        told: Mapping[str, Any],
        model: str = "",
        language: str = "",
        description: str = "",
    ) -> OwnVoice:
        identity = failures.text(told.get("voice_id")) or failures.text(told.get("voice"))
        if not identity:
            raise ServerError("the service made no voice, or does not name it")
        return OwnVoice(
            id=failures.clean(identity),
            service=service,
            model=failures.clean(failures.text(told.get("target_model")))
            or model
            or model_of(identity),
            status=failures.clean(failures.text(told.get("status"))) or "OK",
            created=failures.clean(failures.text(told.get("gmt_create"))),
            language=failures.clean(failures.text(told.get("language"))) or language,
            description=failures.clean(failures.text(told.get("voice_prompt"))) or description,
        )


def service_of(voice: str) -> str:
    """The service that a custom voice's id belongs to.

    Raises:
        ConfigurationError: it is no id of a custom voice.
    """
    for kind, service in (("cloned", CLONING), ("designed", DESIGN)):
        if membership.CUSTOM_ID[kind].match(voice):
            return service
    if model_of(voice):
        return COSYVOICE
    raise ConfigurationError(
        "voice",
        f"{voice!r} is not the id of a custom voice; `mkdocs-qwen-tts voices list --own` lists "
        "yours.",
        value=voice,
    )


def model_of(voice: str) -> str:
    """The model that stands at the beginning of a CosyVoice voice's id, or empty."""
    return max(
        (name for name in catalogue.models() if voice.startswith(f"{name}-")), key=len, default=""
    )


def _target(model: str, voices: str) -> catalogue.Model:
    entry = catalogue.model(model)
    if entry.voices == voices or system_of(entry).custom_voices_carry_model:
        return entry
    fitting = [
        one.name
        for one in catalogue.models().values()
        if one.voices == voices or system_of(one).custom_voices_carry_model
    ]
    raise ConfigurationError.not_among("model", model, fitting, f"model for {voices} voices")


def _check_name(entry: catalogue.Model, name: str) -> None:
    if system_of(entry).custom_voices_carry_model:
        rule, words = COSYVOICE_NAME, "1 to 10 lower-case letters and digits"
    else:
        rule, words = QWEN_NAME, "1 to 16 letters, digits and underscores"
    if not rule.match(name):
        raise ConfigurationError("name", f"{name!r} must be {words}.", value=name)


def _code(language: str, voices: str) -> str:
    """The code that customization knows a language by: ISO codes, where synthesis has English names."""
    tongue = catalogue.language(language)
    if tongue is None or voices not in tongue.sets:
        names = [entry.tag for entry in catalogue.languages() if voices in entry.sets]
        raise ConfigurationError.not_among("language", language, names, "language")
    return tongue.tag


def _fallback(output: Mapping[str, Any]) -> tuple[str, ...]:
    """The service made the voice by a lesser way, and says why."""
    if output.get("fallback_mode") is not True:
        return ()
    reason = failures.clean(failures.text(output.get("fallback_reason"))) or "no reason given"
    return (
        (
            f"The service fell back to a simpler way of making the voice ({reason}); listen before "
            "you use it."
        ),
    )


def _preview(output: Mapping[str, Any]) -> Sound | None:
    told = envelope.as_mapping(output.get("preview_audio"))
    data, _ = envelope.sound_of(told.get("data"))
    rate = told.get("sample_rate")
    return Sound(data, rate if isinstance(rate, int) else None) if data else None
