"""What a block says: the fragments that rules put into it, in words."""

from __future__ import annotations

import re
from itertools import groupby, islice
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from mkdocs_qwen_tts._model import Kind
from mkdocs_qwen_tts._prose import signs
from mkdocs_qwen_tts._prose.announcements import announcements
from mkdocs_qwen_tts._prose.code_beside import (
    ends_in_number,
    is_set_against_its_name,
    is_tuple_before_words,
)
from mkdocs_qwen_tts._prose.language import CJK, guess, is_left_in_english, primary
from mkdocs_qwen_tts._prose.language import words as count_words
from mkdocs_qwen_tts._prose.phrase import phrased
from mkdocs_qwen_tts._prose.say import verbalizer
from mkdocs_qwen_tts._prose.say.brackets import holds_one_type
from mkdocs_qwen_tts._prose.type_pieces import are_types, joined_types

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.link_targets import LinkTargets
    from mkdocs_qwen_tts._prose.say.verbalize import Verbalizer

_RUN_OF_BLANKS = re.compile(r"[ \t\n\r\f]{2,}")
_BREAK_BETWEEN_CJK = re.compile(rf"(?<={CJK})[ \t]*[\n\r\f]\s*(?={CJK})")
"""A line break between characters of a script without spaces is no space (CSS Text 4, segment
breaks)."""
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
"""Soft hyphens, break opportunities and direction marks: inside words, and nothing to say."""
CITED = "\u2063"
"""Stands for the number of a source (INVISIBLE SEPARATOR)."""
_CITED = re.compile(rf"[\s\u200d]*\[\s*{CITED}[\s,;–{CITED}-]*\]")
_JOINER = re.compile(r"(?<![^\x00-\x7f\s])\u200d(?![^\x00-\x7f\s])")
"""A zero width joiner between characters of ASCII, as HeVeA sets it for a tie."""
_BLANK_BEFORE_STOP = re.compile(r" (?=[.,)\]](?!\w)(?!\.\.)|[，。；：！？、）」』])")
"""Left where an icon or a footnote's number stood; French sets blanks before other marks than
these."""
_COMMAS = re.compile(r"[,，、]\s?(?=[,，、.。;；!！?？](?!\w))")
"""Left where something between commas was not said."""
_LEADING = re.compile(r"^[-–—·•|,:：]+ ")
"""Left where an icon stood at the beginning."""
_SUBTRAHEND = re.compile(r"^\s?[-−–](?=\d(?!\d))")
"""A difference behind a power: `2<sup>64</sup>-1`."""
_TERMS = re.compile(r"^(?:\s?[-+−–=/*·]\s?(?:\d+(?:\.\d+)?[A-Za-z]?|[B-HJ-Zb-z])(?!\w))+")
"""The rest of a formula behind a power: `x<sup>2</sup> + 4x - 8`."""
_UNIT = re.compile(r"\d\s?[a-zµ]{1,2}$")
"""What is raised is no unknown: `20 m<sup>2</sup> – 3 rooms`."""
_MINUS = re.compile("[-–]")
_SPEAKABLE = re.compile(r"[^\W_]")
_SIGN_ALONE = re.compile(r"[_*+?#/%&=<>!~^@$|]{1,2}")
"""Signs that a cell holds for their own sake; dashes and dots say that it is empty."""
_SEQUENCE = re.compile(r"(?:ESC|CSI|OSC|DCS)(?: \S){1,4}|[A-Z]{2,4} [#-&*+/<=>@\[-`{-~]")
"""What a cell shows that is typed or sent sign by sign: `ESC |`."""
_BUTTON = re.compile(r"\[ ?[?<>#/=*+]{1,2} ?\]")
"""What a cell shows that explains buttons of signs; where it leads somewhere, it is one."""
_LEADING_ARROW = re.compile(r"\s(?:→|⇒|⟶|-{1,2}>|=>)\s+(?=\w)")
"""An arrow behind code, which leads to what the text names."""
_PLAIN_QUOTES = frozenset({'"', "'"})
_BETWEEN_CODE = frozenset({"→", "⇒", "->", "=>", "⟶", "|"})

