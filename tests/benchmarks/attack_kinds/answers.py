"""A server that means harm answers in 75 ways; each must come to speech or to one reason of ours.

Wrong is: a build that ends, the key in what is shown or kept, an answer that is waited for without
end, memory without end, or what a terminal obeys.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import signal
import sys
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import soundfile

from attack_kinds import Result
from attack_kinds.release import Release
from tests.speech.slow_server import SlowServer

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "sk-0123456789abcdef-of-mine"
TIMEOUT = 0.3
"""Seconds without a byte; a whole exchange may take some of them."""
LONGEST = 15
"""Seconds that one answer may take at most, on a busy machine."""
MEMORY = 700
"""Megabytes that one answer may take at most."""
MOST_SHOWN = 8_000
"""Characters that may be said of one answer."""

HOSTILE = tuple[str, bytes, bytes]
"""A name, an answer, and what is sent behind it for ever, a byte at a time."""


def http(
    body: bytes, *headers: str, status: str = "200 OK", kind: str = "application/json"
) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join([*head, "Connection: close", "", ""]).encode("latin-1") + body


def events(*frames: Any, kind: str = "result") -> bytes:
    text = "".join(
        f"id:1\nevent:{kind}\n:HTTP_STATUS/200\ndata:{one if isinstance(one, str) else json.dumps(one)}\n\n"
        for one in frames
    )
    return http(text.encode("utf-8", "surrogatepass"), kind="text/event-stream")


def said(data: bytes = b"", *, url: Any = "", usage: Any = None, **more: Any) -> dict[str, Any]:
    sound = {"data": base64.b64encode(data).decode(), "url": url, "id": "a", "expires_at": 1}
    usage = {"characters": 6} if usage is None else usage
    return {
        "output": {"audio": sound, "finish_reason": "stop"},
        "usage": usage,
        "request_id": "r",
    } | more


def sound_file(samples: int, form: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.zeros(samples, dtype=np.int16), 24_000, format=form)
    return file.getvalue()


def packed(data: bytes, times: int) -> bytes:
    for _ in range(times):
        data = gzip.compress(data, 9, mtime=0)
    return data


def wav(**fields: int) -> bytes:
    """A WAV file whose head says something else than is so."""
    facts = {"riff": 36 + 200, "rate": 24_000, "channels": 1, "bits": 16, "data": 200, **fields}

    def number(name: str, size: int) -> bytes:
        return (facts[name] % 256**size).to_bytes(size, "little")

    return (
        b"RIFF" + number("riff", 4) + b"WAVEfmt \x10\0\0\0\1\0" + number("channels", 2)
        + number("rate", 4) + bytes(4) + b"\2\0" + number("bits", 2)
        + b"data" + number("data", 4) + bytes(200)
    )  # fmt: skip


def transport() -> Iterator[HOSTILE]:
    """What is no HTTP, or HTTP that does not end."""
    ok = b"HTTP/1.1 200 OK\r\n"
    json_head = ok + b"Content-Type: application/json\r\n"
    yield "nothing", b"", b""
    yield "no HTTP", b"SSH-2.0-OpenSSH_9.6\r\n", b""
    yield "a status of a thousand digits", b"HTTP/1.1 " + b"9" * 1000 + b" OK\r\n\r\n", b""
    yield "a status line that never ends", b"HTTP/1.1 200 ", b"O"
    yield "headers that never end", ok, b"X-A: b\r\n"
    yield "continue for ever", b"", b"HTTP/1.1 100 Continue\r\n\r\n"
    yield "an error body that never ends", b"HTTP/1.1 500 No\r\nContent-Length: 99999\r\n\r\n", b"x"
    yield "a body that never ends", json_head + b"Content-Length: 99999\r\n\r\n", b" "
    yield "comments for ever", ok + b"Content-Type: text/event-stream\r\n\r\n", b": still here\n\n"
    yield "a header of a megabyte", ok + b"X-A: " + b"b" * 2**20 + b"\r\n\r\n", b""
    yield "a hundred thousand headers", ok + b"X-A: b\r\n" * 100_000 + b"\r\n", b""
    for length in ("-1", "9" * 4400, "99999999999", "1, 2"):
        yield (
            f"a length of {length[:12]}",
            json_head + f"Content-Length: {length}\r\n\r\n{{}}".encode(),
            b"",
        )
    chunked = json_head + b"Transfer-Encoding: chunked\r\n\r\n"
    for size in (b"zz", b"f" * 20, b"5;" + b"a" * 100_000):
        yield f"a chunk of {size[:8].decode()}", chunked + size + b"\r\nhello\r\n0\r\n\r\n", b""


def packing() -> Iterator[HOSTILE]:
    """What grows when it is unpacked."""
    for name, data in (
        ("gzip", packed(bytes(100_000_000), 1)),
        ("gzip, gzip, gzip", packed(bytes(100_000_000), 3)),
    ):
        yield f"a bomb in {name}", http(data, f"Content-Encoding: {name}"), b""
    yield (
        "a bomb in deflate",
        http(zlib.compress(bytes(100_000_000), 9), "Content-Encoding: deflate"),
        b"",
    )
    for name in ("br", "zstd", "x" * 9999):
        yield f"packed in {name[:8]}", http(b"nonsense" * 9, f"Content-Encoding: {name}"), b""
    yield "a packing cut off", http(packed(b"{}" * 9000, 1)[:30], "Content-Encoding: gzip"), b""
    for minutes in (14, 70):
        flac = sound_file(minutes * 60 * 24_000, "FLAC")
        yield f"a FLAC of {minutes} silent minutes", http(json.dumps(said(flac)).encode()), b""


def sounds() -> Iterator[HOSTILE]:
    """What is no speech."""
    for name, data in {
        "a WAV of 0 hertz": wav(rate=0),
        "a WAV of 4 gigahertz": wav(rate=2**32 - 1),
        "a WAV of no channels": wav(channels=0),
        "a WAV of 65,535 channels": wav(channels=65_535),
        "a WAV of 0 bits": wav(bits=0),
        "a WAV of 4 GB": wav(data=2**32 - 1, riff=2**32 - 1),
        "a page": b"<!doctype html><script>alert(1)</script>",
        "an MP3 that is none": b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"\xff\xfb" * 100,
        "an Ogg file that is none": b"OggS" + bytes(100),
    }.items():
        yield name, http(json.dumps(said(data)).encode()), b""


def shapes() -> Iterator[HOSTILE]:
    """What is not the JSON that was expected."""
    deep = b"[" * 200_000
    for name, body in {
        "null": b"null", "a list": b"[]", "depth": deep, "objects in depth": b'{"a":' * 100_000,
        "bytes": b"\xff\xfe\x00", "a number of 5,000 digits": b"9" * 5000, "NaN": b'{"output":NaN}',
        "sound that is a number": json.dumps(said()).replace('""', "17").encode(),
        "usage of 5,000 digits": json.dumps(said()).replace("6", "9" * 5000).encode(),
        "usage without end": json.dumps(said(usage={"characters": 1e308})).encode(),
        "usage that is a list": json.dumps(said(usage=[[[]]])).encode(),
    }.items():  # fmt: skip
        yield name, http(body), b""
    yield "an event of depth", events(deep.decode()), b""
    yield "an event that is null", events("null", "[]", "{}"), b""
    yield "an event of a megabyte a line", events("x" * 2**20), b""
    yield "a hundred thousand events", events(*["{}"] * 100_000), b""
    yield "an event that is half a character", events('"\ud800"'), b""


def links() -> Iterator[HOSTILE]:
    """Where a link may not lead."""
    for url in (
        "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "https://evil.example/a",
        "https://a..aliyuncs.com/x", "https://user@a.aliyuncs.com/x", "https://[bad/x",
        "https://a.aliyuncs.com/x\r\nHost: evil", "ftp://a.aliyuncs.com/x", {"a": 1}, "h" * 70_000,
    ):  # fmt: skip
        yield f"a link to {str(url)[:30]!r}", http(json.dumps(said(url=url)).encode()), b""
    yield "a redirect", http(b"", "Location: https://evil.example/", status="307 No"), b""


def words() -> Iterator[HOSTILE]:
    """What would be shown."""
    for after in ("nan", "inf", "-1", "9" * 5000, "Wed, 99 Foo"):
        yield f"a wait of {after[:8]}", http(b"{}", f"Retry-After: {after}", status="429 No"), b""
    told = {"code": KEY, "message": f"wrong key: {KEY}", "request_id": KEY}
    yield "the key in an error", http(json.dumps(told).encode(), status="401 No"), b""
    yield "the key in an answer", http(json.dumps(told).encode()), b""
    yield "the key in an event", events(told, kind="error"), b""
    yield "the key in a header", http(b"{}", f"X-Request-Id: {KEY}", status="400 No"), b""
    yield "the key in an id", http(json.dumps(said(wav(), request_id=KEY)).encode()), b""
    long = {"code": "a", "message": "https://a" * 20_000}
    yield "addresses without end", http(json.dumps(long).encode(), status="400 No"), b""
    turned = {"code": "a\x1b[2J", "message": "\x1b]0;title\x07\u202e\r\nno"}
    yield "what a terminal obeys", http(json.dumps(turned).encode(), status="400 No"), b""


def harm_of(release: Release, start: bytes, forever: bytes) -> str:
    """What is wrong with how an answer is met by a build; empty: nothing."""
    with tempfile.TemporaryDirectory() as store, SlowServer(start, forever) as server:
        api = {"key": KEY, "retries": 0, "requests_per_minute": 1e6, "timeout": TIMEOUT}
        options = {"minimum": 0, "prose": {"title": False}, "api": {**api, "base_url": server.root}}
        page = ("", "A", "<p>Hello, reader.</p>")
        found = release.narrate([page], options, Path(store), seconds=LONGEST)
        kept = b"".join(one.read_bytes() for one in Path(store).rglob("*") if one.is_file())
    return _harm_in(found, kept)


def _harm_in(found: dict[str, Any], kept: bytes) -> str:
    """What is wrong with what a build came to, and with what it kept."""
    if "ended" in found:
        waits = found["ended"] == signal.SIGALRM
        return "it is waited for without end" if waits else f"the process ended ({found['ended']})"
    if "raised" in found:
        return str(found["raised"])[:60]
    shown = str([*found["pages"].values(), found["notes"]])
    harms = {
        "the key is shown or kept": KEY in shown or KEY.encode() in kept,
        "a terminal would obey": "\\x1b" in shown or "\\u202e" in shown,
        f"{len(shown):,} characters are shown": len(shown) > MOST_SHOWN,
        f"{found['took']:.0f} s": found["took"] > LONGEST,
        f"{found['grown']} MB": found["grown"] > MEMORY,
    }
    return next((harm for harm, is_so in harms.items() if is_so), "")


def attack(*, fast: bool) -> Result:
    """Every answer once; `fast`: every third."""
    every = [*transport(), *packing(), *sounds(), *shapes(), *links(), *words()]
    tried = every[:: 3 if fast else 1]
    with Release() as release:
        met = {name: harm_of(release, start, forever) for name, start, forever in tried}
    found = {name: harm for name, harm in met.items() if harm}
    for name, harm in found.items():
        print(f"answers: {name}: {harm}", file=sys.stderr)
    named = (
        "; ".join(f"{name}: {harm}" for name, harm in found.items()) or "speech or one error each"
    )
    return Result(len(tried), len(found), named)
