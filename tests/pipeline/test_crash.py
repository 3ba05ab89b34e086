"""Builds that are killed at random moments; the benchmark of the same name does it fifty times."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


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


def test_every_attack_of_the_benchmark_can_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take minutes; here they are only looked for."""
    monkeypatch.syspath_prepend(Path(__file__).parent.parent / "benchmarks")
    attacks = importlib.import_module("attacks")
    for name in attacks.ATTACKS:
        module = importlib.import_module(f"attack_kinds.{name}")
        assert module.__doc__
        assert list(inspect.signature(module.attack).parameters) == ["fast"]