_OTHER_SCRIPTS = frozenset({"zh", "ja", "ko", "ru"})
"""Languages whose letters tell what a page has left in English."""
_STANDING_WORD = re.compile(r"(?<![\w@.(/:-])[A-Za-z][a-z]+(?![\w(:]|\.\w)")
"""One that is no part of a name or a call."""
_STANDING = 3
"""How many of them a sentence in English has at least."""
_TEX = re.compile(r"\\\((?s:.{1,999}?)\\\)|\\\[(?s:.{1,999}?)\\\]")
_LATIN_WORD = re.compile(r"[A-Za-z][a-z]+")
_ADDRESS = re.compile(r"\w+://\S+|(?<!\S)\.\w+|(?:/[\w.-]+){2,}")
_OWN_LETTER = re.compile("[\u0400-\u052f\u3041-\u9fff\uac00-\ud7af]")
_SHORTEST = 20
"""Characters that no English sentence is shorter than."""
_FIRST_WITHOUT_BLANKS = "\u3040"
"""From this letter on come those of languages that have no blanks between words."""
_AROUND_SIGN = " *_\ufe0e\ufe0f\u00a0"
_SENTENCE = 6
"""Words from which on a text is more than names."""

_CELLS = frozenset({"td", "th"})
_QUOTES = ('"', "'", "“", "‘", "`", "«", "「")
"""An address behind one of them is spoken of."""
APART = frozenset({"sign", "label", "break"})
"""Forms of what is set apart from the words around it."""

_FEW = 4
"""Words beside which a coloured sign has a meaning of its own, as in a table: in more, it
decorates."""


class Context(NamedTuple):
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
    rings: bool = False
    """Whether an empty circle is a "yes" in the table at hand."""
    operators: bool = False
    """Whether the table at hand is about signs, so that a cross is no "no"."""
    crosses: bool = False
    """Whether an X is a "no" in the table at hand."""

    @property
    def is_in_cell(self) -> bool:
        """Whether a cell of a table is read, or the one paragraph that Sphinx puts into it."""
        element = self.element
        if element is None or element.tag != "p":
            return element is not None and element.tag in _CELLS
        cell = element.parent
        return (
            cell is not None
            and cell.tag in _CELLS
            and sum(1 for _ in islice(cell.elements(), 2)) == 1
        )


Form: TypeAlias = Literal["text", "code", "said", "sign", "label", "break"]
"""Words of the page, words of the page in code, words that are as they are to be spoken; the word
for a sign; what an icon says of the words behind it; a line break, whose text is a blank."""


_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)\s*/?>")
_CALLED_A_TAG = re.compile(
    r"[\s-]?(?:(?:HTML|XML|SVG)[\s-])?(?:tags?|elements?|elemente?n?s?|balises?|éléments?|etiquetas?"
    r"|elementos?|element[oi]|тег\w*|элемент\w*|标签|標籤|元素|标记|タグ|要素|태그|요소)(?![a-zà-ÿ])",
    re.IGNORECASE,
)
"""Behind the name of a tag: that it is one is said, and need not be said twice."""


class Fragment(NamedTuple):
    """Some text of the block being read."""

    text: str
    form: Form = "text"


def _behind_code(written: str, say: Verbalizer) -> str:
    """Text behind code: an arrow that it begins with leads from it, a quote closes its quotes."""
    if _LEADING_ARROW.match(written) or written[:1] in _PLAIN_QUOTES:
        return say.text(f"x{written}")[1:]  # as behind any word
    return say.text(written)


def _behind_power(written: str, base: str, say: Verbalizer) -> str:
    """Text behind what is raised: its minus signs are said, if it goes on with a formula."""
    written = _SUBTRAHEND.sub(f" {say.minus} ", written)
    if _UNIT.search(base):
        return written
    return _TERMS.sub(lambda terms: _MINUS.sub(f" {say.minus} ", terms[0]), written)


def _by_letters(text: str, language: str) -> str:
    """The language of a longer text in other letters than those of its page; else the page's."""
    own = len(_OWN_LETTER.findall(text))
    if own < _SHORTEST or own <= 2 * len(_LATIN_WORD.findall(text)):
        return language
    found = guess(text)
    return found if found in _OTHER_SCRIPTS else language


