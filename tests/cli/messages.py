"""Keeps the catalogue of the command line's translations: `python tests/cli/messages.py`.

It takes the messages out of the source, writes `messages.pot`, `templates.json` and the `.mo` files,
and brings each `.po` file up to date; what is not translated yet is printed. Translations are
written into the `.po` files by hand, or with any editor for them.

A message is a text in `_cli` that reads as prose, the help of a command or an option, the heading of
a table, and what an error says wherever it is raised. A text with values in it becomes a template:
`{path} cannot be read: {error}.`
"""

from __future__ import annotations

import ast
import json
import re
import sys
from datetime import UTC, datetime
from inspect import cleandoc
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[2] / "mkdocs_qwen_tts"
LOCALES = PACKAGE / "_cli" / "locale"
DOMAIN = "mkdocs-qwen-tts"
LANGUAGES = ("zh",)

NAMES_OF_CHECKS = {"ok", "problem", "warning"}
"""Functions whose first text is the name of a check of `doctor`."""
RAISED = re.compile(r"(?<!Attribute)(?<!Import)(?<!Name)(?<!Lookup)(Error|Exceeded|Bill)$")
"""Classes of errors; nobody reads that a module lacks an attribute."""
WORDS = (
    *("ok", "warning", "problem", " and ", ".", ". ", ": ", "usual words", "letters"),
    *("configuration", "region"),
    *("installed: {names}", "not installed: {names}"),
    *("installed: {here}; not installed: {absent}",),
    *("{count} fresh", "{count} from the store", "{count} of an earlier state"),
    *("{count} skipped", "{count} without narration"),
    *("{count} warning", "{count} warnings", "{count} problem", "{count} problems"),
)
"""What is put together of words."""
COMMAND = re.compile(
    r"^\s*(mkdocs|apk |pip |QWEN_TTS_|DASHSCOPE_|source <|\{program\}|mode: |enabled: )"
)
"""Lines to type: only the remark behind them is a message."""
WORD = re.compile(r"^[^{]*[a-z]{4,}|\}[^{]*[a-z]{4,}")
KEPT = {
    "\n\\ No newline at end of file\n",
    " Did you mean (.+)\\?$",
    "characters · {task.fields[clips]}/{task.fields[requests]} clips ·",
    "nothing in the package is called {pattern}",
    "(?:s| are|s are| is)?",
    "host",
    "green",
    '<span class="[\\w -]*">[^<>]*</span>',
    "[\\w.-]+\\.x?html?|(?:.*\\s)?<no title>.*",
    "^(?:/[\\w.+~-]+)+/(?=[\\w.+-]+ File Reference$)",
}
"""A line of a patch, patterns, what only developers meet."""
SAID_WHOLE = {
    "_errors.py",
    "_html/parsable.py",
    "_prose/coverage.py",
    "_prose/page.py",
    "_prose/reading_budget.py",
    "_pipeline/build.py",
    "_pipeline/outcomes.py",
    "_pipeline/preconditions.py",
    "_pipeline/run.py",
    "_pipeline/draft.py",
    "_pipeline/drafts.py",
    "_pipeline/charges.py",
    "_pipeline/plan.py",
    "_pipeline/progress.py",
    "_pipeline/report.py",
    "_pipeline/surprise.py",
    "_settings.py",
    "_audio/lame.py",
    "_speech/engine.py",
    "_speech/engines/preview.py",
    "_speech/engines/modelstudio/address.py",
    "_speech/engines/modelstudio/engine.py",
    "_speech/catalogue/lifecycles.py",
    "_speech/custom/advice.py",
    "_cli/checkup/finding.py",
    "_schema.py",
}
"""Modules beside `_cli` in which every sentence is for readers."""
NOT_SAID = {PACKAGE / "testing", PACKAGE / "_review"}
"""What these raise is said to programs and in the browser."""


def template(node: ast.expr) -> str | None:
    """The text of a constant or an f-string, with names in the place of values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    text, met = "", dict[str, int]()
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            name = re.sub(r"\W+", "_", ast.unparse(part.value)).strip("_")[:24].lower()
            met[name] = met.get(name, 0) + 1
            text += f"{{{name}{met[name] if met[name] > 1 else ''}}}"
    return text


def is_prose(text: str) -> bool:
    """Whether a text is for people."""
    literal = re.sub(r"\{\w+\}", "", text)
    return bool(re.search(r"[a-z]{2,}.* .*[a-z]{2,}|^[A-Z][a-z]+:", literal))


def remarks(text: str) -> Iterator[str]:
    """What stands behind a command that is shown."""
    if (found := re.search(r"\s# (.+)$", text)) and not found[1].startswith("in ~"):
        yield found[1]


def found_in(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of the messages of a module."""
    tree = ast.parse(path.read_text("utf-8"))
    ours = "_cli" in path.parts
    passed = not_texts(tree)
    shown = printed(tree)
    every = ours or path.relative_to(PACKAGE).as_posix() in SAID_WHOLE
    for node in ast.walk(tree) if every else said(tree):
        if id(node) in passed or not isinstance(node, (ast.Constant, ast.JoinedStr)):
            continue
        text = template(node) or ""
        if COMMAND.match(text):
            yield from ((node.lineno, one) for one in remarks(text))
        elif (is_prose(text) or (ours and id(node) in shown and WORD.search(text))) and (
            text not in KEPT
        ):
            yield node.lineno, text
    for node in ast.walk(tree):
        if ours and isinstance(node, ast.FunctionDef):
            yield from headings(node)
            documented = ast.get_docstring(node)
            if documented and is_command(node):
                yield node.lineno, cleandoc(documented)
        if isinstance(node, ast.Call):
            yield from ((node.lineno, text) for text in names_in(node, ours=ours) if text)


