"""The walk over a page: elements go to their rules, their words become passages."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose import signs
from mkdocs_qwen_tts._prose.announcements import Announcements, announcements
from mkdocs_qwen_tts._prose.block import APART, BlockVerbalizer, Context, Form, Fragment
from mkdocs_qwen_tts._prose.edit import edited, leads_in
from mkdocs_qwen_tts._prose.language import normal, primary
from mkdocs_qwen_tts._prose.link_targets import LinkTargets
from mkdocs_qwen_tts._prose.passage_draft import PassageDraft
from mkdocs_qwen_tts._prose.say import verbalizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reading_budget import ReadingBudget
    from mkdocs_qwen_tts._prose.rulebook import Rulebook
    from mkdocs_qwen_tts._settings import Prose

VOICE = "data-narration-voice"

_ANNOTATION = re.compile(r"\s?\(\d{1,2}\)!?")
"""The mark of an annotation of Material, whose text stands in the list below."""
_WISHES = frozenset({"skip", "announce", "read"})
"""What `data-narration` may say; a number is the anchor of an earlier narration."""

_LONGEST_WORD = 400
"""Characters without a blank, beyond which nobody asks what stands before something."""

_INHERITED = frozenset({Kind.ITEM, Kind.QUOTE, Kind.DEFINITION, Kind.CAPTION})
"""Kinds that a paragraph inside takes over."""


class Reader:
    """Reads one page.

    Rules call it: `add` puts words into the block at hand, `block` and `children` read on below an
    element, `announce` speaks a sentence of ours.
    """

    def __init__(
        self,
        policies: Prose,
        rules: Rulebook,
        root: Element,
        language: str | None,
        budget: ReadingBudget,
    ) -> None:
        self.policies = policies
        self._step = budget.step
        self.root = root
        self.unknown_wishes: list[str] = []
        """Values of `data-narration` that mean nothing."""
        self._behind: list[Callable[[], None]] = []
        self.notes: list[Element] = []
        """Notes that are being read: one that refers to itself is not read in itself."""
        self.pictured: set[tuple[str, int]] = set()
        """What images say, with the block that they stand in, as far as it has been said."""
        self.last_picture = ""
        """What the last picture that stands alone says."""
        self._found: dict[tuple[str, int], Any] = {}
        self.explained: set[str] = set()
        """What abbreviations stand for, as far as it has been said."""
        self._rules = rules
        self._drafts: list[PassageDraft] = []
        self._words: list[Fragment] = []
        self._targets = LinkTargets()
        self._prefix = ""
        self.here = Context(Kind.PARAGRAPH, None, language, None)
        self._written_in: str | None = None  # the block before, where its words tell

    # ------------------------------------------------------------ what the door asks

    def read_page(self) -> list[PassageDraft]:
        """Everything the page says, in reading order."""
        self.children(self.root)
        self.flush()
        return edited(self._drafts) if self.is_brief else self._drafts

    @property
    def is_brief(self) -> bool:
        """Whether only those announcements are made that a listener needs."""
        return self.policies.style == "brief"

    # ------------------------------------------------------------ what rules ask

    @property
    def announcements(self) -> Announcements:
        """Our own sentences in the language at hand."""
        return announcements(self.here.language)

    def policy(self, name: str, *elements: Element) -> str:
        """What becomes of a kind of element: as the settings say, or one of `elements`."""
        for element in elements:
            own = element.get("data-narration")
            if own in _WISHES:
                return own
        return str(getattr(self.policies, name))

    def once(self, what: str, element: Element, find: Callable[[Element], Any]) -> Any:
        """A fact about an element, found out once though each of thousands inside it asks."""
        key = (what, id(element))
        if key not in self._found:
            self._found[key] = find(element)
        return self._found[key]

    def read(self, element: Element) -> None:
        """Read one element by its rule."""
        self._step()
        if element.skipped or (element.hidden and not signs.is_seen(element)):
            return
        found = self._rules.of(element)
        rule = found.apply
        element.covers = found.covers
        attributes = element.attributes
        own = attributes.get("data-narration")
        if own is not None and own not in _WISHES and not own.isdecimal():
            self.unknown_wishes.append(own)
        around = self.here
        if "annotate" in element.classes:
            self.here = around._replace(annotated=True)
        if attributes and ("lang" in attributes or VOICE in attributes):
            with self._spoken_as(element):
                rule(element, self)
        else:
            rule(element, self)
        self.here = around

    def children(self, element: Element) -> None:
        """Read what is below an element into the block at hand."""
        element.is_read = True
        for child in element.children:
            if isinstance(child, str):
                self._words.append(
                    Fragment(_ANNOTATION.sub("", child) if self.here.annotated else child)
                )
            else:
                self.read(child)

    @contextmanager
    def decorating(self) -> Iterator[None]:
        """Inside, what entries of a list begin with is no sign: each has its own picture."""
        around = self.here
        self.here = around._replace(decorated=True)
        try:
            yield
        finally:
            self.here = around

    def add(self, text: str, form: Form = "text") -> None:
        """Add words to the block at hand."""
        self._words.append(Fragment(text, form))

    def step_into(self) -> None:
        """Say the arrow that the block at hand ends in as a step through a menu."""
        if not self._words or self._words[-1].form != "text":
            return
        text = self._words[-1].text.rstrip()
        arrow = next((arrow for arrow in ("→", "->") if text.endswith(arrow)), "")
        if arrow:
            before = text.removesuffix(arrow).rstrip()
            self._words[-1] = Fragment(before + self.announcements("list_separator"))

    def sign(self, row: str) -> None:
        """Add the word for a sign, by its row in the table of signs."""
        if self.here.decorated and not self.size:
            return
        self._words.append(Fragment(signs.word(row, primary(self.here.language)), "sign"))

    def said(self, text: str, form: Form = "text") -> str:
        """A text of the page as it is spoken, for sentences of ours."""
        block = BlockVerbalizer(self.here, self.policies.url)
        return block.said([Fragment(text, form)])

    def drop(self) -> None:
        """Leave out what was added to the block at hand."""
        self._words.clear()

    def say_only(self, text: str) -> None:
        """Add words that do not stand on the page, as the whole of the block at hand."""
        self.here = self.here._replace(spoken_only=True)
        self._words.append(Fragment(text, "said"))

    @property
    def dot(self) -> str:
        """How the dot in a name is said."""
        return verbalizer(primary(self.here.language)).dot

    @property
    def at(self) -> str:
        """How the sign in front of a decorator is said."""
        return verbalizer(primary(self.here.language)).at

    def prefix(self, text: str) -> None:
        """Say this before the next words, in the same passage."""
        self._prefix = text

    def block(self, element: Element, kind: Kind | None = None, *, level: int = 0) -> None:
        """Read an element's children as passages of that kind (`None`: as around it)."""
        around = self._begin(element, kind, level)  # not `within`: there are many blocks
        try:
            self.children(element)
            self.flush()
        finally:
            self.here = around

    @contextmanager
    def within(
        self, element: Element | None, kind: Kind | None = None, *, level: int = 0
    ) -> Iterator[None]:
        """What is added inside is a block: `element`'s own."""
        around = self._begin(element, kind, level)
        try:
            yield
            self.flush()
        finally:
            self.here = around

    def _begin(self, element: Element | None, kind: Kind | None, level: int) -> Context:
        """Begin a block; returns where the reader was."""
        self.flush()
        around = self.here
        self.here = Context(
            kind or around.kind,
            element or around.element,
            around.language,
            around.voice,
            level,
            around.spoken_only,
            around.decorated,
            around.annotated,
            around.rings,
            around.operators,
            around.crosses,
        )
        return around

    def paragraph_kind(self) -> Kind:
        """The kind of a paragraph at this place."""
        return self.here.kind if self.here.kind in _INHERITED else Kind.PARAGRAPH

    def announce(
        self,
        text: str,
        element: Element,
        kind: Kind = Kind.ANNOUNCEMENT,
        *,
        spoken_only: bool = True,
        role: str = "",
        bare: str | None = None,
        brief: str = "",
    ) -> None:
        """Speak a finished sentence as a passage of its own.

        Args:
            text: the sentence.
            element: what it is about.
            kind: what it is on the page.
            spoken_only: whether it says something that does not stand on the page.
            role: what it is about, for the editor.
            bare: what is left of it where the sentence before announces it already.
            brief: what it is called behind that sentence, where nothing is left of it.
        """
        self.flush()
        self._emit(kind, text, element, spoken_only=spoken_only)
        draft = self._drafts[-1]
        draft.role, draft.bare, draft.brief = role, bare, brief

    @property
    def ends_in_kind(self) -> bool:
        """Whether the last passage is what kind of note begins."""
        return bool(self._drafts) and self._drafts[-1].role == "kind"

    def take_back_kind(self) -> None:
        """Take back the last passage, what kind of note begins: nothing of it was read."""
        self._drafts.pop()

    def capture(self, element: Element) -> list[PassageDraft]:
        """What is below an element, as passages that are not put on the page's script."""
        self.flush()
        drafts, prefix = self._drafts, self._prefix
        self._drafts, self._prefix = [], ""
        try:
            with self.within(element):
                self.children(element)
            return self._drafts
        finally:
            self._drafts, self._prefix = drafts, prefix

    def captured_text(self, element: Element, separator: str = " ") -> str:
        """What is below an element, as one text."""
        return separator.join(draft.text for draft in self.capture(element))

    def inline_text(self, element: Element) -> str:
        """What is below an inline element, spoken; the block at hand is not touched."""
        words, self._words = self._words, []
        drafts, self._drafts = self._drafts, []
        prefix, self._prefix = self._prefix, ""
        try:
            self.children(element)
            self.flush()
            return " ".join(draft.text for draft in self._drafts)
        finally:
            self._words, self._drafts, self._prefix = words, drafts, prefix

    def put(self, drafts: list[PassageDraft]) -> None:
        """Put captured passages on the script."""
        self.flush()
        self._drafts.extend(drafts)

    def behind(self, read: Callable[[], None]) -> None:
        """Do this once the block at hand is on the script: what it refers to is read behind it."""
        self._behind.append(read)

    @property
    def last(self) -> Element | None:
        """The element of the passage that was put on the script last."""
        return self._drafts[-1].element if self._drafts else None

    @property
    def last_draft(self) -> PassageDraft | None:
        """The passage that was put on the script last."""
        return self._drafts[-1] if self._drafts else None

    @property
    def is_led_in(self) -> bool:
        """Whether the passage that was put on the script last announces what comes now."""
        return bool(self._drafts) and leads_in(self._drafts[-1])

    @property
    def size(self) -> int:
        """How many pieces the block at hand has: more, once something was added."""
        return sum(1 for piece in self._words if piece.text.strip())

    @property
    def begins(self) -> bool:
        """Whether nothing was added to the block at hand yet."""
        return not any(piece.text.strip() for piece in self._words)

    @property
    def is_in_cell(self) -> bool:
        """Whether a cell of a table is read."""
        return self.here.is_in_cell

    @property
    def is_at_break(self) -> bool:
        """Whether nothing was added to the block at hand since a line was broken in it."""
        for piece in reversed(self._words):
            if piece.form == "break" or piece.text.strip():
                return piece.form == "break"
        return False

    def line_before(self) -> str:
        """The last word of the block at hand, whatever blanks stand behind it."""
        for piece in reversed(self._words):
            if piece.text.strip():
                return piece.text
        return ""

    def text_before(self) -> str:
        """The end of the block at hand, `""` where it ends in a blank: nothing joins that."""
        text = ""
        for piece in reversed(self._words):
            text = piece.text + text
            if (
                piece.form in APART
                or any(map(str.isspace, piece.text))
                or len(text) > _LONGEST_WORD
            ):
                break
        return "" if not text or text[-1].isspace() else text

    def flush(self, *, continues: bool = False) -> None:
        """End the block at hand."""
        if not self._words:
            return
        words, self._words = self._words, []
        for piece in words:
            if not piece.text.isspace():
                break
        else:  # between blocks stands white space: most of what is flushed is that
            words = []
        if words and (text := self._spoken(words)):
            here = self.here
            self._emit(
                here.kind, text, here.element, spoken_only=here.spoken_only, continues=continues
            )
        waiting, self._behind = self._behind, []
        for read in waiting:
            read()

    # ------------------------------------------------------------ inner workings

    def _spoken(self, words: list[Fragment]) -> str:
        block = BlockVerbalizer(self.here, self.policies.url, self._written_in, self._targets)
        said = block.said(words)
        self._written_in = block.language
        return said

    def _emit(
        self,
        kind: Kind,
        text: str,
        element: Element | None,
        *,
        spoken_only: bool,
        continues: bool = False,
    ) -> None:
        prefix, self._prefix = self._prefix, ""
        here = self.here
        if (
            element is not None and element.offset is None
        ):  # within a line: the block around it stands for it
            element = next(
                (around for around in element.ancestors() if around.offset is not None), None
            )
        self._drafts.append(
            PassageDraft(
                kind,
                prefix + text,
                element,
                here.language,
                here.voice,
                here.level,
                spoken_only,
                continues,
            )
        )

    @contextmanager
    def _spoken_as(self, element: Element) -> Iterator[None]:
        language = normal(element.get("lang")) or self.here.language
        voice = element.get(VOICE).strip() or self.here.voice
        around = self.here
        if primary(language) == primary(around.language) and voice == around.voice:
            yield
            return
        # Words in another language are a passage of their own: one request has one language.
        within_a_line = element.tag not in BLOCKS
        self.flush(continues=within_a_line)
        self.here = around._replace(language=language, voice=voice)
        try:
            yield
            self.flush(continues=within_a_line)
        finally:
            self.here = around
