"""Engines answer for themselves: nobody else names one, and a new one needs no change anywhere."""

from __future__ import annotations

import ast
import json
import math
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

import mkdocs_qwen_tts
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Clip, Utterance, Voice
from mkdocs_qwen_tts._model.engines import ENGINES, engine_choices
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech.engines import registry
from mkdocs_qwen_tts._speech.engines.modelstudio.systems import SYSTEMS

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(mkdocs_qwen_tts.__file__).parent

# ---------------------------------------------------------------- nobody else names an engine

OWN_MODULES = {
    "dashscope": ("_speech/engines/modelstudio/engine.py",),
    "rehearsal": ("_speech/engines/modelstudio/engine.py",),
    "openai": ("_speech/engines/selfhosted/engine.py", "testing/_selfhosted.py"),
    "preview": ("_speech/engines/registry.py", "_speech/engines/preview.py"),
    "qwen": ("_speech/engines/modelstudio/qwen.py", "testing/_qwen.py"),
    "cosyvoice": ("_speech/engines/modelstudio/cosyvoice.py", "testing/_cosyvoice.py"),
    "minimax": ("_speech/engines/modelstudio/minimax.py", "testing/_minimax.py"),
}
"""Where an engine or a protocol may bear its name."""

NOT_ENGINES = {
    ("preview", "_player/render.py"): "a word of the player's template",
    ("preview", "_cli/checkup/machine.py"): "the extra of that name",
    ("preview", "_speech/catalogue/documented_models.py"): "a status of models",
    ("preview", "_speech/catalogue/free_voices.py"): "the data file of that name",
}


def named(tree: ast.AST) -> Iterator[str]:
    """The engines and protocols that a module names, as whole texts."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in OWN_MODULES:
            yield str(node.value)


def test_every_engine_and_protocol_is_looked_for() -> None:
    assert {*ENGINES, *SYSTEMS} <= set(OWN_MODULES)


def test_engines_and_protocols_are_named_in_their_own_modules_alone() -> None:
    modules = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}
    strangers = [
        f"{where} names {name!r}"
        for where, path in sorted(modules.items())
        for name in named(ast.parse(path.read_text("utf-8")))
        if where not in OWN_MODULES[name] and (name, where) not in NOT_ENGINES
    ]
    assert strangers == []


def test_a_comparison_with_an_engine_would_be_found() -> None:
    assert list(named(ast.parse('x = 1 if engine == "dashscope" else 2'))) == ["dashscope"]


def test_the_table_of_engines_is_what_the_classes_say() -> None:
    for name, row in ENGINES.items():
        found = registry.engine_class(name)
        assert found.name == name
        assert bool(row.key_variable) or not found.needs_key
        assert row.about


def test_an_engine_that_does_not_exist_is_refused_with_the_closest_one() -> None:
    with pytest.raises(ConfigurationError, match="'dashscope'"):
        Settings.of({"engine": "dashscop"}, environ={})


# ---------------------------------------------------------------- a fourth engine

RATE = 16_000
WORDS = "The gate opens at seven in the morning, every day. "


class Toy(speech.Engine):
    """Hums."""

    name = "toy"
    free = True

    def resolve_voice(self, language: str | None = None, wish: str | None = None) -> Voice | None:
        return Voice(self.name, "hum-1", wish or self.settings.voice, language or "Auto")

    def open(self, decode: object, *, sleep: object = None) -> speech.Synthesizer:  # noqa: ARG002 - the signature of what it stands for
        return Humming()


class Humming(speech.Synthesizer):
    free = True

    def speak(self, utterance: Utterance, **_: object) -> Clip:
        count = RATE * len(utterance.text) // 15
        wave = (int(8000 * math.sin(at / 9)) for at in range(count))
        return Clip(struct.pack(f"<{count}h", *wave), RATE)


@pytest.fixture
def toy() -> Iterator[None]:
    speech.register(Toy)
    yield
    registry.unregister("toy")


@pytest.fixture
def site(tmp_path: Path, toy: None, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001 - a fixture: it is there
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text(f"# Harbour\n\n{2 * WORDS}\n")
    plugins = [{"qwen-tts": {"engine": "toy", "voice": "Low"}}]
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump({"site_name": "x", "plugins": plugins}))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> str:
    from mkdocs_qwen_tts._cli import main

    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_fourth_engine_is_planned_for_nothing(site: Path) -> None:  # noqa: ARG001 - a fixture: it is there
    total = json.loads(run("plan", "--json"))["total"]
    assert (total["requests"] > 0, float(total["price"])) == (True, 0.0)


def test_a_fourth_engine_narrates_a_build(site: Path) -> None:
    from mkdocs.__main__ import cli

    done = CliRunner().invoke(cli, ["build", "--strict"])
    assert done.exit_code == 0, done.output
    assert "<audio" in (site / "site/index.html").read_text("utf-8")
    assert list((site / "site/assets/narration").glob("*.mp3"))


def test_a_fourth_engine_says_a_text(site: Path) -> None:
    run("say", "Hello, reader.", "--engine", "toy", "-o", "x.wav")
    assert (site / "x.wav").stat().st_size > RATE


def test_doctor_looks_at_a_fourth_engine(site: Path) -> None:  # noqa: ARG001 - a fixture: it is there
    found = {one["check"]: one["seen"] for one in json.loads(run("doctor", "--json"))}
    assert found["engine"] == "toy, mode full"
    assert found["speech"] == "Low; language auto"
    assert found["price"] == "free"
    assert "API key" not in found


@pytest.mark.usefixtures("toy")
def test_a_fourth_engine_is_offered_and_has_no_key_of_another() -> None:
    assert "toy" in engine_choices()
    given = {"DASHSCOPE_API_KEY": "sk-not-for-toys", "OPENAI_API_KEY": "sk-nor-this"}
    assert Settings.of({"engine": "toy"}, environ=given).api.key is None


@pytest.mark.usefixtures("toy")
def test_two_engines_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="toy"):
        speech.register(Toy)
