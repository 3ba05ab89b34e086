"""The words of the player, in the languages it speaks.

Two files a language, in `theme/assets/narration`: `words-xx.js` has those of the bar, which every
page loads, `panel-words-xx.js` the others. Each is JSON behind an equals sign, so that the browser
can load it from `file://` and under a strict Content-Security-Policy, and the build can read the
very same file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape
from msgspec import Struct

from mkdocs_qwen_tts._errors import ConfigurationError

FOLDER = Path(__file__).parent / "theme" / "assets" / "narration"

FALLBACK = "en"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
"""What stands for a number or a time in a word: `{s}`."""

SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600


class Words(Struct, frozen=True):
    """Every word of the player in one language."""

    language: str
    """The language they are in: a primary BCP 47 subtag (`zh`)."""
    by_name: Mapping[str, str]
    replaced: Mapping[str, str]
    """The words that the site's settings replace: the browser needs them."""
    shipped: str
    """The language of the shipped words underneath: `language`, or English where we have none of
    it."""

    @classmethod
    def of(
        cls, language: str | None, replacements: Mapping[str, Mapping[str, str]] | None = None
    ) -> Words:
        """The words for a page's language (a BCP 47 tag), English where we have no translation.

        Args:
            language: the page's language; its region and script do not matter (`zh-Hant` reads
                `zh`).
            replacements: words of the site's own, by language. A language we do not ship may be
                given whole.

        Raises:
            ConfigurationError: a replacement names a word that the player does not have.
        """
        replacements = replacements or {}
        wanted = (language or FALLBACK).replace("_", "-").lower()
        primary = wanted.partition("-")[0]
        own = next(
            (
                dict(replacements[tag])
                for tag in replacements
                if tag.replace("_", "-").lower() in (wanted, primary)
            ),
            {},
        )
        shipped = primary if primary in languages_with_words() else FALLBACK
        words = _read(shipped)
        for name in own:
            if name not in words:
                raise ConfigurationError.not_among(
                    f"player.words.{primary}", name, words, "word of the player"
                )
        return cls(primary if own else shipped, {**words, **own}, own, shipped)

    def __getitem__(self, name: str) -> str:
        """The word called `name`."""
        return self.by_name[name]

    @property
    def escaped(self) -> Mapping[str, Markup]:
        """Every word as it stands in HTML."""
        if self.replaced:
            return {name: escape(word) for name, word in self.by_name.items()}
        return _escaped(self.shipped)

    def duration(self, seconds: float) -> str:
        """A length of time for people to read: `4 min 20 s`, to the second."""
        whole = max(round(seconds), 1)
        if whole < SECONDS_PER_MINUTE:
            return self._filled("s", s=whole)
        if whole < SECONDS_PER_HOUR:
            minutes, rest = divmod(whole, SECONDS_PER_MINUTE)
            return self._filled("m_s", m=minutes, s=rest)
        hours, rest = divmod(round(whole / SECONDS_PER_MINUTE), SECONDS_PER_MINUTE)
        return self._filled("h_m", h=hours, m=rest)

    def _filled(self, name: str, **values: int) -> str:
        """A word with its placeholders filled in, as the player's script does it."""
        return _PLACEHOLDER.sub(lambda one: str(values.get(one[1], one[0])), self[name])


def check_words(replacements: Mapping[str, Mapping[str, str]]) -> None:
    """Check words of a site's own before anything is paid for.

    Args:
        replacements: as `Words.of` takes them.

    Raises:
        ConfigurationError: one is no word of the player, or holds a placeholder that its word does
            not have.
    """
    for language, own in replacements.items():
        words = Words.of(language, replacements)
        shipped = _read(words.shipped)
        for name, text in own.items():
            valid = _PLACEHOLDER.findall(shipped[name])
            for found in _PLACEHOLDER.findall(text):
                if found not in valid:
                    listed = ", ".join(f"{{{one}}}" for one in valid) or "none"
                    raise ConfigurationError(
                        f"player.words.{language}.{name}",
                        f"{{{found}}} stands for nothing there; this word has {listed}.",
                        value=text,
                    )


@cache
def languages_with_words() -> tuple[str, ...]:
    """The languages we ship words for, as primary BCP 47 subtags, sorted."""
    return tuple(sorted(path.stem.removeprefix("words-") for path in FOLDER.glob("words-*.js")))


@cache
def _escaped(language: str) -> Mapping[str, Markup]:
    return {name: escape(word) for name, word in _read(language).items()}


@cache
def _read(language: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for name in (f"words-{language}.js", f"panel-words-{language}.js"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        words |= json.loads(text[text.index("=\n") + 2 : text.rindex(";")])
    return words
