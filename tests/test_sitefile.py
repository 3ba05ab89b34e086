"""A site's configuration file is read as MkDocs reads it, with what it inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from mkdocs.utils.yaml import yaml_load

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._sitefile import own_options, plugin_entries, with_inherited

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("written", "options"),
    [
        ("[search, qwen-tts]", {}),
        ("[search, {qwen-tts: {voice: Ethan}}]", {"voice": "Ethan"}),
        ("[{search: , qwen-tts: {voice: Ethan}}]", {"voice": "Ethan"}),
        ("{search: {}, qwen-tts: {voice: Ethan}}", {"voice": "Ethan"}),
        ("{qwen-tts: }", {}),
        ("[/qwen-tts]", {}),
        ("qwen-tts", {}),
        ("[{qwen-tts: wrong}]", "wrong"),
        ("[search]", None),
        ("[theme/qwen-tts]", None),
        ("[]", None),
        ("", None),
    ],
)
def test_options_are_found_wherever_they_are_written(written: str, options: Any) -> None:
    assert own_options(yaml.safe_load(written)) == options


def test_plugins_stand_in_the_order_of_the_file() -> None:
    assert plugin_entries(["b", {"a": None, "c": {"d": 1}}]) == [
        ("b", {}),
        ("a", {}),
        ("c", {"d": 1}),
    ]


@pytest.mark.parametrize("between", ["a: {y: 2}", "a: 2", "a: ", "b: 2"])
def test_files_are_laid_over_each_other_as_mkdocs_does_it(tmp_path: Path, between: str) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below/base.yml").write_text("a: {x: 1, y: 1}\nc: [1]\n", "utf-8")
    (tmp_path / "between.yml").write_text(f"INHERIT: below/base.yml\n{between}\n", "utf-8")
    path = tmp_path / "mkdocs.yml"
    path.write_text("INHERIT: between.yml\na: {z: 3}\nc: [3]\n", "utf-8")

    written, files = with_inherited(path)

    with path.open("rb") as file:
        assert written == yaml_load(file)
    assert [one.name for one in files] == ["mkdocs.yml", "between.yml", "base.yml"]


@pytest.mark.parametrize("name", ["mkdocs.yml", "./mkdocs.yml", "", "[a]"])
def test_what_inherits_from_itself_or_from_no_file_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(f"INHERIT: {name}\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"inherits from itself|has to name a file"):
        with_inherited(tmp_path / "mkdocs.yml")
