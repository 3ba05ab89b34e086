"""Sentences on machines that have no sentencex: rules of our own decide."""

from __future__ import annotations

import sys

import pytest

from mkdocs_qwen_tts._prose import sentence_ends

SENTENCES = {
    "en": ["It is open. ", "Ask Dr. Brown, e.g. at noon, in the U.S. office. ", "“Stop!” he said. ", "Go?"],
    "de": ["Es gilt seit dem 19. Jahrhundert. ", "Siehe z. B. Kap. 3. ", "Fertig!"],
    "fr": ["C’est ouvert. ", "Demandez à M. Dupont. ", "Merci !"],
    "ru": ["Это открыто. ", "См. рис. 3, т. е. ниже. ", "Всё."],
    "zh": ["门开着。", "他说：“停！”", "好吗？"],
    "ja": ["開いています。", "「止まれ。」", "終わり。"],
}  # fmt: skip


@pytest.mark.parametrize("language", SENTENCES)
def test_sentences_end_where_they_end(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = SENTENCES[language]
    text = "".join(parts)
    with_it = sentence_ends(text, language)
    monkeypatch.setitem(sys.modules, "sentencex", None)
    alone = sentence_ends(text, language)
    assert alone == with_it
    assert alone == [sum(map(len, parts[: n + 1])) for n in range(len(parts))]
