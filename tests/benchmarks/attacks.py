"""What survives attacks on the store, the service and the pages, as a table in Markdown.

    python tests/benchmarks/attacks.py [--fast] all
    python tests/benchmarks/attacks.py [--fast] ATTACK [ATTACK …]

Each attack is a module in `attack_kinds` with a function `attack(fast)`. It tries to make the
product pay twice, lose what was paid for, or publish something wrong, counts how often it did, and
says what it saw. Everything runs on this machine, against the fake. `--fast` tries less often. The
program ends with 1 when something was lost or wrong.

Run it with the Python of another release to compare: `OTHER/bin/python tests/benchmarks/attacks.py`.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
import traceback
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

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
    arguments = parser.parse_args()
    chosen = list(ATTACKS) if "all" in arguments.attacks else arguments.attacks
    print("| attack | tries | survived | lost or wrong | what was seen |")
    print("| --- | ---: | ---: | ---: | --- |", flush=True)
    harm = 0
    for name in chosen:
        began = time.monotonic()
        try:
            result = importlib.import_module(f"attack_kinds.{name}").attack(fast=arguments.fast)
        except Exception:  # noqa: BLE001 - one that cannot be made must not hide the others
            traceback.print_exc()
            print(f"| {ATTACKS[name]} | | | | it could not be tried to its end |", flush=True)
            harm += 1
            continue
        harm += result.wrong
        print(
            f"| {ATTACKS[name]} | {result.tries:,} | {result.tries - result.wrong:,} | "
            f"{result.wrong:,} | {result.seen} |",
            flush=True,
        )
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    return 1 if harm else 0


if __name__ == "__main__":
    raise SystemExit(main())
