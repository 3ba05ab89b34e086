"""Good speech passes, everything else is found out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts.testing import _babble as babble

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Clip

PARAGRAPH = """This is a long paragraph, as documentation has them; it goes on for a while. It explains what happens
when you save a file, why that is so, and what to do if it is not what you wanted. Most readers skip it. Some listen."""

SENTENCES = {
    "en-us": [
        "Hi.",
        "In a hurry?",
        "Code example, one line.",
        "The service reads every page aloud, and never asks to be paid twice.",
        "Run pip install mkdocs version 1.6.1, then open http://127.0.0.1:8000 in a browser.",
        "HTML, CSS and JSON: a b c d e f g.",
        "Press the button. Then press the button again. Press it once more, and wait.",
        "No, no, no, no!",
        "1234567890 + 42 = ?",
        PARAGRAPH,
    ],
    "cmn": [
        "你好。",
        "代码示例,共四行。",
        "这个服务会朗读每一个页面,而且从不重复收费。",
        "首先安装这个软件包,然后打开页面。注意：你可以混合使用两者。",
    ],
    "de": [
        "Ja.",
        "Erste Schritte.",
        "Der Dienst liest jede Seite vor und lässt sich nie zweimal bezahlen, auch nicht aus Versehen.",
    ],
    "it": ["Ciao.", "Il servizio legge ogni pagina ad alta voce e non si fa pagare due volte."],
    "pt-br": ["Sim.", "O serviço lê cada página em voz alta e nunca cobra duas vezes."],
    "es": ["Sí.", "El servicio lee cada página en voz alta y nunca cobra dos veces."],
    "ja": ["はい。", "このサービスはすべてのページをこえにだしてよみます。"],
    "ko": ["네.", "이 서비스는 모든 페이지를 소리 내어 읽어 줍니다."],
    "fr": ["Oui.", "Le service lit chaque page à voix haute et ne se fait jamais payer deux fois."],
    "ru": ["Да.", "Сервис читает вслух каждую страницу и никогда не берёт плату дважды."],
}
SPOKEN = [
    (voice + variant, text)
    for voice, texts in SENTENCES.items()
    for text in texts
    for variant in ("", "+f3", "+m3")
]
LONG = [
    text
    for texts in SENTENCES.values()
    for text in texts
    if len(text) > 20 and not re.search(r"\d", text)
]
"""Without numbers: how long they take to say nobody knows."""


def wave(pcm: bytes) -> np.ndarray:
    return np.frombuffer(pcm, "<i2").astype(float)


def pcm_of(values: np.ndarray) -> bytes:
    return np.clip(values, -32768, 32767).astype("<i2").tobytes()


def noise(size: int) -> np.ndarray:
    return np.random.default_rng(size).standard_normal(size)


def brown(size: int) -> np.ndarray:
    return np.convolve(noise(size), np.exp(-np.arange(200) / 30), "same")


def repeated(values: np.ndarray, seconds: float, rate: int) -> np.ndarray:
    """The part behind the first third, over and over, for as long as the clip was."""
    part = values[values.size // 3 :][: int(seconds * rate)]
    return np.tile(part, -(-values.size // part.size))[: values.size]


FAULTS = {
    "silent": lambda x, _: x * 0,
    "faint hiss": lambda x, _: noise(x.size) * 3,
    "one click in silence": lambda x, _: np.where(np.arange(x.size) == x.size // 2, 20_000, 0),
    "silent behind the first quarter": lambda x, _: np.where(np.arange(x.size) < x.size // 4, x, 0),
    "silent for long in the middle": lambda x, rate: np.concatenate(
        (x[: x.size // 2], np.zeros(6 * rate), x[x.size // 2 :])
    ),
    "distorted": lambda x, _: x * 8,
    "distorted and turned down": lambda x, _: np.clip(x * 12, -32768, 32767) * 0.6,
    "a fifth of a second": lambda x, rate: x[: rate // 5],
    "cut to a quarter": lambda x, _: x[: x.size // 4],
    "white noise": lambda x, _: noise(x.size) * 3000,
    "white noise in the rhythm of speech": lambda x, _: (
        noise(x.size) * np.convolve(np.abs(x), np.ones(480) / 480, "same")
    ),
    "brown noise": lambda x, _: brown(x.size) * 800,
    "speech that ends in noise": lambda x, rate: np.concatenate((x, noise(2 * rate) * 3000)),
    "a hum": lambda x, rate: np.sin(2 * np.pi * 220 * np.arange(x.size) / rate) * 8000,
    "half a second over and over": lambda x, rate: repeated(x, 0.5, rate),
    "a second over and over": lambda x, rate: repeated(x, 1.0, rate),
    "a stutter": lambda x, rate: repeated(x, 0.12, rate),
    "said four times": lambda x, _: np.tile(x, 4),
    "an ending that never ends": lambda x, _: np.concatenate((x, np.tile(x[-x.size // 2 :], 6))),
}


def test_good_speech_passes(speak: Callable[..., Clip]) -> None:
    """Ten languages, three voices each, from one syllable to a paragraph: no false alarm."""
    clips = [(text, speak(text, voice)) for voice, text in SPOKEN]
    alarms = [text for text, clip in clips if audio.examine(clip.pcm, clip.sample_rate, text)]
    assert len(clips) >= 80
    assert alarms == []


@pytest.mark.parametrize("voice", ["Cherry", "Ethan", "Serena"])
def test_the_fake_service_passes(voice: str) -> None:
    texts = [text for _, text in SPOKEN[::3]]
    sounds = [(text, babble.spoken("qwen3-tts-flash", voice, text)) for text in texts]
    assert [text for text, pcm in sounds if audio.examine(pcm, babble.SAMPLE_RATE, text)] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_spoiled_clip_is_found_out(fault: str, speak: Callable[..., Clip]) -> None:
    """Every fault, in every language, in real speech and in the fake's."""
    missed = []
    for voice, texts in SENTENCES.items():
        for text in (text for text in texts if text in LONG):
            clip = speak(text, voice)
            sounds = [
                (clip.pcm, clip.sample_rate),
                (babble.spoken("qwen3-tts-flash", "Cherry", text), babble.SAMPLE_RATE),
            ]
            for pcm, rate in sounds:
                if audio.examine(pcm_of(FAULTS[fault](wave(pcm), rate)), rate, text) is None:
                    missed.append((text, rate))
    assert missed == []


