"""How many of the sentences that are spoken are marked in the pages of real sites.

    python tests/benchmarks/marks.py SITE [SITE …] [--store FOLDER]

SITE is a folder with `mkdocs.yml` and `docs/`. A copy is built, spoken by the fake service, and
every page is opened in Chromium, which says for each sentence whether it would be marked in the
text, is spoken only (a code example announced), or has no place. Needs the `dev` extra.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from corpus import copy_of, run
from playwright.sync_api import sync_playwright

from mkdocs_qwen_tts.testing import FakeServer

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

COUNT = """async () => {
    await narration.need("along");
    const { player } = narration;
    await narration.know(player.track);
    const found = { passages: player.track.passages.length, marked: 0, "spoken only": 0, lost: 0 };
    for (const { passage, from, to } of narration.sentences(player.track)) {
        const one = player.track.passages[passage];
        const element = narration.elementOf(one);
        const kind = one.text ? "spoken only"
            : element && narration.rangeOf(element, from, to) ? "marked" : "lost";
        found[kind]++;
    }
    return found;
}"""


def build(site: Path, scratch: Path, store: Path, server: FakeServer) -> Path:
    environ = {
        **os.environ,
        "DASHSCOPE_API_KEY": "sk-fake",
        "DASHSCOPE_HTTP_BASE_URL": server.base_url,
        "NO_MKDOCS_2_WARNING": "1",
    }
    options = {"api": {"requests_per_minute": 1_000_000}, "cache": {"dir": str(store)}}
    config = copy_of(site, scratch / "site", options)
    run("mkdocs", "build", "-q", "-f", str(config), "-d", str(scratch / "built"), environ=environ)
    return scratch / "built"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sites", nargs="+", type=Path)
    parser.add_argument("--store", type=Path, help="keep the clips there")
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        FakeServer() as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        for site in arguments.sites:
            scratch = Path(folder) / site.name
            store = (arguments.store or scratch / "store").resolve()
            found: Counter[str] = Counter()
            page = chromium.new_page()
            page.route("http*://**", lambda route: route.abort())  # nothing but the folder
            for path in sorted(build(site, scratch, store, server).rglob("index.html")):
                if "<qwen-narration" not in path.read_text(encoding="utf-8"):
                    continue
                page.goto(path.as_uri(), wait_until="domcontentloaded")
                page.wait_for_selector(".narration-ready")
                found += Counter(page.evaluate(COUNT))
                found["pages"] += 1
            told = found["marked"] + found["lost"]
            print(f"{site.name}: {dict(found)}, marked {found['marked'] / told:.2%} of what stands")
        chromium.close()


if __name__ == "__main__":
    main()
