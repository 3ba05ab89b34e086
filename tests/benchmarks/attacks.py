"""What survives attacks on the store, the service and the pages, as a table in Markdown.

    python tests/benchmarks/attacks.py [--fast] all
    python tests/benchmarks/attacks.py [--fast] ATTACK [ATTACK …]
    python tests/benchmarks/attacks.py --before OTHER/bin/python all

Each attack is a module in `attack_kinds` with a function `attack(fast)`. It tries to make the
product pay twice, lose what was paid for, or publish something wrong, counts how often it did, and
says what it saw. Everything runs on this machine, against the fake. `--fast` tries less often. The
program ends with 1 when something was lost or wrong.

With `--before`, the Python of an environment that has another release, each attack strikes that
release first, and the table has two rows for it. The service is the fake of this checkout.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import traceback
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
import crash  # noqa: E402 - it lies in a folder that was not on the path

ATTACKS = {
    "kills": "builds are killed (SIGKILL) on a busy machine",
    "terms": "builds are stopped (SIGTERM) while answers are under way",
    "corruption": "what lies in the store is damaged or replaced",
    "machines": "two machines narrate the same site with one remote store",
    "pruning": "`cache prune` and `cache verify --repair` run beside builds",
    "full_disk": "the disk of the store is full, or becomes full",
    "large": "many utterances, of which every fifth request fails",
    "answers": "a server that means harm answers",
    "pages": "pages of growing length that mean harm are read",
}
"""By module of `attack_kinds`: what is done."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("attacks", nargs="+", choices=["all", *ATTACKS], metavar="ATTACK")
    parser.add_argument("--fast", action="store_true", help="try less often")
    parser.add_argument("--before", metavar="PYTHON", help="strike its release too, first")
    arguments = parser.parse_args()
    chosen = list(ATTACKS) if "all" in arguments.attacks else arguments.attacks
    releases = {"now": sys.executable}
    if arguments.before:
        releases = {"before": arguments.before, **releases}
    print("| attack | release | tries | survived | lost or wrong | what was seen |")
    print("| --- | --- | ---: | ---: | ---: | --- |", flush=True)
    harm = 0
    for name in chosen:
        for release, python in releases.items():
            crash.PYTHON = python
            wrong, row = struck(name, fast=arguments.fast)
            harm += wrong if release == "now" else 0
            print(f"| {ATTACKS[name]} | {release} | {row} |", flush=True)
    return 1 if harm else 0


def struck(name: str, *, fast: bool) -> tuple[int, str]:
    """How often an attack did harm, and the rest of its row."""
    began = time.monotonic()
    try:
        result = importlib.import_module(f"attack_kinds.{name}").attack(fast=fast)
    except Exception:  # noqa: BLE001 - one that cannot be made must not hide the others
        traceback.print_exc()
        return 1, "| | | it could not be tried to its end"
    print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    survived = max(0, result.tries - result.wrong)
    return result.wrong, f"{result.tries:,} | {survived:,} | {result.wrong:,} | {result.seen}"


if __name__ == "__main__":
    raise SystemExit(main())
