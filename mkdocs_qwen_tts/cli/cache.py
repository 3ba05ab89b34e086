"""Commands about the store."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from mkdocs_qwen_tts.settings import Cache
from mkdocs_qwen_tts.store import Store
from mkdocs_qwen_tts.store import stats as survey

store_folder = click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(Cache().dir),
    show_default=True,
    help="The store's folder.",
)


@click.group()
def cache() -> None:
    """Look after the store: the folder of everything that was paid for."""


@cache.command()
@store_folder
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
def stats(folder: Path, as_json: bool) -> None:
    r"""Print what the store holds.

    \b
    Example:
      mkdocs-qwen-tts cache stats --dir .cache/plugin/qwen-tts
    """
    found = survey(Store(folder))
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    click.echo(f"{folder}")
    click.echo(f"  clips   {found.clips:>8,}  {_megabytes(found.clip_bytes)}")
    click.echo(f"  tracks  {found.tracks:>8,}  {_megabytes(found.track_bytes)}")
    if found.other:
        click.echo(f"  other   {found.other:>8,}  files of unfinished writes")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:10,.1f} MB"
