"""The documentation is true: what it shows is run, what it lists is made from the code, and it builds."""

from __future__ import annotations

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import markdown
import pytest
import yaml
from click.testing import CliRunner
from mkdocs.__main__ import cli as mkdocs_command
from mkdocs.utils.yaml import get_yaml_loader

sys.path.insert(
    0, str(Path(__file__).parent)
)  # the generator is a command too, and finds its neighbour so

import generate
import rehearsal

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts import site
from mkdocs_qwen_tts._cli import main as command
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._player.render import THEME
from mkdocs_qwen_tts._prose import Lexicon, extract_script
from mkdocs_qwen_tts._settings import OVERRIDES, Settings
from mkdocs_qwen_tts._speech.custom import aliases
from mkdocs_qwen_tts.testing._faults import known

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing import FakeServer

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
READMES = [README, ROOT / "README.zh.md"]
PAGES = [*READMES, ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *generate.pages()]
CHINESE = generate.DOCS / "zh" / "how-to"
"""Pages whose blocks are those of the English pages."""
FENCES = [fence for page in PAGES if page.parent != CHINESE for fence in rehearsal.fences(page)]
SHOWN = {"text", "markdown", "css", "jinja", "javascript"}
"""What is shown and not run: output, pages, and what only a browser or a theme understands."""

ORDINARY = {
    *(".", "apk", "curl", "docker", "export", "git", "if", "npm", "sphinx-autobuild", "zensical"),
    *("lint-imports", "mypy", "ruff"),
}
"""Commands that are neither ours nor worth a check."""

WRITES = {"export", "say", "mock-server", "narrate", "review", "voices"}
"""Commands of ours that are not run with the others: each has its own tests."""


def of(*languages: str) -> list[Any]:
    return [
        pytest.param(fence, id=str(fence))
        for fence in FENCES
        if fence.language in languages and not fence.not_run
    ]


# ---------------------------------------------------------------- what is made from the code


@pytest.mark.parametrize(
    "page", generate.written(), ids=lambda page: page.relative_to(ROOT).as_posix()
)
def test_generated_parts_are_fresh(page: Path) -> None:
    text = page.read_text("utf-8")
    assert generate.renewed(text, but=generate.SLOW) == text, "run: python tests/docs/generate.py"


def test_the_schema_of_the_report_is_fresh() -> None:
    assert generate.SCHEMA.read_text("utf-8") == generate.report_schema()


def test_every_maker_is_used() -> None:
    used = {
        match[2]
        for page in generate.written()
        for match in generate.BLOCK.finditer(page.read_text("utf-8"))
    }
    assert used == set(generate.MAKERS)


def test_every_option_says_what_it_is_for() -> None:
    told = generate.options()
    blank = re.findall(r"^\| `(\w+)` .*\|  \|$", told, re.MULTILINE)
    pauses = told[told.index("## `audio.pauses`") :]
    assert [name for name in blank if f"`{name}`" not in pauses] == []


def test_every_room_says_what_it_is_and_imports_downward_only() -> None:
    floors = generate.storeys()
    for number, floor in enumerate(floors):
        below = {room for lower in floors[number + 1 :] for room in lower}
        for room in floor:
            assert len(generate.is_about(room)) > 10
            assert generate.imports()[room] <= below


def test_what_faults_cost_is_told_of_every_fault() -> None:
    page = (generate.DOCS / "reference" / "faults.md").read_text("utf-8")
    (block,) = (match[0] for match in generate.BLOCK.finditer(page) if match[2] == "fault-costs")
    assert re.findall(r"^\| `([\w-]+)`", block, re.MULTILINE) == list(known())


def test_every_door_is_in_the_table_of_what_works() -> None:
    page = (generate.DOCS / "reference" / "compatibility.md").read_text("utf-8")
    doors = runpy.run_path(str(ROOT / "tests" / "doors" / "table.py"))["visits"]()
    (block,) = (match[0] for match in generate.BLOCK.finditer(page) if match[2] == "doors")
    assert re.findall(r"^\| ([^|]+) \|.*\d \|$", block, re.MULTILINE) == [name for name, _ in doors]


def listed(page: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, (generate.DOCS / page).read_text("utf-8")))


def theme(*patterns: str) -> str:
    return "".join(path.read_text("utf-8") for one in patterns for path in sorted(THEME.glob(one)))


