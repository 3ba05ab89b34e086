"""Notes and lists that others may write: whatever stands in them, it is read, or as good as none."""

from __future__ import annotations

import contextlib
import json
import math
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._audio.proof import Findings
from mkdocs_qwen_tts._errors import ConfigurationError, SpeechError
from mkdocs_qwen_tts._model import Utterance
from mkdocs_qwen_tts._pipeline.proofing import FEWEST, Hearing, Proofreader
from mkdocs_qwen_tts._review.approvals import approvals_in
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech.custom import aliases
from mkdocs_qwen_tts._speech.engines.modelstudio import listing
from mkdocs_qwen_tts._speech.engines.selfhosted import probing
from mkdocs_qwen_tts._store.builder import builder_named
from mkdocs_qwen_tts._store.checked import CheckedTrack, CheckedTracks
from mkdocs_qwen_tts._store.leases import Leases
from mkdocs_qwen_tts._store.planning import HOLDER, Planning
from mkdocs_qwen_tts._store.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORDS = (
    *("ends", "doing", "host", "process", "job", "schema", "pages", "on", "by", "says", "voice"),
    *("model", "output", "models", "prices", "price", "price_unit", "type", "data", "id"),
    *("inference_offline_info", "offline_time", "a" * 64),
)
"""Names that the readers know."""

ODD = st.sampled_from(
    [None, True, 0, -1, 2**70, 10**400, -2.8, 0.0, 1e308, -1e308, "", "x" * 500, "1e999999"]
)
ONE = ODD | st.text(max_size=8) | st.floats() | st.integers()
ANYTHING = st.recursive(
    ONE,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)
DEEP = st.sampled_from([b"[" * 5_000, b'{"a":' * 5_000, b"9" * 5_000, b"\xff", b"\xef\xbb\xbf{}"])
NOTE = ANYTHING.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=20) | DEEP

fuzzed = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


TRACK = CheckedTrack("d" * 64, "mp3", 1, 2.0, -16.0, "s" * 64, (1, 2, 3, 4), (1, 2, 3, 4))


@fuzzed
@given(
    note=NOTE | st.lists(ONE, min_size=8).map(lambda one: json.dumps({"a": one}).encode()),
)
def test_what_is_said_of_checked_tracks_costs_no_more_than_reading(note: bytes) -> None:
    written: list[bytes] = []
    checked = CheckedTracks(lambda *_: note, lambda *given: written.append(given[-1]))
    assert checked.get("track") is None
    checked.add("track", TRACK)
    assert checked.get("track") == TRACK
    checked.save()
    assert len(written) == 1


@pytest.fixture(scope="module")
def utterance() -> Utterance:
    voice = speech.engine_for(Settings()).resolve_voice("en")
    assert voice is not None
    return Utterance("The gate opens at seven.", voice)


NUMBER = st.sampled_from([0.0, 1.0, -1.0, -2.8, 1e308, -1e308]) | st.floats(allow_nan=False)
LEARNED = st.tuples(NUMBER, NUMBER, NUMBER).map(lambda one: json.dumps([one] * FEWEST).encode())
"""What is usual of a voice: as many clips as it takes, all alike."""


@fuzzed
@given(note=LEARNED | NOTE)
def test_what_was_learned_of_a_voice_never_keeps_a_clip_from_being_judged(
    utterance: Utterance, note: bytes
) -> None:
    store: Any = SimpleNamespace(note=lambda *_: note)
    found = Findings(0.1, 0.1, 0.1, 0.1, spoken=2.0, pace=0.1)
    heard = Proofreader(Settings(), store).judged(utterance, Hearing(None, found), lambda: None)
    assert heard.proof is not None
    assert math.isfinite(heard.proof.score)


@fuzzed
@given(text=NOTE)
def test_who_holds_a_lock_or_a_lease_is_said_in_a_line(
    tmp_path_factory: pytest.TempPathFactory, text: bytes
) -> None:
    assert 0 < len(builder_named(text, "another")) < 300
    leases = Leases(SimpleNamespace(), Waiting(), now=lambda: 1e9, passed=lambda: 0.0)  # type: ignore[arg-type]
    assert leases._is_over(text, []) in (True, False)
    folder = tmp_path_factory.mktemp("locks")
    (folder / HOLDER).write_bytes(text)
    assert "which" in Planning(folder, Waiting())._holder()


@pytest.mark.parametrize("read", [approvals_in, aliases._entries])
@fuzzed
@given(text=NOTE)
def test_a_file_of_the_project_is_read_or_named(
    tmp_path_factory: pytest.TempPathFactory, read: Callable[[Path], Any], text: bytes
) -> None:
    path = tmp_path_factory.mktemp("project") / "file.yml"
    path.write_bytes(text)
    told = ""
    try:
        found: object = read(path)
    except ConfigurationError as error:
        found, told = {}, str(error)
    assert isinstance(found, dict)
    assert not told or str(path) in told


@fuzzed
@given(
    body=NOTE | ANYTHING.map(lambda one: json.dumps({"output": {"models": [one, one]}}).encode())
)
def test_what_a_vendor_lists_is_models_or_one_error(body: bytes) -> None:
    wire: Any = SimpleNamespace(
        get=lambda *_: contextlib.nullcontext(SimpleNamespace(read=lambda: body))
    )
    with contextlib.suppress(SpeechError):
        assert all(one.name for page in listing._pages(wire) for one in page)


PRICE = st.fixed_dictionaries(
    {
        "price": ONE.map(str),
        "price_unit": st.sampled_from(
            ["per million tokens", "1e9 k characters", "99999999999999999 百万字符"]
        ),
        "type": ONE,
    }
)


@fuzzed
@given(told=st.lists(PRICE, max_size=3))
def test_a_price_that_is_listed_can_be_written_down(told: list[Any]) -> None:
    for price in listing._prices([{"prices": told}]).values():
        assert len(f"{price * 10**6:f}") < 100


@fuzzed
@given(body=NOTE | ANYTHING.map(lambda one: json.dumps({"data": [one, one]}).encode()))
def test_what_a_server_of_ones_own_lists_is_names(
    monkeypatch: pytest.MonkeyPatch, body: bytes
) -> None:
    wire = SimpleNamespace(
        get=lambda *_: contextlib.nullcontext(SimpleNamespace(read=lambda: body)),
        close=lambda: None,
    )
    monkeypatch.setattr(probing.Wire, "to", lambda *_, **__: wire)
    engine: Any = SimpleNamespace(root="", settings=Settings(), host="here")
    assert all(isinstance(name, str) and name for name in probing.probe_models(engine).models)