def printed(tree: ast.Module) -> set[int]:
    """What is passed to functions that print it, or to a check of `doctor`."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    told = [one for one in calls if name_of(one) in {"echo", *NAMES_OF_CHECKS}]
    return {id(inner) for one in told for inner in ast.walk(one)}


def not_texts(tree: ast.Module) -> set[int]:
    """The docstrings of a module, and the parts of its f-strings."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            found |= {id(inner) for inner in ast.walk(node) if inner is not node}
    return found


def names_in(call: ast.Call, *, ours: bool) -> Iterator[str | None]:
    """What a call names: a check of `doctor`, or what a wrong value should have been."""
    if ours and name_of(call) in NAMES_OF_CHECKS and call.args:
        yield template(call.args[0])
    if name_of(call) == "not_among":
        yield from (template(one) for one in call.args[3:])


def said(tree: ast.Module) -> Iterator[ast.AST]:
    """What errors are made with: the texts in their calls, and in what is named for a message."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and RAISED.search(owner_of(node)):
            yield from ast.walk(node)
        if isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id in {"message", "reason"} for one in node.targets
        ):
            yield from ast.walk(node.value)


def headings(function: ast.FunctionDef) -> Iterator[tuple[int, str]]:
    """The headings of tables that a function prints."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and name_of(node) == "add_column" and node.args:
            if text := template(node.args[0]):
                yield node.lineno, text
        elif isinstance(node, ast.For) and "add_column" in ast.unparse(node):
            for one in ast.walk(node.iter):
                text = template(one) if isinstance(one, ast.Constant) else None
                if text and re.fullmatch(r"[a-z ]+", text):
                    yield node.lineno, text


def is_command(node: ast.FunctionDef) -> bool:
    """Whether click makes a command of a function."""
    return any(re.search(r"\b(command|group)\b", ast.unparse(one)) for one in node.decorator_list)


def name_of(call: ast.Call) -> str:
    """The last name of what is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def owner_of(call: ast.Call) -> str:
    """The class that is called, itself or through one of its methods."""
    *owners, last = ast.unparse(call.func).split(".")
    return owners[-1] if last == "not_among" and owners else last


def messages() -> dict[str, list[tuple[str, int]]]:
    """Every message, and where it stands."""
    found: dict[str, list[tuple[str, int]]] = {word: [] for word in WORDS}
    for path in sorted(PACKAGE.rglob("*.py")):
        if NOT_SAID & set(path.parents):
            continue
        for line, text in found_in(path):
            found.setdefault(text, []).append((path.relative_to(PACKAGE).as_posix(), line))
    return found


def templates(found: dict[str, list[tuple[str, int]]]) -> str:
    """The messages with values in them, as the command line reads them."""
    return json.dumps([text for text in found if re.search(r"\{\w*\}", text)], indent=0) + "\n"


def catalogue(found: dict[str, list[tuple[str, int]]]) -> Catalog:
    """All messages, those of click too, which `--help` and wrong options show."""
    made = Catalog(project=DOMAIN, charset="utf-8")
    for text, places in found.items():
        made.add(text, locations=[(path, 0) for path, _ in places])
    for path, _, text, _, _ in extract_from_dir(Path(click.__file__).parent):
        if text not in made:
            made.add(text, locations=[(f"click/{path}", 0)])
    return made


def written(made: Catalog) -> bytes:
    """A catalogue as a `.po` file, without dates."""
    out = BytesIO()
    write_po(out, made, width=100, omit_header=False, sort_by_file=True, include_lineno=False)
    return re.sub(rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By): .*\n', b"", out.getvalue())


def compiled(language: str) -> bytes:
    """The `.mo` file of a language."""
    out, made = BytesIO(), translated(language)
    made.creation_date = made.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # as it was
    write_mo(out, made)
    return out.getvalue()


def translated(language: str) -> Catalog:
    """A language's `.po` file."""
    with folder(language).joinpath(f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language)


def folder(language: str) -> Path:
    """Where gettext looks for a language."""
    return LOCALES / language / "LC_MESSAGES"


def is_done(string: str | tuple[str, ...] | None) -> bool:
    """Whether a message is translated, in all its numbers."""
    return bool(string) and (isinstance(string, str) or all(string))


def main() -> None:
    found = messages()
    LOCALES.mkdir(exist_ok=True)
    (LOCALES / "templates.json").write_text(templates(found), "utf-8")
    made = catalogue(found)
    for language in LANGUAGES:
        path = folder(language) / f"{DOMAIN}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        own = translated(language) if path.exists() else Catalog(locale=language, domain=DOMAIN)
        own.update(made, no_fuzzy_matching=True)
        own.obsolete.clear()
        path.write_bytes(written(own))
        path.with_suffix(".mo").write_bytes(compiled(language))
        missing = [one.id for one in own if one.id and not is_done(one.string)]
        print(f"{language}: {len(missing)} of {len(own)} are missing", file=sys.stderr)
        for one in missing:
            print(repr(one))


if __name__ == "__main__":
    main()
