"""Voices of your own: cloned from a recording, or designed from a description."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import (
    AccountError,
    ConfigurationError,
    InvalidRequestError,
    ServerError,
    SpeechError,
    TransportError,
)
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import lifecycles, samples
from mkdocs_qwen_tts._speech.custom import advice, minimax_cloning, recording
from mkdocs_qwen_tts._speech.custom.own_voices import (
    Made,
    OwnVoice,
    fallback_notes,
    own_voice,
    preview_of,
)
from mkdocs_qwen_tts._speech.custom.services import (
    CLONED,
    CUSTOMIZATION_PATH,
    DESIGNED,
    SERVICES,
    VOICE_ENROLLMENT,
    EnrolmentService,
    design_limits,
    hinted_languages,
    service_for,
    service_of,
    usual_model,
)
from mkdocs_qwen_tts._speech.engines.modelstudio import address, envelope
from mkdocs_qwen_tts._speech.http import endpoint, failures, reading, retry
from mkdocs_qwen_tts._speech.http.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from mkdocs_qwen_tts._settings import Settings

PAGE = 100
MOST_PAGES = 200
POLL_SECONDS = 2.0
DEPLOY_SECONDS = 300.0
"""A CosyVoice voice that is not ready after this long will hardly become so."""


def clone_source(
    sample: Path | str, *, model: str, name: str
) -> tuple[EnrolmentService, str, tuple[str, ...]]:
    """Everything about a clone that can be wrong on this machine; needs no key.

    Args:
        sample: a file, or the public address of one.
        model: the model that shall speak with the voice.
        name: part of the id that it gets.

    Returns:
        The service that makes it, the recording as the service takes it, and what is allowed but
        not best.

    Raises:
        ConfigurationError: the recording, name or model will not do.
    """
    service = _service(model, CLONED)
    _check_name(service, name)
    if isinstance(sample, str) and sample.startswith(("https://", "http://")):
        return service, sample, ()
    taken = recording.read_recording(Path(sample), catalogue.model(model).family)
    return service, taken.uri, taken.notes


def check_clone(sample: Path | str, *, model: str, name: str, language: str | None = None) -> None:
    """Check what can be wrong with a clone on this machine, before anybody asks for a key.

    Args:
        sample: a file, or the public address of one.
        model: the model that shall speak with the voice.
        name: part of the id that it gets.
        language: what is spoken in the recording, as a name or BCP 47 tag.

    Raises:
        ConfigurationError: the recording, name or model will not do.
    """
    if catalogue.model(model).enrolment == minimax_cloning.SERVICE:
        minimax_cloning.request_for(model, name, str(sample), language)
    else:
        clone_source(sample, model=model, name=name)


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
        self._settings = settings
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
            sample: a file, or the public address of one.
            model: the model that shall speak with it.
            name: part of the id that it gets.
            language: what is spoken in the recording, as a name or BCP 47 tag.
            text: the words of the recording, where known; the older service compares them.

        Raises:
            ConfigurationError: the recording, name, model or language will not do; nothing was
            sent.
            SpeechError: the service refused.
        """
        if catalogue.model(model).enrolment == minimax_cloning.SERVICE:
            return self._clone_at_minimax(str(sample), model, name, language)
        service, source, notes = clone_source(sample, model=model, name=name)
        fields: dict[str, Any] = {"target_model": model, service.name_field: name}
        code = _code(language, hinted_languages(model), model) if language else ""
        if service is VOICE_ENROLLMENT:
            fields["audio"] = source
            if code:
                fields["language_hints"] = [code]
        else:
            fields["audio"] = {"data": source}
            fields |= {"text": text} if text else {}
            fields |= {"language": code} if code else {}
        output = self._ask(service, service.create, fields, billed=True)
        voice = own_voice(service, output, model, language or "")
        return Made(voice, notes=(*notes, *fallback_notes(output)))

    def _clone_at_minimax(self, source: str, model: str, name: str, language: str | None) -> Made:
        request = minimax_cloning.request_for(model, name, source, language)
        root = address.api_root(self._settings, shared=True)
        with contextlib.closing(Wire.to(root, self._settings, key_required=True)) as wire:

            def made() -> Made:
                with _once():
                    return minimax_cloning.cloned(wire, request)

            return retry.retrying(self._retries, self._sleep)(made)

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
        service = _service(model, DESIGNED)
        _check_name(service, name)
        limits = design_limits(service.name)
        code = _code(language or "en", limits.languages, f"designs for {model}")
        tongue = catalogue.language(code)
        spoken = preview_text or samples.sample_text(tongue.name if tongue else "English")
        for option, value, most in (
            ("description", description, limits.longest_description),
            ("preview_text", spoken, limits.longest_preview),
        ):
            if not 0 < len(value.strip()) <= most:
                raise ConfigurationError(
                    option,
                    f"must have 1 to {most} characters for {model}, not {len(value.strip())}.",
                )
        fields: dict[str, Any] = {
            "target_model": model,
            "voice_prompt": description,
            "preview_text": spoken,
            service.name_field: name,
        }
        fields |= {"language_hints": [code]} if service is VOICE_ENROLLMENT else {"language": code}
        parameters = {"sample_rate": 24_000, "response_format": "wav"}
        output = self._ask(service, service.create, fields, parameters=parameters, billed=True)
        voice = own_voice(service, output, model, code, description)
        notes = (*advice.on_description(description), *fallback_notes(output))
        return Made(voice, preview_of(output), notes)

    def wait(self, voice: OwnVoice) -> OwnVoice:
        """Wait until a CosyVoice voice can speak; others can at once.

        Raises:
            ServerError: the service rejected it, or is not done after five minutes.
            SpeechError: the service refused.
        """
        waited = 0.0
        shown = voice
        while shown.service == VOICE_ENROLLMENT.name:
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

    def listed(self, *services: EnrolmentService) -> Iterator[OwnVoice]:
        """The account's voices, newest first, of all services or those named.

        Raises:
            SpeechError: a service refused.
        """
        for service in services or SERVICES:
            for page in range(MOST_PAGES + 1):
                output = self._ask(service, service.list, {"page_index": page, "page_size": PAGE})
                found = output.get("voice_list")
                entries = [
                    reading.as_mapping(entry)
                    for entry in (found if isinstance(found, list) else [])
                ]
                for entry in entries:
                    yield own_voice(service, entry)
                if len(entries) < PAGE:
                    break

    def all_voices(self) -> tuple[list[OwnVoice], tuple[str, ...]]:
        """The account's voices of every service that lists them, and which services do not.

        Accounts and regions have some of the services; one that refuses hides no voice of another.

        Raises:
            SpeechError: the key is not accepted, nothing can be reached, or every service refuses.
        """
        voices: list[OwnVoice] = []
        refusals: dict[str, SpeechError] = {}
        for service in SERVICES:
            try:
                voices.extend(self.listed(service))
            except (InvalidRequestError, AccountError, ServerError) as error:
                refusals[service.name] = error
        if len(refusals) == len(SERVICES):
            raise next(iter(refusals.values()))
        return voices, tuple(f"{name} lists none: {error}" for name, error in refusals.items())

    def show(self, voice: str) -> OwnVoice:
        """What the service knows about a voice.

        Raises:
            InvalidRequestError: there is no such voice.
            SpeechError: the service refused.
        """
        service = service_of(voice)
        if not service.query:
            found = next((one for one in self.listed(service) if one.id == voice), None)
            if found is None:
                raise failures.failure(400, "BadRequest.VoiceNotFound", f"voice not found: {voice}")
            return found
        asked = {service.id_field: voice}
        return own_voice(service, {**asked, **self._ask(service, service.query, asked)})

    def delete(self, voice: str) -> None:
        """Delete a voice for good. It does not give quota back.

        Raises:
            InvalidRequestError: there is no such voice.
            SpeechError: the service refused.
        """
        service = service_of(voice)
        self._ask(service, service.delete, {service.id_field: voice})

    # ------------------------------------------------------------ asking

    def _ask(
        self,
        service: EnrolmentService,
        action: str,
        fields: Mapping[str, Any],
        *,
        parameters: Mapping[str, Any] | None = None,
        billed: bool = False,
    ) -> Mapping[str, Any]:
        body: dict[str, Any] = {
            "model": service.name,
            "input": {"action": action, **fields},
        }
        if parameters:
            body["parameters"] = parameters
        try:
            return retry.retrying(self._retries, self._sleep)(self._asked, body, billed)
        except SpeechError as error:
            if billed:
                error.advise(self._advice_on(service, error))
            raise

    def _advice_on(self, service: EnrolmentService, error: SpeechError) -> str:
        """That the service has ended, where it refuses and has."""
        found = catalogue.lifecycle(service.name, "service")
        refuses = isinstance(error, (InvalidRequestError, AccountError))
        if not refuses or found is None or self._settings.api.region not in found.regions:
            return ""
        model = usual_model(self._settings, service.makes[0])
        return (
            f"{service.name} {found.ends(lifecycles.vendor_today())} there; make the voice for "
            f"`--model {model}`"
        )

    def _asked(self, body: Mapping[str, Any], billed: bool) -> Mapping[str, Any]:
        once = _once() if billed else contextlib.nullcontext()
        with once, self._wire.post(CUSTOMIZATION_PATH, body) as reply:
            frame = envelope.first_frame(reply)
        return reading.as_mapping(frame.get("output"))


