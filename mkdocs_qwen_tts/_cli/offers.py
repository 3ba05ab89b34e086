"""What the shell offers for an option's value.

It is quick: no site is read and no request is sent.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

import yaml
from click.shell_completion import CompletionItem

from mkdocs_qwen_tts._cli import insertion
from mkdocs_qwen_tts._cli.init import named_or_found
from mkdocs_qwen_tts._schema import choices
from mkdocs_qwen_tts._settings import Api, Settings
from mkdocs_qwen_tts._speech import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import click

    Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def offering(found: Callable[[click.Context], Iterable[tuple[str, str]]]) -> Offer:
    """A `shell_complete` that offers words with a description; if that fails, nothing."""

    def offer(context: click.Context, _option: click.Parameter, begun: str) -> list[CompletionItem]:
        with contextlib.suppress(Exception):
            return [
                CompletionItem(word, help=about or None)
                for word, about in found(context)
                if word.casefold().startswith(begun.casefold())
            ]
        return []

    return offer


def _choices(section: type, option: str) -> list[tuple[str, str]]:
    hint = get_type_hints(section, include_extras=True)[option]
    return [(str(choice), "") for choice in choices(hint)]


def _voices(context: click.Context) -> Iterable[tuple[str, str]]:
    entry = catalogue.model(context.params.get("model") or Settings().model)
    return [(one.name, one.description) for one in catalogue.system_voices(entry.voices).values()]


def _models(_context: click.Context) -> Iterable[tuple[str, str]]:
    return [(one.name, one.family) for one in catalogue.models().values()]


def _families(_context: click.Context) -> Iterable[tuple[str, str]]:
    return [(one, "") for one in dict.fromkeys(one.family for one in catalogue.models().values())]


def _languages(_context: click.Context) -> Iterable[tuple[str, str]]:
    return [(one.name, one.tag) for one in catalogue.languages()]


def _pages(context: click.Context) -> Iterable[tuple[str, str]]:
    """Paths of Markdown files: the site itself would take seconds to read."""
    named: Any = context.params.get("config_file")
    config = named_or_found(Path(named) if named else None)
    folder = config.parent / _docs_dir(config)
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(files):
            if file.endswith(".md"):
                yield Path(path, file).relative_to(folder).as_posix(), ""


def _docs_dir(config: Path) -> str:
    written = insertion.option(insertion.parsed(config.read_text("utf-8"), str(config)), "docs_dir")
    return str(written.value) if isinstance(written, yaml.ScalarNode) else "docs"


voices = offering(_voices)
models = offering(_models)
families = offering(_families)
languages = offering(_languages)
pages = offering(_pages)
engines = offering(lambda _: _choices(Settings, "engine"))
regions = offering(lambda _: _choices(Api, "region"))
