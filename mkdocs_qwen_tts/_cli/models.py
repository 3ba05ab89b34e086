"""The command that lists speech models: where, for how much, how long a text, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from mkdocs_qwen_tts._cli import offers, tables
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.service import need_key, service_options
from mkdocs_qwen_tts._cli.terminal import echo, echo_json
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import lifecycles
from mkdocs_qwen_tts._speech.engines.modelstudio import prices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs_qwen_tts._speech.catalogue import Model

SAMPLE = 10_000
"""Characters that prices are given for, as in the service's price list."""


@click.command(
    epilog=examples(
        "mkdocs-qwen-tts models --region singapore",
        "mkdocs-qwen-tts models --family qwen-audio --json",
    )
)
@click.option("--family", shell_complete=offers.families, help="Only this family, as qwen-audio.")
@click.option("--live", is_flag=True, help="Ask the service for its list, and report what differs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
@service_options
def models(*, family: str | None, live: bool, as_json: bool, api: dict[str, Any]) -> None:
    """List the speech models: regions, prices, limits, and their end."""
    settings = Settings.of({"api": api})
    shown = [one for one in catalogue.models().values() if family is None or one.family == family]
    if api["region"]:
        shown = [one for one in shown if settings.api.region in one.regions]
    if as_json:
        echo_json([_facts(one, settings.api.region) for one in shown])
    else:
        _print(shown, settings.api.region)
    if live:
        _compare(settings)


def _facts(entry: Model, region: str) -> dict[str, Any]:
    price = prices.price_of(entry, region)
    ending = catalogue.lifecycle(entry.name)
    return {
        "model": entry.name,
        "family": entry.family,
        "regions": entry.regions,
        "limit": entry.limit,
        "limit_unit": entry.limit_unit,
        "instructions": bool(entry.instructions),
        "system_voices": len(catalogue.system_voices(entry.voices)),
        "price": str(price.per_character * SAMPLE) if price else None,
        "currency": price.currency if price else None,
        "estimated": price.estimated if price else None,
        "price_date": price.date if price else None,
        "since": ending.since if ending else "",
        "retires": ending.retires if ending else "",
        "retires_in": ending.regions if ending else (),
        "replacement": ending.replacement if ending else "",
        "instead": ending.instead if ending else "",
        "lifecycle_source": ending.source if ending else "",
    }


def _print(shown: Iterable[Model], region: str) -> None:
    table = tables.plain_table()
    for head in ("model", "regions", f"{SAMPLE:,} characters", "a request", "voices", "lives"):
        table.add_column(head, no_wrap=head != "lives")
    for one in shown:
        price = prices.price_of(one, region)
        cost = f"{price.per_character * SAMPLE:.2f} {price.currency}" if price else "not published"
        about = "at most " if price and price.estimated else ""
        own = {"cloned": "cloned", "designed": "designed"}.get(one.voices)
        count = len(catalogue.system_voices(one.voices))
        more = " or more" if one.voices_open else ""
        table.add_row(
            one.name,
            ", ".join(one.regions),
            f"{about}{cost}",
            f"{one.limit} {one.limit_unit}",
            own or (f"{count}{more}" if count else "own ones"),
            lived(one.name),
        )
    tables.print_table(table, tables.console())


def lived(name: str) -> str:
    """When a model began, when it ends, and what replaces it; empty where that is unknown."""
    found = catalogue.lifecycle(name)
    if found is None:
        return ""
    words = [f"since {found.since}"] if found.since else []
    if found.retires:
        today = lifecycles.vendor_today()
        words.append(f"{found.ends(today)} ({', '.join(found.regions)})")
        words.append(f"then {found.instead or found.replacement}")
    return ", ".join(words)


def _compare(settings: Settings) -> None:
    from mkdocs_qwen_tts._speech.engines.modelstudio import (  # noqa: PLC0415 - imports httpx, which completion never needs
        listing,
    )

    need_key(settings)
    listed = listing.listed_models(settings)
    found = list(listing.differences(settings, listed))
    for one in found:
        echo(one, err=True)
    end = "nothing differs from our tables" if not found else f"{len(found)} differences"
    echo(f"The service lists {len(listed)} models in {settings.api.region}; {end}.", err=True)
