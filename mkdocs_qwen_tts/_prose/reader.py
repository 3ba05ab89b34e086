"""The walk over a page: elements go to their rules, their words become passages."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from mkdocs_qwen_tts._html.tags import BLOCKS
from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose import signs
from mkdocs_qwen_tts._prose.announcements import Announcements, announcements
from mkdocs_qwen_tts._prose.edit import edited, leads_in
from mkdocs_qwen_tts._prose.language import CJK, normal, primary
from mkdocs_qwen_tts._prose.language import words as count_words
from mkdocs_qwen_tts._prose.phrase import phrased
from mkdocs_qwen_tts._prose.say import verbalizer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reading_budget import ReadingBudget
    from mkdocs_qwen_tts._prose.rulebook import Rulebook
    from mkdocs_qwen_tts._prose.say.verbalize import Verbalizer
    from mkdocs_qwen_tts._settings import Prose

VOICE = "data-narration-voice"

_RUN_OF_BLANKS = re.compile(r"[ \t\n\r\f]{2,}")
_BREAK_BETWEEN_CJK = re.compile(rf"(?<={CJK})[ \t]*[\n\r\f]\s*(?={CJK})")
"""A line break between characters of a script without spaces is no space (CSS Text 4, segment
breaks)."""
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
"""Soft hyphens, break opportunities and direction marks: inside words, and nothing to say."""
_BLANK_BEFORE_STOP = re.compile(r" (?=[.,)\]](?!\w)(?!\.\.)|[，。；：！？、）」』])")
"""Left where an icon or a footnote's number stood; French sets blanks before other marks than
these."""
_COMMAS = re.compile(r"[,，、]\s?(?=[,，、.。;；!！?？](?!\w))")
"""Left where something between commas was not said."""
_LEADING = re.compile(r"^[-–—·•|,:：]+ ")
"""Left where an icon stood at the beginning."""
_ANNOTATION = re.compile(r"\s?\(\d{1,2}\)!?")
"""The mark of an annotation of Material, whose text stands in the list below."""
_SUBTRAHEND = re.compile(r"^\s?[-−–](?=\d(?!\d))")
"""A difference behind a power: `2<sup>64</sup>-1`."""
_SPEAKABLE = re.compile(r"[^\W_]")
_SIGN_ALONE = re.compile(r"[_*+?#/%&=<>!~^@$|]{1,2}")
"""Signs that a cell holds for their own sake; dashes and dots say that it is empty."""
_ARROWS = frozenset({"→", "⇒", "->", "=>", "⟶"})

_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ru"})
"""Languages whose letters tell what a page has left in English."""
_LATIN_WORD = re.compile(r"[A-Za-z][a-z]+")
_ADDRESS = re.compile(r"\w+://\S+")
_OWN_LETTER = re.compile("[\u0400-\u052f\u3041-\u9fff\uac00-\ud7af]")
_SHORTEST = 20
"""Characters that no English sentence is shorter than."""
_SENTENCE = 6
"""Words from which on a text is more than names."""

_CELLS = frozenset({"td", "th"})
_APART = frozenset({"sign", "label", "break"})
"""Forms of what is set apart from the words around it."""

_FEW = 4
"""Words beside which a coloured sign has a meaning of its own, as in a table: in more, it
decorates."""

_WISHES = frozenset({"skip", "announce", "read"})
"""What `data-narration` may say; a number is the anchor of an earlier narration."""

_INHERITED = frozenset({Kind.ITEM, Kind.QUOTE, Kind.DEFINITION, Kind.CAPTION})
"""Kinds that a paragraph inside takes over."""


@dataclass
class PassageDraft:
    """A passage in the making: its element is not yet numbered, its pause not yet known."""

    kind: Kind
    text: str
    element: Element | None
    language: str | None
    voice: str | None
    level: int = 0
    spoken_only: bool = False
    continues: bool = False
    """Whether the next draft of the same element goes on with the sentence, in another language or
    voice."""
    role: str = ""
    """What a sentence of ours is about: `code`, `titled code`, `formula`, `kind` (of a note); else
    empty."""
    bare: str | None = None
    """What is left of it where the sentence before it announces it; `None`: all of it."""
    brief: str = ""
    """What it is, behind a colon, where nothing is left of it: "code, 3 lines."."""


@dataclass(frozen=True)
class Context:
    """Where in the page the reader is."""

    kind: Kind
    element: Element | None
    language: str | None
    voice: str | None
    level: int = 0
    spoken_only: bool = False
    decorated: bool = False
    """Whether the entries of the list at hand begin with pictures that mean nothing."""
    annotated: bool = False
    """Whether marks of annotations stand here."""


Form: TypeAlias = Literal["text", "code", "said", "sign", "label", "break"]
"""Words of the page, words of the page in code, words that are as they are to be spoken; the word
for a sign; what an icon says of the words behind it; a line break, whose text is a blank."""


@dataclass(frozen=True)
class Fragment:
    """Some text of the block being read."""

    text: str
    form: Form = "text"


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
        self.notes: list[str] = []
        self._behind: list[Callable[[], None]] = []
        self.pictured: set[tuple[str, int]] = set()
        """What images say, with the block that they stand in, as far as it has been said."""
        self._found: dict[tuple[str, int], Any] = {}
        self.explained: set[str] = set()
        """What abbreviations stand for, as far as it has been said."""
        self._rules = rules
        self._drafts: list[PassageDraft] = []
        self._words: list[Fragment] = []
        self._prefix = ""
        self.here = Context(Kind.PARAGRAPH, None, language, None)

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
        if element.skipped or element.hidden:
            return
        found = self._rules.of(element)
        rule = found.apply
        element.covers = found.covers
        attributes = element.attributes
        own = attributes.get("data-narration")
        if own is not None and own not in _WISHES and not own.isdecimal():
            self.notes.append(
                f'data-narration="{own}" is none of skip, announce and read, and is passed over.'
            )
        around = self.here
        if "annotate" in element.classes:
            self.here = replace(around, annotated=True)
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
        self.here = replace(around, decorated=True)
        try:
            yield
        finally:
            self.here = around

    def add(self, text: str, form: Form = "text") -> None:
        """Add words to the block at hand."""
        self._words.append(Fragment(text, form))

    def sign(self, row: str) -> None:
        """Add the word for a sign, by its row in the table of signs."""
        if self.here.decorated and not self.size:
            return
        self._words.append(Fragment(signs.word(row, primary(self.here.language)), "sign"))

    def said(self, text: str) -> str:
        """A text of the page as it is spoken, for sentences of ours."""
        return self._spoken([Fragment(text)])

    def say_only(self, text: str) -> None:
        """Add words that do not stand on the page, as the whole of the block at hand."""
        self.here = replace(self.here, spoken_only=True)
        self._words.append(Fragment(text, "said"))

    @property
    def dot(self) -> str:
        """How the dot in a name is said."""
        return verbalizer(primary(self.here.language)).dot

    def prefix(self, text: str) -> None:
        """Say this before the next words, in the same passage."""
        self._prefix = text

    def block(self, element: Element, kind: Kind | None = None, *, level: int = 0) -> None:
        """Read an element's children as passages of that kind (`None`: as around it)."""
        with self.within(element, kind, level=level):
            self.children(element)

    @contextmanager
    def within(
        self, element: Element | None, kind: Kind | None = None, *, level: int = 0
    ) -> Iterator[None]:
        """What is added inside is a block: `element`'s own."""
        self.flush()
        around = self.here
        self.here = Context(  # not `replace`, which takes ten times as long, for each block
            kind or around.kind,
            element or around.element,
            around.language,
            around.voice,
            level,
            around.spoken_only,
            around.decorated,
            around.annotated,
        )
        try:
            yield
            self.flush()
        finally:
            self.here = around

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
    def is_led_in(self) -> bool:
        """Whether the passage that was put on the script last announces what comes now."""
        return bool(self._drafts) and leads_in(self._drafts[-1])

    @property
    def size(self) -> int:
        """How many pieces the block at hand has: more, once something was added."""
        return sum(1 for piece in self._words if piece.text.strip())

    @property
    def is_in_cell(self) -> bool:
        """Whether a cell of a table is read."""
        return self.here.element is not None and self.here.element.tag in _CELLS

    @property
    def is_at_break(self) -> bool:
        """Whether nothing was added to the block at hand since a line was broken in it."""
        for piece in reversed(self._words):
            if piece.form == "break" or piece.text.strip():
                return piece.form == "break"
        return False

    def text_before(self) -> str:
        """The end of the block at hand, `""` where it ends in a blank: nothing joins that."""
        text = ""
        for piece in reversed(self._words):
            text = piece.text + text
            if piece.form in _APART or any(map(str.isspace, piece.text)):
                break
        return "" if not text or text[-1].isspace() else text

    def flush(self, *, continues: bool = False) -> None:
        """End the block at hand."""
        if not self._words:
            return
        words, self._words = self._words, []
        # Between blocks stands white space: most of what is flushed is that.
        text = "" if all(piece.text.isspace() for piece in words) else self._spoken(words)
        if text:
            here = self.here
            self._emit(
                here.kind, text, here.element, spoken_only=here.spoken_only, continues=continues
            )
        waiting, self._behind = self._behind, []
        for read in waiting:
            read()

    # ------------------------------------------------------------ inner workings

    def _spoken(self, words: list[Fragment]) -> str:
        say = verbalizer(self._written_in(words), self.policies.url)
        words = self._with_signs(_joined(words))
        parts: list[tuple[str, Form]] = []
        pieces: list[str] = []
        for index, piece in enumerate(words):
            if piece.form in _APART:
                parts += [("".join(pieces), "text"), (piece.text, piece.form)]
                pieces = []
            elif piece.form == "code":
                said = say.code(_RUN_OF_BLANKS.sub(_one_blank, piece.text))
                pieces.append(_apart(said, words, index, pieces))
            elif _points(words, index):
                pieces.append(f" {say.arrow} ")
            elif piece.form == "said":
                joins = index > 0 and words[index - 1].form in {"code", "said"}
                touching = joins and _touches(pieces[-1][-1:]) and _touches(piece.text[:1])
                pieces.append(f" {piece.text}" if touching else piece.text)
            elif piece.text.strip() == "+" and _is_between_keys(words, index):
                pieces.append(f" {say.key('plus')} ")
            else:
                written = _RUN_OF_BLANKS.sub(_one_blank, piece.text)
                if index and words[index - 1].form == "said":
                    written = _SUBTRAHEND.sub(f" {say.minus} ", written)
                said = say.text(written)
                pieces.append(_apart(said, words, index, pieces))
        whole = "".join(pieces)
        if parts:
            whole = phrased([*parts, (whole, "text")], self.announcements)
        text = say.tidied(folded(whole))
        return text if _SPEAKABLE.search(text) else self._without_words(words, say)

    def _without_words(self, words: list[Fragment], say: Verbalizer) -> str:
        """What is said for a block of signs alone: in most, nothing."""
        written = "".join(piece.text for piece in words).strip()
        if self.is_in_cell and _SIGN_ALONE.fullmatch(written):
            return say.code(written)  # it stands for itself, as `_` for a place that is free
        return say.mark(written)

    def _written_in(self, words: list[Fragment]) -> str:
        """The language whose words are said for signs: the page's, or English in English."""
        language = primary(self.here.language)
        if language not in _OTHER_SCRIPTS:
            return language
        text = "".join(piece.text for piece in words if piece.form == "text")
        own = _OWN_LETTER.search(text)
        if len(text) < _SHORTEST or (own is not None and own.start() < _SHORTEST):
            return language  # as nearly always
        text = _ADDRESS.sub("", text)
        latin = len(_LATIN_WORD.findall(text))
        return "en" if latin >= _SENTENCE and latin > len(_OWN_LETTER.findall(text)) else language

    def _with_signs(self, words: list[Fragment]) -> list[Fragment]:
        """The same, with signs in the text taken apart."""
        if all(piece.form != "text" or _is_plain(piece.text) for piece in words):
            return words
        found: list[Fragment] = []
        count = sum(count_words(piece.text) for piece in words)
        few, bare = count <= _FEW, self.is_in_cell and not any(map(_has_letter, words))
        language = primary(self.here.language)
        for piece in words:
            if piece.form != "text":
                found.append(piece)
                continue
            for row, text in signs.split(piece.text):
                if not row:
                    found.append(Fragment(text))
                elif self.here.decorated and not any(one.text.strip() for one in found):
                    continue
                elif signs.is_bare(text):
                    found.append(
                        Fragment(signs.word(row, language), "sign") if bare else Fragment(text)
                    )
                elif few or not signs.decorates(text):
                    found.append(Fragment(signs.word(row, language), "sign"))
        return _joined(found) if len(found) > len(words) else found

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
        self.here = replace(around, language=language, voice=voice)
        try:
            yield
            self.flush(continues=within_a_line)
        finally:
            self.here = around


