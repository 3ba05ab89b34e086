"""The sites that the browser tests open."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
from mkdocs.commands.build import build
from mkdocs.config import load_config
from msgspec.structs import replace

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._audio.mp3 import mp3
from mkdocs_qwen_tts._html import mark, place_player, sparse
from mkdocs_qwen_tts._model import (
    Chapter,
    Cue,
    Kind,
    Mark,
    Narration,
    Passage,
    Script,
    SpokenSpan,
    Track,
)
from mkdocs_qwen_tts._settings import Player

if TYPE_CHECKING:
    from pathlib import Path

RATE = 24_000
"""Samples a second of the tones."""

TIMED = 6
"""The cue whose words have times."""

WORD = 0.2
"""Seconds from one of these words to the next."""

SHELL = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="{root}icon.svg">
<link rel="stylesheet" href="{root}shell.css">
<link rel="stylesheet" href="{root}{stylesheet}">
<script src="{root}{script}" defer></script>
</head>
<body>
<header><a href="{root}">Home</a></header>
<main>
{content}
</main>
<footer><p><a href="#top">Top</a></p></footer>
</body>
</html>
"""

SHELL_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; font: 100%/1.6 sans-serif; }
header, main, footer { max-width: 42rem; margin: auto; padding: 0 1rem; }
main p { margin: 1em 0; }
"""


@dataclass(frozen=True)
class Tones:
    """A published page of tones, and its truth."""

    folder: Path
    starts: tuple[float, ...]
    """Seconds at which each cue's tone begins, to the sample."""
    pitches: tuple[float, ...]
    """Hertz of each cue's tone."""
    narration: Narration

    def speaks(self, anchor: int, at: float) -> bool:
        """Whether a passage is spoken at a moment, in seconds; cues are told in hundredths, and 5 ms early."""
        own = [cue for cue in self.narration.cues if cue.anchor == anchor]
        return own[0].start - 0.011 <= at <= own[-1].end + 0.001


