"""The fake's own voices: cloning, design, lists and deletion, for Qwen and for CosyVoice."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts.testing._calls import Refused, object_of
from mkdocs_qwen_tts.testing._fake_protocol import as_base64
from mkdocs_qwen_tts.testing._sample_check import check_sample
from mkdocs_qwen_tts.testing._speech import Speech

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.wrappers import Request

MOST_VOICES = 1000
MOST_PAGE = 200
DEPLOYING_QUERIES = 1
"""How often a new CosyVoice voice answers that it is still being deployed."""

QWEN_NAME = re.compile(r"^[A-Za-z0-9_]{1,16}$")
COSY_PREFIX = re.compile(r"^[a-z0-9]{1,10}$")


@dataclass(frozen=True)
class Own:
    """A voice of the account."""

    voice: str
    service: str
    """`qwen-voice-enrollment`, `qwen-voice-design`, `voice-enrollment`, or MiniMax's
    `voice_clone`, which lists none."""
    model: str
    created: str
    language: str = ""
    prompt: str = ""
    preview_text: str = ""
    link: str = ""
    queries_left: int = 0
    """How many more times it is still being deployed."""

    @property
    def status(self) -> str:
        """CosyVoice's word for how far it is."""
        return "DEPLOYING" if self.queries_left else "OK"


