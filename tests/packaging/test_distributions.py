"""What is handed out: a wheel and an sdist that hold what they should, and come out the same wherever they are built."""

from __future__ import annotations

import configparser
import os
import re
import runpy
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from email import message_from_string
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from packaging import tags
from packaging.requirements import Requirement
from packaging.utils import parse_wheel_filename

from mkdocs_qwen_tts._cli.checkup import machine
from mkdocs_qwen_tts._datafile import csv_rows

if TYPE_CHECKING:
    from email.message import Message

ROOT = Path(__file__).parents[2]
PACKAGE = "mkdocs_qwen_tts"
SOURCES = {
    *(".ci", ".github", "docs", "example_site", "mkdocs_qwen_tts", "tests"),
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "README.zh.md", "SECURITY.md"),
    *(".gitignore", ".pre-commit-hooks.yaml", "mkdocs.yml", "pyproject.toml", "PKG-INFO"),
}
"""What lies at the top of the sdist. Hatchling adds the last and the `.gitignore` that it obeys."""


@dataclass(frozen=True)
class Built:
    """A wheel and an sdist in a folder."""

    folder: Path

    @cached_property
    def wheel(self) -> Path:
        (found,) = self.folder.glob("*.whl")
        return found

    @cached_property
    def sdist(self) -> Path:
        (found,) = self.folder.glob("*.tar.gz")
        return found

    @cached_property
    def in_wheel(self) -> list[str]:
        return zipfile.ZipFile(self.wheel).namelist()

    @cached_property
    def in_sdist(self) -> list[str]:
        """Paths below the sdist's one folder."""
        with tarfile.open(self.sdist) as archive:
            return [member.name.partition("/")[2] for member in archive if member.isfile()]

    def described(self, name: str) -> str:
        """A file of the wheel's description of itself."""
        (path,) = (path for path in self.in_wheel if path.endswith(f".dist-info/{name}"))
        return zipfile.ZipFile(self.wheel).read(path).decode()

    @cached_property
    def metadata(self) -> Message:
        return message_from_string(self.described("METADATA"))


