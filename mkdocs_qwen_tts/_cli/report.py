"""The command that reports on a site."""

from __future__ import annotations

from pathlib import Path

import click

from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts import _report as reports
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.planning import planned, planned_before
from mkdocs_qwen_tts._cli.site import config_option, site_argument
from mkdocs_qwen_tts._cli.terminal import echo
from mkdocs_qwen_tts._pipeline import plan_since
from mkdocs_qwen_tts._store import open_store


@click.command(
    epilog=examples(
        "mkdocs-qwen-tts report -o report.html",
        "mkdocs-qwen-tts report --diff origin/main >> $GITHUB_STEP_SUMMARY",
        "mkdocs-qwen-tts report --format json",
        "mkdocs-qwen-tts report site -o report.html",
    )
)
@site_argument
@config_option
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file to write, .html, .json or .md; may be given again. Without it, the report is "
    "printed.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["md", "json", "html"]),
    default="md",
    show_default=True,
    help="The form that is printed.",
)
@click.option(
    "--diff",
    "revision",
    metavar="REV",
    help="Also report what is spoken otherwise since this branch left a commit; for a built site "
    "also since another folder.",
)
def report(
    site_dir: Path | None,
    config_file: str | None,
    outputs: tuple[Path, ...],
    form: str,
    revision: str | None,
) -> None:
    """Report what is spoken, what it costs, and what to look at. Sends nothing.

    SITE_DIR is the folder of a built site, of any generator; without it, MkDocs reads the sources.
    """
    for path in outputs:
        reports.form_of(path, "--output")
    site = planned(config_file, site_dir)
    store = open_store(site.settings, site.base)
    found = reports.report_of(site.plan, site.settings, store, site.base)
    if revision is not None:
        with planned_before(config_file, site_dir, revision) as earlier:
            before = earlier.plan
        changes = prose.compare(
            {one.page.name: one.script for one in before.pages},
            {one.page.name: one.script for one in site.plan.pages},
        )
        cost = plan_since(site.plan, before, site.settings).bill.total
        found = reports.with_changes(found, revision, changes, cost)
    for path in outputs:
        reports.write_report(path, found, store)
        echo(f"{path} is written.", err=True)
    if not outputs:
        echo(reports.rendered_as(f".{form}", found, store), nl=False, verbatim=True)
