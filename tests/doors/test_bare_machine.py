"""A machine without the compiled libraries that have no wheel for it, as Alpine is: it narrates, and says what it lacks."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import soundfile
import yaml

from mkdocs_qwen_tts import _machine as machine
from mkdocs_qwen_tts._audio import lame

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs_qwen_tts.testing import FakeServer

LACKING = ("lameenc", "soxr", "sentencex", "espeakng_loader")
HIDDEN = f"import sys\nsys.modules.update(dict.fromkeys({LACKING!r}))\n"
NO_LAME = "import ctypes\ncdll = ctypes.CDLL\ndef refused(name, *rest, **more):\n    if name and 'mp3lame' in name:\n        raise OSError(name)\n    return cdll(name, *rest, **more)\nctypes.CDLL = refused\n"
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The harbour</title></head>
<body><main><h1>The harbour</h1><p>The harbour keeps a log. It is open all day, as Dr. Brown of the office says.</p></main>
</body></html>"""

try:
    lame._library()
except lame.AudioError:
    pytestmark = pytest.mark.skip(reason="no libmp3lame on this machine")


class Bare:
    """A machine on which some modules cannot be imported, in whatever process."""

    def __init__(self, folder: Path, base_url: str) -> None:
        self.folder, self.hidden = folder, folder / "hidden"
        self.hidden.mkdir()
        self.hide(HIDDEN)
        self.root = folder / "public"
        self.root.mkdir()
        (self.root / "index.html").write_text(PAGE, "utf-8")
        api = {"key": "sk-test", "base_url": base_url, "requests_per_minute": 1e6, "retries": 0}
        options = {"minimum": 0, "api": api}
        (folder / "narration.yml").write_text(yaml.safe_dump(options), "utf-8")

    def hide(self, code: str) -> None:
        (self.hidden / "sitecustomize.py").write_text(code, "utf-8")

    def run(self, *command: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "mkdocs_qwen_tts", *command],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.hidden), "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def narrate(self, code: int = 0) -> str:
        return self.run("narrate", str(self.root), "-c", "narration.yml", code=code)

    def track(self) -> bytes:
        (path,) = self.root.rglob("*.mp3")
        return path.read_bytes()


@pytest.fixture
def bare(tmp_path: Path, server: FakeServer) -> Bare:
    return Bare(tmp_path, server.base_url)


def test_the_same_page_is_narrated_and_paid_for_once(bare: Bare, server: FakeServer) -> None:
    """What a machine with everything asks for is what one without asks for.

    Without eSpeak nobody knows where passages of one clip meet: the pauses there stay as they came.
    """
    bare.narrate()
    sound, rate = soundfile.read(io.BytesIO(bare.track()))
    asked = server.ledger.requests
    bare.hide("")
    (bare.root / "index.html").write_text(PAGE, "utf-8")
    for path in bare.root.rglob("*.mp3"):
        path.unlink()
    bare.narrate()
    again, rate_again = soundfile.read(io.BytesIO(bare.track()))
    assert server.ledger.requests == asked > 0
    assert rate == rate_again
    assert abs(sound.size - again.size) < rate, "no more than a few pauses"


def test_doctor_says_what_stands_in_for_what(bare: Bare) -> None:
    (bare.folder / "docs").mkdir()
    (bare.folder / "docs" / "index.md").write_text("# Home\n")
    options = {"api": {"key": "sk-test"}}
    site = {"site_name": "x", "theme": "mkdocs", "plugins": [{"qwen-tts": options}]}
    (bare.folder / "mkdocs.yml").write_text(yaml.safe_dump(site))
    told = bare.run("doctor", "--offline")
    for name in ("lameenc", "soxr", "sentencex"):
        assert name in told
    assert "of this system" in told


def test_without_any_lame_nothing_is_asked_for_and_the_mend_is_named(
    bare: Bare, server: FakeServer
) -> None:
    bare.hide(HIDDEN + NO_LAME)
    told = bare.narrate(code=1)
    assert "pip install lameenc" in told
    assert server.ledger.requests == 0
    assert (bare.root / "index.html").read_text("utf-8") == PAGE


def test_without_libsndfile_nothing_is_asked_for_and_the_mend_is_named(
    bare: Bare, server: FakeServer
) -> None:
    (bare.hidden / "soundfile.py").write_text("raise OSError('sndfile library not found')\n")
    told = bare.narrate(code=1)
    assert "libsndfile" in told
    assert "Traceback" not in told
    assert server.ledger.requests == 0
    assert (bare.root / "index.html").read_text("utf-8") == PAGE


@pytest.mark.parametrize("name", ["cpython-313-x86_64-linux-musl", "cpython-313-x86_64-linux-gnu"])
def test_musl_is_told_by_what_extensions_are_built_for(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "EXTENSION_SUFFIXES", [f".{name}.so", ".abi3.so"])
    assert machine.is_musl() == name.endswith("musl")
