"""What the plugin costs a build that has nothing to ask for.

    python tests/benchmarks/warm.py SITE [--runs 3]

SITE is a folder with `mkdocs.yml` and `docs/`; it is copied, narrated once against the fake, and then built in turns with
and without the plugin. The figure is the ratio of the two, from the same run; seconds depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from corpus import copy_of, run

from mkdocs_qwen_tts.testing import FakeServer


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, FakeServer() as server:
        scratch = Path(folder)
        with_plugin = copy_of(arguments.site, scratch / "with", {"api": {"requests_per_minute": 1_000_000}})
        without = copy_of(arguments.site, scratch / "without", {"enabled": False})
        environ = {
            **os.environ,
            "DASHSCOPE_API_KEY": "sk-fake",
            "DASHSCOPE_HTTP_BASE_URL": server.base_url,
            "NO_MKDOCS_2_WARNING": "1",
        }

        def build(config: Path) -> float:
            return run(
                "mkdocs", "build", "-q", "-f", str(config), "-d", str(config.parent / "site"), environ=environ
            )[1]

        build(with_plugin)
        build(without)
        sent = server.ledger.requests
        pairs = [(build(with_plugin), build(without)) for _ in range(arguments.runs)]
        assert server.ledger.requests == sent, "a warm build sent something"
        for number, (narrated, plain) in enumerate(pairs, 1):
            print(
                f"run {number}: {narrated:.2f} s with, {plain:.2f} s without: {100 * (narrated / plain - 1):+.1f} %"
            )
        shares = [100 * (narrated / plain - 1) for narrated, plain in pairs]
        print(f"median {statistics.median(shares):+.1f} %")


if __name__ == "__main__":
    main()
