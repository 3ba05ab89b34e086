"""What is written into a built site: players, audio and assets, each once."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin

from markupsafe import escape

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._html import (
    BEGIN,
    END,
    Edit,
    list_edits,
    mark_edits,
    place_in_head,
    sparse,
    spliced,
    spot,
)
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._model.formats import FORMATS
from mkdocs_qwen_tts._player.podcast import SECTION_FEEDS
from mkdocs_qwen_tts._store.files import REASONS
from mkdocs_qwen_tts.site import _files as files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._model import Narration, Script
    from mkdocs_qwen_tts.site._config import SiteConfig
    from mkdocs_qwen_tts.site._pages import BuiltPage

SIDECARS = ("json", "vtt")
"""Endings of what lies beside an audio file under its name: its chapters, its transcript."""

_ENDINGS = "|".join((*FORMATS, *SIDECARS, player.CUE_SHEET.removeprefix(".")))

OURS = re.compile(rf"[0-9a-f]{{16}}\.(?:{_ENDINGS})".encode())
"""Names of audio files, and of what lies beside them."""

_REFERENCE = re.compile(
    rb"(?:" + player.FOLDER.encode() + rb"/|\"cues\":\")([0-9a-f]{16})(?=\.|\")"
)
"""Of an audio file or what lies beside it, and of a cue sheet in the data of a player."""

REFERRING = (".html", ".htm", ".xml")
"""Endings of the files that refer to them: pages and feeds."""


@dataclass
class Publisher:
    """Writes one site, in place."""

    root: Path
    config: SiteConfig
    head: str = ""
    """HTML for the head of every narrated page, such as the address of a feed."""
    changed: int = 0
    """Files that were written because they were not there or were different."""
    used: set[str] = field(default_factory=set)
    """Names of the files beside the players' own that narrated pages refer to."""
    feeds: set[str] = field(default_factory=set)
    """Paths of the feeds."""
    _is_app: bool = False
    """Whether a page was published that a script draws."""
    _inside: dict[Path, bool] = field(default_factory=dict)
    """Of folders: whether they are the site's."""

    def ensure_writable(self) -> None:
        """Find out before anything is paid for whether the site takes files.

        Raises:
            StoreError: it does not.
        """
        with self._telling(self.root), tempfile.TemporaryFile(dir=self.root):
            pass
        self._place(player.STYLESHEET)

    def assets(self) -> None:
        """Publish what every player needs."""
        for path in player.ASSETS:
            if path not in (player.GUIDE_SCRIPT, player.APP_SCRIPT) or (
                path == player.GUIDE_SCRIPT and self.config.settings.player.guide
            ):
                self._asset(path)

    def _asset(self, path: str) -> None:
        self.write(path, player.published(path).encode("utf-8"))

    def page(self, page: BuiltPage, narration: Narration | None, *, listing: str = "") -> None:
        """Publish a page and its audio; without narration, restore what its generator wrote.

        Args:
            page: the page.
            narration: what is spoken on it.
            listing: the list of all narrated pages, for a page that asks for it.

        Raises:
            StoreError: the site cannot be written.
        """
        if narration is not None:  # first what it needs, so that no moment shows a dead player
            self.audio(narration)
            if page.content.app is not None and not self._is_app:
                self._asset(player.APP_SCRIPT)
                self._is_app = True
        document = self.document(page, narration, listing)
        self.write(page.path, document.encode(page.encoding.name))

    def document(self, page: BuiltPage, narration: Narration | None, listing: str = "") -> str:
        """A page with its player, or as its generator wrote it."""
        inner, before = page.source.html, page.document[: page.content.start]
        app = page.content.app
        edits = list_edits(inner, page.encoding.added(listing)) if app is None else []
        if narration is not None:
            settings = self.config.settings.player
            script = narration.script
            html = page.encoding.added(
                player.render(narration, settings=settings, src=page.root + _address(narration))
            )
            if settings.read_along:
                edits += mark_edits(script.elements, sparse(inner, script.elements))
            if app is None:
                at = spot(inner, settings.place, title_of_script(script))
                edits.append(Edit.insertion(at, html))
            else:  # the page's own script would take it out of the content
                waiting = f'{BEGIN}<div class="{player.WAITING}">{html}</div>{END}'
                before = spliced(before, [Edit.insertion(app.offset, waiting)])
        inner = spliced(inner, edits)
        behind = page.document[page.content.end :]
        if before + inner + behind == page.document:
            return page.document
        needed = page.encoding.added(self._head(page, narration))
        if not needed:
            return before + inner + behind
        head = f"{BEGIN}{needed}{END}"
        if (with_head := place_in_head(before, head)) != before:
            return with_head + inner + behind
        # A document may leave out `</head>`: style sheets and scripts do their work in a body too.
        safe = app.offset if app is not None else len(before)
        return before[:safe] + head + before[safe:] + inner + behind

    def _head(self, page: BuiltPage, narration: Narration | None) -> str:
        settings = self.config.settings.player
        scripts = [player.SCRIPT, *([player.GUIDE_SCRIPT] if settings.guide else [])]
        tags = {player.STYLESHEET: f'<link rel="stylesheet" href="{page.root}{player.STYLESHEET}">'}
        # Scripts are read as the page is, unless they are said to be otherwise.
        charset = "" if page.encoding.declared else ' charset="utf-8"'
        tags |= {
            script: f'<script src="{page.root}{script}" defer{charset}></script>'
            for script in scripts
        }
        # A site that was built with the plugin loads them already.
        head = [tag for path, tag in tags.items() if not _loads(page.document, path)]
        if page.content.app is not None:
            facts = {
                "root": page.content.app.root,
                "content": json.dumps(page.content.app.content),
                "place": settings.place,
            }
            told = " ".join(f'data-{name}="{escape(fact)}"' for name, fact in facts.items())
            head.append(
                f'<script src="{page.root}{player.APP_SCRIPT}" defer{charset} {told}></script>'
            )
        head.append(self.head)
        if narration is not None and settings.metadata and self.config.url:
            head.append(
                player.structured_data(
                    narration,
                    src=urljoin(self.config.url, _address(narration)),
                    page=urljoin(self.config.url, quote(page.source.key)),
                )
            )
        return "".join(filter(None, head))

    def audio(self, narration: Narration) -> None:
        """Publish a page's audio file, unless it is there, its captions and its cue sheet."""
        track = narration.track
        sheet = player.cue_sheet(narration, anchored=self.config.settings.player.read_along)
        words = track.file_name.rpartition(".")[0] + player.CAPTIONS
        self.used.update((track.file_name, words, sheet.file_name))
        self.write(f"{player.FOLDER}/{words}", player.captions(narration).encode("utf-8"))
        self.write(f"{player.FOLDER}/{sheet.file_name}", sheet.text.encode("utf-8"))
        target = self._place(f"{player.FOLDER}/{track.file_name}")
        with self._telling(target):
            there = target.is_file() and not target.is_symlink()
            if there and target.stat().st_size == track.size:
                return
            target.parent.mkdir(parents=True, exist_ok=True)
            with files.new(target) as temporary:
                shutil.copyfile(track.path, temporary)
            self.changed += 1

    def write(self, path: str, data: bytes) -> None:
        """Publish a file, unless it is there and the same."""
        target = self._place(path)
        with self._telling(target):
            if target.is_file():
                if target.stat().st_size == len(data) and target.read_bytes() == data:
                    return
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
            with files.new(target) as temporary:
                temporary.write_bytes(data)
            self.changed += 1

    def clean(self) -> None:
        """Remove what earlier runs published and nothing refers to any more."""
        for feed in (self.root / player.FEED, *sorted((self.root / SECTION_FEEDS).rglob("*.xml"))):
            if feed.relative_to(self.root).as_posix() not in self.feeds and _referred(feed):
                self._remove(feed)
        folder = self.root / player.FOLDER
        names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
        unused = {name for name in names if OURS.fullmatch(os.fsencode(name))} - self.used
        if (
            unused
        ):  # by pages that were narrated now; others may lie here that were left as they are
            kept = self._referred_to()
            unused = {name for name in unused if Path(name).stem not in kept}
        for name in sorted(unused):
            self._remove(folder / name)

    def _place(self, path: str) -> Path:
        """Where a file of the site goes.

        Raises:
            StoreError: it would go out of the site, through a symbolic link.
        """
        target = self.root / path
        if not self._is_inside(target):
            raise StoreError(
                f"{path} leads out of {self.root} through a symbolic link, and nothing is written "
                "there. Put a folder in place of the link."
            )
        return target

    def _is_inside(self, target: Path) -> bool:
        """Whether the folder of a file is the site's, whatever links lead to it."""
        folder = target.parent
        if folder not in self._inside:
            self._inside[folder] = folder.resolve().is_relative_to(self.root.resolve())
        return self._inside[folder]

    def _remove(self, target: Path) -> None:
        if not self._is_inside(target):
            return
        with self._telling(target):
            target.unlink()
        self.changed += 1

    def _referred_to(self) -> set[str]:
        """Names of what any file of the site refers to, without endings, whoever wrote it."""
        return {
            name
            for folder, _, names in os.walk(self.root)
            for file in names
            if file.endswith(REFERRING)
            for name in _referred(Path(folder, file))
        }

    @contextlib.contextmanager
    def _telling(self, target: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            path = target.relative_to(self.root).as_posix()
            why = REASONS.get(error.errno or 0, error.strerror or str(error))
            raise StoreError(
                f"cannot write {'files' if path == '.' else path} in {self.root}: {why}. What was "
                "spoken is kept in the store: mend this and run again, and nothing is asked for "
                "twice."
            ) from error


def title_of_script(script: Script) -> tuple[int, int] | None:
    """Where the title of a page stands in its content, and where the next passage does.

    `None` where something else is spoken first.
    """
    spoken = [one for one in script.passages if one.anchor is not None]
    if not spoken or spoken[0].kind not in {Kind.TITLE, Kind.HEADING}:
        return None
    first = spoken[0].anchor or 0
    after = next((one.anchor for one in spoken if one.anchor not in {None, first}), None)
    return script.elements[first], script.elements[after] if after is not None else sys.maxsize


def _loads(document: str, path: str) -> bool:
    """Whether a tag of the page loads one of the players' files; a mention does not count."""
    return path in document and bool(_loading(path).search(document))


@cache
def _loading(path: str) -> re.Pattern[str]:
    return re.compile(rf"<(?:script|link)\s[^<>]*{re.escape(path)}[\s\"'>?]", re.IGNORECASE)


def _referred(file: Path) -> set[str]:
    """Names of audio and cue sheets that a file refers to, without endings.

    None where it cannot be read.
    """
    try:
        data = file.read_bytes() if file.is_file() else b""
    except OSError:
        return set()
    return {os.fsdecode(found[1]) for found in _REFERENCE.finditer(data)}


def _address(narration: Narration) -> str:
    """Where the audio file is, below the site's root."""
    return f"{player.FOLDER}/{narration.track.file_name}"
