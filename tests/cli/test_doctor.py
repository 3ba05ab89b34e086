"""`mkdocs-qwen-tts doctor`: every check, in a good state and in each bad one."""

from __future__ import annotations

import json
import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from mkdocs_qwen_tts._cli.checkup import (
    CHECKS,
    Case,
    Finding,
    State,
    examined,
    machine,
    speaking,
    stored,
)
from mkdocs_qwen_tts._cli.checkup import service as asked
from mkdocs_qwen_tts._cli.checkup import site as looked_at
from mkdocs_qwen_tts._model import Usage
from mkdocs_qwen_tts._speech.http import wire
from mkdocs_qwen_tts._store import Store, sign
from mkdocs_qwen_tts.testing import FakeServer
from mkdocs_qwen_tts.testing._calls import Refused
from tests.doors.test_cli import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.doors.conftest import Project

KEY = "sk-0123456789abcdef"


class Ward:
    """A folder with a site, whose configuration a test spoils."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "mkdocs.yml"
        (folder / "docs").mkdir()
        (folder / "docs/index.md").write_text(
            "# Home\n\nWords enough for a player of this page, and more.\n"
        )
        self.plugin: dict[str, Any] = {}
        self.config: dict[str, Any] = {"site_name": "x"}

    def write(self) -> Path:
        content = {"plugins": ["search", {"qwen-tts": self.plugin}], **self.config}
        self.path.write_text(yaml.safe_dump(content, sort_keys=False))
        return self.path

    def found(
        self, check: Callable[[Case], Iterator[Finding]], *, online: bool = True
    ) -> list[Finding]:
        return list(check(Case.of(self.write(), online=online)))

    def one(self, check: Callable[[Case], Iterator[Finding]], **options: Any) -> Finding:
        (found,) = self.found(check, **options)
        return found


@pytest.fixture
def ward(tmp_path: Path) -> Ward:
    return Ward(tmp_path)


@pytest.fixture
def with_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)


@pytest.fixture
def at_service(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", server.base_url)
    return server


def says(finding: Finding, state: State, *words: str) -> None:
    assert finding.state is state, finding
    for word in words:
        assert word in f"{finding.seen}. {finding.mend}", finding
    assert bool(finding.mend) is (state is not State.OK), (
        "what is wrong has a mend, and nothing else"
    )
    assert not finding.seen.endswith(".")
    assert "\n" not in finding.seen + finding.mend


# ---------------------------------------------------------------- the whole


def test_a_healthy_site_has_nothing_wrong_and_is_asked_for_nothing_billed(
    ward: Ward, at_service: FakeServer
) -> None:
    printed = run("doctor", "-f", ward.write()).stdout
    assert printed.splitlines()[-1] == "Nothing is wrong."
    assert "127.0.0.1 answers and takes the key" in printed
    assert KEY not in printed
    assert (at_service.ledger.requests, at_service.ledger.characters) == (0, 0)


@pytest.mark.usefixtures("at_service")
def test_every_check_is_carried_out_and_told_as_json(ward: Ward) -> None:
    ward.plugin = {"prose": {"lexicon": ["none.yml"]}, "cache": {"remote": "file:///none"}}
    found = json.loads(run("doctor", "-f", ward.write(), "--json", code=1).stdout)
    assert all(set(one) == {"check", "state", "seen", "mend"} for one in found)
    assert len({one["check"] for one in found}) == len(CHECKS)
    assert KEY not in json.dumps(found)


@pytest.mark.usefixtures("with_key")
def test_a_problem_exits_with_one_and_a_warning_does_not(ward: Ward) -> None:
    ward.plugin = {"mode": "off"}
    assert run("doctor", "-f", ward.write()).stdout.endswith("1 warning.\n")
    ward.plugin = {"voice": "Chery"}
    printed = run("doctor", "-f", ward.write(), "--offline", code=1).stdout
    assert printed.endswith("1 problem.\n")
    assert f"Did you mean 'Cherry'? Correct it in {ward.path}.\n" in printed


def test_without_any_site_it_says_how_to_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    printed = run("doctor", code=1).stdout
    assert "problem  configuration: there is no file mkdocs.yml" in printed
    assert "mkdocs new ." in printed


@pytest.mark.usefixtures("at_service")
def test_it_leaves_nothing_behind(ward: Ward) -> None:
    before = sorted(ward.folder.rglob("*"))
    run("doctor", "-f", ward.write())
    assert sorted(ward.folder.rglob("*")) == sorted([*before, ward.path])


# ---------------------------------------------------------------- this machine


def test_versions_and_extras_are_told(ward: Ward) -> None:
    says(ward.one(machine.versions), State.OK, f"Python {sys.version.split()[0]}", "MkDocs 1.")
    says(ward.one(machine.extras), State.OK, "testing")


def test_the_encoder_of_mp3_is_built_in(ward: Ward) -> None:
    says(ward.one(machine.audio_encoder), State.OK, "mp3", "built in")


@pytest.mark.ffmpeg
@pytest.mark.parametrize(("form", "codec"), [("opus", "libopus"), ("m4a", "aac")])
def test_the_encoder_of_other_formats_is_told_with_its_version(
    ward: Ward, form: str, codec: str
) -> None:
    ward.plugin = {"audio": {"format": form}}
    says(
        ward.one(machine.audio_encoder),
        State.OK,
        "ffmpeg ",
        shutil.which("ffmpeg") or "",
        f"with {codec}",
    )


def test_a_missing_encoder_is_a_problem(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    ward.plugin = {"audio": {"format": "opus"}}
    says(ward.one(machine.audio_encoder), State.PROBLEM, "no", "ffmpeg", "Install it")


def test_an_encoder_without_the_codec_is_a_problem(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "ffmpeg"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho ffmpeg version 0.1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    ward.plugin = {"audio": {"format": "opus"}}
    says(
        ward.one(machine.audio_encoder),
        State.PROBLEM,
        "no encoder libopus",
        "Install a complete one",
    )


def test_each_preview_voice_speaks_a_word(ward: Ward) -> None:
    neural, robot = ward.found(machine.preview)
    says(neural, State.OK, "Hello", "the free voice")
    says(robot, State.OK, "Hello", "the robot")


@pytest.mark.parametrize(("engine", "state"), [("preview", State.PROBLEM), ("dashscope", State.OK)])
def test_a_preview_voice_that_is_not_there_matters_where_it_is_needed(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, engine: str, state: State
) -> None:
    monkeypatch.setattr(machine, "is_installed", lambda: False)
    ward.plugin = {"engine": engine}
    says(
        ward.one(machine.preview), state, "not installed", 'pip install "mkdocs-qwen-tts[preview]"'
    )


def test_a_preview_voice_that_does_not_speak_is_told(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mkdocs_qwen_tts._speech.engines.espeak.processes._CHILD", Path("/none.py"))
    says(ward.one(machine.preview), State.WARNING, "ended with code 2", "Install it anew")
    ward.plugin = {"engine": "preview"}
    says(ward.one(machine.preview), State.PROBLEM, "ended with code 2")


# ---------------------------------------------------------------- the site


def test_a_configuration_that_works_is_told(ward: Ward) -> None:
    says(ward.one(looked_at.configuration), State.OK, "2 plugins")


def test_every_mistake_is_told_at_once_by_its_path(ward: Ward) -> None:
    ward.plugin = {"voise": "x", "api": {"retries": -1}, "budget": {"price": -1}}
    ward.config |= {"docs_dir": "none"}
    found = ward.found(looked_at.configuration)
    assert all(one.state is State.PROBLEM for one in found)
    told = "\n".join(one.seen for one in found)
    assert [one.seen.split(":")[0] for one in found] == [
        "docs_dir",
        "voise",
        "api.retries",
        "budget.price",
    ]
    assert "Did you mean 'voice'?" in told
    assert not list(speaking.model_and_voice(Case.of(ward.path))), (
        "what rests on wrong options is not looked at"
    )


def test_a_mistake_of_mkdocs_own_and_its_warnings_are_told(ward: Ward) -> None:
    ward.config |= {"plugins": ["none-such", "qwen-tts"]}
    says(ward.one(looked_at.configuration), State.PROBLEM, '"none-such" plugin is not installed')
    ward.config |= {"plugins": ["qwen-tts"], "sight_name": "x"}
    warned, right = ward.found(looked_at.configuration)
    says(warned, State.WARNING, "sight_name")
    says(right, State.OK)


def test_a_configuration_without_the_plugin_is_told_the_command(ward: Ward) -> None:
    ward.config |= {"plugins": ["search"]}
    says(ward.one(looked_at.configuration), State.PROBLEM, f"mkdocs-qwen-tts init -f {ward.path}")


def test_no_yaml_is_a_problem(ward: Ward) -> None:
    ward.path.write_text("a: [")
    (found,) = looked_at.configuration(Case.of(ward.path))
    says(found, State.PROBLEM, "line 1, column 5")


def test_a_plugin_that_breaks_does_not_break_the_doctor(ward: Ward) -> None:
    (ward.folder / "hook.py").write_text("raise RuntimeError('of the hook')\n")
    ward.config |= {"hooks": ["hook.py"]}
    says(ward.one(looked_at.configuration), State.PROBLEM, "RuntimeError: of the hook")


def test_a_theme_that_the_player_was_not_tested_with_is_a_warning(ward: Ward) -> None:
    ward.config["theme"] = {"name": "material"}
    says(ward.one(looked_at.theme), State.OK, "material")
    (ward.folder / "own").mkdir()
    ward.config["theme"] = {"name": None, "custom_dir": "own"}
    says(ward.one(looked_at.theme), State.WARNING, "one of your own", "Look at a page")


def test_a_feed_needs_the_address_of_the_site(ward: Ward) -> None:
    says(ward.one(looked_at.address), State.OK, "nothing needs it")
    ward.plugin = {"feed": {}, "player": {"metadata": True}}
    says(
        ward.one(looked_at.address), State.PROBLEM, "`feed` and `player.metadata`", "Set `site_url`"
    )
    ward.config["site_url"] = "https://example.org/"
    says(ward.one(looked_at.address), State.OK, "https://example.org/")


def test_pronunciations_are_read(ward: Ward) -> None:
    (ward.folder / "good.yml").write_text("kubectl: cube control\n")
    (ward.folder / "bad.yml").write_text("- [\n")
    ward.plugin = {"prose": {"lexicon": ["good.yml", "bad.yml", "none.yml"]}}
    good, bad, none = ward.found(looked_at.pronunciations)
    says(good, State.OK, "good.yml")
    says(bad, State.PROBLEM, "bad.yml")
    says(none, State.PROBLEM, "none.yml")


# ---------------------------------------------------------------- who speaks


def test_the_engine_and_what_overrides_it_are_told(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(ward.one(speaking.engine), State.OK, "dashscope, mode full")
    ward.plugin = {"engine": "auto"}
    says(ward.one(speaking.engine), State.OK, "preview (`engine: auto`)")
    monkeypatch.setenv("QWEN_TTS_MODE", "cached")
    says(
        ward.one(speaking.engine), State.OK, "mode cached (QWEN_TTS_MODE of the environment counts)"
    )


@pytest.mark.parametrize("plugin", [{"mode": "off"}, {"enabled": False}])
def test_a_plugin_that_is_off_is_a_warning(ward: Ward, plugin: dict[str, Any]) -> None:
    ward.plugin = plugin
    says(ward.one(speaking.engine), State.WARNING, "nothing is narrated")


def test_a_missing_key_is_a_problem_where_one_is_needed(ward: Ward) -> None:
    says(ward.one(speaking.key), State.PROBLEM, "Set DASHSCOPE_API_KEY", "QWEN_TTS_ENGINE=preview")
    ward.plugin = {"mode": "cached"}
    says(ward.one(speaking.key), State.OK, "needs none")
    ward.plugin = {"engine": "preview"}
    assert ward.found(speaking.key) == []
    ward.plugin = {"engine": "openai", "api": {"base_url": "http://127.0.0.1:1/v1"}}
    says(ward.one(speaking.key), State.OK, "OPENAI_API_KEY")


@pytest.mark.usefixtures("with_key")
def test_a_key_is_told_by_where_it_stands_and_never_shown(ward: Ward) -> None:
    says(ward.one(speaking.key), State.OK, "set by DASHSCOPE_API_KEY")
    ward.plugin = {"api": {"key": "sk-in-the-file"}}
    found = ward.one(speaking.key)
    says(found, State.WARNING, "stands in", "Put it into DASHSCOPE_API_KEY")
    assert "sk-in-the-file" not in str(found)


def test_a_key_of_odd_shape_is_a_warning_and_of_odd_characters_a_problem(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHSCOPE_API_KEY", "LTAI-access-key")
    says(ward.one(speaking.key), State.WARNING, "does not begin with sk-")
    monkeypatch.setenv("DASHSCOPE_API_KEY", "“sk-quoted”")
    says(
        ward.one(speaking.model_and_voice),
        State.PROBLEM,
        "api.key: holds characters that no key has",
    )
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-sp-plan")
    plan, _ = ward.found(speaking.model_and_voice)
    says(plan, State.WARNING, "coding plan")


def test_the_region_is_told_with_its_address(ward: Ward) -> None:
    ward.plugin = {"api": {"region": "singapore", "workspace": "ws-1"}}
    says(
        ward.one(speaking.region),
        State.OK,
        "singapore, workspace ws-1: https://ws-1.ap-southeast-1.maas",
    )


@pytest.mark.parametrize(
    ("url", "state", "words"),
    [
        ("https://dashscope.aliyuncs.com/api/v1", State.OK, ["in place of beijing"]),
        (
            "https://dashscope-intl.aliyuncs.com/api/v1",
            State.WARNING,
            ["in singapore", "`region: singapore`"],
        ),
        ("https://w.ap-southeast-1.maas.aliyuncs.com/api/v1/", State.WARNING, ["in singapore"]),
        (
            "https://dashscope.aliyuncs.com/compatible-mode/v1",
            State.PROBLEM,
            ["ends in /compatible-mode/v1"],
        ),
        (
            "https://dashscope.aliyuncs.com",
            State.PROBLEM,
            ["such as https://dashscope.aliyuncs.com/api/v1"],
        ),
        ("http://127.0.0.1:9/api/v1", State.OK, ["a rehearsal"]),
    ],
)
def test_an_address_that_is_not_the_regions_is_told(
    ward: Ward, url: str, state: State, words: list[str]
) -> None:
    ward.plugin = {"api": {"base_url": url}}
    says(ward.one(speaking.region), state, *words)


@pytest.mark.usefixtures("with_key")
def test_what_does_not_fit_together_is_told_all_at_once(ward: Ward) -> None:
    ward.plugin = {
        "voice": "Chery",
        "voices": {"zh": "Serenna", "xx": "Cherry"},
        "language": "Klingon",
        "instructions": "Softly.",
        "api": {"base_url": "http://example.org/api/v1"},
    }
    found = ward.found(speaking.model_and_voice)
    assert all(one.state is State.PROBLEM for one in found)
    options = [one.seen.split(":")[0] for one in found]
    assert options == ["voices", "language", "api.base_url", "voice", "voices.zh", "instructions"]
    assert (
        ward.found(speaking.region)
        == ward.found(asked.reachable)
        == ward.found(speaking.prices)
        == []
    )


def test_a_model_that_is_not_there_or_not_in_the_region_is_told(ward: Ward) -> None:
    ward.plugin = {"model": "qwen3-tts-flush"}
    says(ward.one(speaking.model_and_voice), State.PROBLEM, "model: ", "'qwen3-tts-flash'")
    ward.plugin = {
        "model": "cosyvoice-v3-flash",
        "voice": "longanyang",
        "api": {"region": "singapore"},
    }
    says(ward.one(speaking.model_and_voice), State.PROBLEM, "not offered in singapore")


def test_what_is_undocumented_is_a_warning(ward: Ward) -> None:
    ward.plugin = {"voice": "Ebona"}
    note, right = ward.found(speaking.model_and_voice)
    says(note, State.WARNING, "Ebona")
    says(right, State.OK, "qwen3-tts-flash, Ebona")


def test_a_file_of_voices_that_is_damaged_is_a_problem(ward: Ward) -> None:
    (ward.folder / "narration-voices.yml").write_text("- [")
    says(ward.one(looked_at.configuration), State.PROBLEM, "narration-voices.yml")


def test_the_price_is_told_before_it_is_paid(ward: Ward) -> None:
    says(ward.one(speaking.prices), State.OK, "0.80 CNY for 10,000 characters, as of 2026-03")
    ward.plugin = {"engine": "preview"}
    says(ward.one(speaking.prices), State.OK, "free")
    ward.plugin = {"model": "qwen-audio-3.1-tts-plus", "voice": "longanhuan_v3.1"}
    says(ward.one(speaking.prices), State.WARNING, "none is published", "budget.characters")


# ---------------------------------------------------------------- the service


@pytest.mark.usefixtures("with_key")
def test_a_key_that_is_not_taken_is_a_problem_and_costs_nothing(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeServer(keys=["sk-other"]) as server:
        monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", server.base_url)
        found = ward.one(asked.reachable)
    says(found, State.PROBLEM, "does not take the key", "one region")
    assert KEY not in str(found)
    assert server.ledger.requests == 0


def test_without_a_key_only_the_host_is_looked_for(ward: Ward, server: FakeServer) -> None:
    ward.plugin = {"api": {"base_url": server.base_url}}
    says(ward.one(asked.reachable), State.OK, "127.0.0.1 answers; without a key")


def test_what_is_asked_is_the_list_of_one_own_voice(ward: Ward, at_service: FakeServer) -> None:
    """The one request whose documented answer counts nothing; `_cli/checkup` sends no other."""
    at_service.fake.voices.add("qwen-tts-vc-a-voice-1", "qwen3-tts-vc-2026-01-22")
    asked_for: list[dict[str, Any]] = []
    answer = at_service.fake.voices.answer

    def noting(body: dict[str, Any], request_id: str) -> dict[str, Any]:
        asked_for.append(body)
        told = answer(body, request_id)
        assert told["usage"] == {"count": 0}
        return told

    at_service.fake.voices.answer = noting  # type: ignore[method-assign, assignment]
    says(ward.one(asked.reachable), State.OK, "takes the key")
    question = {"action": "list_voice", "page_index": 0, "page_size": 1}
    assert asked_for == [{"model": "voice-enrollment", "input": question}]


def test_a_service_that_refuses_says_nothing_about_the_key(
    ward: Ward, at_service: FakeServer
) -> None:
    """Accounts have some of the services; the next one is asked."""
    answer = at_service.fake.voices.answer

    def refusing(body: dict[str, Any], request_id: str) -> dict[str, Any]:
        if body["model"] != "qwen-voice-design":
            raise Refused(400, "InvalidParameter", "url error")
        return answer(body, request_id)

    at_service.fake.voices.answer = refusing  # type: ignore[method-assign]
    says(ward.one(asked.reachable), State.OK, "takes the key")


@pytest.mark.parametrize(
    ("fault", "state", "words"),
    [
        ("unauthorized", State.PROBLEM, ["does not take the key"]),
        ("arrearage", State.PROBLEM, ["refuses the account", "settle it in the console"]),
        ("forbidden", State.PROBLEM, ["refuses the account"]),
        ("throttled", State.WARNING, ["says nothing about the key"]),
        ("server-error", State.WARNING, ["says nothing about the key"]),
        ("gateway-page", State.WARNING, ["text/html"]),
        ("html-page", State.WARNING, ["text/html"]),
        ("redirect", State.PROBLEM, ["a redirect is not followed", "`api.base_url`"]),
        ("reset-before", State.PROBLEM, ["no complete answer", "Check the network"]),
    ],
)
def test_each_way_to_refuse_is_told_apart(
    ward: Ward, at_service: FakeServer, fault: str, state: State, words: list[str]
) -> None:
    at_service.fake.faults.add(fault)
    says(ward.one(asked.reachable), state, *words)
    assert at_service.ledger.characters == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.usefixtures("with_key")
def test_a_service_that_is_not_there_is_a_problem(ward: Ward) -> None:
    ward.plugin = {"api": {"base_url": f"http://127.0.0.1:{free_port()}/api/v1"}}
    found = ward.one(asked.reachable)
    says(
        found, State.PROBLEM, "127.0.0.1 cannot be reached", "Check the network and `api.base_url`"
    )
    assert "Errno" not in found.seen


@pytest.mark.usefixtures("with_key")
def test_a_proxy_that_does_not_answer_is_named(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{free_port()}")
    says(
        ward.one(asked.reachable),
        State.PROBLEM,
        "cannot be reached",
        "The proxy of HTTPS_PROXY was used",
    )


@pytest.mark.usefixtures("with_key")
def test_a_service_that_keeps_silent_is_given_up(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "HURRIED_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ward.plugin = {"api": {"base_url": f"http://127.0.0.1:{silent.getsockname()[1]}/api/v1"}}
        says(ward.one(asked.reachable), State.PROBLEM, "nothing came")


@pytest.mark.usefixtures("with_key")
def test_offline_and_a_mode_that_asks_for_nothing_ask_nobody(ward: Ward) -> None:
    ward.plugin = {"api": {"base_url": f"http://127.0.0.1:{free_port()}/api/v1"}}
    says(ward.one(asked.reachable, online=False), State.OK, "not asked")
    ward.plugin["mode"] = "cached"
    says(ward.one(asked.reachable), State.OK, "mode cached asks for nothing")
    ward.plugin = {"engine": "preview"}
    assert ward.found(asked.reachable) == []


def test_a_self_hosted_server_says_which_models_it_has(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "of-the-house")
    with FakeServer(keys=["of-the-house"]) as server:
        ward.plugin = {"engine": "openai", "api": {"base_url": server.self_hosted_url}}
        says(
            ward.one(asked.reachable),
            State.OK,
            "answers, and has Qwen/Qwen3-TTS-12Hz-1.7B-CustomVoice",
        )
        says(ward.one(speaking.region), State.OK, server.self_hosted_url)
        monkeypatch.setenv("OPENAI_API_KEY", "of-another")
        says(ward.one(asked.reachable), State.PROBLEM, "does not take the key")
    ward.plugin = {"engine": "openai"}
    says(ward.one(speaking.model_and_voice), State.PROBLEM, "api.base_url: is needed")


# ---------------------------------------------------------------- the store


def test_a_store_that_is_yet_to_be_made_is_told(ward: Ward) -> None:
    says(ward.one(stored.folder), State.OK, "will be made by the first build")


def test_a_store_is_counted_and_its_damage_told(project: Project) -> None:
    project.build()
    folder = project.folder / ".cache/plugin/qwen-tts"
    before = sorted(folder.rglob("*"))
    (found,) = stored.folder(Case.of(project.config_file))
    says(found, State.OK, "3 clips and 2 tracks")
    assert sorted(folder.rglob("*")) == before, "looking leaves no file"

    victim = next((folder / "clips").rglob("*.flac"))
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1])
    damaged, _ = stored.folder(Case.of(project.config_file))
    says(damaged, State.PROBLEM, "1 of 5 objects", "cache verify --dir", "--repair")

    victim.write_bytes(whole)
    (victim.parent / "stranger.txt").write_text("?")
    foreign, _ = stored.folder(Case.of(project.config_file))
    says(foreign, State.WARNING, "1 file in", "cache verify")


def test_what_is_not_signed_is_told_with_the_command(ward: Ward) -> None:
    """Before a build finds it missing."""
    kept = Store(ward.folder / ".cache/plugin/qwen-tts")
    kept.put_clip("0" * 64, b"fLaC", Usage())
    key = "a-key-of-this-site"
    ward.plugin["cache"] = {"key": key}
    told, _ = ward.found(stored.folder)
    says(told, State.WARNING, "not signed", "missing: 1", "cache sign --dir")
    assert key not in str(told)
    sign(Store(kept.root, key=key))
    says(ward.one(stored.folder), State.OK, "1 clips")


def test_a_store_in_the_place_of_something_else_is_a_problem(ward: Ward) -> None:
    (ward.folder / "file").write_text("x")
    ward.plugin = {"cache": {"dir": "file/store"}}
    says(ward.one(stored.folder), State.PROBLEM, "is a file, not a folder", "`cache.dir`")
    for folder in ("docs", "docs/store", "site/store"):
        ward.plugin = {"cache": {"dir": folder}}
        says(ward.one(stored.folder), State.PROBLEM, "cache.dir: ", folder, "Change `cache.dir`")


def test_a_store_that_cannot_be_written_is_a_problem(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refused)
    says(ward.one(stored.folder), State.PROBLEM, "Read-only file system", "Open it to this user")


def test_a_disk_without_locks_or_room_is_a_warning(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build()
    monkeypatch.setattr("filelock.FileLock.acquire", _no_locks)
    monkeypatch.setattr(stored.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))
    _, locks, room = stored.folder(Case.of(project.config_file))
    says(locks, State.WARNING, "knows no locks", "one build at a time")
    says(room, State.WARNING, "0 MB are free", "Free some")


def _no_locks(*_: object, **__: object) -> None:
    raise OSError(37, "No locks available")


def test_a_remote_store_is_asked_for_one_object(ward: Ward, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    ward.plugin = {"cache": {"remote": shared.as_uri()}}
    says(ward.one(stored.remote), State.OK, "it can be read")
    says(ward.one(stored.remote, online=False), State.OK, "not asked")
    ward.plugin = {"cache": {"remote": "ftp://example.org"}}
    says(ward.one(stored.remote), State.PROBLEM, "cache.remote: 'ftp'")
    assert list(shared.iterdir()) == [], "looking leaves nothing"


def test_a_remote_store_that_takes_nothing_is_a_problem_where_jobs_share_the_asking(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("obstore.put", refuse)
    ward.plugin = {"cache": {"remote": tmp_path.as_uri()}}
    says(ward.one(stored.remote), State.WARNING, "may not be written", "the right to write")
    ward.plugin["shard"] = "1/2"
    says(ward.one(stored.remote), State.PROBLEM, "a build with a `shard` stops")


def test_a_remote_store_without_leases_is_a_warning(
    ward: Ward, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mkdocs_qwen_tts._store.Remote.create", lambda *_: None)
    ward.plugin = {"cache": {"remote": tmp_path.as_uri()}}
    says(ward.one(stored.remote), State.WARNING, "may both pay", "`concurrency`")


def test_a_frozen_site_without_anything_to_publish_is_a_problem(ward: Ward) -> None:
    ward.plugin = {"mode": "frozen"}
    (ward.folder / ".cache/plugin/qwen-tts").mkdir(parents=True)
    _, empty = ward.found(stored.folder)
    says(empty, State.PROBLEM, "holds nothing to publish", "`mode: full`")


def test_a_remote_store_that_does_not_answer_is_a_problem(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mkdocs_qwen_tts._store.remote.RETRIES", 0)
    for name, value in (
        ("AWS_ENDPOINT", f"http://127.0.0.1:{free_port()}"),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret-of-the-store"),
    ):
        monkeypatch.setenv(name, value)
    ward.plugin = {"cache": {"remote": "s3://bucket/prefix"}}
    found = ward.one(stored.remote)
    says(found, State.PROBLEM, "cannot be read", "credentials")
    assert "secret-of-the-store" not in str(found)


# ---------------------------------------------------------------- how it looks


@pytest.mark.usefixtures("with_key")
def test_a_terminal_gets_marks_words_and_colours_within_its_width(
    ward: Ward, capfd: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    from mkdocs_qwen_tts._cli.doctor import _print_table

    found = list(examined(Case.of(ward.write(), online=False)))
    _print_table(
        [*found, Finding("x", State.PROBLEM, "y" * 200, "z")],
        Console(force_terminal=True, width=80),
    )
    lines = capfd.readouterr().out.splitlines()
    plain = [_without_escapes(line) for line in lines]
    assert max(map(len, plain)) <= 80
    assert any("\x1b[3" in line for line in lines)
    assert "ok" in plain[0]
    assert any("problem" in line for line in plain)


def test_no_colour_where_none_is_wanted(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    from mkdocs_qwen_tts._cli.doctor import _print_table

    monkeypatch.setenv("NO_COLOR", "1")
    _print_table([Finding("x", State.PROBLEM, "y", "z")], Console(force_terminal=True, width=80))
    out = capfd.readouterr().out
    assert "\x1b[3" not in out
    assert "problem" in out


def _without_escapes(line: str) -> str:
    import re

    return re.sub(r"\x1b\[[\d;]*m", "", line)
