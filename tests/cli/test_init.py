"""`mkdocs-qwen-tts init`, as a newcomer types it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._cli.shell import quoted
from tests.doors.test_cli import run

if TYPE_CHECKING:
    from tests.doors.conftest import Project


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a site, to work in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text(
        "# Home\n\nThis is a page with enough to say for a player of its own.\n"
    )
    write(tmp_path / "mkdocs.yml", "site_name: x  # mine\r\n")
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def text_of(path: Path) -> str:
    return path.read_bytes().decode()


def test_a_plain_site_is_narrated_by_the_commands_that_init_names(site: Path) -> None:
    said = run("init").stdout
    assert (
        text_of(site / "mkdocs.yml")
        == "site_name: x  # mine\r\nplugins:\r\n  - search\r\n  - qwen-tts\r\n"
    )
    commands = [line.split("  #")[0].strip() for line in said.splitlines() if "  #" in line]
    assert [
        command.split()[:2] for command in commands if command.startswith("mkdocs-qwen-tts")
    ] == [["mkdocs-qwen-tts", name] for name in ("script", "plan", "doctor")]
    assert "Home" in run(*commands[0].split()[1:]).stdout
    assert "A build would send" in run(*commands[1].split()[1:]).stdout
    assert any(command.startswith("QWEN_TTS_ENGINE=preview") for command in commands)
    assert any("DASHSCOPE_API_KEY" in command for command in commands)


def test_a_second_time_changes_nothing_and_says_so(site: Path) -> None:
    run("init")
    before = text_of(site / "mkdocs.yml")
    assert "has the plugin already" in run("init").stdout
    assert text_of(site / "mkdocs.yml") == before


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_dry_run_prints_a_patch_and_writes_nothing(site: Path, ending: str) -> None:
    before = write(site / "mkdocs.yml", f"site_name: é{ending}").read_bytes()
    patch = run("init", "--dry-run").stdout_bytes
    assert (site / "mkdocs.yml").read_bytes() == before
    subprocess.run(["git", "apply", "--whitespace=nowarn"], input=patch, cwd=site, check=True)
    patched = (site / "mkdocs.yml").read_bytes()
    write(site / "mkdocs.yml", before.decode())
    run("init")
    assert (site / "mkdocs.yml").read_bytes() == patched != before


def test_commands_carry_the_file_that_was_named(site: Path) -> None:
    (site / "my site").mkdir()
    (site / "mkdocs.yml").rename(site / "my site/mkdocs.yml")
    (site / "docs").rename(site / "my site/docs")
    said = run("init", "-f", "my site/mkdocs.yml").stdout
    named = quoted(Path("my site/mkdocs.yml"))
    assert f"mkdocs-qwen-tts plan -f {named}" in said
    assert f"mkdocs build -f {named}" in said


def test_where_a_mapping_is_inherited_the_lines_are_shown(site: Path) -> None:
    write(site / "base.yml", "plugins:\n  search: {}\n")
    path = write(site / "mkdocs.yml", "INHERIT: base.yml\nsite_name: x\n")
    told = run("init", code=2).stderr
    assert told.endswith("Write by hand:\n    plugins:\n      qwen-tts: {}\n")
    write(path, text_of(path) + "plugins:\n  qwen-tts: {}\n")
    assert "has the plugin already" in run("init").stdout
    run("plan")


def test_an_inherited_list_is_left_to_its_own_file_with_the_command_to_do_it(site: Path) -> None:
    write(site / "base.yml", "plugins:\n  - search\n")
    write(site / "mkdocs.yml", "INHERIT: base.yml\nsite_name: x\n")
    told = run("init", code=2).stderr
    assert told.endswith("mkdocs-qwen-tts init -f base.yml\n")
    said = run("init", "-f", "base.yml")
    assert "- qwen-tts" in text_of(site / "base.yml")
    assert "site_name" in said.stderr, "MkDocs does not take a base on its own, and that is told"
    assert "has the plugin already, from base.yml" in run("init").stdout
    run("plan")


def test_a_list_of_its_own_is_added_to_whatever_is_inherited(site: Path) -> None:
    write(site / "base.yml", "plugins:\n  - tags\n")
    write(site / "mkdocs.yml", "INHERIT: base.yml\nsite_name: x\nplugins:\n- search\n")
    run("init")
    assert text_of(site / "mkdocs.yml").endswith("plugins:\n- search\n- qwen-tts\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [", "mkdocs.yml is not YAML: line 1, column 5: "),
        ("- a", "holds no options"),
        ("INHERIT: none.yml\n", "there is no file none.yml"),
        ("plugins: search\n", "plugins: mkdocs.yml, line 1: expected a list"),
        ("INHERIT: mkdocs.yml\n", "mkdocs.yml inherits from itself"),
    ],
)
def test_what_cannot_be_done_is_one_error_and_nothing_is_written(
    site: Path, text: str, said: str
) -> None:
    write(site / "mkdocs.yml", text)
    told = run("init", code=2).stderr
    assert said in told
    assert told.count("\n") == 1
    assert text_of(site / "mkdocs.yml") == text


@pytest.mark.parametrize("plugins", ["plugins: &p [search]\nextra: {again: *p}", "plugins:"])
def test_what_is_written_in_another_way_is_left_alone_and_the_lines_are_shown(
    site: Path, plugins: str
) -> None:
    text = text_of(write(site / "mkdocs.yml", f"site_name: x\n{plugins}\n"))
    told = run("init", code=2).stderr
    assert "mkdocs.yml, line 2: init adds to a list or a mapping of plugins" in told
    assert "qwen-tts" in told.splitlines()[-1]
    assert text_of(site / "mkdocs.yml") == text


def test_no_file_and_no_text_are_told(site: Path) -> None:
    (site / "mkdocs.yml").write_bytes(b"\xff\xfea: 1")
    assert "not a text in UTF-8" in run("init", code=2).stderr
    (site / "mkdocs.yml").unlink()
    assert "mkdocs new ." in run("init", code=2).stderr
    assert "Is a directory" in run("init", "-f", "docs", code=2).stderr


def test_a_file_that_may_not_be_written_stays(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The superuser, as whom tests may run, is never refused by a mode: so the system call refuses."""
    before = text_of(site / "mkdocs.yml")
    opened = Path.open

    def refused(self: Path, mode: str = "r", **rest: object) -> object:
        if "+" in mode:
            raise PermissionError(13, "Permission denied")
        return opened(self, mode, **rest)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refused)
    assert "cannot be written: Permission denied. `--dry-run`" in run("init", code=2).stderr
    assert text_of(site / "mkdocs.yml") == before
    assert sorted(path.name for path in site.iterdir()) == ["docs", "mkdocs.yml"], (
        "nothing is left behind"
    )