def test_the_players_events_are_all_documented() -> None:
    dispatched = set(re.findall(r'\btell\("(\w+)"', theme("assets/narration/*.js")))
    assert listed("reference/player.md", r"`narration:(\w+)`") == dispatched


def test_the_players_properties_are_all_documented() -> None:
    used = set(re.findall(r"(--narration-[\w-]+)", theme("assets/narration/*.css")))
    assert listed("reference/player.md", r"\| `(--narration-[\w-]+)` \|") == used


def test_the_players_template_blocks_are_all_documented() -> None:
    (sentence,) = re.findall(
        r"has the blocks (.+?)\.",
        (generate.DOCS / "reference/player.md").read_text("utf-8"),
        re.DOTALL,
    )
    assert set(re.findall(r"`(\w+)`", sentence)) == set(
        re.findall(r"block (\w+)", theme("narration/player.html").partition("-#}")[2])
    )


def test_environment_variables_are_all_documented() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "mkdocs_qwen_tts").rglob("*.py"))
    read = set(re.findall(r'environ\.get\(\s*"([A-Z_]+)"', code)) | {name for name, _ in OVERRIDES}
    read |= {"DASHSCOPE_API_KEY", "DASHSCOPE_HTTP_BASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL"}
    assert listed("reference/environment.md", r"\| `([A-Z_]+)` \|") == read


def test_our_variables_are_spelled_right_everywhere() -> None:
    known = listed("reference/environment.md", r"`([A-Z_]+)`")
    for page in PAGES:
        for name in re.findall(r"\b((?:QWEN_TTS|DASHSCOPE)_[A-Z_]+)\b", page.read_text("utf-8")):
            assert name in known, f"{page.name}: {name}"


# ---------------------------------------------------------------- configurations


def loaded(text: str) -> Any:
    return yaml.load(text, Loader=get_yaml_loader())  # noqa: S506 - MkDocs' own safe loader, with !ENV


def plugin_options(config: Any) -> list[dict[str, Any]]:
    plugins = config.get("plugins", []) if isinstance(config, dict) else []
    return [one["qwen-tts"] for one in plugins if isinstance(one, dict) and "qwen-tts" in one]


@pytest.mark.parametrize("fence", of("yaml"))
def test_a_configuration_works(fence: rehearsal.Fence, tmp_path: Path) -> None:
    if fence.title == "front matter" or fence.text.startswith("---"):
        (meta, *_) = yaml.safe_load_all(fence.text)
        narration = meta["narration"]
        assert narration is False or Settings().for_page("page.md", narration)
        return
    config = loaded(fence.text)
    if fence.title == "pronunciations.yml":
        (tmp_path / fence.title).write_text(fence.text, encoding="utf-8")
        assert Lexicon.load([tmp_path / fence.title]).entries
    elif fence.title == site.FILE:
        assert site.SiteConfig.of(config, tmp_path).content
    elif fence.title == aliases.FILE:
        (tmp_path / fence.title).write_text(fence.text, encoding="utf-8")
        assert aliases.load_aliases(tmp_path / fence.title)
    elif fence.title == ".pre-commit-config.yaml":
        (hook,) = config["repos"][0]["hooks"]
        known = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
        assert hook["id"] in {one["id"] for one in known}
    elif fence.title == "projects.yaml":
        assert fence.page.name == "CONTRIBUTING.md"  # which tests/packaging looks at
    elif "workflows/" in fence.title or fence.title in {".gitlab-ci.yml", ".readthedocs.yaml"}:
        steps = list(commands_in(config))
        assert steps
        for line in steps:
            check_line(line)
    else:
        assert "plugins" in config, "a block of YAML that no test knows: give it a title"
        for options in plugin_options(config):
            settings = Settings.of(options, environ={})
            known = {**settings.aliases, **documented_aliases()}
            speech.check(settings.changed(aliases=known))


def documented_aliases() -> dict[str, Any]:
    (own,) = [fence for fence in FENCES if fence.title == aliases.FILE]
    return {
        name: Settings.of({"aliases": {name: one}}).aliases[name]
        for name, one in loaded(own.text).items()
    }


