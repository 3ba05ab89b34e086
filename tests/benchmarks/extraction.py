"""Pages a second from HTML to script, beside BeautifulSoup: `python tests/benchmarks/extraction.py SITE_DIR…`.

BeautifulSoup only parses the same pages and returns their text; the script has passages, cues,
anchors and say rules.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from bs4 import BeautifulSoup
from built_pages import pages

from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import SourcePage

ROUNDS = 3


def best(work: Callable[[SourcePage], object], found: list[SourcePage]) -> float:
    """Pages a second of processor time, in the best of a few rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        for page in found:
            work(page)
        times.append(time.process_time() - start)
    return len(found) / min(times)


if __name__ == "__main__":
    settings = Settings()
    for folder in map(Path, sys.argv[1:]):
        found = list(pages(folder))
        ours = best(lambda page: extract_script(page, settings), found)
        soup = best(lambda page: BeautifulSoup(page.html, "html.parser").get_text(), found)
        print(
            f"{folder.name}: {ours:.0f} pages/s; BeautifulSoup {soup:.0f} pages/s; {ours / soup:.1f} times"
        )
