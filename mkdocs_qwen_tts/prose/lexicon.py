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

from mkdocs_qwen_tts.errors import ConfigurationError
from mkdocs_qwen_tts.prose.language import normal, primary, tag_of
from mkdocs_qwen_tts.prose.say import verbalizer
from mkdocs_qwen_tts.quotation import yaml_fault

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLS = "{http://www.w3.org/2005/01/pronunciation-lexicon}"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FIELDS = ("term", "say", "language", "voice", "case", "whole_word")
_WORD = r"[A-Za-z0-9_À-ɏЀ-ӿ]"
"""What makes a word longer; Chinese, Japanese and Korean words have no borders to keep."""


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
    """The entries for one language and voice, as one expression."""

    def __init__(self, entries: Iterable[Pronunciation], language: str | None, voice: str) -> None:
        self._says: list[str] = []
        patterns: list[tuple[int, int, str]] = []
        for entry in entries:
            if entry.fits(language, voice):
                # The script says `config dot toml` where the page writes `config.toml`: both are
                # meant.
                for written in _spellings(entry.term, language):
                    weight = bool(entry.languages) + bool(entry.voices)
                    patterns.append(
                        (
                            -len(written),
                            -weight,
                            f"(?P<e{len(self._says)}>{_pattern(written, entry)})",
                        )
                    )
                    self._says.append(entry.say)
        patterns.sort(key=lambda item: item[:2])
        self._expression = (
            re.compile("|".join(pattern for *_, pattern in patterns)) if patterns else None
        )

    def __call__(self, text: str) -> str:
        if self._expression is None:
            return text
        return self._expression.sub(lambda found: self._says[int(str(found.lastgroup)[1:])], text)


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
        return path.read_text("utf-8")
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
    return Lexicon(tuple(entry for path, text in files for entry in _read(path, text)))


def _read(path: Path, text: str) -> list[Pronunciation]:
    if path.suffix.lower() in {".pls", ".xml"}:
        return _read_pls(text, path)
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigurationError(
            "prose.lexicon", f"{path} is not valid YAML: {yaml_fault(error)}.", value=str(path)
        ) from error
    return [
        _entry(item, f"{path}, entry {number}")
        for number, item in enumerate(_items(content, path), 1)
    ]


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