class BlockVerbalizer:
    """Says the fragments of a block at one place of a page.

    Args:
        here: the place.
        urls: `skip`, `shorten` or `read` web addresses.
        before: the language whose words were said for signs in the block before.
        targets: the addresses that the page has shown.
    """

    def __init__(
        self,
        here: Context,
        urls: str,
        before: str | None = None,
        targets: LinkTargets | None = None,
    ) -> None:
        self._here = here
        self._urls = urls
        self._before = before
        self._targets = targets
        self.language = before
        """The language whose words were said for signs."""

    def said(self, words: list[Fragment]) -> str:
        """All of them in one text."""
        self.language = self._written_in(words)
        say = verbalizer(self.language, self._urls)
        words = _unnamed(_unbracketed(_unquoted(joined_types(_joined(words)))))
        if self._here.is_in_cell:
            words = _listed(words, announcements(self._here.language)("list_separator"))
        words = self._told_apart(_unended(self._with_signs(words)))
        parts: list[tuple[str, Form]] = []
        pieces: list[str] = []
        for index, piece in enumerate(words):
            if piece.form in APART:
                parts += [("".join(pieces), "text"), (piece.text, piece.form)]
                pieces = []
            elif piece.form == "code":
                pieces.append(self._code(words, index, pieces, say))
            elif piece.text.strip() in _BETWEEN_CODE and _is_between_code(words, index):
                pieces.append(f" {say.either if piece.text.strip() == '|' else say.arrow} ")
            elif piece.form == "said":
                joins = index > 0 and words[index - 1].form in {"code", "said"}
                touching = joins and _touches(pieces[-1][-1:]) and _touches(piece.text[:1])
                pieces.append(f" {piece.text}" if touching else piece.text)
            elif piece.text.strip() == "+" and _is_between_keys(words, index):
                pieces.append(f" {say.key('plus')} ")
            else:
                written = _RUN_OF_BLANKS.sub(_one_blank, piece.text)
                if index and words[index - 1].form == "said":
                    written = _behind_power(written, words[max(0, index - 2)].text, say)
                # Blanks around the whole of a block are none of its text: `<td> -25% </td>`.
                whole = written.strip() if len(words) == 1 else written
                said = _behind_code(written, say) if index else say.text(whole)
                pieces.append(_apart(said, words, index, pieces))
        whole = "".join(pieces)
        if parts:
            whole = phrased([*parts, (whole, "text")], announcements(self._here.language))
        text = say.tidied(folded(whole))
        return text if _SPEAKABLE.search(text) else self._without_words(words, say)

    def _told_apart(self, words: list[Fragment]) -> list[Fragment]:
        """The same, with addresses of one host told apart."""
        targets, say = self._targets, verbalizer(self.language or "", self._urls)
        shows = any("://" in piece.text and piece.form == "text" for piece in words)
        if targets is None or self._urls != "shorten" or not shows:
            return words
        told: list[Fragment] = []
        for piece in words:
            if piece.form != "text":
                told.append(piece)
                continue
            before = ""
            for text, name in targets.split(piece.text):
                is_told = name and not before.endswith(_QUOTES)
                told.append(Fragment(say.link(text, name), "said") if is_told else Fragment(text))
                before = text
        return _joined(told)

    def _code(self, words: list[Fragment], index: int, pieces: list[str], say: Verbalizer) -> str:
        """A piece of code, as what stands beside it has it said."""
        written = _RUN_OF_BLANKS.sub(_one_blank, words[index].text)
        or_more = written[-1:] == "]" and _is_bar(words[index + 1 : index + 2])
        single = or_more and holds_one_type(written)
        closed = or_more and not single
        closed = closed or is_set_against_its_name(words, index)
        closed = closed or is_tuple_before_words(words, index)
        said = say.code(written, closed=closed)
        if index and words[index - 1].form == "said" and _touches(pieces[-1][-1:]):
            said = f" {said}" if _touches(said[:1]) else said
        if single or ends_in_number(said, words, index):
            said += announcements(self._here.language)("list_separator")
        return _apart(said, words, index, pieces)

    def _without_words(self, words: list[Fragment], say: Verbalizer) -> str:
        """What is said for a block of signs alone: in most, nothing."""
        written = "".join(piece.text for piece in words).strip()
        cell = self._here.element
        is_button = _BUTTON.fullmatch(written) and cell is not None and cell.find("a") is None
        if self._here.is_in_cell and (is_button or _SIGN_ALONE.fullmatch(written)):
            return say.code(written)  # it stands for itself, as `_` for a place that is free
        return say.mark(written)

    def _written_in(self, words: list[Fragment]) -> str:
        """The language whose words are said for signs: the page's, or English in English."""
        language = primary(self._here.language)
        text = "".join(piece.text for piece in words if piece.form == "text")
        if language not in _OTHER_SCRIPTS:
            if is_left_in_english(text, language):
                return "en"
            return language if text.isascii() else _by_letters(text, language)
        if self._before == "en" and self._here.kind is Kind.PARAGRAPH and not text.strip():
            return "en"  # an example of one line, which belongs to what is said before it
        own = _OWN_LETTER.search(text)
        if len(text) < _SHORTEST or (own is not None and own.start() < _SHORTEST):
            return language  # as nearly always
        text = _TEX.sub("", _ADDRESS.sub("", text))
        latin = len(_LATIN_WORD.findall(text))
        if latin < _SENTENCE or latin <= len(_OWN_LETTER.findall(text)):
            return language
        return "en" if len(_STANDING_WORD.findall(text)) >= _STANDING else language

    def _whole_cell(self, words: list[Fragment]) -> Fragment | None:
        """What a cell is that shows an X, or what is typed sign by sign; `None` for any other."""
        text = "".join(piece.text for piece in words)
        if self._here.crosses and text.strip() in signs.CROSS_LETTERS:
            return Fragment(signs.word("no", primary(self._here.language)), "sign")
        typed = len(words) == 1 and _SEQUENCE.fullmatch(text.strip()) is not None
        return Fragment(text, "code") if typed else None

    def _with_signs(self, words: list[Fragment]) -> list[Fragment]:
        """The same, with signs in the text taken apart."""
        if self._here.is_in_cell and (cell := self._whole_cell(words)):
            return [cell]
        if all(piece.form != "text" or _is_plain(piece.text) for piece in words):
            return words
        found: list[Fragment] = []
        count = sum(count_words(piece.text) for piece in words)
        few, bare = count <= _FEW, self._here.is_in_cell and not any(map(_has_letter, words))
        bare = bare and not self._here.operators
        language = primary(self._here.language)
        whole = "".join(piece.text for piece in words) if few else ""
        for piece in words:
            if piece.form != "text":
                found.append(piece)
                continue
            for row, text in signs.split(piece.text, rings=self._here.rings):
                if not row:
                    found.append(Fragment(text))
                elif (
                    (few and signs.is_said_by(row, whole.replace(text, "")))
                    or _is_written(signs.word(row, language), found, piece.text, text)
                    or (self._here.decorated and not any(one.text.strip() for one in found))
                ):
                    continue
                elif signs.is_bare(text):
                    found.append(
                        Fragment(signs.word(row, language), "sign") if bare else Fragment(text)
                    )
                elif few or not signs.decorates(text):
                    found.append(Fragment(signs.word(row, language), "sign"))
        return _joined(found) if len(found) > len(words) else found