def publish(folder: Path) -> None:
    """The player's own files, as a door publishes them."""
    for path in player.ASSETS:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(player.published(path), encoding="utf-8")
    (folder / "icon.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    (folder / "shell.css").write_text(SHELL_STYLE, encoding="utf-8")


def shell(
    content: str, *, root: str, title: str, language: str = "en", direction: str = "ltr"
) -> str:
    """A plain page around `content`."""
    return SHELL.format(
        content=content,
        root=root,
        title=title,
        language=language,
        direction=direction,
        stylesheet=player.STYLESHEET,
        script=player.SCRIPT,
    )


def marked(html: str, settings: Player) -> str:
    """The page as a door publishes it, from one in which every attribute stands."""
    plain, elements = "", []
    for piece in re.split(r' data-narration="\d+"', html):
        elements.append(len(plain + piece))
        plain += piece
    if not settings.read_along:
        return plain
    return mark(plain, elements[:-1], sparse(plain, elements[:-1]))


def timed(cue: Cue, text: str) -> Cue:
    """The cue of the second sentence of a passage, with the time of each word."""
    first = text.index("The second")
    words = tuple(
        Mark(first + word.start(), cue.start + WORD * index)
        for index, word in enumerate(re.finditer(r"\S+", text[first : text.index(" And")]))
    )
    return replace(cue, sentences=words[:1], words=words)


def page_of_tones(
    folder: Path,
    url: str,
    *,
    title: str = "Tones",
    paragraphs: int = 24,
    seconds: float = 1.5,
    language: str = "en",
    direction: str = "ltr",
    settings: Player | None = None,
    bitrate: int = 64,
    times: int = 1,
) -> Tones:
    """Write `url` under `folder`: a heading every fourth passage, one spoken-only cue, one passage in three pieces."""
    passages, blocks, spans = [], [], []
    for index in range(paragraphs):
        if index % 4 == 0:
            name = title if index == 0 else f"Chapter {index // 4}"
            level = 1 if index == 0 else 2
            passages.append(
                Passage(Kind.HEADING, name, anchor=index, level=level, id=f"c{index // 4}")
            )
            blocks.append(
                f'<h{level} id="c{index // 4}" data-narration="{index}">{name}<a class="headerlink" href="#c{index // 4}">¶</a></h{level}>'
            )
            spans.append((index, seconds))
        elif index == 2:
            passages.append(
                Passage(
                    Kind.ANNOUNCEMENT, "Code example: three lines.", anchor=index, spoken_only=True
                )
            )
            blocks.append(f'<pre data-narration="{index}"><code>one\ntwo\nthree</code></pre>')
            spans.append((index, seconds))
        elif index == 5:
            text = "The first sentence is here. The second one follows it. And the third closes."
            passages.append(Passage(Kind.PARAGRAPH, text, anchor=index))
            blocks.append(
                f'<p data-narration="{index}">The first sentence is <em>here</em>. The second one follows it. And the third closes.</p>'
            )
            spans += [(index, seconds), (index, seconds), (index, seconds)]
        else:
            text = f"Passage {index} has a link and a few more words, so that it fills a line or two of the page."
            passages.append(Passage(Kind.PARAGRAPH, text, anchor=index))
            blocks.append(
                f'<p data-narration="{index}">Passage {index} has <a href="#c1">a link</a> and a few more words, so that it fills a line or two of the page.</p>'
            )
            spans.append((index, seconds))

    lowest = 300.0 + len(title)
    pitches = tuple(lowest + 170 * (index % 7) for index in range(len(spans)))
    lengths = [round(length * RATE) + 137 * index for index, (_, length) in enumerate(spans)]
    samples = np.concatenate(
        [
            np.sin(2 * np.pi * pitch * np.arange(length) / RATE) * 6000
            for pitch, length in zip(pitches, lengths, strict=True)
        ]
    ).astype(np.int16)
    data = mp3([samples] * times, bitrate)
    digest = sha256(data).hexdigest()
    bounds = np.concatenate([[0], np.cumsum(lengths)]) / RATE
    starts = tuple(float(start) for start in bounds[:-1])
    ends = tuple(float(end) for end in bounds[1:])
    cues = tuple(
        Cue(start, end, passages[passage].anchor, passage, exact=True)
        for (passage, _), start, end in zip(spans, starts, ends, strict=True)
    )
    if len(cues) > TIMED:
        cues = (*cues[:TIMED], timed(cues[TIMED], passages[5].text), *cues[TIMED + 1 :])
    chapters = tuple(
        Chapter(
            passages[cue.passage].text,
            cue.start,
            passages[cue.passage].level,
            passages[cue.passage].id,
        )
        for cue in cues
        if passages[cue.passage].kind is Kind.HEADING
    )
    timings = tuple(SpokenSpan(cue.start, cue.end, exact=True) for cue in cues)
    audio = folder / "assets" / "narration" / f"{digest[:16]}.mp3"
    audio.write_bytes(data)
    track = Track(digest, digest, audio, "mp3", len(data), len(samples) / RATE, -16.0, timings)
    narration = Narration(Script(url, title, language, tuple(passages)), track, cues, chapters)

    settings = settings or Player()
    sheet = player.cue_sheet(narration, anchored=settings.read_along)
    audio.with_name(sheet.file_name).write_text(sheet.text, encoding="utf-8")
    root = "../" * url.count("/")
    html = player.render(
        narration, settings=settings, src=f"{root}assets/narration/{track.file_name}"
    )
    target = folder / url / "index.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    content = place_player(marked("\n".join(blocks), settings), html, "after-title")
    target.write_text(
        shell(content, root=root, title=title, language=language, direction=direction),
        encoding="utf-8",
    )
    return Tones(folder, starts, pitches, narration)


def long_page(folder: Path, url: str, *, times: int = 30) -> Tones:
    """A page like `page_of_tones` whose file is of 10 MB: its sound, again and again."""
    made = page_of_tones(folder, url, title="Long", bitrate=256, times=times)
    track = made.narration.track
    page = folder / url / "index.html"
    text = page.read_text(encoding="utf-8")
    text = re.sub(r'data-duration="[\d.]+"', f'data-duration="{track.duration * times:.3f}"', text)
    page.write_text(text, encoding="utf-8")
    return made


def guided(folder: Path) -> tuple[Tones, ...]:
    """Three short pages of one section, and one of another."""
    publish(folder)
    pages = tuple(
        page_of_tones(folder, f"{name}/", title=f"Page {name}", paragraphs=4, seconds=0.6)
        for name in ("one", "fourth", "three", "outside")
    )
    entries = [
        player.GuidePage(
            "Elsewhere" if tones.narration.script.page == "outside/" else "Guide",
            tones.narration.script.title,
            tones.narration.script.page,
            f"assets/narration/{tones.narration.track.file_name}",
            tones.narration.track.duration,
        )
        for tones in pages
    ]
    for page in folder.glob("*/index.html"):
        text = page.read_text(encoding="utf-8")
        guide = f'<script src="../{player.GUIDE_SCRIPT}" defer></script>\n</head>'
        page.write_text(text.replace("</head>", guide), encoding="utf-8")
    (folder / player.GUIDE_PAGES).write_text(player.guide_pages(entries), encoding="utf-8")
    return pages


def tones(folder: Path) -> Tones:
    """A site with one page of tones at `guide/`."""
    publish(folder)
    return page_of_tones(folder, "guide/")


MKDOCS = """
site_name: Harbour
site_url: {url}
docs_dir: {docs}
site_dir: {site}
theme:
{theme}
markdown_extensions: [admonition, tables]
plugins:
  - search
  - qwen-tts: {{engine: preview, cache: {{dir: {cache}}}, player: {{guide: true, metadata: true}}, feed: {{}}}}
nav:
  - index.md
  - Guide: [one.md, two.md, three.md]
"""

THEMES = {
    "mkdocs": "  name: mkdocs\n  color_mode: auto\n  highlightjs: false",
    "readthedocs": "  name: readthedocs\n  highlightjs: false",
    "material": (
        "  name: material\n  font: false\n  features: [navigation.instant, navigation.sections]\n  palette:\n"
        '    - {media: "(prefers-color-scheme: light)", scheme: default}\n'
        '    - {media: "(prefers-color-scheme: dark)", scheme: slate}'
    ),
}

NAMES = ("index", "one", "two", "three")

PAGE = """# {title}

A page about the {title}, with enough to say for a voice. It has [a link](index.md) in its first paragraph.

## The beginning

1. First things come first.
2. Other things come later.

| Name | Height |
| ---- | ------ |
| Quay | 4 m    |

!!! note

    Some things are worth noting.

## The end

> Time and tide wait for no man.

The last paragraph.
"""


def build_with_mkdocs(folder: Path, theme: str, cache: Path, url: str) -> None:
    """Build a small site with the preview voice into `site`. Instant navigation wants its true address."""
    docs = folder / "docs"
    docs.mkdir()
    for name in NAMES:
        (docs / f"{name}.md").write_text(PAGE.format(title=f"Page {name}"), encoding="utf-8")
    config = folder / "mkdocs.yml"
    site = folder / "site"
    text = MKDOCS.format(docs=docs, site=site, cache=cache, url=url, theme=THEMES[theme])
    config.write_text(text, encoding="utf-8")
    build(load_config(str(config)))


RST = """{title}
==================

A page about the {title}, with enough to say for a voice. It has :doc:`a link <index>` in its first paragraph.

The beginning
-------------

#. First things come first.
#. Other things come later.

======  ======
Name    Height
======  ======
Quay    4 m
======  ======

.. note:: Some things are worth noting.

.. code-block:: python

   print("a quay")

The end
-------

    Time and tide wait for no man.

The last paragraph.
{rest}
"""
"""The same page for Sphinx."""


def build_with_sphinx(folder: Path, theme: str, cache: Path) -> Path:
    """Build a small site in a theme of Sphinx with the preview voice, and return its folder."""
    for name in NAMES:
        rest = "\n.. toctree::\n\n   one\n   two\n   three\n" if name == "index" else ""
        (folder / f"{name}.rst").write_text(
            RST.format(title=f"Page {name}", rest=rest), encoding="utf-8"
        )
    options = {"engine": "preview", "cache": {"dir": str(cache)}}
    (folder / "conf.py").write_text(
        "project = 'Harbour'\nextensions = ['mkdocs_qwen_tts.sphinx']\n"
        f"html_theme = {theme!r}\n"
        f"qwen_tts = {options!r}\n",
        encoding="utf-8",
    )
    _run("sphinx", "-q", "-b", "dirhtml", str(folder), str(folder / "site"))
    return folder / "site"


def build_with_zensical(folder: Path, cache: Path) -> Path:
    """Build a small site with Zensical, narrate what it wrote with the preview voice, and return its folder."""
    docs = folder / "docs"
    docs.mkdir()
    for name in NAMES:
        (docs / f"{name}.md").write_text(PAGE.format(title=f"Page {name}"), encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: Harbour\ntheme:\n  font: false\n  palette:\n"
        '    - {media: "(prefers-color-scheme: light)", scheme: default}\n'
        '    - {media: "(prefers-color-scheme: dark)", scheme: slate}\n'
        "markdown_extensions: [admonition, tables]\n",
        encoding="utf-8",
    )
    (folder / "narration.yml").write_text(
        f"site_name: Harbour\nengine: preview\ncache: {{dir: {cache}}}\n", encoding="utf-8"
    )
    _run("zensical", "build", "-f", str(folder / "mkdocs.yml"))
    _run("mkdocs_qwen_tts", "narrate", str(folder / "site"), "-c", str(folder / "narration.yml"))
    return folder / "site"


def _run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
