"""The fake on a port: connections are kept, reset and closed as faults say; threads end."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import urllib.request
from typing import Any

import pytest

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts.testing import FakeServer, serve_forever
from mkdocs_qwen_tts.testing._fake import MULTIMODAL

BODY = json.dumps({"model": "qwen3-tts-flash", "input": {"text": "Hello.", "voice": "Cherry"}})
HEADERS = {"Authorization": "Bearer sk-any", "Content-Type": "application/json"}
SSE = {**HEADERS, "X-DashScope-SSE": "enable"}


def connection(server: FakeServer) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(server.origin.removeprefix("http://"), timeout=60)


def test_one_connection_serves_many_requests() -> None:
    with FakeServer() as server:
        one = connection(server)
        sockets = set()
        for number in range(6):
            one.request("POST", MULTIMODAL, BODY, SSE if number % 2 else HEADERS)
            answer = one.getresponse()
            assert (answer.status, answer.version) == (200, 11)
            assert answer.read()
            sockets.add(id(one.sock))
        assert len(sockets) == 1
        assert server.ledger.requests == 6
        one.close()


@pytest.mark.parametrize(("fault", "kind"), [("reset-before", OSError), ("reset-inside", OSError)])
def test_resets(fault: str, kind: type[Exception]) -> None:
    with FakeServer([fault]) as server:
        one = connection(server)
        one.request("POST", MULTIMODAL, BODY, SSE)
        with pytest.raises(kind):
            one.getresponse().read()
        one.close()


def test_a_close_in_the_middle_is_not_an_end() -> None:
    with FakeServer(["close-inside"]) as server:
        for headers in (SSE, HEADERS):
            one = connection(server)
            one.request("POST", MULTIMODAL, BODY, headers)
            with pytest.raises(http.client.IncompleteRead):
                one.getresponse().read()
            one.close()


def test_a_stall_holds_the_connection() -> None:
    with FakeServer(["stall"]) as server:
        one = connection(server)
        one.timeout = 0.1
        one.request("POST", MULTIMODAL, BODY, SSE)
        with pytest.raises(TimeoutError):
            one.getresponse().read()
        one.close()


def test_closing_ends_everything() -> None:
    before = set(threading.enumerate())
    server = FakeServer(["stall"])
    with server:
        waiting, idle = connection(server), connection(server)
        for one in (waiting, idle):
            one.request("GET", "/ledger")
            one.getresponse().read()
        waiting.request("POST", MULTIMODAL, BODY, SSE)
        waiting.getresponse()
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=60)
    assert set(threading.enumerate()) <= before
    for one in (waiting, idle):
        one.close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(server.origin.rpartition(":")[2])), timeout=1)


def test_a_port_that_is_taken() -> None:
    with FakeServer() as server:
        port = int(server.origin.rpartition(":")[2])
        with pytest.raises(ConfigurationError, match=f"port {port} of 127.0.0.1 cannot be opened"):
            serve_forever(port)


def test_as_a_process_of_its_own() -> None:
    program = (
        "from mkdocs_qwen_tts.testing import serve_forever\n"
        "serve_forever(0, ['throttled:1'], ready=lambda url: print(url, flush=True))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert url.endswith("/api/v1")
            with urllib.request.urlopen(url.replace("/api/v1", "/ledger"), timeout=60) as answer:  # noqa: S310 - loopback
                assert json.load(answer)["requests"] == 0
        finally:
            process.kill()


def test_without_werkzeug_the_way_out_is_named() -> None:
    program = (
        "import sys; sys.modules['werkzeug'] = None\n"
        "import mkdocs_qwen_tts.testing as testing, mkdocs_qwen_tts._errors as errors\n"
        "try: testing.serve_forever(0)\n"
        "except errors.ConfigurationError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "pip install 'mkdocs-qwen-tts[testing]'" in done.stdout


def test_importing_the_package_is_light() -> None:
    program = (
        "import sys, mkdocs_qwen_tts.testing, mkdocs_qwen_tts.testing._pytest_plugin, mkdocs_qwen_tts._speech\n"
        "heavy = {'werkzeug', 'numpy', 'httpx', 'respx', 'mkdocs', 'yaml', 'soundfile', 'tenacity', 'pyrate_limiter'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_odd_requests_do_not_bring_it_down() -> None:
    def raw(server: FakeServer, data: bytes) -> bytes:
        with socket.create_connection(
            ("127.0.0.1", int(server.origin.rpartition(":")[2])), timeout=60
        ) as one:
            one.sendall(data)
            one.shutdown(socket.SHUT_WR)
            found = b""
            while piece := one.recv(65536):
                found += piece
            return found

    with FakeServer() as server:
        wrong: list[Any] = [
            b"\r\n\r\n",
            b"GET / HTTP/1.1\r\n\r\n",
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 99\r\n\r\nx",
            b"GET /%ff%00?a=%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        ]
        for data in wrong:
            raw(server, data)
        assert b'"requests":0' in raw(
            server, b"GET /ledger HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