class Registry:
    """The account's voices. Thread-safe."""

    def __init__(self) -> None:
        self._voices: dict[str, Own] = {}
        self._lock = threading.Lock()
        self._made = 0

    @property
    def own(self) -> Mapping[str, str]:
        """The voices that can speak, and the model each is for."""
        with self._lock:
            return {
                voice.voice: voice.model
                for voice in self._voices.values()
                if not voice.queries_left
            }

    def add(self, voice: str, model: str, *, service: str = "qwen-voice-enrollment") -> None:
        """Give the account a voice, without asking for it."""
        with self._lock:
            self._voices[voice] = Own(voice, service, model, _now())

    def answer(self, body: Mapping[str, Any], request_id: str) -> dict[str, Any]:
        """Answer a request about voices.

        Raises:
            Refused: it breaks a rule.
        """
        service = str(body.get("model", ""))
        fields = {**object_of(body.get("parameters")), **object_of(body.get("input"))}
        action = str(fields.get("action", ""))
        handler = {
            ("qwen-voice-enrollment", "create"): self._clone,
            ("qwen-voice-design", "create"): self._design,
            ("voice-enrollment", "create_voice"): self._enroll,
            ("qwen-voice-enrollment", "list"): self._list,
            ("qwen-voice-design", "list"): self._list,
            ("voice-enrollment", "list_voice"): self._list,
            ("qwen-voice-design", "query"): self._query,
            ("voice-enrollment", "query_voice"): self._query,
            ("voice-enrollment", "update_voice"): self._update,
            ("qwen-voice-enrollment", "delete"): self._delete,
            ("qwen-voice-design", "delete"): self._delete,
            ("voice-enrollment", "delete_voice"): self._delete,
        }.get((service, action))
        if handler is None:
            known = service in ("qwen-voice-enrollment", "qwen-voice-design", "voice-enrollment")
            if not known:
                raise Refused(400, "InvalidParameter", "url error, please check url！")
            raise Refused(400, "InvalidParameter", f"Invalid action: {action[:40]}")
        output, count = handler(service, fields)
        return {"output": output, "usage": {"count": count}, "request_id": request_id}

    # ------------------------------------------------------------ making

    def _clone(self, service: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        model = _target(fields, ("cloned",))
        name = _named(fields, "preferred_name", QWEN_NAME)
        check_sample(_recording(fields.get("audio")), "qwen3-tts")
        own = self._make(service, model, f"qwen-tts-vc-{name}-voice-", fields)
        return {
            "voice": own.voice,
            "target_model": model,
            "fallback_mode": False,
            "fallback_reason": "",
        }, 1

    def _design(self, service: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        model = _target(fields, ("designed",))
        name = (
            _named(fields, "preferred_name", QWEN_NAME)
            if fields.get("preferred_name")
            else "designed"
        )
        own = self._make(service, model, f"qwen-tts-vd-{name}-voice-", _described(service, fields))
        return {
            "voice": own.voice,
            "target_model": model,
            "preview_audio": _preview(own, fields),
        }, 1

    def _enroll(self, service: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        model = str(fields.get("target_model", ""))
        entry = catalogue.models().get(model)
        if entry is None or entry.enrolment != "voice":
            raise Refused(400, "InvalidParameter", "target_model is invalid.")
        prefix = _named(fields, "prefix", COSY_PREFIX)
        if fields.get("voice_prompt"):
            own = self._make(
                service,
                model,
                f"{model}-{prefix}-",
                _described(service, fields),
                deploying=DEPLOYING_QUERIES,
            )
            return {
                "voice_id": own.voice,
                "target_model": model,
                "preview_audio": _preview(own, fields),
            }, 1
        link = fields.get("url")  # being phased out in favour of `audio`
        if "audio" in fields:
            check_sample(_recording(fields["audio"]), entry.family)
        elif not isinstance(link, str) or not link.startswith(("http://", "https://")):
            raise Refused(400, "InvalidParameter", "url is invalid.")
        own = self._make(service, model, f"{model}-{prefix}-", fields, deploying=DEPLOYING_QUERIES)
        return {"voice_id": own.voice}, 1

    def _make(
        self, service: str, model: str, stem: str, fields: Mapping[str, Any], deploying: int = 0
    ) -> Own:
        with self._lock:
            if len(self._voices) >= MOST_VOICES:
                raise Refused(
                    400,
                    "InvalidParameter",
                    f"The number of voices exceeds the limit of {MOST_VOICES}.",
                )
            self._made += 1
            mark = hashlib.sha256(f"{stem}{self._made}".encode()).hexdigest()
            voice = f"{stem}{time.strftime('%Y%m%d%H%M%S')}{self._made:03d}-{mark[:4]}"
            if service == "voice-enrollment":
                voice = f"{stem}{mark[:32]}"
            own = Own(
                voice,
                service,
                model,
                _now(),
                language=str(fields.get("language", "")),
                prompt=str(fields.get("voice_prompt", "")),
                preview_text=str(fields.get("preview_text", "")),
                link=str(fields.get("url", "")),
                queries_left=deploying,
            )
            self._voices[voice] = own
            return own

    # ------------------------------------------------------------ keeping

    def _list(self, service: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        index, size = fields.get("page_index", 0), fields.get("page_size", 10)
        if (
            not isinstance(index, int)
            or not isinstance(size, int)
            or not 0 <= index <= MOST_PAGE
            or size < 1
        ):
            raise Refused(400, "InvalidParameter", "page_index or page_size is invalid.")
        prefix = str(fields.get("prefix") or "")
        with self._lock:
            found = [own for own in self._voices.values() if own.service == service]
        if prefix:
            found = [own for own in found if own.voice.startswith(f"{own.model}-{prefix}-")]
        found.reverse()
        page = [_shown(own) for own in found[index * size : (index + 1) * size]]
        if service == "voice-enrollment":
            return {"voice_list": page}, 0
        return {
            "page_index": index,
            "page_size": size,
            "total_count": len(found),
            "voice_list": page,
        }, 0

    def _query(self, service: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        with self._lock:
            own = self._found(service, fields)
            if own.queries_left:
                self._voices[own.voice] = replace(own, queries_left=own.queries_left - 1)
        return _shown(own), 0

    def _update(self, service: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        with self._lock:
            own = self._found(service, fields)
            self._voices[own.voice] = replace(
                own, link=str(fields.get("url", "")), queries_left=DEPLOYING_QUERIES
            )
        return {}, 0

    def _delete(self, service: str, fields: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        with self._lock:
            own = self._found(service, fields)
            del self._voices[own.voice]
        return ({} if service == "voice-enrollment" else {"voice": own.voice}), 0

    def _found(self, service: str, fields: Mapping[str, Any]) -> Own:
        name = str(fields.get("voice_id" if service == "voice-enrollment" else "voice", ""))
        own = self._voices.get(name)
        if own is None or own.service != service:
            raise Refused(400, "BadRequest.VoiceNotFound", f"Voice not found: {name[:80]}")
        return own


def of_form(request: Request) -> dict[str, Any]:
    """A request about voices that came as a form, as it would be in JSON."""
    with request:  # which closes its files
        fields: dict[str, Any] = dict(request.form)
        if (file := request.files.get("file")) is not None:
            kind = mimetypes.guess_type(file.filename or "")[0] or "audio/wav"
            data = base64.b64encode(file.read()).decode("ascii")
            fields["audio"] = f"data:{kind};base64,{data}"
    return {"model": fields.pop("model", ""), "input": fields}


def _target(fields: Mapping[str, Any], sets: tuple[str, ...]) -> str:
    model = str(fields.get("target_model", ""))
    entry = catalogue.models().get(model)
    if entry is None or entry.voices not in sets:
        raise Refused(400, "InvalidParameter", "target_model is invalid.")
    return model


def _named(fields: Mapping[str, Any], field: str, rule: re.Pattern[str]) -> str:
    name = fields.get(field)
    if not isinstance(name, str) or not rule.match(name):
        raise Refused(400, "InvalidParameter", f"{field} is invalid.")
    return name


def _recording(value: Any) -> Any:
    """A recording as a URI: by itself, or as an object's `data`."""
    return value.get("data") if isinstance(value, dict) else value


def _described(service: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
    limits = next(row for row in catalogue.rows("designs") if row["service"] == service)
    prompt, preview = fields.get("voice_prompt"), fields.get("preview_text")
    most = int(limits["longest_description"])
    if not isinstance(prompt, str) or not 0 < len(prompt) <= most:
        raise Refused(400, "InvalidParameter", "voice_prompt is invalid.")
    most = int(limits["longest_preview"])
    if not isinstance(preview, str) or not 0 < len(preview) <= most:
        raise Refused(400, "InvalidParameter", "preview_text is invalid.")
    return fields


def _preview(own: Own, fields: Mapping[str, Any]) -> dict[str, Any]:
    form = str(fields.get("response_format", "wav"))
    rate = fields.get("sample_rate", 24_000)
    speech = Speech(own.model, own.voice, own.preview_text, own.prompt, form, int(rate))
    return {"data": as_base64(speech.file()), "sample_rate": rate, "response_format": form}


def _shown(own: Own) -> dict[str, Any]:
    if own.service == "voice-enrollment":
        return {
            "voice_id": own.voice,
            "gmt_create": own.created,
            "gmt_modified": own.created,
            "status": own.status,
            "target_model": own.model,
            "resource_link": own.link,
        }
    shown = {
        "voice": own.voice,
        "gmt_create": own.created,
        "gmt_modified": own.created,
        "language": own.language,
        "target_model": own.model,
    }
    if own.service == "qwen-voice-design":
        shown |= {"voice_prompt": own.prompt, "preview_text": own.preview_text}
    return shown


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S")
