"""Where passages begin inside a clip that speaks several."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts._audio.edges import trimmed
from mkdocs_qwen_tts._audio.pcm import bytes_of, resampled, samples_of
from mkdocs_qwen_tts._audio.timing.borders import borders

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mkdocs_qwen_tts._model import Clip

RATE = 24_000

PACKS = {
    "en-us": [
        [
            "In a hurry?",
            "Use the first one.",
            "Then, declare your functions with async def, like so:",
            "Code example, four lines.",
        ],
        [
            "Install it.",
            "Run pip install, then open the page. It shows a table, a list, and a form.",
            "Done.",
        ],
        [
            "Note: you can mix both, as much as you need. It will do the right thing.",
            "Next step.",
            "Or not.",
        ],
        [
            "First.",
            "The second one is a good deal longer than the first, with a comma or two, and an ending.",
            "Third: short.",
        ],
    ],
    "cmn": [
        ["快速入门。", "首先安装这个软件包,然后打开页面。", "代码示例,共四行。"],
        ["注意：你可以混合使用两者。它会自动处理。", "下一步。", "查看参考手册,了解更多选项。"],
    ],
    "de": [
        [
            "Erste Schritte.",
            "Installieren Sie das Paket, öffnen Sie die Seite und lesen Sie weiter.",
            "Hinweis: Das geht auch ohne.",
        ],
        ["Kurz.", "Der zweite Satz ist etwas länger, mit Komma.", "Fertig."],
    ],
    "fr": [
        [
            "Pour commencer.",
            "Installez le paquet, puis ouvrez la page.",
            "Exemple de code, quatre lignes.",
        ]
    ],
    "ru": [
        [
            "Первые шаги.",
            "Установите пакет, затем откройте страницу.",
            "Пример кода, четыре строки.",
        ]
    ],
    "ja": [["はじめに。", "まず、これをつかいます。つぎに、ページをひらきます。", "おわりです。"]],
    "ko": [["시작하기.", "먼저 패키지를 설치하고, 페이지를 엽니다.", "코드 예제, 네 줄."]],
}


def spoken(texts: Sequence[str], voice: str, speak: Callable[..., Clip]) -> list[np.ndarray]:
    clips = [speak(text, voice) for text in texts]
    return [
        samples_of(
            trimmed(bytes_of(resampled(samples_of(clip.pcm), clip.sample_rate, RATE)), RATE)[0]
        )
        for clip in clips
    ]


def joined(clips: Sequence[np.ndarray], pauses: Sequence[float]) -> tuple[np.ndarray, list[int]]:
    """The clips with pauses between them, and the sample at which each but the first begins."""
    parts, starts = [clips[0]], []
    for clip, pause in zip(clips[1:], pauses, strict=True):
        parts.append(np.zeros(int(pause * RATE), np.int16))
        starts.append(sum(part.size for part in parts))
        parts.append(clip)
    return np.concatenate(parts), starts


def test_borders_are_found_in_the_pauses_of_real_speech(speak: Callable[..., Clip]) -> None:
    """Sentences spoken one by one and joined with pauses of different length, so that the truth is known."""
    chance = np.random.default_rng(4)
    errors = []
    for voice, packs in PACKS.items():
        for texts in packs:
            clips = spoken(texts, voice, speak)
            for _ in range(3):
                sound, truth = joined(clips, chance.uniform(0.18, 0.6, len(texts) - 1))
                errors += [
                    abs(found - true) / RATE
                    for found, true in zip(borders(sound, RATE, texts), truth, strict=True)
                ]
    assert np.median(errors) <= 0.030
    assert np.mean(np.array(errors) <= 0.050) >= 0.95


def test_borders_are_found_over_background_noise(speak: Callable[..., Clip]) -> None:
    chance = np.random.default_rng(4)
    errors = []
    for texts in PACKS["en-us"]:
        sound, truth = joined(spoken(texts, "en-us", speak), [0.4] * (len(texts) - 1))
        noisy = (
            (sound + chance.standard_normal(sound.size) * 60).clip(-32768, 32767).astype(np.int16)
        )
        errors += [
            abs(found - true) / RATE
            for found, true in zip(borders(noisy, RATE, texts), truth, strict=True)
        ]
    assert np.mean(np.array(errors) <= 0.050) >= 0.9


def test_without_any_pause_the_text_decides(babble: Callable[..., np.ndarray]) -> None:
    texts = ["a" * 50 + ".", "b" * 100 + ".", "c" * 50 + "."]
    found = borders(babble(8.0), RATE, texts)
    assert found == pytest.approx([2.0 * RATE, 6.0 * RATE], abs=0.3 * RATE)


@pytest.mark.parametrize(
    "samples", [np.zeros(0, np.int16), np.zeros(5, np.int16), np.zeros(RATE, np.int16)], ids=len
)
def test_a_silent_or_empty_clip_still_has_borders(samples: np.ndarray) -> None:
    found = borders(samples, RATE, ["one.", "two.", "three."])
    assert len(found) == 2
    assert 0 <= found[0] <= found[1] <= samples.size


def test_a_single_passage_has_no_border(babble: Callable[..., np.ndarray]) -> None:
    assert borders(babble(1.0), RATE, ["one."]) == []


@given(
    st.lists(
        st.text(alphabet="ab ,.:;!?“”()中文字かな한글1٣—\n😀", max_size=40), min_size=2, max_size=12
    ),
    st.integers(0, 2**31),
    st.floats(0.0, 4.0),
)
@settings(max_examples=60, deadline=None)
def test_borders_ascend_and_lie_inside_whatever_is_said(
    texts: list[str], seed: int, seconds: float
) -> None:
    chance = np.random.default_rng(seed)
    gate = np.repeat(chance.random(400) > 0.4, int(seconds * RATE) // 400 + 1)[
        : int(seconds * RATE)
    ]
    samples = (chance.standard_normal(gate.size) * gate * 5000).astype(np.int16)
    found = borders(samples, RATE, texts)
    assert len(found) == len(texts) - 1
    assert found == sorted(found)
    assert all(0 <= at <= samples.size for at in found)
