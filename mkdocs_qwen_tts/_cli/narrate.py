"""The command that narrates a built site."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mkdocs_qwen_tts import site
from mkdocs_qwen_tts._cli import offers
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.site import bill_as_json, json_option, print_bill
from mkdocs_qwen_tts._cli.terminal import echo, echo_json
from mkdocs_qwen_tts._cluster import connected
from mkdocs_qwen_tts._errors import SurprisingBill
from mkdocs_qwen_tts._pipeline import (
    check_budget,
    is_meant,
    messages,
    notes_beside,
    summary,
    watcher,
    worst_case,
)
from mkdocs_qwen_tts._store import open_store

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Report

FAILED = 1
"""Exit code."""


@click.command(
    epilog=examples(
        "mkdocs-qwen-tts narrate site --dry-run",
        "mkdocs-qwen-tts narrate site --retry-refused",
        "mkdocs-qwen-tts narrate site --spend",
        "mkdocs-qwen-tts narrate site --cluster tcp://scheduler:8786",
        "mkdocs-qwen-tts narrate docs/_build/html -c narration.yml",
        'mkdocs-qwen-tts narrate public --engine preview --content "main article"',
    )
)
@click.argument("site_dir", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "-c",
    "--config-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="narration.yml, or a mkdocs.yml that names the plugin; without it, narration.yml in this "
    "folder.",
)
@click.option(
    "--content", metavar="SELECTOR", help="CSS selector of the element that holds a page's content."
)
@click.option("--engine", shell_complete=offers.engines, help="dashscope, openai, preview or auto.")
@click.option(
    "--dry-run",
    is_flag=True,
    help="Print the bill and change nothing; exits with 3 when over budget.",
)
@click.option(
    "--retry-refused",
    is_flag=True,
    help="Ask again for what the service refused or spoke badly in an earlier build.",
)
@click.option("--spend", is_flag=True, help="Go on though the bill is a surprise.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Have the workers of a Dask cluster do the work: tcp://scheduler:8786.",
)
@json_option
def narrate(
    site_dir: Path,
    config_file: Path | None,
    *,
    dry_run: bool,
    as_json: bool,
    **asked: str | bool | None,
) -> None:
    """Narrate a built HTML site, of any generator, in place.

    Run it after each build of the site: what has not changed is not asked for, and a page that is
    narrated already stays as it is to the byte.
    """
    config = site.load(config_file, options={name: value for name, value in asked.items() if value})
    if dry_run:
        _print_survey(site_dir, config, as_json=as_json)
        return
    report = _narrated(site_dir, config)
    said = messages(report.outcomes, config.settings)
    for message in said.expected:
        echo(message, err=True)
    for message in (*notes_beside(report, said), *said.wrong):
        echo(f"Warning: {message}", err=True)
    if as_json:
        echo_json(_as_json(report))
    else:
        echo(summary([report]))
    if said.wrong and config.settings.on_error == "fail":
        raise SystemExit(FAILED)


def _narrated(site_dir: Path, config: site.SiteConfig) -> Report:
    """Narrate; a person at a terminal is asked whether a surprising bill is meant."""
    progress = watcher(lambda line: echo(line, err=True))
    try:
        return site.narrate_site(site_dir, config, progress=progress)
    except SurprisingBill as error:
        if not is_meant(error):
            raise
        meant = replace(config, settings=config.settings.changed(spend=True))
        return site.narrate_site(site_dir, meant, progress=progress)


def _print_survey(site_dir: Path, config: site.SiteConfig, *, as_json: bool) -> None:
    settings, store = config.settings, open_store(config.settings, config.base)
    with connected(settings.cluster, settings, store, config.base) as workers:
        found = site.survey(site_dir, config, store, workers=workers)
    at_most = worst_case(found.bill, config.settings)
    if as_json:
        echo_json(bill_as_json(found.bill, found.coverage, at_most))
    else:
        why = {path: why for path, _, why in found.pages}
        print_bill(found.bill, why, found.notes, at_most, found.coverage)
    check_budget(found.bill, config.settings)


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "pages": dict(Counter(str(outcome.status) for outcome in report.outcomes)),
        "requests": report.requests,
        "characters": report.characters,
        "unanswered": report.unanswered,
        "not_narrated": [
            {
                "page": one.page,
                "status": str(one.status),
                "reason": one.reason,
                "sentence": one.sentence,
            }
            for one in report.outcomes
            if one.reason
        ],
        "left_out": [
            {"page": one.page, "text": hole.text, "reason": hole.reason}
            for one in report.outcomes
            for hole in one.holes
        ],
    }
