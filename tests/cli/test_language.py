"""The command line in Chinese: the catalogue is complete and fresh, and what people read is Chinese."""

from __future__ import annotations

import gettext
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import messages as tool

from mkdocs_qwen_tts._cli import language, main
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings
from tests.doors.test_cli import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

    from tests.doors.conftest import Project

FRESH = "run: python tests/cli/messages.py"
CHINESE = re.compile("[\u4e00-\u9fff]")
VALUES = re.compile(r"\{[\w!]*\}|%\(\w+\)s")


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader's language. Click makes its option for help once, in the language of that moment."""
    monkeypatch.setenv("LANGUAGE", "zh_CN:en")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for path in commands(main):
        one: click.Command = main
        for name in path:
            one = one.commands[name]  # type: ignore[attr-defined]
        monkeypatch.setattr(one, "_help_option", None)


@pytest.fixture
def config(project: Project) -> Path:
    return project.config_file


# ---------------------------------------------------------------- the catalogue


def test_every_message_is_translated_with_the_same_values() -> None:
    po = {one.id: one.string for one in tool.translated("zh") if one.id}
    ours = tool.messages()
    assert [text for text in ours if not po.get(text)] == [], FRESH
    for text, said in po.items():
        forms = [text] if isinstance(text, str) else list(text)
        wanted = {value for form in forms for value in VALUES.findall(form)}
        for one in [said] if isinstance(said, str) else said:
            met = set(VALUES.findall(one))
            lost = {value for value in wanted - met if not language.PLURAL.match(value[1:])}
            assert met <= wanted, text
            assert not lost or len(forms) > 1, text


def test_what_the_command_line_reads_is_made_from_the_catalogue() -> None:
    assert (tool.LOCALES / "templates.json").read_text("utf-8") == tool.templates(
        tool.messages()
    ), FRESH
    with (tool.folder("zh") / f"{tool.DOMAIN}.mo").open("rb") as file:
        read = gettext.GNUTranslations(file)
    for one in tool.translated("zh"):
        if one.id and isinstance(one.string, str):
            assert read.gettext(one.id) == one.string, FRESH


def test_no_message_says_in_chinese_what_is_no_longer_said() -> None:
    ours = set(tool.catalogue(tool.messages())._messages)
    assert {one.id for one in tool.translated("zh") if isinstance(one.id, str)} - ours == {""}


# ---------------------------------------------------------------- what people read


def commands(one: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(one, "commands", {}).items():
        yield from commands(inner, (*path, name))


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("path", list(commands(main)), ids=" ".join)
def test_help_is_chinese_and_fits_a_terminal(path: tuple[str, ...]) -> None:
    told = run(*path, "--help").stdout
    assert told.startswith("用法")
    english = re.findall(
        r"^  (?:-\w, )?--[\w-]+(?: [A-Z]+)?  +([A-Za-z ,.']{12,})$", told, re.MULTILINE
    )
    assert english == []
    text = told.partition("示例")[0]
    assert max(columns(line) for line in text.splitlines()) <= 80


def columns(line: str) -> int:
    return len(line) + len(language.WIDE.findall(line))


@pytest.mark.usefixtures("chinese")
def test_a_bill_is_chinese_and_its_json_is_for_programs(config: Path) -> None:
    table = run("plan", "-f", config).stdout
    assert table.startswith("页面")
    assert "构建会发送 3 次请求" in table
    assert not re.search("[a-z]{4,}", re.sub(r"\S*\.md|CNY", "", table))
    assert "characters" in json.loads(run("plan", "-f", config, "--json").stdout)["total"]


@pytest.mark.usefixtures("chinese")
def test_errors_are_chinese_with_option_value_and_mend(project: Project, tmp_path: Path) -> None:
    project.plugin["voice"] = "Chery"
    told = run("plan", "-f", project.config_file, code=2).stderr
    assert "错误：voice: 'Chery' 不是" in told
    assert "是不是想写 'Cherry'？" in told
    project.plugin.update(voice="Cherry", budget={"characters": 3})
    over = run("plan", "-f", project.config_file, code=3).stderr
    assert re.search(r"超出预算，什么也没有发送：计费 \d+ 个字符，预算是 3。请提高", over)
    assert "没有文件夹" in run("cache", "stats", "--dir", tmp_path / "none", code=2).stderr
    assert "没有命令 'plna'" in run("plna", code=2).stderr
    assert "不是带单位的数字" in run("cache", "prune", "--size", "3x", code=2).stderr


@pytest.mark.usefixtures("chinese")
def test_what_is_cleared_is_told_in_chinese_to_the_end(project: Project) -> None:
    store = project.config_file.parent / ".cache" / "plugin" / "qwen-tts"
    run("plan", "-f", project.config_file)
    said = run("cache", "prune", "--dir", store, "--size", "1G").stdout
    assert "删除了 0 个对象" in said
    assert "objects" not in said


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    "html",
    [
        "<p data-narration=loud>A lamp.</p>",
        "<p>Die Lampe ist nicht an, und das Licht der Lampe ist für die Nacht nicht da.</p>" * 6,
        "<div>" * 5_000,
    ],
)
def test_what_is_noted_of_a_page_is_told_in_chinese(html: str) -> None:
    language.choose_language()
    notes = extract_script(SourcePage("lamp/", "", "en", html), Settings()).notes
    assert notes
    for note in notes:
        said = language.localized(f"Note: {note}")
        assert CHINESE.search(said.partition("lamp/")[2]), said
        assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", said), said


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "at most 0.50 CNY for 10,000 characters, as of 2026-11-01",
            "10,000 个字符最多 0.50 CNY（2026-11-01 的价格）",
        ),
        (
            "narrating the site anew with m takes about 900 characters, at most 0.50 CNY.",
            "用 m 重新朗读整个网站大约要 900 个字符，最多 0.50 CNY。",
        ),
    ],
)
def test_a_price_that_is_estimated_is_told_in_chinese(message: str, said: str) -> None:
    language.choose_language()
    assert language.localized(message) == said


