"""A site is narrated with every speech system: planned, asked for, kept, published, and cached afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts._model import Status

if TYPE_CHECKING:
    from tests.pipeline.conftest import Bench

CLONED = "qwen-tts-vc-pilot-voice-20260122000000000-abcd"
DESIGNED = "qwen-tts-vd-pilot-voice-20260126000000000-abcd"
MINE = "cosyvoice-v3.5-plus-pilot-0123"

SYSTEMS: dict[str, dict[str, Any]] = {
    "qwen3-tts-flash": {"voice": "Cherry"},
    "qwen3-tts-instruct-flash": {"voice": "Ethan", "instructions": "Calm and slow."},
    "qwen3-tts-vc-2026-01-22": {"voice": CLONED},
    "qwen3-tts-vd-2026-01-26": {"voice": DESIGNED},
    "qwen-tts": {"voice": "Serena"},
    "cosyvoice-v3.5-plus": {"voice": MINE, "instructions": "Calm and slow."},
    "cosyvoice-v3-flash": {"voice": "longanyun_v3", "options": {"rate": 1.1}},
    "cosyvoice-v2": {"voice": "longxiaochun_v2"},
    "qwen-audio-3.0-tts-plus": {"voice": "longanlingxin"},
    "qwen-audio-3.1-tts-flash": {"voice": "longanhuan_v3.1"},
    "MiniMax/speech-2.8-hd": {"voice": "English_Graceful_Lady", "options": {"emotion": "calm"}},
    "MiniMax/speech-02-turbo": {"voice": "male-qn-qingse"},
    "self-hosted": {"engine": "openai", "voice": "Ryan"},
}


@pytest.mark.parametrize("stream", [True, False], ids=["streamed", "whole"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_a_site_is_narrated_with(bench: Bench, system: str, stream: bool) -> None:
    for voice, model in (
        (CLONED, "qwen3-tts-vc-2026-01-22"),
        (DESIGNED, "qwen3-tts-vd-2026-01-26"),
        (MINE, "cosyvoice-v3.5-plus"),
    ):
        bench.server.fake.voices.add(voice, model)
    bench.pages.clear()
    bench.add("pilot/", "<h1>The pilot</h1><p>The pilot boat waits a while for the tide.</p>")
    own = SYSTEMS[system]
    api: dict[str, Any] = {"stream": stream}
    if system == "self-hosted":
        api["base_url"] = bench.server.self_hosted_url
        options = {**own, "api": api}
    else:
        options = {"model": system, **own, "api": api}
    planned = bench.plan(**options).bill.total
    report = bench.narrate(**options)
    (outcome,) = report.outcomes
    assert outcome.status is Status.FRESH, outcome.reason
    assert outcome.holes == ()
    assert bench.server.ledger.characters == planned.characters > 0
    assert {(one.status, one.stream) for one in bench.server.ledger.entries} == {(200, stream)}
    assert bench.asked() == planned.requests
    assert bench.narrate(**options).count(Status.CACHED) == 1
    assert bench.asked() == 0
