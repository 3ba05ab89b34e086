"""What the plugin costs a build that has nothing to ask for.

    python tests/benchmarks/warm.py SITE [--runs 3]

SITE is a folder with `mkdocs.yml` and `docs/`; it is copied, narrated once against the fake, and
then built in turns with
the plugin and without: the configuration does not name it at all. Printed are, as shares of the
build without:

- the wall clock of a whole build, which also holds what MkDocs has to do for the plugin, such as to
  delete the audio of the build before;
- the processor time of a whole build, all threads together, which says what it costs where no
  second core is idle;
- the time within the plugin: its import, and all its events.

Seconds depend on the machine, and the wall clock on what else runs there; the shares come from the
same run.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import copy_of

from mkdocs_qwen_tts.testing import FakeServer

SPENT = Path(__file__).parent / "spent.py"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, FakeServer() as server:
        scratch = Path(folder)
        with_plugin = copy_of(
            arguments.site, scratch / "with", {"api": {"requests_per_minute": 1_000_000}}
        )
        without = copy_of(arguments.site, scratch / "without", None)
        environ = {
            **os.environ,
            "DASHSCOPE_API_KEY": "sk-fake",
            "DASHSCOPE_HTTP_BASE_URL": server.base_url,
            "NO_MKDOCS_2_WARNING": "1",
        }
        # A second build finds every module compiled, as pip leaves those of MkDocs.
        environ.pop("PYTHONDONTWRITEBYTECODE", None)

        def build(config: Path) -> dict[str, float]:
            done = subprocess.run(
                [sys.executable, SPENT, "-f", config, "-d", config.parent / "site"],
                check=True,
                capture_output=True,
                text=True,
                env=environ,
            )
            return dict(json.loads(done.stdout.splitlines()[-1]))

        build(with_plugin)
        build(without)
        sent = server.ledger.requests
        shares = []
        for number in range(1, arguments.runs + 1):
            narrated, plain = build(with_plugin), build(without)
            one = {
                "wall clock": narrated["wall"] / plain["wall"] - 1,
                "processor time": narrated["cpu"] / plain["cpu"] - 1,
                "within the plugin": narrated["plugin"] / plain["wall"],
                "within the plugin, processor time": narrated["plugin_cpu"] / plain["cpu"],
            }
            told = "; ".join(f"{name} {100 * share:+.1f} %" for name, share in one.items())
            print(
                f"run {number}: {narrated['wall']:.2f} s with, {plain['wall']:.2f} s without: {told}"
            )
            shares.append(one)
        assert server.ledger.requests == sent, "a warm build sent something"
        for name in shares[0]:
            print(
                f"median, {name}: {100 * statistics.median(share[name] for share in shares):+.1f} %"
            )


if __name__ == "__main__":
    main()