def test_mode_and_link_stay(site: Path) -> None:
    (site / "mkdocs.yml").rename(site / "real.yml")
    (site / "real.yml").chmod(0o640)
    (site / "mkdocs.yml").symlink_to("real.yml")
    run("init")
    assert (site / "mkdocs.yml").is_symlink()
    assert "qwen-tts" in text_of(site / "real.yml")
    assert (site / "real.yml").stat().st_mode & 0o777 == 0o640


def test_a_configuration_that_mkdocs_refused_before_is_written_with_a_note(site: Path) -> None:
    write(site / "mkdocs.yml", "site_name: x\nplugins:\n- none-such\n")
    told = run("init").stderr
    assert 'The "none-such" plugin is not installed' in told
    assert text_of(site / "mkdocs.yml").endswith("- none-such\n- qwen-tts\n")


def test_git_is_asked_whether_the_store_is_ignored(site: Path) -> None:
    question = "which git does not ignore"
    assert question not in run("init").stdout, "there is no repository"
    subprocess.run(["git", "init", "-q"], cwd=site, check=True)
    write(site / "mkdocs.yml", "site_name: x\n")
    assert question in run("init").stdout
    write(site / "mkdocs.yml", "site_name: x\n")
    write(site / ".gitignore", ".cache/\n")
    assert question not in run("init").stdout


def test_tags_of_the_yaml_are_no_obstacle(project: Project) -> None:
    path = project.config_file
    write(
        path,
        "site_name: !ENV [SITE_NAME, Harbour]\n"
        "markdown_extensions:\n"
        "  - toc:\n"
        "      slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}\n"
        "  - pymdownx.superfences:\n"
        "      custom_fences: [{name: m, class: m, format: !!python/name:pymdownx.superfences.fence_code_format }]\n",
    )
    before = text_of(path)
    run("init", "-f", path)
    assert text_of(path) == before + "plugins:\n  - search\n  - qwen-tts\n"
    run("plan", "-f", path)
