"""Pronunciations: what is said in place of what is written.

Applied when utterances are made, never to the script: the player and the diff show the words of the
page, and a changed entry changes only the utterances that contain its term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path  # noqa: TC003 - part of a cached signature
from typing import TYPE_CHECKING, Any

import yaml

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._prose.language import normal, primary, tag_of
from mkdocs_qwen_tts._prose.say import verbalizer
from mkdocs_qwen_tts._quotation import BEYOND_YAML, yaml_fault
from mkdocs_qwen_tts._textfile import small_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_PLS = "{http://www.w3.org/2005/01/pronunciation-lexicon}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FIELDS = ("term", "say", "language", "voice", "case", "whole_word")
MOST_NESTED = 100
"""Languages or voices that one pronunciation names."""
MOST_ENTRIES = 100_000

_WORD = r"[A-Za-z0-9_À-ɏЀ-ӿ]"
"""What makes a word longer; Chinese, Japanese and Korean words have no borders to keep."""
_WORDS = re.compile(f"{_WORD}+")
_SAME = str.maketrans("İıſKςµϐϑϕϖϰϱϵẛ", "iiskσμβθφπκρεṡ")
"""Signs beside those that lower case makes the same, which expressions take for the same."""

EXPRESSIONS_KEPT = 256
"""Texts about one thing need the same entries."""


@dataclass(frozen=True)
class Pronunciation:
    """One pronunciation."""

    term: str
    say: str
    languages: tuple[str, ...] = ()
    """BCP 47 tags it is for (`zh` covers `zh-Hans`); none: all."""
    voices: tuple[str, ...] = ()
    """Voices it is for; none: all."""
    case: bool = False
    """Whether the term is meant exactly as it is capitalised."""
    whole_word: bool = True
    """Whether the term is not meant inside longer words."""

    def fits(self, language: str | None, voice: str) -> bool:
        """Whether it is for this language and voice."""
        return (not self.languages or any(_covers(own, language) for own in self.languages)) and (
            not self.voices or voice in self.voices
        )


@dataclass(frozen=True)
class Lexicon:
    """A set of pronunciations.

    Where several fit, the longest term wins, then the one for particular languages or voices, then
    the first.
    """

    entries: tuple[Pronunciation, ...] = ()
    _known: dict[tuple[str | None, str], _Replacer] = field(
        default_factory=dict, init=False, repr=False, compare=False, hash=False
    )

    @classmethod
    def load(cls, paths: Iterable[Path]) -> Lexicon:
        """Read files of pronunciations: YAML, or W3C PLS 1.0 (`.pls`, `.xml`).

        Raises:
            ConfigurationError: naming the file and what is wrong in it.
        """
        return _lexicon_of(tuple((path, _text_of(path)) for path in paths))

    @classmethod
    def of_text(cls, path: Path, text: str) -> Lexicon:
        """What a file of pronunciations would say with this text in it.

        Raises:
            ConfigurationError: naming the file and what is wrong in it.
        """
        return _lexicon_of(((path, text),))

    def say(self, text: str, *, language: str | None, voice: str) -> str:
        """`text` as it is to be spoken in that language by that voice."""
        if not self.entries:
            return text
        key = (language, voice)
        replacer = self._known.get(key)
        if replacer is None:
            replacer = self._known[key] = _Replacer(self.entries, language, voice)
        return replacer(text)

    def covers(self, term: str, *, language: str | None) -> bool:
        """Whether some entry tells how to say this term."""
        return any(
            entry.term.casefold() == term.casefold()
            for entry in self.entries
            if not entry.languages or any(_covers(own, language) for own in entry.languages)
        )


class _Replacer:
    """The entries for one language and voice.

    A text is compared with those alone whose first word, or first sign, is in it: a list may have
    tens of thousands of entries, and a text some dozens of words.
    """

    def __init__(self, entries: Iterable[Pronunciation], language: str | None, voice: str) -> None:
        found: list[tuple[int, int, str, str, str]] = []
        for entry in entries:
            if entry.fits(language, voice):
                weight = bool(entry.languages) + bool(entry.voices)
                # The script says `config dot toml` where the page writes `config.toml`: both are
                # meant.
                for written in _spellings(entry.term, language):
                    pattern, key = _pattern(written, entry), _index_key(written, entry)
                    found.append((-len(written), -weight, pattern, entry.say, key))
        found.sort(key=lambda item: item[:2])
        self._ranked = [(pattern, say) for _, _, pattern, say, _ in found]
        self._index: dict[str, list[int]] = {}
        for rank, (*_, key) in enumerate(found):
            self._index.setdefault(key, []).append(rank)
        self._expressions: dict[tuple[int, ...], re.Pattern[str]] = {}

    def __call__(self, text: str) -> str:
        ranks = self.candidates(text)
        if not ranks:
            return text
        says = [self._ranked[rank][1] for rank in ranks]
        return self._expression(ranks).sub(lambda found: says[(found.lastindex or 1) - 1], text)

    def candidates(self, text: str) -> tuple[int, ...]:
        """Which entries may be in a text, the first that fits first."""
        folded = _folded(text)
        keys = {*_WORDS.findall(folded), *folded}
        return tuple(sorted({rank for key in keys for rank in self._index.get(key, ())}))

    def _expression(self, ranks: tuple[int, ...]) -> re.Pattern[str]:
        known = self._expressions.get(ranks)
        if known is None:
            if len(self._expressions) >= EXPRESSIONS_KEPT:
                self._expressions.clear()
            known = re.compile("|".join(f"({self._ranked[rank][0]})" for rank in ranks))
            self._expressions[ranks] = known
        return known


def _index_key(term: str, entry: Pronunciation) -> str:
    """The first word of a term that is meant as a whole word, otherwise its first sign."""
    folded = _folded(term)
    word = _WORDS.match(folded)
    return word[0] if word and entry.whole_word else folded[:1]


def _folded(text: str) -> str:
    """A text in which signs are the same that an expression takes for the same without case."""
    return text.translate(_SAME).lower().translate(_SAME)


def _spellings(term: str, language: str | None) -> list[str]:
    say = verbalizer(primary(language))
    spoken = (" ".join(said.split()) for said in (say.text(term), say.code(term)))
    return list(dict.fromkeys([term, *(said for said in spoken if said)]))


def _pattern(term: str, entry: Pronunciation) -> str:
    pattern = re.escape(term).replace(r"\ ", r"\s+")
    if entry.whole_word:
        before = rf"(?<!{_WORD})" if re.match(_WORD, term) else ""
        behind = rf"(?!{_WORD})" if re.search(rf"{_WORD}$", term) else ""
        pattern = before + pattern + behind
    return pattern if entry.case else f"(?i:{pattern})"


def _covers(own: str, language: str | None) -> bool:
    tag = (language or "").casefold()
    return tag == own.casefold() or tag.startswith(own.casefold() + "-")


# ---------------------------------------------------------------- files


def _text_of(path: Path) -> str:
    try:
        return small_file(path).decode("utf-8")
    except OSError as error:
        raise ConfigurationError(
            "prose.lexicon", f"{path} cannot be read: {error.strerror}.", value=str(path)
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            "prose.lexicon", f"{path} cannot be read: it is not a text in UTF-8.", value=str(path)
        ) from error


@lru_cache(maxsize=16)
def _lexicon_of(files: tuple[tuple[Path, str], ...]) -> Lexicon:
    """The same files, with the same content, are asked for by every page of a site."""
    entries = tuple(entry for path, text in files for entry in _read(path, text))
    if len(entries) > MOST_ENTRIES:
        raise ConfigurationError(
            "prose.lexicon",
            f"{len(entries):,} pronunciations are more than the {MOST_ENTRIES:,} that are taken.",
        )
    return Lexicon(entries)


def _read(path: Path, text: str) -> list[Pronunciation]:
    if path.suffix.lower() in {".pls", ".xml"}:
        return _read_pls(text, path)
    try:
        content = yaml.load(text, Loader=_Texts)  # noqa: S506 - a safe one
    except (yaml.YAMLError, *BEYOND_YAML) as error:
        raise ConfigurationError(
            "prose.lexicon", f"{path} is not valid YAML: {yaml_fault(error)}.", value=str(path)
        ) from error
    return [
        _entry(item, f"{path}, entry {number}")
        for number, item in enumerate(_items(content, path), 1)
    ]


class _Texts(yaml.SafeLoader):
    """Reads YAML in which a day that no month has, or a number of any length, is a text."""


def _or_text(
    own: Callable[[yaml.SafeLoader, yaml.ScalarNode], Any],
) -> Callable[[_Texts, yaml.ScalarNode], Any]:
    def construct(loader: _Texts, node: yaml.ScalarNode) -> Any:
        try:
            value = own(loader, node)
            str(value)  # it is said as it is written, which Python refuses beyond 4,300 digits
        except BEYOND_YAML:
            return node.value
        return value

    return construct


for _tag, _own in (
    ("timestamp", yaml.SafeLoader.construct_yaml_timestamp),
    ("int", yaml.SafeLoader.construct_yaml_int),
    ("float", yaml.SafeLoader.construct_yaml_float),
):
    _Texts.add_constructor(f"tag:yaml.org,2002:{_tag}", _or_text(_own))


def _items(content: Any, path: Path) -> list[Any]:
    """Entries as a list, or as a mapping of terms to what is said for them."""
    if content is None:
        return []
    if isinstance(content, dict):
        return [
            {"term": term, **(say if isinstance(say, dict) else {"say": say})}
            for term, say in content.items()
        ]
    if isinstance(content, list):
        return content
    raise ConfigurationError(
        "prose.lexicon", f"{path} holds neither a list nor a mapping.", value=str(path)
    )


def _entry(item: Any, where: str) -> Pronunciation:
    if not isinstance(item, dict):
        raise ConfigurationError(
            "prose.lexicon", f"{where} is not a mapping with `term` and `say`.", value=item
        )
    for name in item:
        if name not in _FIELDS:
            raise ConfigurationError.not_among(f"prose.lexicon: {where}", name, _FIELDS, "field")
    for name, value in item.items():
        _check_plain(value, f"{where}, `{name}`", nested=name in ("language", "voice"))
    term, say = (
        str(item[name]).strip() if item.get(name) is not None else "" for name in ("term", "say")
    )
    if not term or "say" not in item:
        raise ConfigurationError("prose.lexicon", f"{where} needs `term` and `say`.", value=item)
    case = item.get("case")
    return Pronunciation(
        term,
        say,
        tuple(tag for tag in (tag_of(name) for name in _texts(item.get("language"))) if tag),
        tuple(_texts(item.get("voice"))),
        # A term written with capitals is a name; one without may begin a sentence.
        case=bool(case) if case is not None else term != term.lower(),
        whole_word=bool(item.get("whole_word", True)),
    )


def _check_plain(value: Any, where: str, *, nested: bool) -> None:
    """A field is a text or a number, or a list of them where that means something.

    Aliases of YAML make a few lines into more than any memory holds once they are written out.
    """
    if isinstance(value, list) and nested:
        for one in value[:MOST_NESTED]:
            _check_plain(one, where, nested=False)
        if len(value) <= MOST_NESTED:
            return
    elif not isinstance(value, (dict, list, set, tuple)):
        return
    raise ConfigurationError("prose.lexicon", f"{where} is not a text.", value=where)


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _read_pls(text: str, path: Path) -> list[Pronunciation]:
    """Aliases of a PLS document. Phonemes are left out: the speech services take words."""
    import xml.etree.ElementTree as ET  # noqa: PLC0415 - for this kind of file alone

    try:
        root = ET.fromstring(text)  # noqa: S314 - the user's own file; expat bounds entities
    except ET.ParseError as error:
        raise ConfigurationError(
            "prose.lexicon", f"{path} is not valid XML: {error}.", value=str(path)
        ) from error
    language = normal(root.get(_XML_LANG))
    languages = (language,) if language else ()
    entries: list[Pronunciation] = []
    for lexeme in root.iter(f"{_PLS}lexeme"):
        alias = lexeme.find(f"{_PLS}alias")
        if alias is not None and (alias.text or "").strip():
            for grapheme in lexeme.findall(f"{_PLS}grapheme"):
                term = (grapheme.text or "").strip()
                if term:
                    entries.append(
                        Pronunciation(
                            term, str(alias.text).strip(), languages, case=term != term.lower()
                        )
                    )
    return entries
