"""The forms of a report: one HTML file, JSON for programs, Markdown for a comment or a summary."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup, escape

from mkdocs_qwen_tts._errors import ConfigurationError, StoreError
from mkdocs_qwen_tts._quotation import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs_qwen_tts._report.content import SiteReport
    from mkdocs_qwen_tts._store import Store

TEMPLATES = Path(__file__).parent / "templates"

CLIPS = 20
"""Doubtful clips that can be heard in an HTML report, some hundred kilobytes each."""

CLIP_NAME = 16
"""Characters of a fingerprint that name a clip's file."""

_OURS = re.compile(r"[0-9a-f]{16}\.flac")

MARKDOWN_ROWS = 20
"""Rows of a table in Markdown: a comment on a pull request may have 65,536 characters."""


Sounds = Mapping[str, str]
"""By fingerprint, the address of a clip as the page of a report names it."""

POLICY = "default-src 'none'; media-src 'self' data:"
"""A page of a report loads its sounds, and nothing else."""


def _as_json(report: SiteReport, sounds: Sounds) -> str:
    """The report as JSON, indented."""
    del sounds
    return msgspec.json.format(msgspec.json.encode(report), indent=1).decode() + "\n"


def _as_markdown(report: SiteReport, sounds: Sounds) -> str:
    """The report as Markdown, the long lists cut."""
    del sounds
    text = _template("report.md").render(report=report, rows=MARKDOWN_ROWS)
    return text.strip() + "\n"


def _as_html(report: SiteReport, sounds: Sounds) -> str:
    """The report as one HTML file without a style or a script, so that every policy allows it."""
    return _template("report.html").render(report=report, sounds=sounds, policy=POLICY).lstrip()


FORMS: dict[str, Callable[[SiteReport, Sounds], str]] = {
    ".html": _as_html,
    ".json": _as_json,
    ".md": _as_markdown,
}
"""By the ending of the file's name."""


def form_of(path: Path, option: str) -> str:
    """The form of a file, by its ending.

    Raises:
        ConfigurationError: a report has no such form.
    """
    if path.suffix.lower() not in FORMS:
        raise ConfigurationError.not_among(option, path.name, list(FORMS), "file ending")
    return path.suffix.lower()


def rendered_as(form: str, report: SiteReport, store: Store | None = None) -> str:
    """A report in one of the `FORMS`; with a store, doubtful clips are inside of the HTML."""
    sounds = {
        name: f"data:audio/flac;base64,{base64.b64encode(data).decode()}"
        for name, data in (_doubtful(report, store) if form == ".html" else ())
    }
    return FORMS[form](report, sounds)


def write_report(path: Path, report: SiteReport, store: Store | None = None) -> None:
    """Write a report in the form that the file's ending names.

    Doubtful clips are files in a folder beside an HTML page: a server with a strict policy lets a
    page load such files, and no sound that is inside of it.

    Raises:
        ConfigurationError: a report has no such form.
        StoreError: a file cannot be written.
    """
    form = form_of(path, "report")
    folder = path.with_name(f"{path.stem}-clips")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sounds = _written(folder, report, store) if form == ".html" else {}
        text = FORMS[form](report, sounds)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise StoreError(f"report: {path} cannot be written: {error.strerror}.") from None


def _written(folder: Path, report: SiteReport, store: Store | None) -> dict[str, str]:
    """Write the doubtful clips of a report, and take away those of an earlier one."""
    sounds = {}
    for name, data in _doubtful(report, store):
        folder.mkdir(exist_ok=True)
        file = folder / f"{name[:CLIP_NAME]}.flac"
        file.write_bytes(data)
        sounds[name] = quote(f"{folder.name}/{file.name}")
    kept = {f"{name[:CLIP_NAME]}.flac" for name in sounds}
    for file in folder.glob("*.flac"):
        if _OURS.fullmatch(file.name) and file.name not in kept:
            file.unlink()
    if not kept and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    return sounds


def _doubtful(report: SiteReport, store: Store | None) -> Iterator[tuple[str, bytes]]:
    """The clips that are to be heard first: fingerprint and FLAC file."""
    doubts = [doubt for page in report.pages for doubt in page.doubts]
    for doubt in sorted(doubts, key=lambda one: -one.score)[:CLIPS]:
        clip = store.clip(doubt.clip) if store else None
        if clip is not None:
            yield doubt.clip, clip.data


# ---------------------------------------------------------------- templates


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "minutes": _minutes,
        "money": _money,
        "cell": _cell,
        "breakable": _breakable,
        "line": lambda text: printable(str(text), lines=False),
    }
    return made


def _template(name: str) -> Template:
    return _environment().get_template(name)


def _minutes(seconds: float | None) -> str:
    """`2:05`, or `1:02:05` from an hour on."""
    if seconds is None:
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _money(charge: Any) -> str:
    if charge is None or not charge.requests:
        return "–"
    if charge.price is None:
        return "unknown"
    if not charge.price_date:
        return "free"
    return f"{charge.price:.4f} {charge.currency}"


def _breakable(path: str) -> Markup:
    """A path that may be broken behind its slashes, and nowhere else."""
    return Markup("/<wbr>").join(escape(part) for part in path.split("/"))


def _cell(text: str) -> str:
    """A text inside a cell of a table in Markdown, whatever is in it."""
    line = printable(" ".join(str(text).split()), lines=False)
    escaped = "".join(f"\\{char}" if char in "\\`*_[]|~$#" else char for char in line)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;")