def _is_written(word: str, before: list[Fragment], text: str, sign: str) -> bool:
    """Whether the word for a sign stands beside it already: `Warning ⚠️`, `⚠️ Warning:`."""
    read = before[-1].text.rstrip() if before else ""
    behind = text.partition(sign)[2].lstrip(_AROUND_SIGN)
    own, size = word.casefold(), len(word)
    return (read[-size:].casefold() == own and not _continues(read[:-size], -1, word)) or (
        behind[:size].casefold() == own and not _continues(behind[size:], 0, word)
    )


def _continues(text: str, at: int, word: str) -> bool:
    """Whether a text makes another word of the one that it stands beside: "No" of "Node"."""
    beside = text[at:][:1]
    joined = len(word) > 1 and word[at] > _FIRST_WITHOUT_BLANKS
    return beside.isalnum() and not joined


def _has_letter(piece: Fragment) -> bool:
    return any(map(str.isalpha, piece.text))


def _is_plain(text: str) -> bool:
    """Whether no sign can be in a text."""
    return text.isascii() and ":" not in text


def _one_blank(run: re.Match[str]) -> str:
    return "\n" if "\n" in run[0] else " "


def _listed(words: list[Fragment], separator: str) -> list[Fragment]:
    """Pieces of code with nothing but blanks between them, apart: a cell lists them."""
    kept = [piece for piece in words if piece.form == "code" or piece.text.strip()]
    if len(kept) < 2 or any(piece.form != "code" for piece in kept) or len(kept) == len(words):  # noqa: PLR2004 - a list
        return words
    listed = [kept[0]]
    for piece in kept[1:]:
        listed += [Fragment(separator), piece]
    return listed


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
    return _with_own_blanks(said, words[index], before, behind)


