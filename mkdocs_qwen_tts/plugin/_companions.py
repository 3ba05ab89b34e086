"""What is published beside a page's audio file, and the marks in the page.

All of it follows from what is spoken, when, and from the page's content; and from one build to the
next nearly every page is what it was. So it is kept in the store as a note. Others may write to the
store: so the note holds what a cue sheet says, not the script that is published.
"""

from __future__ import annotations

import contextlib
from functools import cached_property, partial
from typing import TYPE_CHECKING

import msgspec

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._html import sparse
from mkdocs_qwen_tts._model import digest
from mkdocs_qwen_tts._player import Cues, CueSheet
from mkdocs_qwen_tts._store import digest_of_code
from mkdocs_qwen_tts._textfile import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Narration, Site
    from mkdocs_qwen_tts._store import Store


class Companions:
    """What goes with one page's narration. What is published is made when it is written.

    Args:
        cue_sheet: name of the cue sheet.
        marks: as below.
        made_from: as below.
        files: gives captions and cues.
    """

    def __init__(
        self,
        cue_sheet: str,
        marks: tuple[int, ...],
        made_from: str,
        files: Callable[[], tuple[str, Cues]],
    ) -> None:
        self.cue_sheet = cue_sheet
        """16 hexadecimal digits."""
        self.marks = marks
        """Numbers of the elements that are marked in the page (`html.sparse`)."""
        self.made_from = made_from
        """Digest of all that they were made from; empty where it is not known."""
        self._make = files

    @cached_property
    def _files(self) -> tuple[str, Cues]:
        return self._make()

    def captions(self) -> str:
        """WebVTT."""
        return self._files[0]

    def cue_sheet_text(self) -> str:
        """The cue sheet."""
        return CueSheet.of(self._files[1]).text


class _Noted(msgspec.Struct, frozen=True):
    """What the store keeps of them."""

    cue_sheet: str
    marks: tuple[int, ...]
    files: msgspec.Raw
    """Captions and cues, which are read when they are to be written."""

    def are_of(self, narration: Narration) -> bool:
        """Whether all marks are elements of this page, and the name is one of a cue sheet."""
        most = len(narration.script.elements)
        return all(0 <= one < most for one in self.marks) and CueSheet.is_name(self.cue_sheet)


class KnownCompanions:
    """Makes them, or knows them from an earlier build.

    Args:
        store: where they are noted.
        site: which site.
        anchored: whether elements of the pages are marked.
    """

    def __init__(self, store: Store, site: Site, *, anchored: bool) -> None:
        self._store, self._site, self._anchored = store, site, anchored

    def of(self, narration: Narration, content: str) -> Companions:
        """The companions of a page's narration.

        Args:
            narration: of the page.
            content: its HTML, as its script was read from it.
        """
        if not narration.made_from:
            return self._made(narration, content, "")
        made_from = digest([self.code, self._anchored, narration.made_from])
        name = digest(["companions", self._site.digest, narration.script.page])
        note = self._store.note(name, made_from)
        if note is not None:
            with contextlib.suppress(*UNREADABLE):  # it is no more than work saved
                noted = msgspec.msgpack.decode(note, type=_Noted)
                if noted.are_of(narration):
                    files = partial(self._read, noted, narration)
                    return Companions(noted.cue_sheet, noted.marks, made_from, files)
        if not narration.cues:  # the track's record is damaged: the next build mends that
            return self._made(narration, content, "")
        made = self._made(narration, content, made_from)
        noted = _Noted(
            made.cue_sheet,
            made.marks,
            msgspec.Raw(msgspec.msgpack.encode(self._files_of(narration))),
        )
        with contextlib.suppress(UnicodeError):  # half of an emoji, which no note can hold
            self._store.put_note(name, made_from, msgspec.msgpack.encode(noted))
        return made

    def _made(self, narration: Narration, content: str, made_from: str) -> Companions:
        files = self._files_of(narration)
        marks = sparse(content, narration.script.elements) if self._anchored else ()
        return Companions(CueSheet.of(files[1]).name, marks, made_from, lambda: files)

    def _files_of(self, narration: Narration) -> tuple[str, Cues]:
        cues = player.listed_cues(narration, anchored=self._anchored)
        return player.captions(narration), cues

    def _read(self, noted: _Noted, narration: Narration) -> tuple[str, Cues]:
        """What is noted, or else what is made anew: whoever may write to a store may spoil it."""
        with contextlib.suppress(*UNREADABLE):
            files = msgspec.msgpack.decode(noted.files, type=tuple[str, Cues])
            if CueSheet.of(files[1]).name == noted.cue_sheet:
                return files
        return self._files_of(narration)

    @cached_property
    def code(self) -> str:
        """Another version of these rooms may write them otherwise."""
        return digest_of_code(self._store, "_player/*.py", "plugin/_companions.py")
