"""Builds that are killed at random moments; the benchmark of the same name does it fifty times."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def test_killed_builds_lose_no_more_than_what_was_under_way() -> None:
    path = Path(__file__).parent.parent / "benchmarks" / "crash.py"
    spec = importlib.util.spec_from_file_location("crash", path)
    assert spec is not None
    assert spec.loader is not None
    crash = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(crash)
    figures = crash.strike(kills=2, utterances=20, builds=1, seed=5)
    assert figures["damaged"] == 0
    assert figures["requests"] <= figures["utterances"] + figures["kills"] * (
        crash.CONCURRENCY + crash.SPARE
    )
