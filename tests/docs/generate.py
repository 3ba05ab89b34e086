"""Writes the parts of the documentation that are made from the code: `python tests/docs/generate.py`.

With the paths of pages behind it, it writes only those.

A page says where: what stands between `<!-- generated: NAME -->` and `<!-- end of generated -->` is
replaced by what the maker of that name returns. A test fails where a page holds anything else.
"""

from __future__ import annotations

import ast
import csv
import inspect
import json
import re
import runpy
import sys
import tomllib
from collections import defaultdict
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

sys.path.insert(0, str(Path(__file__).parent))

import click
import grimp
import msgspec
import rehearsal
import yaml

import mkdocs_qwen_tts
from mkdocs_qwen_tts import _errors as errors
from mkdocs_qwen_tts import _schema as schema
from mkdocs_qwen_tts import _settings as settings
from mkdocs_qwen_tts._cli import main as command
from mkdocs_qwen_tts._datafile import csv_rows
from mkdocs_qwen_tts._player.words import Words
from mkdocs_qwen_tts._report import SiteReport
from mkdocs_qwen_tts._schema import LINES, Secret, Section
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.engines.modelstudio.prices import price_of
from mkdocs_qwen_tts.testing._faults import known
from mkdocs_qwen_tts.testing._profiles import PROFILES, switches

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"(<!-- generated: ([\w-]+) -->\n).*?(<!-- end of generated -->)", re.DOTALL)


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    lines = [list(heads)]
    lines.append(["---"] * len(lines[0]))
    lines += [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# ---------------------------------------------------------------- options


def attribute_docs(owner: type) -> dict[str, str]:
    """The docstrings below the attributes of a class."""
    (body,) = ast.parse(inspect.cleandoc("\n" + inspect.getsource(owner))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for one, behind in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(one, ast.AnnAssign)
            and isinstance(one.target, ast.Name)
            and isinstance(behind, ast.Expr)
            and isinstance(behind.value, ast.Constant)
            and isinstance(behind.value.value, str)
        ):
            found[one.target.id] = " ".join(behind.value.value.split())
    return found


def describe(hint: Any) -> str:
    """What may be written for an option of this type."""
    kind, marks = schema._unwrapped(hint)
    if valid := schema.choices(hint):
        *most, last = (f"`{choice}`" for choice in valid)
        return f"{', '.join(most)} or {last}"
    if LINES in marks:
        return "list of texts"
    if get_origin(kind) is dict:
        return "mapping"
    if kind == bool | Literal["auto"]:
        return "`auto`, `true` or `false`"
    name = {
        bool: "`true` or `false`",
        int: "whole number",
        float: "number",
        Decimal: "price",
        str: "text",
        Secret: "text, kept secret",
    }[kind]
    return name + bounds(hint)


def bounds(hint: Any) -> str:
    """The limits of a number."""
    metas = [one for one in flattened(hint) if isinstance(one, msgspec.Meta)]
    low = next((one.ge for one in metas if one.ge is not None), None)
    high = next((one.le for one in metas if one.le is not None), None)
    above = next((one.gt for one in metas if one.gt is not None), None)
    if low is not None and high is not None:
        return f", {low} to {high}"
    if above is not None:
        return f" above {above}"
    return f", {low} or more" if low is not None else ""


def flattened(hint: Any) -> Iterable[Any]:
    """A type and everything that annotates it or its alternatives."""
    yield hint
    yield from getattr(hint, "__metadata__", ())
    for one in get_args(hint):
        if get_origin(hint) is not Literal and not isinstance(one, (str, int)):
            yield from flattened(one)


def default(value: Any) -> str:
    """A default as it would be written."""
    if value is None or value in ((), {}, ""):
        return "none"
    return f"`{json.dumps(value)}`" if isinstance(value, bool) else f"`{value}`"


def options() -> str:
    """Every option, a table for each group."""
    groups: list[str] = []
    waiting: list[tuple[str, type[Section]]] = [("", settings.Settings)]
    while waiting:
        path, section = waiting.pop(0)
        docs, rows = attribute_docs(section), []
        plain = section()
        for name, hint in schema._hints(section).items():
            kind, _ = schema._unwrapped(hint)
            if isinstance(kind, type) and issubclass(kind, Section):
                waiting.append((f"{path}{name}.", kind))
                continue
            rows.append(
                (f"`{name}`", describe(hint), default(getattr(plain, name)), docs.get(name, ""))
            )
        title = f"## `{path[:-1]}`" if path else "## The first level"
        says = " ".join((inspect.getdoc(section) or "").splitlines()[0].split())
        lead = [] if not path else [f"\n{says}\n"]
        groups.append(
            "\n".join([title, *lead, "", table(("option", "value", "default", "meaning"), rows)])
        )
    return "\n\n".join(groups)


def page_options() -> str:
    """What front matter may say."""
    docs = attribute_docs(settings.Settings)
    names = get_args(settings.PageOverride)
    return table(
        ("option", "meaning"),
        [(f"`{name}`", docs.get(name, "See [the group](options.md#prose).")) for name in names],
    )


# ---------------------------------------------------------------- the command line


def commands() -> str:
    """The help of every command."""
    parts: list[str] = []

    def tell(one: click.Command, context: click.Context, level: int) -> None:
        text = one.get_help(context)
        parts.append(f"{'#' * level} `{context.command_path}`\n\n```text\n{text}\n```")
        if isinstance(one, click.Group):
            for name in one.list_commands(context):
                inner = one.get_command(context, name)
                assert inner is not None
                tell(inner, click.Context(inner, context, info_name=name), level + 1)

    settings = {**command.context_settings, "terminal_width": 100}
    tell(command, click.Context(command, info_name="mkdocs-qwen-tts", **settings), 2)
    return "\n\n".join(parts)


# ---------------------------------------------------------------- the library


KINDS = {
    "The functions": "Four functions.",
    "The data": "Frozen: what goes in, and what comes out.",
    "The options": "[Options](options.md) says what each option means.",
    "The errors": "[Errors](errors.md) says what each of them carries.",
}
"""What is public, in the order of the page."""


def kind_of(one: Any) -> str:
    """Under which heading of the page a public name stands."""
    if inspect.isfunction(one):
        return "The functions"
    if issubclass(one, errors.NarrationError):
        return "The errors"
    return "The options" if issubclass(one, (Section, Secret)) else "The data"


def python() -> str:
    """The public names: functions with what they take and raise, then the data."""
    parts = []
    names = [name for name in mkdocs_qwen_tts.__all__ if not name.startswith("__")]
    for heading, says in KINDS.items():
        parts += [f"## {heading}", "", says, ""]
        group = {
            name: one for name in names if kind_of(one := getattr(mkdocs_qwen_tts, name)) == heading
        }
        if heading == "The functions":
            for name, one in group.items():
                parts += [f"### {name}", "", *_function(one), ""]
        elif heading == "The data":
            for name, one in group.items():
                parts += [f"### {name}", "", *_data(one), ""]
        else:
            rows = [[f"`{name}`", _summary(one)] for name, one in group.items()]
            parts += [table(["name", "is"], rows), ""]
    return "\n".join(parts)


def _summary(one: Any) -> str:
    """The first paragraph of a docstring."""
    return " ".join((inspect.getdoc(one) or "").partition("\n\n")[0].split())


def _data(one: type) -> list[str]:
    """A class of data: what it is, what it holds, and what it can be asked."""
    docs = attribute_docs(one)
    lines = [_summary(one), ""]
    if issubclass(one, Enum):
        return lines + [
            f"- `{value}`: {docs.get(name, '')}".rstrip(": ") for name, value in _values(one)
        ]
    hints = {name: hint for name, hint in inspect.get_annotations(one).items() if name[0] != "_"}
    for name, hint in hints.items():
        about = docs.get(name, "")
        lines.append(f"- `{name}: {hint}`" + f": {about}" * bool(about))
    ours = [base for base in one.__mro__ if base.__module__.startswith("mkdocs_qwen_tts.")]
    members = {name: value for base in reversed(ours) for name, value in vars(base).items()}
    for name, value in members.items():
        if name.startswith("_"):
            continue
        if isinstance(value, property):
            returns = inspect.get_annotations(value.fget).get("return") if value.fget else ""
            lines.append(f"- `{name}: {returns}`: {_summary(value)}")
        elif inspect.isfunction(function := getattr(value, "__func__", value)):
            takes = inspect.signature(function)
            if not isinstance(value, staticmethod):
                takes = takes.replace(parameters=list(takes.parameters.values())[1:])
            lines.append(f"- `{name}{takes}`".replace("'", "") + f": {_summary(value)}")
    return lines


def _values(one: type[Enum]) -> list[tuple[str, str]]:
    return [(member.name, str(member.value)) for member in one]


PUBLIC_MODULES = {
    "mkdocs_qwen_tts": "everything on this page",
    "mkdocs_qwen_tts.site": "narrates a built site: `load`, `survey`, `narrate_site`",
    "mkdocs_qwen_tts.testing": "the fake of the speech service and its [fixtures](fixtures.md)",
    "mkdocs_qwen_tts.plugin": "the MkDocs plugin, which MkDocs loads",
    "mkdocs_qwen_tts.sphinx": "the Sphinx extension, which `conf.py` names",
}
"""Modules that keep their names from one release to the next, and what each is for."""


def public_modules() -> str:
    """The modules that are public."""
    return table(["module", "is"], [(f"`{name}`", about) for name, about in PUBLIC_MODULES.items()])


def _function(one: Callable[..., Any]) -> list[str]:
    says, *sections = inspect.cleandoc(one.__doc__ or "").split("\n\n")
    signature = inspect.signature(one)
    takes = ",\n".join(f"    {parameter}" for parameter in _parameters(signature))
    lines = [
        "```text",
        f"{one.__name__}(\n{takes},\n) -> {signature.return_annotation}",
        "```",
        "",
        says,
    ]
    for section in sections:
        head, _, body = section.partition("\n")
        body = inspect.cleandoc("\n" + body)
        if head in {"Args:", "Raises:"}:
            entries = re.findall(r"^(\w+): (.*?)(?=^\w+: |\Z)", body, re.DOTALL | re.MULTILINE)
            lines += ["", *([] if head == "Args:" else ["Raises:", ""])]
            lines += [f"- `{name}`: {' '.join(text.split())}" for name, text in entries]
        elif head == "Returns:":
            lines += ["", f"Returns: {' '.join(body.split())}"]
        else:
            lines += ["", " ".join(section.split())]
    return lines


def _parameters(signature: inspect.Signature) -> list[str]:
    shown, star = [], False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            shown.append("*")
            star = True
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        shown.append(f"{parameter.name}: {parameter.annotation}{default}")
    return shown


# ---------------------------------------------------------------- errors and faults


def error_tree() -> str:
    """The tree of errors, as its module draws it."""
    found = re.search(r"```\n(.*?)```", errors.__doc__ or "", re.DOTALL)
    assert found is not None
    return f"```text\n{found[1]}```"


def error_classes() -> str:
    """Every class of error, what it carries, and whether it is asked again."""
    parts = []
    for one in vars(errors).values():
        if not (inspect.isclass(one) and issubclass(one, errors.NarrationError)):
            continue
        says, _, rest = (one.__doc__ or "").partition("\n\n")
        text = [f"### {one.__name__}", "", " ".join(says.split())]
        carried = re.findall(r"^\s+(\w+): (.*?)(?=^\s+\w+: |\Z)", rest, re.DOTALL | re.MULTILINE)
        text += [
            "",
            *(f"- `{name}`: {' '.join(meaning.split())}" for name, meaning in carried),
        ] * bool(carried)
        if issubclass(one, errors.SpeechError) and one is not errors.SpeechError:
            again = (
                "It passes, so the request is sent again."
                if one.retryable
                else "It lasts, so it is reported at once."
            )
            text += ["", again]
        parts.append("\n".join(text))
    return "\n\n".join(parts)


def service_codes() -> str:
    """The service's own codes that have a mend."""
    rows = [
        (f"`{code}`", one.status or "any", one.error, one.mend)
        for code, one in catalogue.refusals().items()
        if one.mend
    ]
    return table(("code", "status", "error", "what to do"), rows)


def fake_switches() -> str:
    """The table of the fake's switches."""
    head = ["switch", *PROFILES, "says", "source"]
    rows = [
        [
            f"`--{switch.name.replace('_', '-')}`",
            *(switch.values[name] for name in PROFILES),
            switch.does,
            switch.source,
        ]
        for switch in switches().values()
    ]
    return table(head, rows)


def faults() -> str:
    """The table of faults."""
    stay = runpy.run_path(str(ROOT / "tests" / "speech" / "test_matrix.py"))["STAY"]
    rows = []
    for one in known().values():
        end = "the speech, all the same"
        if one.meets:
            again = getattr(errors, one.meets).retryable and one.name not in stay
            end = f"`{one.meets}`, {'asked again' if again else 'reported at once'}"
        billed = {"1": "yes", "0": "no", "stated": "where it says so"}[one.bill.partition(":")[0]]
        rows.append((f"`{one.name}`", f"The service {one.does}.", end, billed))
    return table(("fault", "what happens", "the client gets", "billed"), rows)


PROTOCOLS = {
    "qwen": "Qwen-TTS",
    "cosyvoice": "CosyVoice",
    "minimax": "MiniMax",
    "openai": "self-hosted",
}


def fault_matrix() -> str:
    """Which fault strikes which protocol, and in which kind of answer."""
    rows = []
    for one in known().values():
        cells = []
        for protocol in PROTOCOLS:
            kinds = [
                name
                for name, stream in (("whole", False), ("streamed", True))
                if one.fits(stream=stream, protocol=protocol)
            ]
            cells.append({0: "–", 1: kinds[0] if kinds else "", 2: "both"}[len(kinds)])
        rows.append((f"`{one.name}`", *cells))
    return table(("fault", *PROTOCOLS.values()), rows)


# ---------------------------------------------------------------- what the service offers


def models() -> str:
    """Models, what they take, and what they cost."""
    rows = []
    for one in catalogue.models().values():
        if (
            one.status == "snapshot" and not one.custom
        ):  # it is the model of the plain name, at some date
            continue
        prices = [
            f"{tariff.price} {tariff.currency} for {tariff.amount:,} {tariff.unit} ({region})"
            for region in one.regions
            for tariff in catalogue.tariffs(one.base, region)
        ]
        limit = f"{one.limit:,} {one.limit_unit}"
        takes = "yes" if one.instructions else "no"
        pace = f"{one.requests_per_minute:g}"
        rows.append(
            (
                f"`{one.name}`",
                ", ".join(one.regions),
                limit,
                takes,
                pace,
                "; ".join(prices) or "not published",
            )
        )
    heads = (
        "model",
        "regions",
        "text in one request",
        "instructions",
        "requests a minute",
        "price",
    )
    return table(heads, rows)


def model_options() -> str:
    """Options that change the sound, by the models that take them."""
    rows = []
    for row in catalogue.rows("options"):
        span = (
            f"{row['minimum']} to {row['maximum']}"
            if row["maximum"]
            else row["choices"].replace(";", ", ")
        )
        who = {"cosyvoice": "CosyVoice, Qwen-Audio", "minimax": "MiniMax", "openai": "self-hosted"}[
            row["protocol"]
        ]
        if row["models"]:
            who = f"{row['models'].replace(';', ', ')}…"
        if row["except_models"]:
            who += f", not {row['except_models'].replace(';', ', ')}…"
        rows.append((f"`{row['option']}`", who, row["kind"], span))
    return table(("option", "models", "kind", "values"), rows)


def free_voices() -> str:
    """The neural voices of one's own machine."""
    listed = [
        "| language | voice | gender | accent | comes | licence |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row in catalogue.rows("neural"):
        cells = (row["language"], f"`{row['voice']}`", row["gender"], row["accent"])
        listed.append(f"| {' | '.join(cells)} | {row['comes']} | {row['licence']} |")
    return "\n".join(listed)


def samples() -> str:
    """A sentence for each free voice that needs no download, in its language and by itself."""
    lines = {row["language"]: row["text"] for row in catalogue.rows("samples")}
    tags = {one.name: one.tag for one in catalogue.languages()}
    spoken = [
        (one.language, one.name, f"{one.gender}, {one.accent}, neural")
        for one in catalogue.neural_voices()
        if one.bundled
    ]
    for language, ids in catalogue.preview_voices().items():
        kinds = (("voice", "robot"), ("female", "female robot"), ("male", "male robot"))
        spoken += [(language, ids[kind], about) for kind, about in kinds]
    parts, last = [], ""
    for language, voice, about in spoken:
        if language != last:
            parts.append(f"## {language}\n")
            last = language
        parts.append(f"### `{voice}`, {about}\n")
        attributes = f'lang="{tags[language]}" data-narration-voice="{voice}"'
        parts.append(f"{lines[language]}\n{{: {attributes} }}\n")
    return "\n".join(parts)


LENGTHS = (1_000_000, 100_000, 10_000)
"""Billing characters: a large site, a small one, some pages."""


def price_table() -> str:
    """What each model asks for texts of three lengths, by region."""
    heads = [
        "model",
        "region",
        *(f"{length:,} characters" for length in LENGTHS),
        "as of",
    ]
    rows, sources = [], dict[str, None]()
    for entry in catalogue.models().values():
        for region in entry.regions:
            price = price_of(entry, region)
            if price is None or (entry.status == "snapshot" and not entry.custom):
                continue  # a snapshot costs what its model does
            about = "≈ " if price.estimated else ""
            sums = [
                f"{about}{price.per_character * length:,.2f} {price.currency}" for length in LENGTHS
            ]
            rows.append([f"`{entry.name}`", region, *sums, price.date])
            sources[price.source] = None
    return f"{table(heads, rows)}\n\nSources: {'; '.join(sources)}."


def voices() -> str:
    """The system voices of the default model."""
    entry = catalogue.model("qwen3-tts-flash")
    rows = [
        (f"`{one.name}`", one.gender, one.dialect or "", one.description)
        for one in catalogue.system_voices(entry.voices).values()
    ]
    return table(("voice", "gender", "dialect", "character"), rows)


def tongues() -> str:
    """Languages, and which families of models speak them."""
    families = (("qwen3", "Qwen-TTS"), ("hints", "CosyVoice, Qwen-Audio"), ("minimax", "MiniMax"))
    by_family = defaultdict(list)
    for one in catalogue.languages():
        for key, family in families:
            if key in one.sets:
                by_family[family].append(one.name)
    return "\n".join(f"- {family}: {', '.join(names)}." for family, names in by_family.items())


def words() -> str:
    """The player's words in English."""
    rows = [(f"`{name}`", word) for name, word in Words.of("en").by_name.items()]
    return table(("name", "English"), rows)


def price_dates() -> str:
    """How old the prices are."""
    latest = max(row["as_of"] for row in catalogue.rows("prices"))
    return f"The latest of the prices below was read in {latest}. What counts is the service's own price list."


def doors() -> str:
    """What the plugin was built with, and what came of it."""
    return "\n".join(runpy.run_path(str(ROOT / "tests" / "doors" / "table.py"))["table"]())


SITE = ROOT / "tests" / "site"


def generators() -> str:
    """Whose finished pages the tests of `narrate` read, and how many pages those are."""
    rows = []
    for line in (SITE / "README.md").read_text("utf-8").splitlines():
        if not line.startswith("| `"):
            continue
        folders, made_by = (cell.strip() for cell in line.strip("|").split("|"))
        said = [
            path.read_text("utf-8")
            for folder in re.findall(r"`([\w-]+)`", folders)
            for path in sorted((SITE / "pages" / folder).rglob("*.txt"))
        ]
        prose = sum(not text.startswith("no content") for text in said)
        rows.append([folders.replace("`", ""), made_by, prose, len(said) - prose])
    return table(["pages of", "made by", "narrated", "rightly left alone"], rows)


def wheels() -> str:
    """What there is for which machine, of packages that are not the same for all."""
    text = (Path(__file__).parent / "wheels.csv").read_text("utf-8")
    found = [*csv.DictReader(text.splitlines())]
    platforms = [name for name in found[0] if name not in {"package", "parts", "checked"}]
    rows = []
    for row in found:
        cells = [row[platform] for platform in platforms]
        if not {*cells} <= {"any", "-"}:
            parts = ", ".join(f"`{part}`" for part in row["parts"].split())
            rows.append([f"`{row['package']}`", parts or "always", *map(wheel_cell, cells)])
    whole = sum({row[platform] for platform in platforms} <= {"any", "-"} for row in found)
    return (
        f"As the index had it on {found[0]['checked']}, for CPython 3.11 to 3.14. {whole} more "
        "packages are plain Python and install everywhere.\n\n"
        + table(["package", "needed", *platforms], rows)
    )


def wheel_cell(cell: str) -> str:
    """What stands in the table of wheels."""
    told = {"wheel": "yes", "any": "plain", "none": "**no**", "source": "*source*", "-": ""}
    kinds = [part.partition(" ") for part in cell.split("; ")]
    return "; ".join(f"{told[what]} {pythons}".strip() for what, _, pythons in kinds)


def substitutes() -> str:
    """What stands in for libraries that have no wheel."""
    rows = csv_rows("mkdocs_qwen_tts._model", "substitutes.csv")
    return table(
        ["library", "which", "in its place"],
        [(f"`{row['package']}`", row["does"], row["instead"]) for row in rows],
    )


def pythons() -> str:
    """The versions of Python that are declared."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    heads = "Programming Language :: Python :: 3."
    *most, last = (
        each.rpartition(" ")[2] for each in project["classifiers"] if each.startswith(heads)
    )
    return f"{', '.join(most)} and {last}."


def benchmarks() -> str:
    """What is measured, and how: the first words of each program, and how it is run."""
    rows = []
    for path in sorted((ROOT / "tests" / "benchmarks").glob("*.py")):
        source = path.read_text("utf-8")
        if '__name__ == "__main__"' not in source:
            continue
        told = ast.get_docstring(ast.parse(source)) or ""
        calls = re.findall(r"python tests/benchmarks/[^\n`]+", told)
        assert calls, path
        rows.append(
            [
                re.split(r"[.:]\s", told, maxsplit=1)[0],
                "<br>".join(f"`{call.strip()}`" for call in calls),
            ]
        )
    return table(["what", "command"], rows)


def glossary() -> str:
    """The words of the project, each with its one meaning."""
    entries = yaml.safe_load((DOCS / "explanation" / "glossary.yaml").read_text("utf-8"))
    rows = []
    for entry in sorted(entries, key=lambda entry: str(entry["word"])):
        name = entry.get("class", "").rpartition(".")[2]
        public = name in mkdocs_qwen_tts.__all__
        code = f"[`{name}`](../reference/python.md#{name.lower()})" if public else ""
        rows.append((f"**{entry['word']}**", entry["is"], code or (f"`{name}`" if name else "")))
    return table(("word", "is", "in the code"), rows)


@cache
def imports() -> dict[str, set[str]]:
    """For each room of the package, the rooms that it imports."""
    name = mkdocs_qwen_tts.__name__
    graph = grimp.build_graph(name, exclude_type_checking_imports=True, cache_dir=None)
    inside = {module for module in graph.modules - {name} if not module.endswith("__main__")}
    found: dict[str, set[str]] = {module.split(".")[1]: set() for module in inside}
    for module in inside:
        room = module.split(".")[1]
        found[room] |= {
            other.split(".")[1]
            for other in graph.find_modules_directly_imported_by(module) - {name}
        } - {room}
    return found


def storeys() -> list[list[str]]:
    """The rooms from the top down: each stands above all that it imports."""
    below = imports()

    def height(room: str) -> int:
        return 1 + max(map(height, below[room]), default=0)

    floors = defaultdict(list)
    for room in sorted(below):
        floors[height(room)].append(room)
    return [floors[number] for number in sorted(floors, reverse=True)]


def is_about(room: str) -> str:
    """The first sentence of a room's docstring."""
    told = inspect.getdoc(import_module(f"{mkdocs_qwen_tts.__name__}.{room}")) or ""
    return told.partition("\n\n")[0].replace("\n", " ")


def rooms() -> str:
    """The house as its imports draw it, and what each room is for."""
    width, wall = 76, "┌{0}┐\n{1}\n└{0}┘"
    floors = [
        wall.format("─" * width, "│" + "   ".join(floor).center(width) + "│") for floor in storeys()
    ]
    rows = [(f"`{room}`", is_about(room)) for floor in storeys() for room in floor]
    picture = "\n".join(floors)
    return f"```text\n{picture}\n```\n\n{table(('room', 'is'), rows)}"


MAKERS: dict[str, Callable[[], str]] = {
    "options": options,
    "page-options": page_options,
    "commands": commands,
    "python": python,
    "public-modules": public_modules,
    "error-tree": error_tree,
    "error-classes": error_classes,
    "service-codes": service_codes,
    "doors": doors,
    "generators": generators,
    "benchmarks": benchmarks,
    "wheels": wheels,
    "substitutes": substitutes,
    "pythons": pythons,
    "faults": faults,
    "switches": fake_switches,
    "rooms": rooms,
    "glossary": glossary,
    "fault-matrix": fault_matrix,
    "fault-costs": rehearsal.fault_costs,
    "models": models,
    "model-options": model_options,
    "free-voices": free_voices,
    "samples": samples,
    "prices": price_table,
    "voices": voices,
    "languages": tongues,
    "words": words,
    "price-dates": price_dates,
    "edits": rehearsal.edits,
    "tutorial-script": partial(rehearsal.tutorial, "script"),
    "tutorial-plan": partial(rehearsal.tutorial, "plan"),
    "zh-script": partial(rehearsal.tutorial, "script", rehearsal.CHINESE),
    "zh-plan": partial(rehearsal.tutorial, "plan", rehearsal.CHINESE),
    "tutorial-build": rehearsal.tutorial_build,
    "tutorial-test": rehearsal.tutorial_test,
}


SLOW = {"doors", "fault-costs"}
"""Makers that take seconds: tests look at what they made, and do not make it again."""


def renewed(text: str, *, but: Collection[str] = ()) -> str:
    """A page with its generated parts made anew, `but` for some."""

    def made(found: re.Match[str]) -> str:
        if found[2] in but:
            return found[0]
        return f"{found[1]}\n{MAKERS[found[2]]().strip()}\n\n{found[3]}"

    return BLOCK.sub(made, text)


def pages() -> list[Path]:
    """Every page of the documentation."""
    return sorted(DOCS.rglob("*.md"))


def written() -> list[Path]:
    """Everything that may have parts which are made from the code."""
    return [*pages(), ROOT / "CONTRIBUTING.md"]


SCHEMA = DOCS / "reference" / "report.schema.json"


def report_schema() -> str:
    """The schema of the report's JSON, as its classes make it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(SiteReport),
    }
    return json.dumps(schema, indent=1) + "\n"


def main() -> None:
    """Write every page that is not as it should be, or of the pages that are named."""
    SCHEMA.write_text(report_schema(), encoding="utf-8")
    named = [Path(name).resolve() for name in sys.argv[1:]]
    for path in named or written():
        text = path.read_text("utf-8")
        made = renewed(text)
        if made != text:
            path.write_text(made, encoding="utf-8")
            print(f"written: {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