def commands_in(config: Any) -> list[str]:
    """The commands of a workflow: `run` of GitHub and Gitea, `script` of GitLab, jobs of a host."""
    found: list[str] = []
    if isinstance(config, dict):
        for name, value in config.items():
            if name == "run":
                found += str(value).splitlines()
            elif name in {"script", "install", "html"} and isinstance(value, list):
                found += value
            else:
                found += commands_in(value)
    elif isinstance(config, list):
        for one in config:
            found += commands_in(one)
    return found


def test_policies_of_single_elements_work_as_shown() -> None:
    (fence,) = [
        one for one in FENCES if one.page.name == "spoken.md" and one.title == "docs/index.md"
    ]
    extensions = ["attr_list", "md_in_html", "tables", "pymdownx.highlight", "pymdownx.superfences"]
    html = markdown.markdown(fence.text, extensions=extensions)
    said = [
        one.text for one in extract_script(SourcePage("", "Title", "en", html), Settings()).passages
    ]
    assert said == [
        "Title",
        "It was released in twenty twenty-six.",
        "The chart shows growth.",
        "x equals 1",
    ]


# ---------------------------------------------------------------- commands


def words_of(line: str) -> list[list[str]]:
    """The commands of a line, each as its words, without variables set before it."""
    found = []
    for part in re.split(r"&&|\|", line.strip().rstrip("&")):
        words = shlex.split(part, comments=True)
        while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
            words.pop(0)
        if words:
            found.append(words)
    return found


def parsed(one: click.Command, name: str, arguments: list[str]) -> None:
    """Have click read the arguments, as far as it can without running anything."""
    with one.make_context(name, list(arguments), resilient_parsing=False) as context:
        if isinstance(one, click.Group):
            held = getattr(context, "_protected_args", None)  # click 8.2 renamed it
            rest = [*(context.protected_args if held is None else held), *context.args]
            inner_name, inner, left = one.resolve_command(context, rest)
            assert inner is not None
            parsed(inner, str(inner_name), left)


