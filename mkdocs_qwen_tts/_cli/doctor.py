"""The command that says what keeps a site from being narrated."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_qwen_tts._cli import checkup, tables
from mkdocs_qwen_tts._cli.checkup import State
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.init import named_or_found
from mkdocs_qwen_tts._cli.language import localized
from mkdocs_qwen_tts._cli.terminal import echo, echo_json
from mkdocs_qwen_tts._quotation import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from mkdocs_qwen_tts._cli.checkup import Finding

LOOKS = {State.OK: ("✓", "green"), State.WARNING: ("!", "yellow"), State.PROBLEM: ("✗", "red")}
"""Mark and colour of each state on a terminal; the word for it is printed too."""


@click.command(
    epilog=examples(
        "mkdocs-qwen-tts doctor", "mkdocs-qwen-tts doctor -f docs/mkdocs.yml --offline --json"
    )
)
@click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path),
    help="The site's configuration; without it, mkdocs.yml in this folder.",
)
@click.option("--offline", is_flag=True, help="Ask no host anything.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def doctor(config_file: Path | None, offline: bool, as_json: bool) -> None:
    """Check key, voice, service, store and machine; say what to do.

    Nothing it asks for is billed: of the service it wants the list of your own voices, which is
    free. The key is never shown. Exits with 1 when something would stop a build or spoil it.
    """
    case = checkup.Case.of(named_or_found(config_file), online=not offline)
    found = list(checkup.examined(case))
    if as_json:
        echo_json([asdict(one) for one in found])
    else:
        _print(found)
    if any(one.state is State.PROBLEM for one in found):
        raise SystemExit(1)


def _print(found: Sequence[Finding]) -> None:
    console = tables.console()
    if console.is_terminal:
        _print_table(found, console)
    else:
        for one in found:
            state, check, seen = map(localized, (one.state.value, one.check, one.seen))
            stop = " " if seen.endswith("?") else localized(". ")
            mend = f"{stop}{localized(one.mend)}" if one.mend else ""
            echo(f"{state:<8} {check}{localized(': ')}{seen}{mend}", verbatim=True)
    echo(_summary(found))


def _print_table(found: Sequence[Finding], console: Console) -> None:
    from rich.text import Text  # noqa: PLC0415 - slow to load, and only people read tables

    table = tables.plain_table(header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    marked = (console.encoding or "").startswith("utf")
    for one in found:
        mark, colour = LOOKS[one.state]
        words = Text(printable(localized(one.seen)))
        if one.mend:
            words.append(printable(f"\n{localized(one.mend)}"), style="bold")
        state = Text(f"{mark} " * marked + localized(one.state.value), style=colour)
        table.add_row(state, localized(one.check), words)
    tables.print_table(table, console)


def _summary(found: Sequence[Finding]) -> str:
    counts = [
        localized(f"{count} {state.value}{'s' * (count != 1)}")
        for state in (State.PROBLEM, State.WARNING)
        if (count := sum(one.state is state for one in found))
    ]
    return localized(" and ").join(counts) + localized(".") if counts else "Nothing is wrong."
