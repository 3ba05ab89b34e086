"""The package as a library: few names, all of them there, and light until they are used."""

from __future__ import annotations

import ast
import collections.abc
import inspect
import re
import subprocess
import sys
import typing
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

import msgspec
import pytest

import mkdocs_qwen_tts
from mkdocs_qwen_tts import Settings, SourcePage, Status, Store, narrate, plan, say, script
from mkdocs_qwen_tts import _errors as errors

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing._fake import Fake

HTML = "<h1>The harbour</h1><p>The gate opens at seven in the morning.</p>"
PAGE = SourcePage("harbour/", "The harbour", "en", HTML)


def test_every_public_name_is_there_and_says_what_it_is() -> None:
    assert mkdocs_qwen_tts.__all__ == sorted(mkdocs_qwen_tts.__all__)
    for name in mkdocs_qwen_tts.__all__:
        assert name in dir(mkdocs_qwen_tts)
        if not name.startswith("__"):
            assert getattr(mkdocs_qwen_tts, name).__doc__, name


def test_every_struct_tells_its_fields_and_their_types() -> None:
    """As `msgspec.structs.fields` does, which raises where a type cannot be found."""
    public = [getattr(mkdocs_qwen_tts, name) for name in mkdocs_qwen_tts.__all__]
    structs = [one for one in public if isinstance(one, type) and issubclass(one, msgspec.Struct)]
    assert {mkdocs_qwen_tts.RetryDetails, mkdocs_qwen_tts.Script} <= set(structs)
    for one in structs:
        assert msgspec.structs.fields(one)


def test_a_misspelt_name_is_an_error_to_a_type_checker() -> None:
    """To which a module with a `__getattr__` has every name. (Asking mypy itself takes ten seconds.)"""
    tree = ast.parse(Path(mkdocs_qwen_tts.__file__).read_text("utf-8"))
    assert "__getattr__" not in {
        node.name for node in tree.body if isinstance(node, ast.FunctionDef)
    }
    with pytest.raises(AttributeError):
        mkdocs_qwen_tts.Setings  # noqa: B018 - reading it is the act


def test_importing_the_package_loads_none_of_its_rooms() -> None:
    code = "import sys, mkdocs_qwen_tts; print([name for name in sys.modules if name.startswith('mkdocs_qwen_tts.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_planned_is_what_is_asked_for(qwen_tts: Fake, tmp_path: Path) -> None:
    settings, store = Settings.of({"minimum": 0}), Store(tmp_path)
    assert [passage.text for passage in script(HTML).passages] == [
        "The harbour",
        "The gate opens at seven in the morning.",
    ]
    total = plan([PAGE], settings, store).bill.total
    report = narrate([PAGE], settings, store)
    assert (qwen_tts.ledger.requests, qwen_tts.ledger.characters) == (
        total.requests,
        total.characters,
    )
    (outcome,) = report.outcomes
    assert outcome.status is Status.FRESH
    assert outcome.narration is not None
    assert outcome.narration.track.path.is_file()
    assert plan([PAGE], settings, store).bill.total.requests == 0


def test_a_text_is_spoken_into_memory(qwen_tts: Fake) -> None:
    spoken = say("Hello, reader.\n\nHello, reader.", Settings.of({"voice": "Ethan"}), language="en")
    assert spoken.data.startswith(b"ID3")
    assert spoken.duration > 1
    assert {entry.voice for entry in qwen_tts.ledger.entries} == {"Ethan"}


# ---------------------------------------------------------------- the list is closed


def of_ours(hint: object) -> set[type]:
    """The classes of this package in a type."""
    found, waiting = set(), [hint]
    while waiting:
        one = waiting.pop()
        if inspect.isclass(one) and one.__module__.startswith("mkdocs_qwen_tts"):
            found.add(one)
        waiting += get_args(one)
        waiting += one if isinstance(one, list) else []
    return found


def in_signature(one: Any) -> set[type]:
    """The classes of this package in the signatures and attributes of a public name."""
    known = {**vars(typing), **vars(collections.abc), "Path": Path, "Self": one}
    known |= {"AbstractContextManager": AbstractContextManager}
    for module in list(sys.modules.values()):
        if module.__name__.startswith("mkdocs_qwen_tts"):
            known |= {name: value for name, value in vars(module).items() if inspect.isclass(value)}
    known |= vars(sys.modules[one.__module__])
    parts = [one]
    if inspect.isclass(one):
        for name, value in vars(one).items():
            function = value.fget if isinstance(value, property) else value
            function = getattr(function, "__func__", function)
            if inspect.isfunction(function) and (name == "__init__" or name[0] != "_"):
                parts.append(function)
    return {
        found
        for part in parts
        for name, hint in get_type_hints(part, globalns=known).items()
        if not name.startswith("_")
        for found in of_ours(hint)
    }


def test_whatever_stands_in_a_public_signature_is_public() -> None:
    names = [name for name in mkdocs_qwen_tts.__all__ if not name.startswith("__")]
    public = {getattr(mkdocs_qwen_tts, name) for name in names}
    hidden = {one: in_signature(one) - public for one in public}
    assert {one: missing for one, missing in hidden.items() if missing} == {}


def test_every_error_is_public_and_called_so_in_a_traceback() -> None:
    tree = ast.parse(Path(errors.__file__).read_text("utf-8"))
    defined = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    assert defined <= set(mkdocs_qwen_tts.__all__)
    for name in defined:
        error = getattr(errors, name)
        assert f"{error.__module__}.{error.__qualname__}" == f"mkdocs_qwen_tts.{name}"
        assert getattr(mkdocs_qwen_tts, name) is error


def test_every_public_name_is_in_the_reference_and_nothing_else() -> None:
    text = (Path(__file__).parents[1] / "docs/reference/python.md").read_text("utf-8")
    block = text.partition("<!-- generated: python -->")[2]
    told = set(re.findall(r"^### (\w+)$|^\| `(\w+)` \|", block, re.MULTILINE))
    named = {heading or row for heading, row in told}
    assert named == {name for name in mkdocs_qwen_tts.__all__ if not name.startswith("__")}


def test_every_attribute_of_public_data_says_what_it_is() -> None:
    text = (Path(__file__).parents[1] / "docs/reference/python.md").read_text("utf-8")
    block = text.partition("## The data")[2].partition("## The options")[0]
    assert re.findall(r"^- `\w+: [^`]*`$", block, re.MULTILINE) == []
