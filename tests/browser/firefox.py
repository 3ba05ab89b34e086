"""A Firefox, driven by WebDriver BiDi, which it speaks itself: neither a patched browser nor a driver is needed."""

from __future__ import annotations

import contextlib
import itertools
import json
import shutil
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

import websocket

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)

PREFERENCES = {
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "remote.prefs.recommended": True,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.proxy.type": 0,
}

START = 120.0
"""Seconds that it has to start."""


class Firefox:
    """One page of it."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._call("session.new", capabilities={})
        self._page = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def _call(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]

    def open(self, url: str, *, before: str) -> None:
        """Open a page; `before` runs before any script of it."""
        self._call("script.addPreloadScript", functionDeclaration=f"() => {{ {before} }}")
        self._call("browsingContext.navigate", context=self._page, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, as JSON carries it."""
        answer = self._call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._page},
            awaitPromise=True,
            userActivation=True,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def until(self, condition: str, *, seconds: float = 60) -> None:
        """Wait for a JavaScript condition."""
        end = time.monotonic() + seconds
        while not self.evaluate(condition):
            assert time.monotonic() < end, f"never true: {condition}"
            time.sleep(0.02)


@contextlib.contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Start one with a new profile in this folder."""
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in PREFERENCES.items()
    ]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [
        str(PROGRAM),
        "--headless",
        "--no-remote",
        "--profile",
        str(profile),
        "--remote-debugging-port",
        "0",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        late = threading.Timer(START, process.kill)
        late.start()
        said = next((line for line in process.stderr if "WebDriver BiDi listening on " in line), "")
        late.cancel()
        chatter = threading.Thread(target=process.stderr.read, daemon=True)
        chatter.start()
        try:
            assert said, "it did not start"
            address = said.rpartition(" ")[2].strip() + "/session"
            with contextlib.closing(
                websocket.create_connection(address, suppress_origin=True, timeout=60)
            ) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()
            chatter.join(timeout=30)
