"""The fake as a command: its switches, its warning, and what it answers."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from mkdocs_qwen_tts._cli import main
from mkdocs_qwen_tts.testing._fake import MODELS, MULTIMODAL
from mkdocs_qwen_tts.testing._profiles import switches

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the command starts the server with, which does not start."""
    noted: dict[str, Any] = {}

    def start(port: int, faults: Any, **options: Any) -> None:
        noted.update(options, port=port, faults=faults)

    monkeypatch.setattr("mkdocs_qwen_tts.testing.serve_forever", start)
    return noted


def test_only_switches_that_are_set_change_the_profile(given: dict[str, Any]) -> None:
    done = CliRunner().invoke(main, ["mock-server", "--profile", "strict", "--limit", "300"])
    assert done.exit_code == 0, done.output
    assert {name: given[name] for name in given if name in switches()} == {"limit": 300}
    assert (given["profile"], given["fast"], given["keys"]) == ("strict", False, None)


def test_every_switch_is_an_option(given: dict[str, Any]) -> None:
    wanted: list[str] = []
    for switch in switches().values():
        option = f"--{switch.name.replace('_', '-')}"
        value = [] if switch.kind == "flag" else [switch.choices[-1] if switch.choices else "7"]
        wanted += [option, *value]
    done = CliRunner().invoke(main, ["mock-server", *wanted])
    assert done.exit_code == 0, done.output
    assert set(switches()) <= set(given)


@pytest.mark.parametrize(
    ("host", "warned"),
    [
        ("127.0.0.1", False),
        ("localhost", False),
        ("::1", False),
        ("0.0.0.0", True),  # noqa: S104 - nothing is opened
        ("speech", True),
    ],
)
def test_an_open_door_is_warned_of(given: dict[str, Any], host: str, warned: bool) -> None:
    done = CliRunner().invoke(main, ["mock-server", "--host", host])
    assert ("everybody who can reach" in done.stderr) is warned
    assert given["host"] == host


def test_a_region_that_there_is_not_is_named() -> None:
    done = CliRunner().invoke(main, ["mock-server", "--port", "0", "--region", "singapur"])
    assert done.exit_code == 2
    assert "singapore" in done.output


@contextmanager
def running(*options: str) -> Iterator[str]:
    command = [sys.executable, "-m", "mkdocs_qwen_tts", "mock-server", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1].removesuffix("/api/v1")
        finally:
            process.kill()


def answer(url: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    data = None if body is None else json.dumps(body).encode()
    head = {"Authorization": "Bearer sk-1", "Content-Type": "application/json", **headers}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, head), timeout=60) as found:  # noqa: S310 - loopback
            return found.status, json.load(found)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_command_serves_as_it_is_told() -> None:
    with running(
        "--fast", "--key", "sk-1@singapore", "--region", "singapore", "--limit", "20"
    ) as origin:
        body = {"model": "qwen3-tts-flash", "input": {"text": "Hello.", "voice": "Cherry"}}
        assert answer(f"{origin}/health") == (200, {"status": "ok"})
        assert answer(f"{origin}/ledger", Host="evil.example")[0] == 421
        assert answer(origin + MULTIMODAL, body)[0] == 200
        assert answer(origin + MULTIMODAL, body, Authorization="Bearer sk-2")[0] == 401
        long = {**body, "input": {"text": "word " * 9, "voice": "Cherry"}}
        assert "[0, 20]" in answer(origin + MULTIMODAL, long)[1]["message"]
        assert answer(origin + MODELS)[1]["output"]["total"] > 0