def _has_letter(piece: Fragment) -> bool:
    return any(map(str.isalpha, piece.text))


def _is_plain(text: str) -> bool:
    """Whether no sign can be in a text."""
    return text.isascii() and ":" not in text


def _one_blank(run: re.Match[str]) -> str:
    return "\n" if "\n" in run[0] else " "


def _joined(words: list[Fragment]) -> list[Fragment]:
    """Neighbouring texts together: a tag is no border, as in `IDE/<a>linter</a>/brain`."""
    joined: list[Fragment] = []
    for form, run in groupby(words, lambda piece: piece.form):
        pieces = list(run)
        joined += [Fragment("".join(piece.text for piece in pieces))] if form == "text" else pieces
    return joined


def _apart(said: str, words: list[Fragment], index: int, pieces: list[str]) -> str:
    """A piece as it is said, apart from words that it touches: `spi.<i>name</i>`, `++dot`."""
    before = pieces[-1][-1:] if pieces else ""
    behind = words[index + 1].text[:1] if index + 1 < len(words) else ""
    written = words[index].text.strip()
    if _touches(before) and said[:1].isalnum() and not written[:1].isalnum():
        said = f" {said}"
    if _touches(behind) and said[-1:].isalnum() and not written[-1:].isalnum():
        said = f"{said} "
    return said


def _touches(character: str) -> bool:
    return character.isalnum() and character.isascii()


def _points(words: list[Fragment], index: int) -> bool:
    """Whether this is an arrow between two pieces of code."""
    piece = words[index]
    return (
        piece.form == "text"
        and piece.text.strip() in _ARROWS
        and 0 < index < len(words) - 1
        and words[index - 1].form == words[index + 1].form == "code"
    )


def _is_between_keys(words: list[Fragment], index: int) -> bool:
    return 0 < index < len(words) - 1 and words[index - 1].form == words[index + 1].form == "said"


def folded(text: str) -> str:
    """Blanks folded to single spaces, invisible characters gone."""
    if not text.isascii():
        text = _BREAK_BETWEEN_CJK.sub("", _INVISIBLE.sub("", text))
    text = " ".join(text.split())
    return _LEADING.sub("", _COMMAS.sub("", _BLANK_BEFORE_STOP.sub("", text)))
