"""Code that grammars of fourteen languages make, and its neighbours, never sounds the same."""

from __future__ import annotations

import re
from random import Random

import pytest

from mkdocs_qwen_tts._prose.say import verbalizer

from .code_grammars import GRAMMARS, changed, made
from .equivalences import canonical

LANGUAGES = ("en", "zh", "de", "fr", "es", "it", "pt", "ru", "ja", "ko")
MANY, FEW = 120, 16
"""Pieces of code of a grammar that are made, in English and Chinese and in the others."""
LONGEST = 60


def told_apart(code: str) -> str:
    """A piece of code without what nobody writes, or hears: quotes that touch a word, and so on."""
    # Quotes are looked at in test_lossless.py.
    code = canonical(re.sub(r"[\"']", " ", canonical(code)))
    code = re.sub(r"\s*(-+)\s*", r"\1", code)
    code = code.replace("()", "")
    return re.sub(r"\s*(_+)\s*", r"\1", code)


@pytest.mark.parametrize("grammar", GRAMMARS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_code_of_a_grammar_and_its_neighbours_differ(grammar: str, language: str) -> None:
    random = Random(f"{grammar}")
    say = verbalizer(language).code
    said: dict[str, set[str]] = {}
    for _ in range(MANY if language in {"en", "zh"} else FEW):
        code = made(GRAMMARS[grammar], random)
        for one in (code, changed(code, random), changed(code, random)):
            if one.strip() and len(one) <= LONGEST:
                speech = " ".join(say(one).split()).casefold()
                said.setdefault(speech, set()).add(one)

    alike = [codes for codes in said.values() if len(set(map(told_apart, codes))) > 1]
    assert alike == []