def build(source: Path, folder: Path, *arguments: str, **variables: str) -> Built:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", folder, *arguments],
        cwd=source,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Built(folder)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def for_musl(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(ROOT, tmp_path_factory.mktemp("musl"), "-t", "wheel", WHEEL_FOR="musl")


def package_files() -> set[str]:
    paths = (
        path
        for path in (ROOT / PACKAGE).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    return {path.relative_to(ROOT).as_posix() for path in paths}


def test_the_wheel_holds_the_package_and_nothing_else(built: Built) -> None:
    handed_out = {path for path in built.in_wheel if ".dist-info/" not in path}
    assert handed_out == package_files()
    assert {
        f"{PACKAGE}/{name}" for name in ("py.typed", "_player/theme/narration/player.html")
    } <= handed_out
    assert built.described("licenses/LICENSE") == (ROOT / "LICENSE").read_text("utf-8")


def test_the_sdist_holds_what_a_packager_needs_and_nothing_stray(built: Built) -> None:
    assert {path.partition("/")[0] for path in built.in_sdist} == SOURCES
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    tracked = subprocess.run(
        git, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert {*built.in_sdist} == {*tracked, "PKG-INFO"}


def test_the_sdist_makes_the_same_wheels_and_itself_again(
    built: Built, for_musl: Built, tmp_path: Path
) -> None:
    """Another folder, other times, other rights: no byte may depend on them."""
    with tarfile.open(built.sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    for path in source.rglob("*"):
        path.chmod(0o700 if path.is_dir() or path.stat().st_mode & 0o100 else 0o600)
        os.utime(path, (1, 1))
    again = build(source, tmp_path / "dist")
    assert again.wheel.read_bytes() == built.wheel.read_bytes()
    assert again.sdist.read_bytes() == built.sdist.read_bytes()
    again = build(source, tmp_path / "musl", "-t", "wheel", WHEEL_FOR="musl")
    assert again.wheel.read_bytes() == for_musl.wheel.read_bytes()


def test_the_metadata_say_what_it_is(built: Built) -> None:
    said = built.metadata
    assert (said["Name"], said["License-Expression"], said["Requires-Python"]) == (
        "mkdocs-qwen-tts",
        "MIT",
        ">=3.11",
    )
    entries = configparser.ConfigParser()
    entries.read_string(built.described("entry_points.txt"))
    assert {group: {*entries[group]} for group in entries.sections()} == {
        "console_scripts": {"mkdocs-qwen-tts"},
        "mkdocs.plugins": {"qwen-tts"},
        "pytest11": {"qwen-tts"},
    }


def requirements(built: Built) -> dict[str, Requirement]:
    return {one.name: one for one in map(Requirement, built.metadata.get_all("Requires-Dist"))}


def test_the_wheel_for_musl_lacks_only_what_something_stands_in_for(
    built: Built, for_musl: Built
) -> None:
    left_out = requirements(built).keys() - requirements(for_musl).keys()
    stand_ins = {row["package"] for row in csv_rows("mkdocs_qwen_tts._model", "substitutes.csv")}
    of_extras = {
        name for name, one in requirements(built).items() if "extra" in str(one.marker or "")
    }
    assert left_out - of_extras == stand_ins
    assert left_out & of_extras == {"espeakng-loader", "faster-whisper", "hibari-tts"}
    assert [*for_musl.in_wheel] == [*built.in_wheel]


@pytest.mark.parametrize(
    ("platform", "lean"),
    [
        ("musllinux_1_2_x86_64", True),
        ("musllinux_1_2_aarch64", True),
        ("manylinux_2_28_x86_64", False),
        ("macosx_11_0_arm64", False),
        ("win_amd64", False),
    ],
)
def test_each_machine_is_given_its_wheel(
    built: Built, for_musl: Built, platform: str, lean: bool
) -> None:
    """By the order of tags in which installers look for a wheel."""
    offered = {built.wheel.name: False, for_musl.wheel.name: True}
    order = [
        *tags.cpython_tags((3, 13), platforms=[platform]),
        *tags.compatible_tags((3, 13), "cp313", [platform]),
    ]
    best = min(offered, key=lambda name: min(map(order.index, fitting(name, order)), default=9999))
    assert offered[best] == lean


def fitting(wheel: str, order: list[tags.Tag]) -> list[tags.Tag]:
    return [tag for tag in parse_wheel_filename(wheel)[3] if tag in order]


def test_every_extra_is_told_by_doctor_tried_with_its_lowest_releases_and_in_the_list_of_parts(
    built: Built,
) -> None:
    extras = {*built.metadata.get_all("Provides-Extra", [])} - {"dev"}
    assert {*machine.EXTRAS} == extras
    assert {*runpy.run_path(str(ROOT / ".ci" / "matrix"))["EXTRAS"]} == extras
    (listed,) = re.findall(r"\.whl\)\[(.+?)\]", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert {*listed.split(",")} == extras


def test_the_catalogue_of_mkdocs_would_take_its_entry(built: Built) -> None:
    """As the catalogue's own check has it: a label for each kind, and a plugin of that name in the package."""
    guide = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (block,) = re.findall(r'```yaml title="projects.yaml"\n(.+?)```', guide, re.DOTALL)
    (entry,) = yaml.safe_load(block)
    assert entry["pypi_id"] == built.metadata["Name"]
    assert entry["labels"] == ["plugin"]
    assert f"\n{entry['mkdocs_plugin']} = {PACKAGE}.plugin:" in built.described("entry_points.txt")


def test_an_index_would_take_both(built: Built) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", built.wheel, built.sdist],
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("PASSED") == 2


def test_a_stray_file_would_be_found(built: Built, tmp_path: Path) -> None:
    """The tests above can fail."""
    shutil.copytree(ROOT / PACKAGE / "_store", tmp_path / PACKAGE)
    with zipfile.ZipFile(shutil.copy(built.wheel, tmp_path), "a") as wheel:
        wheel.writestr("tests/test_x.py", "")
    with pytest.raises(AssertionError):
        test_the_wheel_holds_the_package_and_nothing_else(Built(tmp_path))


def test_developers_have_what_any_extra_brings(built: Built) -> None:
    """A venv that lacks one would skip its tests."""
    listed = [*map(Requirement, built.metadata.get_all("Requires-Dist", []))]

    def brought(extra: str) -> set[str]:
        return {one.name for one in listed if one.marker and one.marker.evaluate({"extra": extra})}

    for extra in {*built.metadata.get_all("Provides-Extra", [])} - {"dev"}:
        assert brought(extra) <= brought("dev"), extra
