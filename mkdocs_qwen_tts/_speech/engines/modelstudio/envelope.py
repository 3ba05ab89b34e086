"""What Model Studio's speech systems share: headers, frames, errors in frames, usage."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import ServerError, TransportError
from mkdocs_qwen_tts._speech.http import failures, reading, sse
from mkdocs_qwen_tts._speech.http.answer import with_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mkdocs_qwen_tts._speech.http.wire import Reply

_IS_EVENTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:id|event|data|retry|status)?:")


def headers(*, stream: bool) -> dict[str, str]:
    """The headers that choose how the answer comes."""
    return (
        {"X-DashScope-SSE": "enable", "Accept": reading.EVENT_STREAM}
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
        if event.data.strip() == reading.DONE:
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
    if failures.text(value.get("code")) not in reading.NO_VALUE:
        raise _told(value, reply, status)
    return value


def _told(frame: Mapping[str, Any], reply: Reply, status: int | None) -> Exception:
    return failures.failure(
        status,
        failures.text(frame.get("code")),
        failures.text(frame.get("message")),
        request_id=failures.text(frame.get("request_id")) or reply.request_id,
    )


def ending(output: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether a frame says that the speech is complete, and whether it stops short of its text."""
    reason = output.get("finish_reason")
    return reason in ("stop", "length"), reason == "length"


def link(value: Any) -> str:
    """A link of a frame, or empty."""
    return value if isinstance(value, str) and value not in reading.NO_VALUE else ""
