"""Commands about the store."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_qwen_tts import _store as store
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.language import localized
from mkdocs_qwen_tts._cli.terminal import echo, echo_json
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._settings import Cache, Settings

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = {"h": 3600, "d": 86_400, "w": 604_800}
BYTES = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3}


def amount(
    units: dict[str, int],
) -> Callable[[click.Context, click.Parameter, str | None], float | None]:
    """A type of option: a number with a unit behind it, such as `30d` or `2G`."""
    names = "|".join(units)
    factors = {unit.lower(): factor for unit, factor in units.items()}

    def read(_context: click.Context, _option: click.Parameter, value: str | None) -> float | None:
        if value is None:
            return None
        match = re.fullmatch(rf"(\d+(?:\.\d+)?)\s*({names})B?", value.strip(), re.IGNORECASE)
        if match is None:
            listed = ", ".join(filter(None, units))
            told = f"{value!r} is not a number with a unit behind it: {listed}."
            raise click.BadParameter(localized(told))
        return float(match[1]) * factors[match[2].lower()]

    return read


folder_option = click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(Cache().dir),
    show_default=True,
    help="The store's folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")


def opened(folder: Path) -> store.Store:
    """The store in a folder that must be there."""
    if not folder.is_dir():
        raise ConfigurationError(
            "--dir", f"there is no folder {folder}; the store is made by the first build."
        )
    return store.Store(folder)


@click.group(
    epilog=examples(
        "mkdocs-qwen-tts cache stats", "mkdocs-qwen-tts cache prune --older-than 30d --dry-run"
    )
)
def cache() -> None:
    """Look after the store of everything that was paid for."""


@cache.command(epilog=examples("mkdocs-qwen-tts cache stats --dir .cache/plugin/qwen-tts"))
@folder_option
@json_option
def stats(folder: Path, as_json: bool) -> None:
    """Print what the store holds."""
    found = store.stats(opened(folder))
    if as_json:
        echo_json(asdict(found), indent=None)
        return
    echo(f"{folder}")
    echo(f"  clips   {found.clips:>8,}  {_megabytes(found.clip_bytes):>12}")
    echo(f"  tracks  {found.tracks:>8,}  {_megabytes(found.track_bytes):>12}")
    echo(f"  sites   {found.sites:>8,}")
    if found.other:
        echo(
            f"  other   {found.other:>8,}  files of unfinished writes, damaged or foreign; see "
            "cache verify"
        )


@cache.command(epilog=examples("mkdocs-qwen-tts cache verify --repair"))
@folder_option
@click.option(
    "--repair", is_flag=True, help="Remove what is damaged; the next build makes it anew."
)
@json_option
def verify(folder: Path, repair: bool, as_json: bool) -> None:
    """Read every object of the store and check it. Exits with 1 when something is damaged."""
    verdict = store.verify(opened(folder), repair=repair)
    if as_json:
        echo_json(asdict(verdict), indent=None)
    else:
        for path in verdict.damaged:
            echo(f"{'removed' if path in verdict.removed else 'damaged'}: {path}")
        echo(
            f"{verdict.checked:,} objects checked, {len(verdict.damaged):,} files damaged or "
            "foreign."
        )
    if len(verdict.damaged) > len(verdict.removed):
        raise SystemExit(1)


@cache.command(epilog=examples("mkdocs-qwen-tts cache prune --older-than 30d --dry-run"))
@folder_option
@click.option(
    "--older-than",
    metavar="AGE",
    callback=amount(SECONDS),
    help="Only what was written longer ago: 12h, 30d, 8w.",
)
@click.option(
    "--size",
    metavar="SIZE",
    callback=amount(BYTES),
    help="Only as much as brings the store down to this: 500M, 2G.",
)
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
@json_option
def prune(
    folder: Path, older_than: float | None, size: float | None, dry_run: bool, as_json: bool
) -> None:
    """Remove what no site references. What a site last used is never removed."""
    opened_store = opened(folder)
    opened_store.waiting.told = partial(echo, err=True)
    swept = 0 if dry_run else store.sweep(opened_store)
    limit = None if size is None else int(size)
    result = store.prune(opened_store, older_than=older_than, size=limit, dry_run=dry_run)
    if as_json:
        echo_json({**asdict(result), "unfinished": swept, "dry_run": dry_run}, indent=None)
        return
    gone, freed = f"{result.objects:,}", _megabytes(result.bytes)
    kept, left = f"{result.kept_objects:,}", _megabytes(result.kept_bytes)
    if dry_run:
        echo(f"would remove {gone} objects, {freed}; kept {kept} objects, {left}")
    else:
        echo(f"removed {gone} objects, {freed}; kept {kept} objects, {left}")


@cache.command(
    epilog=examples(
        "QWEN_TTS_CACHE_KEY=0123456789abcdef mkdocs-qwen-tts cache sign --dry-run",
        "mkdocs-qwen-tts cache sign --remote s3://docs-narration/site",
    )
)
@folder_option
@click.option(
    "--remote", metavar="URL", help="Also sign what lies in this remote store, as `cache.remote`."
)
@click.option("--dry-run", is_flag=True, help="Say what would be signed, and sign nothing.")
@json_option
def sign(folder: Path, remote: str | None, dry_run: bool, as_json: bool) -> None:
    """Sign what is in the store with QWEN_TTS_CACHE_KEY.

    That variable holds the value of `cache.key`. Do it once, before the first build with a key,
    and for a store that you trust.
    """
    settings = Settings.of({"cache": {"dir": str(folder), "remote": remote}})
    if settings.cache.key is None:
        raise ConfigurationError(
            "QWEN_TTS_CACHE_KEY",
            "there is no key to sign with; set it to the value of `cache.key`.",
        )
    opened(folder)  # says where there is none
    result = store.sign(store.open_store(settings, Path.cwd()), dry_run=dry_run)
    if as_json:
        echo_json({**asdict(result), "dry_run": dry_run}, indent=None)
        return
    signed, already = f"{result.signed:,}", f"{result.already:,}"
    if dry_run:
        echo(f"would sign {signed} records; {already} were signed already.")
    else:
        echo(f"signed {signed} records; {already} were signed already.")
    if result.damaged:
        echo(f"{result.damaged:,} records are damaged.")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"
