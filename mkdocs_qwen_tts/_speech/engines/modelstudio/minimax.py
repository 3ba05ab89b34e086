"""MiniMax's speech models through Model Studio, on the multimodal generation endpoint.

Sound comes as hexadecimal text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Piece
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import options
from mkdocs_qwen_tts._speech.engines.modelstudio import envelope
from mkdocs_qwen_tts._speech.engines.modelstudio.system import System
from mkdocs_qwen_tts._speech.http import failures, reading
from mkdocs_qwen_tts._speech.http.protocol import Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mkdocs_qwen_tts._model import Utterance
    from mkdocs_qwen_tts._settings import Settings
    from mkdocs_qwen_tts._speech.http.wire import Reply

AUDIO_SETTING: Mapping[str, Any] = {"sample_rate": 24_000, "format": "pcm", "channel": 1}
"""Lossless both ways: wav is not offered in streams, and the service's own default is mp3."""

FINISHED = 2
"""`data.status` of the last frame."""


class MiniMax(System):
    """How MiniMax's models are spoken to."""

    name = "minimax"
    path = "/services/aigc/multimodal-generation/generation"

    def request(self, utterance: Utterance, *, stream: bool) -> Request:
        """Documented fields alone."""
        voice = utterance.voice
        fields: dict[str, Any] = {
            "text": utterance.text,
            "voice_setting": {"voice_id": voice.name},
            "audio_setting": dict(AUDIO_SETTING),
        }
        tongue = catalogue.language(voice.language)
        fields["language_boost"] = tongue.name if tongue else "auto"
        if stream:
            fields["stream_options"] = {"exclude_aggregated_audio": True}
        options.place_options(voice.options, self.name, voice.model, fields)
        if fields.get("timbre_weights"):
            fields["voice_setting"]["voice_id"] = ""  # a mix speaks in place of one voice
        return Request(
            self.path, {"model": voice.model, "input": fields}, envelope.headers(stream=stream)
        )

    def pieces(
        self,
        reply: Reply,
        utterance: Utterance,
        *,
        stream: bool,  # noqa: ARG002 - one signature for all
    ) -> Iterator[Piece]:
        """Frame by frame. The last frame may hold the whole sound once more."""
        rate = dict(utterance.voice.options).get("sample_rate", AUDIO_SETTING["sample_rate"])
        received = b""
        for frame in envelope.json_frames(reply):
            if frame is None:
                yield Piece(damaged=True)
                continue
            output = reading.as_mapping(frame.get("output"))
            raise_refusal(output, frame, reply)
            data = reading.as_mapping(output.get("data"))
            audio, damaged = _from_hex(data.get("audio"))
            finished = data.get("status") == FINISHED
            again = finished and bool(received) and audio.startswith(received)
            received = audio if again else received + audio
            stated = reading.as_mapping(output.get("extra_info")).get("audio_sample_rate")
            yield Piece(
                audio=audio,
                whole=again,
                usage=reading.stated_usage(frame),
                sample_rate=stated if isinstance(stated, int) and stated > 0 else rate,
                finished=finished,
                damaged=damaged,
            )

    def option_problem(self, settings: Settings) -> ConfigurationError | None:
        """Options that go together, or not, or not with streaming (MiniMax API reference)."""
        given = settings.options
        form = given.get("format")
        if "bitrate" in given and form != "mp3":
            return ConfigurationError(
                "options.bitrate", "is for `format: mp3` alone.", value=given["bitrate"]
            )
        unstreamed = [name for name in ("aigc_watermark",) if given.get(name)] + (
            ["format"] if form == "wav" else []
        )
        if settings.api.stream and unstreamed:
            return ConfigurationError(
                f"options.{unstreamed[0]}",
                f"{given[unstreamed[0]]!r} is offered without streaming only: "
                "set `api.stream: false`.",
                value=given[unstreamed[0]],
            )
        modifiable = ("mp3",) if settings.api.stream else ("mp3", "wav", "flac")
        if "voice_modify" in given and form not in modifiable:
            return ConfigurationError(
                "options.voice_modify",
                f"needs `format` to be {' or '.join(modifiable)}.",
                value=form,
            )
        return None


def raise_refusal(output: Mapping[str, Any], frame: Mapping[str, Any], reply: Reply) -> None:
    """Raise what MiniMax refuses with: it stands in a place of its own, with status 200.

    Raises:
        SpeechError: it does refuse.
    """
    told = reading.as_mapping(output.get("base_resp"))
    code = told.get("status_code", 0)
    if code:
        raise failures.failure(
            None,
            f"MiniMax.{failures.text(code)}",
            failures.text(told.get("status_msg")),
            request_id=failures.text(frame.get("request_id")) or reply.request_id,
        )


def _from_hex(value: Any) -> tuple[bytes, bool]:
    """The bytes of hexadecimal text, and whether they cannot be read."""
    if value in reading.NO_VALUE:
        return b"", False
    try:
        return bytes.fromhex(value), False
    except (TypeError, ValueError):
        return b"", True
