"""Commands about a whole site: what will be spoken, and what it costs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from mkdocs_qwen_tts import bill
from mkdocs_qwen_tts.errors import BudgetExceeded, ConfigurationError
from mkdocs_qwen_tts.plugin import read_site
from mkdocs_qwen_tts.progress import describe
from mkdocs_qwen_tts.store import open_store

if TYPE_CHECKING:
    from mkdocs_qwen_tts.bill import PagePlan, Plan
    from mkdocs_qwen_tts.model import Charge, Passage
    from mkdocs_qwen_tts.settings import Settings
    from mkdocs_qwen_tts.store import Store

config_file = click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False, exists=True),
    default=None,
    help="The site's configuration; without it, mkdocs.yml in this folder.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")


def planned(config: str | None) -> tuple[Plan, Settings, Store]:
    """Read a site and plan its narration."""
    pages, settings, base, site = read_site(config)
    store = open_store(settings, base)
    return bill.prepare(pages, settings, store, site, base), settings, store


@click.command()
@config_file
@click.option("--page", "wanted", metavar="PATH", help="Only this page, by its source path or URL.")
@as_json
def script(config_file: str | None, wanted: str | None, as_json: bool) -> None:
    r"""Print what will be spoken, page by page. Sends nothing.

    \b
    Example:
      mkdocs-qwen-tts script -f mkdocs.yml --page guide/install.md
    """
    plan, _, _ = planned(config_file)
    pages = list(plan.pages)
    if wanted is not None:
        pages = [one for one in pages if wanted in (one.page.source, one.page.key)]
        if not pages:
            raise ConfigurationError.not_among(
                "--page", wanted, [one.page.name for one in plan.pages], "page"
            )
    if as_json:
        click.echo(json.dumps([one.script.as_json() for one in pages], ensure_ascii=False, indent=1))
        return
    for number, one in enumerate(pages):
        click.echo(("\n" if number else "") + _heading(one))
        for passage in one.script.passages:
            click.echo(f"  {_label(passage):<12}{passage.text}")


def _heading(one: PagePlan) -> str:
    language = f" [{one.script.language}]" if one.script.language else ""
    why = one.skipped or one.failed
    return click.style(f"{one.page.name}{language}", bold=True) + (f"  – not narrated: {why}" if why else "")


def _label(passage: Passage) -> str:
    return f"{passage.kind}{'*' if passage.spoken_only else ''}"


@click.command()
@config_file
@as_json
def plan(config_file: str | None, as_json: bool) -> None:
    r"""Print the bill: what a build would ask for, and its price. Sends nothing.

    Exits with 3 when the bill is above the budget.

    \b
    Example:
      mkdocs-qwen-tts plan -f mkdocs.yml
    """
    plan, settings, _ = planned(config_file)
    if as_json:
        click.echo(json.dumps(plan.bill.as_json(), ensure_ascii=False, indent=1))
    else:
        _print_bill(plan)
    try:
        bill.check_budget(plan.bill, settings)
    except BudgetExceeded:
        if as_json:
            raise SystemExit(3) from None  # the figures are printed; standard error stays for people
        raise


def _print_bill(plan: Plan) -> None:
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("page", overflow="fold")
    for name in ("utterances", "cached", "requests", "characters", "price"):
        table.add_column(name, justify="right")
    table.add_column("")
    for one in plan.pages:
        table.add_row(one.page.name, *_figures(one.charge), one.skipped or one.failed)
    table.add_section()
    table.add_row("in all", *_figures(plan.bill.total), "", style="bold")
    console = Console(soft_wrap=True)
    console.print(table)
    console.print(f"A build would send {describe(plan.bill.total)}.")
    for note in plan.notes:
        console.print(f"Note: {note}", markup=False)


def _figures(charge: Charge) -> tuple[str, ...]:
    if not charge.requests:
        price = ""
    elif charge.price is None or not charge.currency:
        price = "–"
    else:
        price = f"{charge.price:.4f} {charge.currency}"
    return (
        f"{charge.utterances:,}",
        f"{charge.cached:,}",
        f"{charge.requests:,}",
        f"{charge.characters:,}",
        price,
    )