def check_line(line: str) -> None:
    for program, *arguments in words_of(line):
        if program == "mkdocs-qwen-tts":
            parsed(command, program, arguments)
        elif program == "mkdocs":
            parsed(mkdocs_command, program, arguments)
        elif program == "pip":
            project = (ROOT / "pyproject.toml").read_text("utf-8")
            for extra in re.findall(r"\[(\w+)\]", " ".join(arguments)):
                assert re.search(rf"^{extra} = \[", project, re.MULTILINE), (
                    f"there is no extra {extra}"
                )
        elif program == "pytest":
            assert all(re.fullmatch(r"[\w./-]+", one) for one in arguments)
            assert all((ROOT / one).exists() for one in arguments if one.startswith("tests/"))
        elif program.startswith((".ci/", ".github/")):
            assert os.access(ROOT / program, os.X_OK), f"there is no {program}"
        elif program.startswith("python"):
            assert arguments[0] == "-m" or (ROOT / arguments[0]).is_file(), line
        else:
            assert program in ORDINARY, f"{program}: nobody checks this command"


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example site under version control, as the working folder."""
    folder = tmp_path / "site"
    shutil.copytree(ROOT / "example_site", folder, ignore=shutil.ignore_patterns(".cache", "site"))
    (folder / ".cache" / "plugin" / "qwen-tts").mkdir(parents=True)
    monkeypatch.chdir(folder)
    rehearsal.committed(folder)
    rehearsal.git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    monkeypatch.setenv("QWEN_TTS_ENGINE", "dashscope")
    monkeypatch.setenv("QWEN_TTS_CACHE_KEY", "a-key-of-the-example")
    return folder


@pytest.mark.parametrize("fence", of("sh"))
def test_commands_are_understood(fence: rehearsal.Fence, example: Path) -> None:
    shutil.copytree(
        example, example / "example_site", ignore=shutil.ignore_patterns(".git")
    )  # README's own path
    for line in fence.text.splitlines():
        check_line(line)


def ours() -> list[str]:
    """Every command of ours that only reads, once."""
    found = {
        shlex.join(words)
        for fence in FENCES
        if fence.language == "sh" and not fence.not_run
        for line in fence.text.splitlines()
        for words in words_of(line)
        if words[0] == "mkdocs-qwen-tts" and words[1] not in WRITES
    }
    return sorted(found)


@pytest.mark.usefixtures("example")
def test_commands_that_only_read_are_run() -> None:
    """All on one site, so that it is read once."""
    for line in ours():
        done = CliRunner().invoke(command, shlex.split(line)[1:])
        assert done.exit_code == 0, (line, done.output)
        assert done.output, line


def test_built_sites_are_narrated_as_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qwen_tts_server: FakeServer
) -> None:
    """Every command of the page, in a folder that holds what its generator wrote."""
    shown = rehearsal.fences(generate.DOCS / "how-to" / "other-generators.md")
    lines = [line for fence in shown for line in fence.text.splitlines() if fence.language == "sh"]
    monkeypatch.chdir(tmp_path)
    for name in ("public", "site", "build"):
        page = "<main><article><div class=page-body><h1>Harbour</h1><p>The gate opens at seven in the morning.</p>"
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(page, encoding="utf-8")
    (configuration,) = [fence.text for fence in shown if fence.title == site.FILE]
    (tmp_path / site.FILE).write_text(configuration, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("plugins: [qwen-tts]", encoding="utf-8")
    narrated = [
        shlex.split(line)[1:] for line in lines if line.startswith("mkdocs-qwen-tts narrate")
    ]
    for arguments in narrated:
        done = CliRunner().invoke(command, arguments)
        assert done.exit_code == 0, (arguments, done.output)
        assert "1 request" in done.output or "1 from the store" in done.output
    assert len(narrated) == 5
    assert qwen_tts_server.ledger.requests == 2, "one for each voice"
    assert all(
        "<audio" in (tmp_path / name / "index.html").read_text("utf-8")
        for name in ("public", "site", "build")
    )


# ---------------------------------------------------------------- Python


@pytest.mark.parametrize("fence", of("python"))
def test_python_runs(
    fence: rehearsal.Fence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "def test_" in fence.text:
        assert len(fence.text.splitlines()) <= 20, "short enough to be read at a glance"
        compile(
            fence.text, str(fence), "exec"
        )  # run by the tutorial's own output, and with the built wheel
        return
    monkeypatch.chdir(tmp_path)
    exec(compile(fence.text, str(fence), "exec"), {})  # noqa: S102 - our own documentation


def test_every_block_is_of_a_kind_that_is_checked_or_shown() -> None:
    assert {fence.language for fence in FENCES} <= SHOWN | {"yaml", "sh", "python", "toml"}


@pytest.mark.parametrize(
    "page", sorted((generate.DOCS / "how-to").glob("*.md")), ids=lambda page: page.stem
)
def test_a_how_to_shows_the_same_in_chinese(page: Path) -> None:
    """What is shown has been tried on the English page."""

    def shown(one: Path) -> list[tuple[str, str, str]]:
        return [(it.language, it.text, it.not_run) for it in rehearsal.fences(one)]

    assert shown(CHINESE / page.name) == shown(page)


def test_few_blocks_are_left_alone() -> None:
    left = [fence for fence in FENCES if fence.not_run]
    assert len(left) <= len(FENCES) / 6, [str(fence) for fence in left]


# ---------------------------------------------------------------- the whole


def test_the_documentation_builds_strictly(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "-f",
            ROOT / "mkdocs.yml",
            "-d",
            tmp_path,
        ],
        env={**os.environ, "QWEN_TTS_MODE": "off"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "tutorial" / "index.html").is_file()


def test_every_page_is_in_the_navigation() -> None:
    nav = str(loaded((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"])
    assert [
        page for page in generate.pages() if page.relative_to(generate.DOCS).as_posix() not in nav
    ] == []


@pytest.mark.parametrize("readme", PAGES[:4], ids=lambda path: path.name)
def test_the_readme_links_to_what_is_there(readme: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", readme.read_text("utf-8")):
        assert target.startswith("https://") or (ROOT / target).exists(), target


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_gate_runs_what_the_readme_shows(readme: Path) -> None:
    (shown,) = [
        line
        for fence in rehearsal.fences(readme)
        if fence.language == "sh"
        for line in fence.text.splitlines()
        if "pytest" in line
    ]
    run = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert f"{shown} --cov" in run


def test_a_wrong_configuration_in_the_docs_would_be_found(tmp_path: Path) -> None:
    text = "plugins:\n  - qwen-tts: {voise: Ethan}\n"
    fence = rehearsal.Fence(README, 1, "yaml", "mkdocs.yml", text, "")
    with pytest.raises(ConfigurationError, match="voice"):
        test_a_configuration_works(fence, tmp_path)
