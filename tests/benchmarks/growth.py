"""How many bytes narration adds to the HTML of real sites, and where they go.

    python tests/benchmarks/growth.py SITE [SITE …]

SITE is a folder with `mkdocs.yml` and `docs/`. It is built twice from a copy, without the plugin
and with it, spoken by
the fake service in this process: no key, no money. Exits with 1 where a site grows by more than 2.5
%. Needs the `dev` extra.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import tempfile
from collections import Counter
from html import unescape
from pathlib import Path

from corpus import copy_of, run

from mkdocs_qwen_tts.testing import FakeServer

MOST = 0.025
"""The share of its size by which a site's HTML may grow."""

MARK = re.compile(r' data-narration="?\d+"?')
PLAYER = re.compile(r"<qwen-narration.*?</qwen-narration>", re.DOTALL)
TEMPLATE = re.compile(r"<template>(.*?)</template>", re.DOTALL)


def size(text: str) -> int:
    return len(text.encode("utf-8"))


def kinds(page: str) -> Counter[str]:
    """Bytes of a narrated page that are the plugin's, by what they are."""
    found: Counter[str] = Counter()
    found["marks"] = sum(size(mark) for mark in MARK.findall(page))
    player = PLAYER.search(page)
    if not player:
        return found
    template = TEMPLATE.search(player[0])
    data = json.loads(unescape(template[1])) if template else {}
    found["markup"] = size(player[0]) - (size(template[1]) if template else 0)
    for name, value in data.items():
        found[name] += (
            size(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
            + len(name)
            + len('"":,')
        )
    return found


def measure(site: Path, scratch: Path, store: Path, server: FakeServer) -> float:
    environ = {
        **os.environ,
        "DASHSCOPE_API_KEY": "sk-fake",
        "DASHSCOPE_HTTP_BASE_URL": server.base_url,
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": "1700000000",
    }
    options = {"api": {"requests_per_minute": 1_000_000}, "cache": {"dir": str(store)}}
    config = copy_of(site, scratch / "site", options)
    plain = copy_of(site, scratch / "plain-site", {"enabled": False})
    for one, name in ((plain, "without"), (config, "with")):
        run("mkdocs", "build", "-q", "-f", str(one), "-d", str(scratch / name), environ=environ)

    before, after, zipped_before, zipped_after, pages = 0, 0, 0, 0, 0
    found: Counter[str] = Counter()
    for path in sorted((scratch / "without").rglob("*.html")):
        plain_bytes = path.read_bytes()
        narrated = (scratch / "with" / path.relative_to(scratch / "without")).read_bytes()
        before, after, pages = before + len(plain_bytes), after + len(narrated), pages + 1
        zipped_before += len(gzip.compress(plain_bytes, 6, mtime=0))
        zipped_after += len(gzip.compress(narrated, 6, mtime=0))
        found += kinds(narrated.decode("utf-8"))
        found["head"] += len(narrated) - len(plain_bytes)
    found["head"] -= sum(count for kind, count in found.items() if kind != "head")
    growth = (after - before) / before
    print(
        f"{site.name}: {pages} pages, {before:,} bytes of HTML, {after - before:,} more: {growth:.2%} "
        f"(gzipped {zipped_before:,}, {zipped_after - zipped_before:,} more: {(zipped_after - zipped_before) / zipped_before:.2%})"
    )
    for kind, count in found.most_common():
        print(f"  {kind:<18}{count:>9,}  {count / before:6.2%}  {count / pages:7.0f} a page")
    return growth


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sites", nargs="+", type=Path)
    parser.add_argument(
        "--store", type=Path, help="keep the clips there: the next run builds in seconds"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, FakeServer() as server:
        scratch = Path(folder)
        store = (arguments.store or scratch / "store").resolve()
        most = max(measure(site, scratch / site.name, store, server) for site in arguments.sites)
    if most > MOST:
        raise SystemExit(f"more than {MOST:.1%}")


if __name__ == "__main__":
    main()
