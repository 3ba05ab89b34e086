"""One word, one thing: no public name is defined twice, and the glossary tells the words apart."""

from __future__ import annotations

import ast
from collections import defaultdict
from importlib import import_module
from pathlib import Path

import yaml

import mkdocs_qwen_tts

PACKAGE = Path(mkdocs_qwen_tts.__file__).parent
DOCS = Path(__file__).parents[1] / "docs"


def is_command(node: ast.AST) -> bool:
    """Whether a function is a command of the command line, which bears the name of what it calls."""
    decorators = getattr(node, "decorator_list", [])
    calls = [one.func if isinstance(one, ast.Call) else one for one in decorators]
    return any(isinstance(one, ast.Attribute) and one.attr in {"command", "group"} for one in calls)


def definitions() -> dict[str, list[str]]:
    """The modules that define each public function or class on their first level."""
    found = defaultdict(list)
    for path in sorted(PACKAGE.rglob("*.py")):
        module = path.relative_to(PACKAGE).as_posix()
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                continue
            if node.name.startswith("_") or (module.startswith("_cli/") and is_command(node)):
                continue
            found[node.name].append(module)
    return found


def test_no_public_name_is_defined_twice() -> None:
    twice = {name: modules for name, modules in definitions().items() if len(modules) > 1}
    assert twice == {}, "one word, one thing: give one of them another name"


# ---------------------------------------------------------------- the glossary

GLOSSARY = yaml.safe_load((DOCS / "explanation/glossary.yaml").read_text("utf-8"))


def test_every_word_stands_once_and_has_one_short_meaning() -> None:
    words = [entry["word"] for entry in GLOSSARY]
    assert len(words) == len(set(words))
    for entry in GLOSSARY:
        assert entry["is"].endswith("."), entry
        assert all(len(sentence.split()) <= 20 for sentence in entry["is"].split(". ")), entry


def test_classes_of_the_glossary_exist_and_their_names_are_its_words() -> None:
    for entry in GLOSSARY:
        if "class" in entry:
            module, _, name = entry["class"].rpartition(".")
            assert getattr(import_module(module), name).__doc__
            spelt = entry["word"].replace(" ", "").lower()
            assert name.lower().endswith(spelt) or spelt in name.lower(), entry
