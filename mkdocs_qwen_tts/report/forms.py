"""The forms of a report: one HTML file, JSON for programs, Markdown for a comment or a summary."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from mkdocs_qwen_tts.errors import ConfigurationError, StoreError
from mkdocs_qwen_tts.quotation import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts.report.content import SiteReport
    from mkdocs_qwen_tts.store import Store

TEMPLATES = Path(__file__).parent / "templates"

CLIPS = 20
"""Doubtful clips that an HTML report carries, some hundred kilobytes each."""

MARKDOWN_ROWS = 20
"""Rows of a table in Markdown: a comment on a pull request may have 65,536 characters."""


def _as_json(report: SiteReport, store: Store | None = None) -> str:
    """The report as JSON, indented."""
    del store
    return msgspec.json.format(msgspec.json.encode(report), indent=1).decode() + "\n"


def _as_markdown(report: SiteReport, store: Store | None = None) -> str:
    """The report as Markdown, the long lists cut."""
    del store
    text = _template("report.md").render(report=report, rows=MARKDOWN_ROWS)
    return text.strip() + "\n"


def _as_html(report: SiteReport, store: Store | None = None) -> str:
    """The report as one HTML file that loads nothing, under a policy that allows nothing else."""
    style = (TEMPLATES / "report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    doubts = [doubt for page in report.pages for doubt in page.doubts]
    sounds = {}
    for doubt in sorted(doubts, key=lambda one: -one.score)[:CLIPS]:
        clip = store.clip(doubt.clip) if store else None
        if clip is not None:
            sounds[doubt.clip] = f"data:audio/flac;base64,{base64.b64encode(clip.data).decode()}"
    return _template("report.html").render(
        report=report, style=style, style_hash=digest, sounds=sounds
    )


FORMS: dict[str, Callable[[SiteReport, Store | None], str]] = {
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
    """A report in one of the `FORMS`; with a store, doubtful clips can be heard."""
    return FORMS[form](report, store)


def write_report(path: Path, report: SiteReport, store: Store | None = None) -> None:
    """Write a report in the form that the file's ending names.

    Raises:
        ConfigurationError: a report has no such form.
        StoreError: the file cannot be written.
    """
    text = rendered_as(form_of(path, "report"), report, store)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise StoreError(f"report: {path} cannot be written: {error.strerror}.") from None


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


def _cell(text: str) -> str:
    """A text inside a cell of a table in Markdown, whatever is in it."""
    line = printable(" ".join(str(text).split()), lines=False)
    escaped = "".join(f"\\{char}" if char in "\\`*_[]|~$#" else char for char in line)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;")
