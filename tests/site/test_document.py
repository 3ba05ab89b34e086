"""A page goes back to what its generator wrote, to the byte, whoever wrote it and however."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._html import remove
from mkdocs_qwen_tts._html.tags import tokens
from mkdocs_qwen_tts._model import Cue, Kind, Narration, Passage, Script, SpokenSpan, Track
from mkdocs_qwen_tts.site import SiteConfig
from mkdocs_qwen_tts.site import _pages as pages
from mkdocs_qwen_tts.site._publish import Publisher

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).parent.parent
AROUND = "<!DOCTYPE html>\n<html lang=en>\n<head>\n<title>Page</title>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n"
DOCUMENTS = [
    *(path.read_text("utf-8") for path in sorted(TESTS.glob("site/pages/*/*.html"))),
    *(AROUND.format(path.read_text("utf-8")) for path in sorted(TESTS.glob("golden/*/*.html"))),
]


def minified(html: str) -> str:
    """Without what the HTML standard lets authors leave out."""
    html = re.sub(r"</(?:head|body|html|p|li|tr|td|th|dt|dd)>|<(?:html|head|body)>", "", html)
    return re.sub(r'="([\w./#-]+)"(?=[\s>])', r"=\1", re.sub(r">\s+<", "><", html))


def narrated(page: pages.BuiltPage) -> Narration:
    """A narration that speaks every element of the page."""
    elements = tuple(token.name_end for token in tokens(page.source.html) if token.kind == "start")
    passages = tuple(
        Passage(Kind.PARAGRAPH, "words", anchor=number) for number in range(len(elements))
    )
    cues = tuple(Cue(float(n), n + 1.0, n, n, exact=True) for n in range(len(elements)))
    timings = tuple(SpokenSpan(cue.start, cue.end, exact=True) for cue in cues)
    track = Track("0" * 64, "a" * 64, Path("a.mp3"), "mp3", 1, float(len(cues)), -16.0, timings)
    script = Script("page", "Page", "en", passages, elements)
    return Narration(script, track, cues, ())


@pytest.mark.parametrize(
    "form",
    [str, lambda html: html.replace("\n", "\r\n"), lambda html: f"\ufeff{html}", minified],
    ids=["as-it-is", "crlf", "bom", "minified"],
)
def test_a_narrated_page_goes_back_to_what_it_was(
    tmp_path: Path, form: Callable[[str], str]
) -> None:
    options = {
        "site_url": "https://example.org/",
        "feed": {},
        "player": {"guide": True, "metadata": True},
    }
    config = SiteConfig.of(options, tmp_path)
    count = 0
    for number, document in enumerate(map(form, DOCUMENTS)):
        (tmp_path / "page.html").write_bytes(document.encode())
        page = pages.read_page(tmp_path, "page.html", config)
        if not isinstance(page, pages.BuiltPage):
            continue
        player = config.settings.player.changed(place=("after-title", "top", "bottom")[number % 3])
        placed = replace(config, settings=config.settings.changed(player=player))
        publisher = Publisher(tmp_path, placed, head='<link rel="alternate" href="feed">')
        written = publisher.document(page, narrated(page), "<ol>all pages</ol>")
        assert "<qwen-narration" in written
        assert remove(written) == document
        count += 1
    assert count > 160
