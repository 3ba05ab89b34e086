"""Events are the same however the bytes that carry them are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts._errors import BadAudioError
from mkdocs_qwen_tts._speech.http import sse


def decoded(*chunks: bytes) -> list[tuple[str, bytes, int | None]]:
    return [(event.name, event.data, event.status) for event in sse.events(chunks)]


def test_an_event_as_the_service_writes_it() -> None:
    wire = b'id:1\nevent:result\n:HTTP_STATUS/200\ndata:{"a":1}\n\n'
    assert decoded(wire) == [("result", b'{"a":1}', 200)]


def test_data_lines_of_one_event_are_joined() -> None:
    assert decoded(b'data:{"a":\ndata: 1}\n\n') == [("", b'{"a":\n1}', None)]


def test_the_last_event_needs_no_blank_line() -> None:
    assert decoded(b"data:1\n\ndata:2") == [("", b"1", None), ("", b"2", None)]


def test_comments_and_empty_events_are_no_events() -> None:
    assert decoded(b": keep-alive\n\n:\n\nid:3\n\ndata:x\n\n") == [("", b"x", None)]


def test_an_error_event_without_data_is_one() -> None:
    assert decoded(b"event:error\nstatus:429\n\n") == [("error", b"", 429)]


def test_line_separators_of_unicode_do_not_end_lines() -> None:
    text = 'data:{"a":"x\u2028y\u0085z"}\n\n'.encode()
    assert decoded(text) == [("", text[5:-2], None)]


def test_a_byte_order_mark_is_skipped() -> None:
    assert decoded(b"\xef\xbb\xbfdata:1\n\n") == [("", b"1", None)]


@given(
    st.lists(
        st.lists(
            st.binary(max_size=12).map(lambda raw: raw.replace(b"\n", b"").replace(b"\r", b"")),
            max_size=3,
        )
    ),
    st.sampled_from([b"\n", b"\r\n", b"\r"]),
    st.lists(st.integers(0, 400), max_size=12),
)
def test_cuts_and_line_ends_do_not_matter(
    events: list[list[bytes]], end: bytes, cuts: list[int]
) -> None:
    wire = b"".join(b"".join(b"data:" + line + end for line in lines) + end for lines in events)
    at = sorted({cut for cut in cuts if cut < len(wire)})
    chunks = [wire[start:stop] for start, stop in zip([0, *at], [*at, len(wire)], strict=True)]
    expected = [b"\n".join(line.removeprefix(b" ") for line in lines) for lines in events if lines]
    assert [event.data for event in sse.events(chunks)] == expected


def test_a_line_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "MAX_EVENT_BYTES", 1000)
    with pytest.raises(BadAudioError, match="more than 1000 bytes"):
        list(sse.events(b"x" * 100 for _ in range(20)))