@pytest.mark.usefixtures("chinese")
def test_an_error_in_json_is_for_programs(config: Path, tmp_path: Path) -> None:
    """Whoever found it: the command line, click, or the project."""
    for wrong in (
        ("cache", "prune", "--size", "3x", "--json"),
        ("plan", "--json", "-f", tmp_path / "none.yml"),
        ("plan", "--json", "--unheard"),
        ("plan", "-f", config, tmp_path / "none", "--json"),
    ):
        said = json.loads(run(*wrong, code=2).stderr)
        assert said["message"]
        assert CHINESE.search(said["message"]) is None, said
    assert "用法" in run("--help").stdout  # the next command is Chinese again


@pytest.mark.usefixtures("chinese")
def test_what_a_page_says_is_never_translated(project: Project) -> None:
    text = "The log of the harbour cannot be read: it is no file."
    project.write("index.md", f"# Note: free\n\n{text}\n")
    said = run("script", "-f", project.config_file).stdout
    assert text in said
    assert "title       Note: free" in said


@pytest.mark.parametrize("name", ["de_DE.UTF-8", "C", ""])
def test_other_languages_read_english(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", name)
    monkeypatch.setenv("LANG", name)
    assert run("--help").stdout.startswith("Usage")


@pytest.mark.usefixtures("chinese")
def test_no_value_of_a_message_is_lost() -> None:
    """Every template, filled with values that stand in no catalogue."""
    language.choose_language()
    for template in json.loads((tool.LOCALES / "templates.json").read_text("utf-8")):
        names = [
            name for name in re.findall(r"\{(\w*)\}", template) if not language.PLURAL.match(name)
        ]
        values = {name: f"<{number}>" for number, name in enumerate(names)}
        message = re.sub(r"\{(\w*)\}", lambda found, own=values: own.get(found[1], ""), template)
        said = language.localized(message)
        assert all(value in said for value in values.values()), (template, said)
        assert CHINESE.search(said) or "，" in said or "：" in said, (template, said)


@pytest.mark.usefixtures("chinese")
def test_what_has_the_language_of_a_reader_is_a_copy() -> None:
    run("--help")
    assert main.help is not None
    assert not CHINESE.search(main.help)


# ---------------------------------------------------------------- messages that others have a part in

TEMPLATES = [
    one
    for one in json.loads((language.LOCALES / "templates.json").read_text("utf-8"))
    if "{" in one
]


def without_plurals(template: str) -> str:
    return language.VALUE.sub(
        lambda found: "" if language.PLURAL.match(found[1]) else found[0], template
    )


def test_the_values_of_a_message_are_found() -> None:
    for template in TEMPLATES:
        wanted = {name: f"«{name}»" for name in language.VALUE.findall(without_plurals(template))}
        message = language.VALUE.sub(
            lambda found, wanted=wanted: wanted[found[1]],  # type: ignore[misc]
            without_plurals(template),
        )
        met = language._pattern(template).fullmatch(message)
        assert met is not None, template
        assert {name: met[f"v_{name}"] for name in wanted} == wanted or "}{" in template


def test_a_message_that_nearly_fits_is_known_not_to_in_one_go() -> None:
    """If every part were tried at every place, a day would not do."""
    for template in TEMPLATES:
        words = language.VALUE.split(template)[::2]
        message = words[0] + "".join(words[1:]) * 2_000 + "\0"
        met = language._pattern(template).fullmatch(message)
        assert (met is not None) == (
            words[-1] == "" and not language.PLURAL.match(language.VALUE.findall(template)[-1])
        ), template
