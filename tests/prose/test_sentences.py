"""Sentences end where a reader would say so; `|` marks the ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from mkdocs_qwen_tts._prose import facts as facts_of_prose
from mkdocs_qwen_tts._prose.sentences import is_ended, sentence_ends

CASES = {
    "en": [
        "It works.|Try it.",
        "Use a format, e.g. YAML or TOML, i.e. a plain one.|Then go on.",
        "Edit config.toml first.|Version 1.2.3 is out.|Read it.",
        "Ask Dr. Who about it.|He knows.",
        "Mr. and Mrs. Smith met J. K. Rowling.|They talked.",
        "It starts at 9 a.m. sharp.|Be there.",
        "“Stop!” he said.|Then he left.",
        "Really?|Yes!|Good…|Fine.",
        "He said “stop.”|She stopped.",
        "See Fig. 3 and No. 5.|Both are small.",
        "(This is an aside.)|And this is not.",
        "Install ASP.NET or Node.js.|Both work.",
        "Wait... what?|Nothing.",
        "The U.S. Army uses it.|We do not.",
        "Bring pens, paper, etc.|Then sit down.",
        "What is this?!|A test.",
        "It costs $3.50.|That is cheap.",
        "Run python3.10.|Now.",
        "Call foo.bar() first.|It returns None.",
        "The file is named __init__.py.|Keep it.",
        "See example.com.|It is a site.",
    ],
    "zh": [
        "你好。|世界！|好吗？|好。",
        "他说：“走吧。”|然后走了。",
        "请使用 config.toml 文件。|版本是 1.2.3。|完成。",
        "「停！」|他说。",
        "参数（可选。）|继续。",
        "真的吗？！|是的。",
        "我们使用 FastAPI。|很好。",
        "省略号……还没完。|完了。",
    ],
    "ja": [
        "これはペンです。|それは本です。",
        "「はい。」|と言った。",
        "本当？|はい！",
        "ファイルは config.toml です。|以上。",
    ],
    "ko": [
        "안녕하세요.|반갑습니다.",
        "정말요?|네!",
        "버전 1.2.3을 쓰세요.|끝입니다.",
        "설치하세요.|“좋아요.”|그가 말했다.",
    ],
    "de": [
        "Im 19. Jahrhundert war das anders.|Heute nicht.",
        "Nutze z. B. YAML.|Oder TOML.",
        "Das sind ca. 10 Stück, d. h. genug.|Gut.",
        "Am 3. Oktober ist frei.|Schön.",
        "Siehe Abb. 3.|Sie zeigt es.",
        "„Halt!“ rief er.|Dann ging er.",
        "Herr Dr. Müller kommt.|Er ist da.",
    ],
    "fr": [
        "M. Dupont arrive.|Il est là.",
        "Utilisez p. ex. YAML.|Ou TOML.",
        "C'est vrai ?|Oui !|Bien.",
        "« Stop ! » dit-il.|Puis il partit.",
        "Mme Curie et M. Curie.|Deux prix.",
    ],
    "es": [
        "El Sr. García vino.|Se fue.",
        "Usa p. ej. YAML.|O TOML.",
        "¿Qué?|¡Nada!|Bien.",
        "Mira la pág. 3.|Es corta.",
    ],
    "it": ["Usa p. es. YAML.|O TOML.", "Il dott. Rossi arriva.|È qui.", "Davvero?|Sì!"],
    "pt": ["Use p. ex. YAML.|Ou TOML.", "O Sr. Silva veio.|Foi embora.", "Sério?|Sim!"],
    "ru": [
        "Это т. е. пример.|Вот так.",
        "См. рис. 3.|Он мал.",
        "Правда?|Да!",
        "В 2020 г. вышла версия.|Она хороша.",
    ],
}


@pytest.mark.parametrize(
    ("language", "marked"), [(tag, case) for tag, cases in CASES.items() for case in cases]
)
def test_sentences_end_where_a_reader_would_say_so(language: str, marked: str) -> None:
    expected = marked.split("|")
    text = "".join(expected) if language in {"zh", "ja"} else " ".join(expected)

    ends = sentence_ends(text, language)

    found = [text[start:end].strip() for start, end in zip([0, *ends], ends, strict=False)]
    assert found == [piece.strip() for piece in expected]


@pytest.mark.parametrize(
    "text", ["Done.", "Done!”", "好。", "(Done.)", "这是：", "Wait…", "“好。”"]
)
def test_a_text_with_a_stop_is_ended(text: str) -> None:
    assert is_ended(text)


@pytest.mark.parametrize("text", ["Done", "a, b,", "(Done)", "好", "1.2.3", "config.toml"])
def test_a_text_without_one_is_not(text: str) -> None:
    assert not is_ended(text)


def test_words_in_data_files_are_words() -> None:
    """YAML takes a bare `no` for a truth value: the word would be in no list."""
    folder = Path(facts_of_prose.__file__).parent / "data"

    def told(value: object) -> Iterator[object]:
        if isinstance(value, dict):
            yield from value
        parts = value.values() if isinstance(value, dict) else value
        if isinstance(parts, str) or not isinstance(parts, Iterable):
            yield parts
            return
        for part in parts:
            yield from told(part)

    files = sorted(folder.glob("*.yaml"))
    assert files
    for path in files:
        assert [one for one in told(facts_of_prose.facts(path.stem)) if isinstance(one, bool)] == []