def test_most_clips_cut_in_half_are_found_out(speak: Callable[..., Clip]) -> None:
    """Half of a slow voice is as long as the whole of a fast one, so that not all can be told."""
    found = []
    for voice, texts in SENTENCES.items():
        for text in (text for text in texts if text in LONG):
            clip = speak(text, voice)
            found.append(
                audio.examine(clip.pcm[: len(clip.pcm) // 4 * 2], clip.sample_rate, text)
                is not None
            )
    assert np.mean(found) >= 0.7


def test_speech_asked_for_at_double_speed_passes(speak: Callable[..., Clip]) -> None:
    clip = speak(SENTENCES["en-us"][3])
    fast = clip.pcm[: len(clip.pcm) // 4 * 2]
    assert audio.examine(fast, clip.sample_rate, SENTENCES["en-us"][3]) is not None
    assert audio.examine(clip.pcm, clip.sample_rate * 2, SENTENCES["en-us"][3], pace=2.0) is None


def test_a_text_that_repeats_itself_may_sound_so(speak: Callable[..., Clip]) -> None:
    text = "Code example, one line. " * 6
    clip = speak(text)
    assert audio.examine(clip.pcm, clip.sample_rate, text) is None


@pytest.mark.parametrize("text", ["", "…", "😀", "===>", "a"])
def test_texts_with_little_to_say_ask_for_little(text: str, speak: Callable[..., Clip]) -> None:
    clip = speak("Yes.")
    assert audio.examine(clip.pcm, clip.sample_rate, text) is None


@pytest.mark.parametrize("size", [0, 1, 2, 100, 1000])
def test_a_clip_of_next_to_nothing_is_found_out(size: int) -> None:
    assert (
        audio.examine(pcm_of(noise(size) * 3000), 24_000, "Hello there, this is a sentence.")
        is not None
    )


def test_the_reason_is_one_sentence_with_figures(speak: Callable[..., Clip]) -> None:
    text = SENTENCES["en-us"][3]
    clip = speak(text)
    reason = audio.examine(clip.pcm[: clip.sample_rate], clip.sample_rate, text)
    assert reason == "the clip holds 0.5 s of speech, too little for 68 characters: it is cut off"


def test_speech_far_longer_than_its_text_is_found_out(speak: Callable[..., Clip]) -> None:
    clip = speak(PARAGRAPH)
    assert "far too much" in str(audio.examine(clip.pcm, clip.sample_rate, "In a hurry?"))


SHORT = (
    "Opening hours of the pier.",
    "Ask at the harbour office.",
    "Installed with one command.",
    "Make fast, and wait here.",
)


@pytest.mark.parametrize("seconds", [0.5, 0.8, 1.1])
def test_a_short_clip_that_begins_anew_is_found_out(
    seconds: float, speak: Callable[..., Clip]
) -> None:
    """Of two seconds at most, of which only the end repeats the beginning."""
    missed = []
    for text in SHORT:
        for voice in ("en-us", "en-us+f3"):
            clip = speak(text, voice)
            loop = wave(clip.pcm)[: int((0.1 + seconds) * clip.sample_rate)]
            size = min(loop.size + int(0.45 * clip.sample_rate), 2 * clip.sample_rate)
            sound = pcm_of(np.resize(loop, size))
            if audio.examine(sound, clip.sample_rate, text) is None:
                missed.append((text, voice))
    assert missed == []


@pytest.mark.parametrize("text", ["No, no, no.", "Again and again.", "Row, row, row your boat."])
def test_a_short_text_that_repeats_a_word_may_sound_so(
    text: str, speak: Callable[..., Clip]
) -> None:
    clip = speak(text)
    assert audio.examine(clip.pcm, clip.sample_rate, text) is None