@contextlib.contextmanager
def _once() -> Iterator[None]:
    """Something is made that costs money; where no answer comes, it may have been made and billed.

    Raises:
        TransportError: as it came; where there was no answer, it is not retryable.
    """
    try:
        yield
    except TransportError as error:
        if error.unanswered:
            error.retryable = False
        raise


def _service(model: str, how: str) -> EnrolmentService:
    service = service_for(catalogue.model(model), how)
    if service is not None:
        return service
    fitting = [one.name for one in catalogue.models().values() if service_for(one, how)]
    raise ConfigurationError.not_among("model", model, fitting, f"model for {how} voices")


def _check_name(service: EnrolmentService, name: str) -> None:
    if not service.name_rule.match(name):
        raise ConfigurationError("name", f"{name!r} must be {service.name_words}.", value=name)


def _code(language: str, known: Sequence[str], of: str) -> str:
    """A language's code for customization: ISO codes, where synthesis has English names.

    Raises:
        ConfigurationError: it is none of the known ones.
    """
    tongue = catalogue.language(language)
    if not known:
        raise ConfigurationError("language", f"{of} finds out by itself; leave it out.")
    if tongue is None or tongue.tag not in known:
        raise ConfigurationError.not_among("language", language, known, f"language of {of}")
    return tongue.tag
