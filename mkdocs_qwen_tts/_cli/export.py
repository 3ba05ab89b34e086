"""The command that takes narration along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_qwen_tts import _export as exports
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.planning import planned
from mkdocs_qwen_tts._cli.site import config_option, site_argument
from mkdocs_qwen_tts._cli.terminal import echo
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._pipeline import carry_out
from mkdocs_qwen_tts._pipeline.patterns import compiled
from mkdocs_qwen_tts._store import open_store

if TYPE_CHECKING:
    from mkdocs_qwen_tts._cli.planning import Planned

ENDINGS = (".m4b", ".epub")


@click.command(
    epilog=examples(
        "mkdocs-qwen-tts export guide.m4b --pages 'guide/'",
        "mkdocs-qwen-tts export manual.epub --cover cover.png",
        "mkdocs-qwen-tts export captions/",
        "mkdocs-qwen-tts export manual.epub site",
    )
)
@click.argument("target", type=click.Path(path_type=Path))
@site_argument
@config_option
@click.option(
    "--pages",
    "patterns",
    metavar="PATTERN",
    multiple=True,
    help="Only these pages, as a gitignore pattern; may be given again.",
)
@click.option("--title", help="The title; without it, the site's name.")
@click.option("--author", default="", help="Who wrote it.")
@click.option(
    "--cover",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    help="A picture for the cover, PNG or JPEG.",
)
def export(
    target: Path,
    site_dir: Path | None,
    config_file: str | None,
    patterns: tuple[str, ...],
    title: str | None,
    author: str,
    cover: Path | None,
) -> None:
    """Make an audiobook, an e-book that reads aloud, or captions.

    The ending of TARGET says which: .m4b, .epub, or none for a folder of captions.

    SITE_DIR is the folder of a built site, of any generator; without it, MkDocs reads the sources.
    It takes what is in the store and sends nothing. Pages that are not narrated yet are left out,
    and named.
    """
    if target.suffix and target.suffix not in ENDINGS:
        raise ConfigurationError.not_among("TARGET", target.name, list(ENDINGS), "file ending")
    site = planned(config_file, site_dir)
    pages, absent = _narrated(site, patterns)
    for name in absent:
        echo(f"Note: {name} is not narrated, so it is left out.", err=True)
    if not pages:
        message = "no page is narrated yet; build the site first."
        if patterns:
            message = "no page that is narrated matches these patterns."
        raise ConfigurationError("--pages" if patterns else "", message)
    languages = [page.narration.script.language for page in pages]
    book = exports.Book(
        title=title or site.plan.site.name or "Documentation",
        author=author,
        language=next((one for one in languages if one), "en"),
        identifier=site.plan.site.digest,
        pages=pages,
        cover=cover,
    )
    if target.suffix == ".m4b":
        chapters = exports.write_audiobook(target, book)
        echo(f"{target}: {len(pages)} pages, {len(chapters)} chapters.")
    elif target.suffix == ".epub":
        exports.write_epub(target, book)
        echo(f"{target}: {len(pages)} pages.")
    else:
        written = exports.write_captions(target, book)
        echo(f"{target}: {len(written)} files for {len(pages)} pages.")


def _narrated(
    site: Planned, patterns: tuple[str, ...]
) -> tuple[tuple[exports.BookPage, ...], list[str]]:
    """The pages that the store has narration of, and the names of those that it should have."""
    store = open_store(site.settings, site.base)
    report = carry_out(site.plan, site.settings.changed(mode="cached"), store)
    found, absent = [], []
    for one in site.plan.pages:
        if patterns and not compiled(patterns).match_file(one.page.name):
            continue
        outcome = report.of(one.page.key)
        narration = outcome.narration if outcome else None
        if narration is not None:
            found.append(exports.BookPage(one.page.name, one.page.title, narration))
        elif not one.skipped:
            absent.append(one.page.name)
    return tuple(found), absent
