"""Commands about a whole site: what will be spoken, and what it costs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cli import offers, tables
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.language import localized
from mkdocs_qwen_tts._cli.planning import planned, planned_before
from mkdocs_qwen_tts._cli.terminal import echo, echo_json
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._pipeline import check_budget, describe, heavy_pages, plan_since, worst_case
from mkdocs_qwen_tts._quotation import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkdocs_qwen_tts._cli.planning import Planned
    from mkdocs_qwen_tts._model import Bill, Charge, Coverage, Passage
    from mkdocs_qwen_tts._pipeline import PagePlan, Plan
    from mkdocs_qwen_tts._settings import Settings

FAILED = 1
"""Exit code."""

config_option = click.option(
    "-f",
    "--config-file",
    type=click.Path(dir_okay=False, exists=True),
    default=None,
    help="The site's configuration; without it, mkdocs.yml in this folder, and for a built site "
    "narration.yml.",
)
site_argument = click.argument(
    "site_dir",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")


# ---------------------------------------------------------------- script


@click.command(
    epilog=examples(
        "mkdocs-qwen-tts script -f mkdocs.yml --page guide/install.md",
        "mkdocs-qwen-tts script --unknown",
        "mkdocs-qwen-tts script --unknown --diff HEAD --check",
        "mkdocs-qwen-tts script --diff origin/main",
        "mkdocs-qwen-tts script site --page guide/",
        "mkdocs-qwen-tts script site --diff site-before",
    )
)
@site_argument
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
    help="List technical words that no rule or lexicon covers, by frequency; with --diff, the new "
    "ones.",
)
@click.option(
    "--diff",
    "revision",
    metavar="REV",
    help="Show what is spoken otherwise since this branch left a commit, and its price; for a "
    "built site also since another folder.",
)
@click.option(
    "--check", is_flag=True, help="With --unknown: exit with 1 when there is such a word."
)
@json_option
def script(
    site_dir: Path | None,
    config_file: str | None,
    *,
    wanted: str | None,
    unknown: bool,
    revision: str | None,
    check: bool,
    as_json: bool,
) -> None:
    """Print what will be spoken, page by page. Sends nothing.

    SITE_DIR is the folder of a built site, of any generator; without it, MkDocs reads the sources.
    """
    site = planned(config_file, site_dir)
    pages = _chosen(site.plan, wanted)
    if check and not unknown:
        raise ConfigurationError("--check", "it goes with --unknown.")
    if unknown:
        terms = _unknown(site, pages)
        if revision is not None:
            with planned_before(config_file, site_dir, revision) as before:
                known = _unknown(before, before.plan.pages)
            terms = {term: count for term, count in terms.items() if term not in known}
        _print_unknown(terms, as_json=as_json)
        if check and terms:
            raise SystemExit(FAILED)
    elif revision is not None:
        with planned_before(config_file, site_dir, revision) as before:
            _print_changes(site, pages, before.plan, revision, as_json=as_json)
    elif as_json:
        echo_json([{**one.script.as_json(), "page": one.page.name} for one in pages])
    else:
        for number, one in enumerate(pages):
            _print_heading(one, first=not number)
            for passage in one.script.passages:
                echo(f"  {_label(passage):<12}{passage.text}", verbatim=True)
        for note in site.notes:
            echo(printable(f"Note: {note}"), err=True)


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
    name = f"{'' if first else chr(10)}{one.page.name}{language}"
    echo(name, nl=False, bold=True, verbatim=True)
    coverage = one.script.coverage
    spoken = f"  {coverage.spoken:,} words, coverage {coverage.share:.0%}" if coverage else ""
    echo(f"  – not narrated: {why}" if why else spoken)


def _label(passage: Passage) -> str:
    return f"{passage.kind}{'*' if passage.spoken_only else ''}"


def _unknown(site: Planned, pages: Iterable[PagePlan]) -> dict[str, int]:
    """Technical words that nobody has said how to speak, and how often each is read."""
    lexicon = prose.Lexicon.load([site.base / path for path in site.settings.prose.lexicon])
    return dict(prose.unknown_terms([one.script for one in pages], lexicon))


def _print_unknown(terms: Mapping[str, int], *, as_json: bool) -> None:
    if as_json:
        echo_json(dict(terms))
        return
    for term, count in terms.items():
        echo(f"{count:>6}  {term}", verbatim=True)
    if not terms:
        echo("Every technical word is covered by a rule or by the lexicon.", err=True)


def _print_changes(
    site: Planned, pages: list[PagePlan], before: Plan, revision: str, *, as_json: bool
) -> None:
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
            echo(page, bold=True, verbatim=True)
        if change.before is not None:
            echo(f"  - {change.before.text}", fg="red", verbatim=True)
        if change.after is not None:
            echo(f"  + {change.after.text}", fg="green", verbatim=True)
    echo(
        f"Since {revision}: {describe(cost)}."
        if changes
        else f"Nothing is spoken otherwise than at {revision}."
    )


# ---------------------------------------------------------------- plan


@click.command(
    epilog=examples(
        "mkdocs-qwen-tts plan -f mkdocs.yml",
        "mkdocs-qwen-tts plan --diff origin/main --json",
        "mkdocs-qwen-tts plan site",
    )
)
@site_argument
@config_option
@click.option(
    "--diff",
    "revision",
    metavar="REV",
    help="Print only what is not covered by the narration of the commit that this branch left; for "
    "a built site also by that of another folder.",
)
@json_option
def plan(
    site_dir: Path | None, config_file: str | None, revision: str | None, *, as_json: bool
) -> None:
    """Print the bill: what a build would ask for, and its price. Sends nothing.

    SITE_DIR is the folder of a built site, of any generator; without it, MkDocs reads the sources.
    Exits with 3 when the bill is above the budget.
    """
    site = planned(config_file, site_dir)
    found = site.plan
    if revision is not None:
        with planned_before(config_file, site_dir, revision) as before:
            found = plan_since(found, before.plan, site.settings)
    covered = {one.page.name: one.script.coverage for one in found.pages if one.script.coverage}
    at_most = worst_case(found.bill, site.settings)
    if as_json:
        echo_json(bill_as_json(found.bill, covered, at_most))
    else:
        why = {one.page.name: one.skipped or one.failed for one in found.pages}
        notes = (*heavy_pages(found.pages), *found.notes, *site.notes)
        print_bill(found.bill, why, notes, at_most, covered)
        tell_voices(found, site.settings)
    check_budget(found.bill, site.settings)


def bill_as_json(found: Bill, covered: Mapping[str, Coverage], at_most: Charge) -> dict[str, Any]:
    """The shape of `plan --json`: the bill, and of each page how much of it is spoken."""
    bill = found.as_json()
    for page in bill["pages"]:
        coverage = covered.get(page["page"])
        page["words"] = coverage.spoken if coverage else 0
        page["coverage"] = round(coverage.share, 4) if coverage else None
    return {**bill, "at_most": at_most.as_json()}


def tell_voices(found: Plan, settings: Settings) -> None:
    """Say which free voice speaks: some may be published, others only stand in."""
    engine = speech.engine_for(settings)
    if not engine.free:
        return
    spoken = {one.voice for page in found.pages for one in page.utterances}
    for told in sorted({engine.describe(voice) for voice in spoken}):
        echo(f"Spoken by {told}.")


def print_bill(
    found: Bill,
    why: Mapping[str, str],
    notes: Iterable[str],
    at_most: Charge,
    covered: Mapping[str, Coverage],
) -> None:
    """Print a bill as a table.

    Args:
        found: the bill.
        why: by page, why it gets no narration.
        notes: what the user should know, one sentence each.
        at_most: what the build may cost with everything that is asked for again.
        covered: by page, how much of what readers see is spoken.
    """
    table = tables.plain_table()
    table.add_column("page", no_wrap=True)
    for name in ("words", "coverage", "utterances", "cached", "requests", "characters", "price"):
        table.add_column(name, justify="right", no_wrap=True)
    for page, charge in found.pages:
        spoken = _spoken([covered[page]] if page in covered else [])
        table.add_row(printable(page, lines=False), *spoken, *_figures(charge))
    table.add_section()
    table.add_row(
        localized("in all"), *_spoken(covered.values()), *_figures(found.total), style="bold"
    )
    console = tables.console()
    tables.print_table(table, console)
    for page, reason in why.items():
        if reason:
            console.print(printable(localized(f"Not narrated: {page}: {reason}.")))
    console.print(localized(f"A build would send {describe(found.total)}."))
    if at_most.characters > found.total.characters:
        price = f", {at_most.price:.2f} {at_most.currency}" if at_most.price else ""
        dearest = (
            f"With what may have to be asked for again, it costs at most {at_most.characters:,} "
            f"characters{price}."
        )
        console.print(localized(dearest))
    for note in notes:
        console.print(printable(localized(f"Note: {note}")))


def _spoken(covered: Iterable[Coverage]) -> tuple[str, str]:
    """How many words are spoken, and the share of what readers see that is spoken or covered."""
    every = list(covered)
    seen = sum(one.visible for one in every)
    if not seen:
        return "", ""
    share = sum(one.share * one.visible for one in every) / seen
    return f"{sum(one.spoken for one in every):,}", f"{share:.0%}"


def _figures(charge: Charge) -> tuple[str, ...]:
    if not charge.requests:
        price = ""
    elif charge.price is None:
        price = "–"
    elif not charge.price_date:
        price = localized("free")
    else:
        price = f"{charge.price:.4f} {charge.currency}"
    counts = (charge.utterances, charge.cached, charge.requests, charge.characters)
    return (*(f"{count:,}" for count in counts), price)
