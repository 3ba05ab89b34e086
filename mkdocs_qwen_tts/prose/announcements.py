"""The sentences of ours that are spoken in place of what cannot be read, in the listener's language."""

from __future__ import annotations

from functools import cache
from typing import Any

from mkdocs_qwen_tts.prose.facts import facts
from mkdocs_qwen_tts.prose.language import primary

FALLBACK = "en"


class Cues:
    """The cue sentences of one language."""

    def __init__(self, language: str | None) -> None:
        self.language = primary(language) or FALLBACK

    def __call__(self, cue: str, **values: object) -> str:
        """The sentence named `cue`, filled in.

        A value `count` chooses among plural forms.
        """
        sentence = self.entry(cue)
        if isinstance(sentence, dict):
            forms = sentence
            sentence = (
                forms.get(plural(self.language, int(str(values["count"]))))
                or forms.get("other")
                or forms["many"]
            )
        return str(sentence).format(**values) if values else str(sentence)

    def entry(self, cue: str) -> Any:
        """What the data file says for this cue in this language, else in English."""
        sentences = facts("cues")[cue]
        return sentences.get(self.language, sentences[FALLBACK])

    def names(self) -> list[str]:
        """The names of all cues."""
        return list(facts("cues"))

    def __contains__(self, cue: str) -> bool:
        return cue in facts("cues")


@cache
def cues(language: str | None) -> Cues:
    """The cues of a language."""
    return Cues(language)


def plural(language: str, count: int) -> str:
    """The plural category of a whole number in the languages that have cues.

    As in CLDR 46 (plurals.xml), but for 0 in French and Portuguese: our sentences write their "one"
    as a word.
    """
    if language == "ru":
        last, last_two = count % 10, count % 100
        if last == 1 and last_two != 11:  # noqa: PLR2004 - the rule as CLDR writes it
            return "one"
        return "few" if 2 <= last <= 4 and not 12 <= last_two <= 14 else "many"  # noqa: PLR2004
    if language in {"zh", "ja", "ko"}:
        return "other"
    return "one" if count == 1 else "other"
