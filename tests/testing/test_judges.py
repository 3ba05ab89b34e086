"""Other people's clients drive the fake, each in its own Python, and hear what was spoken, to the byte.

They need packages that ours do not, and that do not agree with one another. An environment for each
file of requirements in `judges` lies in the folder that FAKE_JUDGES names, as `.ci/run` makes them;
without it, the packages beside pytest are taken.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts.testing import FakeServer, Speech
from mkdocs_qwen_tts.testing._speech import SYNTHESIZER_PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

JUDGES = Path(__file__).parent / "judges"
TEXT = "Open the gate, and wait for the ferry."
VOICE = "longanfengyue"


def python(environment: str, package: str) -> str:
    """The Python that has a package."""
    if folder := os.environ.get("FAKE_JUDGES"):
        return str(Path(folder, environment, "bin", "python"))
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    return sys.executable


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


def heard(server: FakeServer, interpreter: str, judge: str) -> dict[str, Any]:
    """What a judge reports."""
    done = subprocess.run(
        [interpreter, str(JUDGES / f"{judge}.py"), server.origin],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def spoken(model: str, voice: str = "Cherry", **how: Any) -> str:
    return sha256(Speech(model, voice, TEXT, **how).file()).hexdigest()


@pytest.mark.parametrize(
    ("environment", "version"), [("litellm", "1.24.6"), ("agentscope", "2."), ("", "2.")]
)
def test_dashscope(server: FakeServer, environment: str, version: str) -> None:
    interpreter = python(environment, "dashscope") if environment else sys.executable
    told = heard(server, interpreter, "ask_dashscope")
    if not told["version"].startswith(version):
        pytest.skip(f"dashscope {version} is not installed")
    assert told["plain"] == told["streamed"] == spoken("qwen3-tts-flash")
    assert told["legacy"] == spoken("qwen-tts")
    assert told["wrong"] == [400, "InvalidParameter"]
    assert told["characters"] == len(TEXT)
    assert server.ledger.characters == 3 * len(TEXT)


def test_litellm(server: FakeServer) -> None:
    told = heard(server, python("litellm", "litellm"), "ask_litellm")
    assert told["plain"] == spoken("qwen3-tts-flash")
    how = {"sample_rate": 22_050, "placeholder": SYNTHESIZER_PLACEHOLDER}
    assert told["audio"] == spoken("qwen-audio-3.0-tts-flash", VOICE, **how)
    assert told["characters"] == len(TEXT)
    assert "Invalid voice" in told["wrong"]


def test_agentscope(server: FakeServer) -> None:
    told = heard(server, python("agentscope", "agentscope"), "ask_agentscope")
    assert told["plain"] == told["streamed"] == spoken("qwen3-tts-flash")


def test_openai(server: FakeServer) -> None:
    told = heard(server, python("litellm", "openai"), "ask_openai")
    true = Speech("Qwen3-TTS", "Vivian", TEXT)
    assert told["plain"] == sha256(true.file(true_sizes=True)).hexdigest()
    assert told["streamed"] == sha256(true.pcm()).hexdigest()
    assert told["models"]
    assert told["wrong"] == 400