def _with_own_blanks(said: str, piece: Fragment, before: str, behind: str) -> str:
    """With the blanks at the ends of code that part it from words: `<code>git </code>name`."""
    if piece.form != "code":
        return said
    if piece.text[:1].isspace() and _touches(before) and said[:1].isalnum():
        said = f" {said}"
    if piece.text[-1:].isspace() and _touches(behind) and said[-1:].isalnum():
        said = f"{said} "
    return said


def _touches(character: str) -> bool:
    return character.isalnum() and character.isascii()


def _unended(words: list[Fragment]) -> list[Fragment]:
    """Without a semicolon that ends the code before it: `Name <i>value</i>;`."""
    ends = len(words) > 1 and words[-1].form == "code" and words[-1].text.strip() == ";"
    return words[:-1] if ends else words


def _unquoted(words: list[Fragment]) -> list[Fragment]:
    """Without quotes as they were typed around code: `` `<code>ls</code>' ``."""
    for piece in words:
        if piece.form == "text" and piece.text[-1:] == "`":
            break
    else:
        return words  # as nearly always
    freed = list(words)
    for at in range(1, len(words) - 1):
        before, behind = freed[at - 1], freed[at + 1]
        if words[at].form == "code" and before.form == behind.form == "text":
            opens = next((q for q in ("``", "`") if before.text.endswith(q)), "")
            if opens and behind.text.startswith("'" * len(opens)):
                freed[at - 1] = Fragment(before.text.removesuffix(opens))
                freed[at + 1] = Fragment(behind.text.removeprefix("'" * len(opens)))
    return freed


def _unnamed(words: list[Fragment]) -> list[Fragment]:
    """Without the name in brackets of a key that is said by it already: "⌘ (Command)"."""
    if not any(piece.form == "said" for piece in words):
        return words  # as nearly always
    freed = list(words)
    for at in range(1, len(words)):
        before, piece = words[at - 1], words[at]
        named = f"({before.text.strip()})"
        if before.form == "said" and piece.form == "text" and piece.text.strip().startswith(named):
            freed[at] = Fragment(piece.text.lstrip().removeprefix(named))
    return freed


def _unbracketed(words: list[Fragment]) -> list[Fragment]:
    """Without the brackets of tags that the text calls so: "the `<pre>` tag"."""
    if not any(piece.form == "code" and piece.text[:1] == "<" for piece in words):
        return words
    freed = list(words)
    for at, piece in enumerate(words):
        tag = _TAG.fullmatch(piece.text.strip()) if piece.form == "code" else None
        behind = words[at + 1].text if at + 1 < len(words) else ""
        if tag and _CALLED_A_TAG.match(behind):
            freed[at] = Fragment(tag[1], "code")
    return freed


def _is_between_code(words: list[Fragment], index: int) -> bool:
    """Whether a text stands between two pieces of code: an arrow, or a bar of an "or"."""
    piece = words[index]
    if piece.form != "text" or not 0 < index < len(words) - 1:
        return False
    before, behind = words[index - 1], words[index + 1]
    if before.form != "code" or behind.form != "code":
        return False
    return piece.text.strip() != "|" or piece.text == "|" or are_types(before.text, behind.text)


def _is_bar(words: list[Fragment]) -> bool:
    """Whether a bar between types follows: what one of them holds must be heard to end."""
    return any(piece.form == "text" and piece.text.strip() == "|" for piece in words)


def _is_between_keys(words: list[Fragment], index: int) -> bool:
    return 0 < index < len(words) - 1 and words[index - 1].form == words[index + 1].form == "said"


def folded(text: str) -> str:
    """Blanks folded to single spaces, invisible characters gone."""
    if not text.isascii():
        text = _BREAK_BETWEEN_CJK.sub("", _JOINER.sub("", _INVISIBLE.sub("", _CITED.sub("", text))))
    text = " ".join(text.split())
    return _LEADING.sub("", _COMMAS.sub("", _BLANK_BEFORE_STOP.sub("", text)))
