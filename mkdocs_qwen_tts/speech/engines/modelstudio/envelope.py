"""The envelope that all of Model Studio's speech systems share: headers, frames, errors inside frames, usage."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.errors import ServerError, TransportError
from mkdocs_qwen_tts.model import Usage
from mkdocs_qwen_tts.speech.http import failures, sse
from mkdocs_qwen_tts.speech.http.answer import with_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mkdocs_qwen_tts.speech.http.wire import Reply

EVENT_STREAM = "text/event-stream"

_IS_EVENTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:id|event|data|retry|status)?:")

DONE = b"[DONE]"
"""How some gateways end a stream."""

NO_VALUE = (None, "", "null")
"""How a field says that it has no value yet: streams write the four letters `null`."""


def headers(*, stream: bool) -> dict[str, str]:
    """The headers that choose how the answer comes."""
    return (
        {"X-DashScope-SSE": "enable", "Accept": EVENT_STREAM}
        if stream
        else {"Accept": "application/json"}
    )


def json_frames(reply: Reply) -> Iterator[Mapping[str, Any] | None]:
    """The JSON objects of an answer, whichever way it comes; `None` for one that cannot be read.

    Its first bytes say what it is: a stream may be asked for and a document come, and what it is
    called may be wrong, and all the same it is paid for.

    Raises:
        SpeechError: a frame carries an error; they come with status 200 as well.
        ServerError: the answer is neither JSON nor a stream of it.
    """
    head, chunks = with_head(reply.chunks())
    if not _IS_EVENTS.match(head):
        yield _checked(_document(chunks, reply), reply, None)
        return
    for event in sse.events(chunks):
        if event.data.strip() == DONE:
            continue
        try:
            value = json.loads(event.data)
        except (ValueError, RecursionError):
            if event.name == "error":
                raise failures.failure(
                    event.status, "", event.data[:500].decode("utf-8", "replace")
                ) from None
            yield None
            continue
        frame = _checked(value, reply, event.status)
        if event.name == "error":
            raise _told(frame, reply, event.status)
        yield frame


def first_frame(reply: Reply) -> Mapping[str, Any]:
    """The only object of an answer that is a document.

    Raises:
        SpeechError: it carries an error.
        ServerError: it cannot be read.
    """
    frame = next(json_frames(reply), None)
    if frame is None:
        raise ServerError("the answer cannot be read", status=reply.status)
    return frame


def _document(chunks: Iterable[bytes], reply: Reply) -> Any:
    """The JSON of a body; a connection that fails behind the last bracket does not matter.

    Raises:
        TransportError: the connection failed before that.
        ServerError: it is no JSON.
    """
    held: list[bytes] = []
    failure = None
    try:
        held.extend(chunks)
    except TransportError as error:
        failure = error
    try:
        return json.loads(b"".join(held))
    except (ValueError, RecursionError):
        if failure is not None:
            raise failure from None
        kind = failures.clean(reply.content_type) or "an unnamed type"
        raise ServerError(
            f"the answer is {kind}, not JSON; check `api.base_url`, and whether the network asks "
            "for a login",
            status=reply.status,
            request_id=failures.clean(reply.request_id),
        ) from None


def _checked(value: Any, reply: Reply, status: int | None) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ServerError("the answer is JSON, but not an object", status=reply.status)
    if failures.text(value.get("code")) not in NO_VALUE:
        raise _told(value, reply, status)
    return value


def _told(frame: Mapping[str, Any], reply: Reply, status: int | None) -> Exception:
    return failures.failure(
        status,
        failures.text(frame.get("code")),
        failures.text(frame.get("message")),
        request_id=failures.text(frame.get("request_id")) or reply.request_id,
    )


def as_mapping(value: Any) -> Mapping[str, Any]:
    """An object of a foreign document; anything else is empty."""
    return value if isinstance(value, dict) else {}


def ending(output: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether a frame says that the speech is complete, and whether it stops short of its text."""
    reason = output.get("finish_reason")
    return reason in ("stop", "length"), reason == "length"


def link(value: Any) -> str:
    """A link of a frame, or empty."""
    return value if isinstance(value, str) and value not in NO_VALUE else ""


def sound_of(value: Any) -> tuple[bytes, bool]:
    """The bytes of a frame's base64 text, and whether they cannot be read."""
    if value in NO_VALUE:
        return b"", False
    if not isinstance(value, str):
        return b"", True
    try:
        return base64.b64decode(value, validate=True), False
    except ValueError:  # binascii.Error is one; so is text beyond ASCII
        return b"", True


def stated_usage(frame: Mapping[str, Any]) -> Usage | None:
    """What a frame says is billed, or `None`. Every figure is optional."""
    told = as_mapping(frame.get("usage"))
    if not told:
        return None
    return Usage(
        characters=_count(told.get("characters")),
        input_tokens=_count(told.get("input_tokens")),
        output_tokens=_count(told.get("output_tokens")),
        request_id=failures.clean(failures.text(frame.get("request_id")))[:80],
    )


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
