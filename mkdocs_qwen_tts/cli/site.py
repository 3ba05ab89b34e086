"""Commands about a whole site: what will be spoken, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from mkdocs_qwen_tts import prose, speech
from mkdocs_qwen_tts.cli import offers, tables
from mkdocs_qwen_tts.cli.examples import examples
from mkdocs_qwen_tts.cli.revision import checked_out
from mkdocs_qwen_tts.cli.terminal import echo, echo_json
from mkdocs_qwen_tts.errors import BudgetExceeded, ConfigurationError
from mkdocs_qwen_tts.pipeline import check_budget, describe, plan_since, prepare, worst_case
from mkdocs_qwen_tts.plugin import read_site
from mkdocs_qwen_tts.quotation import printable
from mkdocs_qwen_tts.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from mkdocs_qwen_tts.model import Bill, Charge, Passage
    from mkdocs_qwen_tts.pipeline import PagePlan, Plan
    from mkdocs_qwen_tts.settings import Settings

OVER_BUDGET = 3
"""Exit code."""

config_option = click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False, exists=True),
    default=None,
    help="The site's configuration; without it, mkdocs.yml in this folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")


@dataclass(frozen=True)
class Planned:
    """A site, read and planned."""

    plan: Plan
    settings: Settings
    base: Path


def planned(config: str | None) -> Planned:
    """Read a site and plan its narration."""
    pages, settings, base, site = read_site(config)
    store = open_store(settings, base)
    return Planned(prepare(pages, settings, store, site, base), settings, base)


# ---------------------------------------------------------------- script


@click.command(
    epilog=examples(
        "mkdocs-qwen-tts script -f mkdocs.yml --page guide/install.md",
        "mkdocs-qwen-tts script --unknown",
        "mkdocs-qwen-tts script --diff origin/main",
    )
)
@config_option
@click.option(
    "--page",
    "wanted",
    metavar="PATH",
    shell_complete=offers.pages,
    help="Only this page, by its source path or URL.",
)
@click.option(
    "--unknown",
    is_flag=True,
    help="List technical words that no rule or lexicon covers, by frequency.",
)
@click.option(
    "--diff",
    "revision",
    metavar="REV",
    help="Show what is spoken otherwise since a commit, and its price.",
)
@json_option
def script(
    config_file: str | None, wanted: str | None, unknown: bool, revision: str | None, as_json: bool
) -> None:
    """Print what will be spoken, page by page. Sends nothing."""
    site = planned(config_file)
    pages = _chosen(site.plan, wanted)
    if unknown:
        _print_unknown(site, pages, as_json=as_json)
    elif revision is not None:
        _print_changes(site, pages, config_file, revision, as_json=as_json)
    elif as_json:
        echo_json([{**one.script.as_json(), "page": one.page.name} for one in pages])
    else:
        for number, one in enumerate(pages):
            _print_heading(one, first=not number)
            for passage in one.script.passages:
                echo(f"  {_label(passage):<12}{passage.text}")


def _chosen(plan: Plan, wanted: str | None) -> list[PagePlan]:
    pages = [one for one in plan.pages if wanted in (None, one.page.source, one.page.key)]
    if not pages and wanted is not None:
        raise ConfigurationError.not_among(
            "--page", wanted, [one.page.name for one in plan.pages], "page"
        )
    return pages


def _print_heading(one: PagePlan, *, first: bool) -> None:
    language = f" [{one.script.language}]" if one.script.language else ""
    why = one.skipped or one.failed
    echo(f"{'' if first else chr(10)}{one.page.name}{language}", nl=False, bold=True)
    echo(f"  – not narrated: {why}" if why else "")


def _label(passage: Passage) -> str:
    return f"{passage.kind}{'*' if passage.spoken_only else ''}"


def _print_unknown(site: Planned, pages: list[PagePlan], *, as_json: bool) -> None:
    lexicon = prose.Lexicon.load([site.base / path for path in site.settings.prose.lexicon])
    terms = prose.unknown_terms([one.script for one in pages], lexicon)
    if as_json:
        echo_json(dict(terms))
        return
    for term, count in terms.items():
        echo(f"{count:>6}  {term}")


def _print_changes(
    site: Planned, pages: list[PagePlan], config: str | None, revision: str, *, as_json: bool
) -> None:
    with checked_out(config, revision) as there:
        before = planned(str(there)).plan
    old = {one.page.name: one.script for one in before.pages}
    changes = prose.compare(old, {one.page.name: one.script for one in pages})
    if len(pages) < len(site.plan.pages):
        changes = tuple(
            change for change in changes if change.page in {one.page.name for one in pages}
        )
    cost = plan_since(site.plan, before, site.settings).bill.total
    if as_json:
        echo_json(
            {
                "changes": [
                    {
                        "page": change.page,
                        "before": change.before.text if change.before else None,
                        "after": change.after.text if change.after else None,
                    }
                    for change in changes
                ],
                "cost": cost.as_json(),
            }
        )
        return
    page = None
    for change in changes:
        if change.page != page:
            page = change.page
            echo(page, bold=True)
        if change.before is not None:
            echo(f"  - {change.before.text}", fg="red")
        if change.after is not None:
            echo(f"  + {change.after.text}", fg="green")
    echo(
        f"Since {revision}: {describe(cost)}."
        if changes
        else f"Nothing is spoken otherwise than at {revision}."
    )


# ---------------------------------------------------------------- plan


@click.command(
    epilog=examples(
        "mkdocs-qwen-tts plan -f mkdocs.yml", "mkdocs-qwen-tts plan --diff origin/main --json"
    )
)
@config_option
@click.option(
    "--diff", "revision", metavar="REV", help="Print only what a commit's narration does not cover."
)
@json_option
def plan(config_file: str | None, revision: str | None, as_json: bool) -> None:
    """Print the bill: what a build would ask for, and its price. Sends nothing.

    Exits with 3 when the bill is above the budget.
    """
    site = planned(config_file)
    found = site.plan
    if revision is not None:
        with checked_out(config_file, revision) as there:
            found = plan_since(found, planned(str(there)).plan, site.settings)
    if as_json:
        echo_json(
            {**found.bill.as_json(), "at_most": worst_case(found.bill, site.settings).as_json()}
        )
    else:
        why = {one.page.name: one.skipped or one.failed for one in found.pages}
        print_bill(found.bill, why, found.notes, worst_case(found.bill, site.settings))
        tell_voices(found, site.settings)
    try:
        check_budget(found.bill, site.settings)
    except BudgetExceeded as error:
        echo(f"Error: {error}", err=True)
        raise SystemExit(OVER_BUDGET) from None


def tell_voices(found: Plan, settings: Settings) -> None:
    """Say which free voice speaks: some may be published, others only stand in."""
    engine = speech.engine_for(settings)
    if not engine.free:
        return
    spoken = {one.voice for page in found.pages for one in page.utterances}
    for told in sorted({engine.describe(voice) for voice in spoken}):
        echo(f"Spoken by {told}.")


def print_bill(found: Bill, why: Mapping[str, str], notes: Iterable[str], at_most: Charge) -> None:
    """Print a bill as a table.

    Args:
        found: the bill.
        why: by page, why it gets no narration.
        notes: what the user should know, one sentence each.
        at_most: what the build may cost with everything that is asked for again.
    """
    table = tables.plain_table()
    table.add_column("page", overflow="fold")
    for name in ("utterances", "cached", "requests", "characters", "price"):
        table.add_column(name, justify="right", no_wrap=True)
    for page, charge in found.pages:
        table.add_row(printable(page, lines=False), *_figures(charge))
    table.add_section()
    table.add_row("in all", *_figures(found.total), style="bold")
    console = tables.console()
    console.print(table)
    for page, reason in why.items():
        if reason:
            console.print(printable(f"Not narrated: {page}: {reason}."))
    console.print(f"A build would send {describe(found.total)}.")
    if at_most.characters > found.total.characters:
        price = f", {at_most.price:.2f} {at_most.currency}" if at_most.price else ""
        console.print(
            f"With what may have to be asked for again, it costs at most {at_most.characters:,} "
            f"characters{price}."
        )
    for note in notes:
        console.print(printable(f"Note: {note}"))


def _figures(charge: Charge) -> tuple[str, ...]:
    if not charge.requests:
        price = ""
    elif charge.price is None:
        price = "–"
    elif not charge.price_date:
        price = "free"
    else:
        price = f"{charge.price:.4f} {charge.currency}"
    counts = (charge.utterances, charge.cached, charge.requests, charge.characters)
    return (*(f"{count:,}" for count in counts), price)
