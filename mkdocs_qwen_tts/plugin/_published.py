"""What one build of one locale publishes: audio and what lies beside it, and the player's files."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page
from msgspec import Struct, field

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._model import Narration, digest
from mkdocs_qwen_tts.plugin._companions import Companions
from mkdocs_qwen_tts.plugin._copies import GeneratedFile
from mkdocs_qwen_tts.plugin._listing import Listing
from mkdocs_qwen_tts.plugin._visibility import Visibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from mkdocs_qwen_tts.plugin._copies import Copies


class Published(Struct):
    """What one build of one locale publishes."""

    environment: Environment | None = None
    published: dict[str, tuple[Narration, File]] = field(default_factory=dict)
    """By the page's URL."""
    companions: dict[str, Companions] = field(default_factory=dict)
    """By the page's URL, what is published with its narration."""
    listing: Listing = field(default_factory=Listing)
    visibility: Visibility | None = None
    """Which pages show their content; `None` where nothing is narrated."""
    hidden: dict[str, tuple[Page, tuple[Narration, File]]] = field(default_factory=dict)
    """By URL, the narrated pages that turned out to hide their content, as they were published."""

    def hide(self, page: Page) -> None:
        """Take a page off the published ones: it does not show its content."""
        self.hidden[page.url] = (page, self.published.pop(page.url))

    def add(
        self,
        page: Page,
        narration: Narration,
        companions: Companions,
        copies: Copies,
        config: MkDocsConfig,
        files: Files,
    ) -> None:
        """Hand a page's audio, captions and cue sheet to MkDocs, and watch whether it is shown."""
        uri = f"{player.FOLDER}/{narration.track.file_name}"
        audio_file = files.get_file_from_path(uri)
        if audio_file is None:
            audio_file = copies.file(config, uri, narration.track.path, narration.track.digest)
            files.append(audio_file)
            made_from = companions.made_from
            captions = uri.rpartition(".")[0] + player.CAPTIONS
            files.append(GeneratedFile.made_late(config, captions, companions.captions, made_from))
        uri = _cue_sheet(companions)
        if files.get_file_from_path(uri) is None:
            made_from = companions.cue_sheet
            files.append(GeneratedFile.made_late(config, uri, companions.cue_sheet_text, made_from))
        self.published[page.url] = (narration, audio_file)
        self.companions[page.url] = companions
        if self.visibility is not None:
            self.visibility.watch(page)

    def withdraw(self) -> Iterator[Page]:
        """Remove what was published for pages that turned out to hide their content: those."""
        hidden, self.hidden = self.hidden, {}
        if not hidden:  # to see what the others use, the whole folder is read for each page
            return
        used = {
            path
            for url, (_, audio_file) in self.published.items()
            for path in self._beside(url, audio_file)
        }
        if self.visibility is not None:
            self.visibility.forget(page for page, _ in hidden.values())
        for page, published in hidden.values():
            for path in self._beside(page.url, published[1]) - used:
                path.unlink(missing_ok=True)
            yield page

    def _beside(self, url: str, audio_file: File) -> set[Path]:
        """What is published for a page, as far as it is there: audio, captions, cue sheet."""
        audio = Path(audio_file.abs_dest_path)
        return {*_siblings(audio), audio.parent / Path(_cue_sheet(self.companions[url])).name}


def _cue_sheet(companions: Companions) -> str:
    """Where in the site a cue sheet lies."""
    return f"{player.FOLDER}/{companions.cue_sheet}{player.CUE_SHEET}"


def publish_assets(config: MkDocsConfig, files: Files, code: str) -> None:
    """Have the player's own files as they are published, unless the site has its own.

    Args:
        config: of MkDocs.
        files: of MkDocs.
        code: digest of the code that publishes them.
    """
    for path in player.ASSETS:
        file = files.get_file_from_path(path)
        if file is None or file.abs_src_path != str(player.THEME / path):
            continue
        made_from = digest([code, sha256((player.THEME / path).read_bytes()).hexdigest()])
        files.remove(file)
        files.append(
            GeneratedFile.made_late(config, path, partial(player.published, path), made_from)
        )


def _siblings(track: Path) -> list[Path]:
    """An audio file and what lies beside it under the same name: its chapters, its captions."""
    return sorted(track.parent.glob(f"{track.stem}.*"))
