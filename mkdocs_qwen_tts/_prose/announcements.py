"""Our own sentences, spoken in place of what cannot be read, in the listener's language."""

from __future__ import annotations

from functools import cache
from typing import Any

from mkdocs_qwen_tts._prose.facts import facts
from mkdocs_qwen_tts._prose.language import primary

FALLBACK = "en"


class Announcements:
    """Our sentences in one language."""

    def __init__(self, language: str | None) -> None:
        self.language = primary(language) or FALLBACK

    def __call__(self, name: str, **values: object) -> str:
        """The sentence of that name, filled in.

        A value `count` chooses among plural forms.
        """
        sentence = self.entry(name)
        if isinstance(sentence, dict):
            forms = sentence
            sentence = (
                forms.get(plural(self.language, int(str(values["count"]))))
                or forms.get("other")
                or forms["many"]
            )
        return str(sentence).format(**values) if values else str(sentence)

    def entry(self, name: str) -> Any:
        """What the data file says for this announcement in this language, else in English."""
        sentences = facts("announcements")[name]
        return sentences.get(self.language, sentences[FALLBACK])

    def names(self) -> list[str]:
        """The names of all announcements."""
        return list(facts("announcements"))

    def __contains__(self, name: str) -> bool:
        return name in facts("announcements")


@cache
def announcements(language: str | None) -> Announcements:
    """The announcements of a language."""
    return Announcements(language)


def plural(language: str, count: int) -> str:
    """The plural category of a whole number in the languages that have announcements.

    As in CLDR 46 (plurals.xml), but for 0 in French and Portuguese: our sentences write their "one"
    as a word.
    """
    if language == "ru":
        last, last_two = count % 10, count % 100
        if last == 1 and last_two != 11:  # noqa: PLR2004 - the rule as CLDR writes it
            return "one"
        return "few" if 2 <= last <= 4 and not 12 <= last_two <= 14 else "many"  # noqa: PLR2004 - the rule of CLDR for such languages
    if language in {"zh", "ja", "ko"}:
        return "other"
    return "one" if count == 1 else "other"
