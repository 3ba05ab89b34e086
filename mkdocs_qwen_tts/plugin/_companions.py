"""What is published beside a page's audio file, and the marks in the page.

All of it follows from what is spoken, when, and from the page's content; and from one build to the
next nearly every page is what it was. So it is kept in the store as a note. Others may write to the
store: so the note holds what a cue sheet says, not the script that is published.
"""

from __future__ import annotations

import contextlib
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._html import sparse
from mkdocs_qwen_tts._model import digest
from mkdocs_qwen_tts._player import Cues, CueSheet
from mkdocs_qwen_tts._store import digest_of_code
from mkdocs_qwen_tts._textfile import UNREADABLE

if TYPE_CHECKING:
    from mkdocs_qwen_tts._model import Narration, Site
    from mkdocs_qwen_tts._store import Store


class Companions(msgspec.Struct, frozen=True):
    """What goes with one page's narration."""

    captions: str
    """WebVTT."""
    cue_sheet: CueSheet
    marks: tuple[int, ...]
    """Numbers of the elements that are marked in the page (`html.sparse`)."""


class _Noted(msgspec.Struct, frozen=True):
    """What the store keeps of them."""

    captions: str
    cues: Cues
    marks: tuple[int, ...]

    def are_of(self, narration: Narration) -> bool:
        """Whether all marks are elements of this page."""
        most = len(narration.script.elements)
        return all(0 <= one < most for one in self.marks)

    def companions(self) -> Companions:
        """Them, with the file that is published."""
        return Companions(self.captions, player.CueSheet.of(self.cues), self.marks)


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
            return self._made(narration, content).companions()
        made_from = digest([self._code, self._anchored, narration.made_from])
        name = digest(["companions", self._site.digest, narration.script.page])
        note = self._store.note(name, made_from)
        if note is not None:
            with contextlib.suppress(*UNREADABLE):  # it is no more than work saved
                noted = msgspec.msgpack.decode(note, type=_Noted)
                if noted.are_of(narration):
                    return noted.companions()
        made = self._made(narration, content)
        if not narration.cues:  # the track's record is damaged: the next build mends that
            return made.companions()
        with contextlib.suppress(UnicodeError):  # half of an emoji, which no note can hold
            self._store.put_note(name, made_from, msgspec.msgpack.encode(made))
        return made.companions()

    def _made(self, narration: Narration, content: str) -> _Noted:
        cues = player.listed_cues(narration, anchored=self._anchored)
        marks = sparse(content, narration.script.elements) if self._anchored else ()
        return _Noted(player.captions(narration), cues, marks)

    @cached_property
    def _code(self) -> str:
        """Another version of these rooms may write them otherwise."""
        return digest_of_code(self._store, "_player/*.py", "plugin/_companions.py")
