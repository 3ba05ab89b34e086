"""One sign for another in a sentence: the sentence sounds otherwise."""

from __future__ import annotations

from collections import defaultdict

import pytest

from mkdocs_qwen_tts._prose.say import verbalizer

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja", "ko")
SENTENCES = {"en": "Here we take {} and go on.", "zh": "这里取 {} 就可以了。"}

BETWEEN = (
    "+ - − * ** / = == === != !== < > <= >= << >> && || ^ ~ % $ # @ ! ? ?? _ -> <- := += -= // ± ← ÷ "
    "≡ ∈ ∪ ∩ ∧ ∨ ∝ ⊕ ↑ ↓"
)
GLUED = (
    "+ - / = == === != !== < > | || & && ^ ~ % $ # @ ! ? _ __ ___ ____ ' ′ ″ ° . .. ... : :: ← ±"
)
BEFORE = "- + ± ~ < > ≤ ≥ = == # $ @ * ^ _ / √"
BEHIND = "% ° ′ ″ ! * + - / ² ³"
SAME = {"−": "-", "?": "", "←": "<-"}
"""What is a matter of the typeface."""


def rows() -> list[tuple[str, list[str]]]:
    return [
        ("between blanks", [f"x {sign} y" for sign in BETWEEN.split()]),
        ("between letters", ["ab", *(f"a{sign}b" for sign in GLUED.split())]),
        ("before a number", ["5", *(f"{sign}5" for sign in BEFORE.split())]),
        ("behind a number", ["5", *(f"5{sign}" for sign in BEHIND.split())]),
        ("types", ["gchar", "gchar*", "gchar**", "char", "char*", "char**"]),
        ("arrows", ["← or ↑", "→ or ↑", "↑ or ↑", "↓ or ↑", "the → key", "the ← key", "the key"]),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("place", "texts"), rows())
def test_sentences_that_differ_in_a_sign_differ_in_speech(
    place: str, texts: list[str], language: str
) -> None:
    say = verbalizer(language)
    sentence = SENTENCES.get(language, SENTENCES["en"])
    heard = defaultdict(set)
    for text in texts:
        said = " ".join(say.text(sentence.format(text)).split())
        heard[said].add("".join(SAME.get(sign, sign) for sign in text))

    assert {said: texts for said, texts in heard.items() if len(texts) > 1} == {}, place


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "If n==2 or n === 2.", "If n double equals 2 or n triple equals 2."),
        ("en", "It is n !== 2.", "It is n strictly not equal to 2."),
        ("zh", "如果 n == 2 就停止。", "如果 n 双等于 2 就停止。"),
        ("en", "Set x ← x + 1.", "Set x left arrow x plus 1."),
        ("zh", "令 x←x+1。", "令 x 左箭头 x 加 1。"),
        ("en", "Set x <- x + 1.", "Set x left arrow x plus 1."),
        ("en", "A pattern := part.", "A pattern colon, equals sign part."),
        ("en", "It is min(a, b) ^ 2.", "It is min(a, b) caret 2."),
        ("en", "Press → to go on.", "Press Right to go on."),
        ("en", "Press ← or → to move.", "Press Left or Right to move."),
        ("en", "Use the ↑, ↓, ← and → keys.", "Use the Up, Down, Left and Right keys."),
        ("en", "Use the arrow keys (←/→).", "Use the arrow keys (Left/Right)."),
        ("zh", "按 ← 返回。", "按 向左键 返回。"),
        ("zh", "使用 ← 和 → 键。", "使用 向左键 和 向右 键。"),
        ("de", "Drücken Sie ← oder →.", "Drücken Sie Pfeil links oder Pfeil rechts."),
        ("en", "Take x ** y of it.", "Take x star star y of it."),
        ("en", "A gchar** of it.", "A gchar** of it."),
    ],
)
def test_signs_that_were_passed_over_are_said(language: str, text: str, said: str) -> None:
    assert " ".join(verbalizer(language).text(text).split()) == said


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "Go to File → Open → New.", "Go to File, Open, New."),
        ("en", "It maps A → B and B → C.", "It maps A to B and B to C."),
        ("en", "← Previous Next →", "Previous Next"),
        ("en", "Press → Next.", "Press to Next."),
        ("zh", "返回←首页", "返回首页"),
        ("en", "This is **bold** and **more**.", "This is bold and more."),
        ("en", "and more** of it", "and more of it"),
        ("en", "==========", ""),
    ],
)
def test_signs_that_join_or_adorn_stay_as_they_were(language: str, text: str, said: str) -> None:
    assert " ".join(verbalizer(language).text(text).split()) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_underscores_in_a_name_are_counted(language: str) -> None:
    say = verbalizer(language)
    assert len({say.code(f"a{'_' * count}b") for count in range(1, 8)}) == 7
