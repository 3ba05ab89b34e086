"""Programs of the shapes that the vendor's guides show, run as they stand but for host and key.

Eleven samples of five guides come down to seven shapes: a call without streaming (three guides, two
regions), its address, its download, chunks, playback while they come (three guides, two regions),
instructions, and a voice that is cloned from a form. The vendor's SDK runs them; what they play
goes to a device that keeps it.
"""

from __future__ import annotations

import runpy
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts.testing import FakeServer, Speech

if TYPE_CHECKING:
    from collections.abc import Callable

pytest.importorskip("dashscope", reason="the vendor's SDK is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # the SDK's own

SAMPLES = Path(__file__).parent / "samples"
ENGLISH = "The ferry leaves at noon, and nobody has to wait for it."
CHINESE = "渡船中午出发，谁也不用等它。"
SPOKEN = "This is the voice that I would like to have for all of my documentation. " * 2


class Device:
    """A loudspeaker that keeps what it is given, as `pyaudio` shows one."""

    paInt16 = 8  # noqa: N815 - the library's name

    def __init__(self) -> None:
        self.played = b""
        self.closed = False

    def PyAudio(self) -> Device:  # noqa: N802 - the library's name
        return self

    def open(self, **wishes: Any) -> Device:
        assert wishes == {"format": self.paInt16, "channels": 1, "rate": 24_000, "output": True}
        return self

    def write(self, samples: bytes) -> None:
        self.played += samples

    def stop_stream(self) -> None: ...

    def close(self) -> None: ...

    def terminate(self) -> None:
        self.closed = True


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run a sample in a folder of its own; returns the device, and what a program may look at."""
    import sys

    import dashscope

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-sample")
    monkeypatch.setattr(dashscope, "base_http_api_url", "")  # put back afterwards
    monkeypatch.setattr(time, "sleep", lambda _: None)
    device = Device()
    monkeypatch.setitem(sys.modules, "pyaudio", device)
    (tmp_path / "voice_sample.mp3").write_bytes(Speech("m", "me", SPOKEN, format="mp3").file())

    def sample(name: str, server: FakeServer) -> Any:
        text = (SAMPLES / f"{name}.py").read_text("utf-8").replace("https://HOST", server.origin)
        program = tmp_path / f"{name}.py"
        program.write_text(text, encoding="utf-8")
        return SimpleNamespace(device=device, **runpy.run_path(str(program)))

    return sample


@pytest.mark.parametrize("profile", ["measured", "strict"])
@pytest.mark.parametrize("name", sorted(path.stem for path in SAMPLES.glob("*.py")))
def test_a_sample_runs_as_it_stands(run: Any, name: str, profile: str) -> None:
    text = CHINESE if name == "download" else ENGLISH
    with FakeServer(profile=profile, forms=name == "clone") as server:
        done = run(name, server)
        assert server.ledger.texts == (text,)
        assert {entry.status for entry in server.ledger.entries} == {200}
    if name == "download":
        expected = Speech("qwen3-tts-flash", "Cherry", text).file(true_sizes=profile == "strict")
        assert Path("downloaded_audio.wav").read_bytes() == expected
    if name == "playback":
        speech = Speech("qwen3-tts-flash", "Cherry", text)
        whole = speech.pcm() if profile == "strict" else speech.file()
        assert done.device.played == whole  # a header in front is a click, as from the service
        assert done.device.closed


def test_a_form_is_refused_unless_it_is_asked_for(run: Any) -> None:
    """One guide sends one, and every other source JSON."""
    with FakeServer() as server, pytest.raises(KeyError, match="output"):
        run("clone", server)
