"""When the words of a clip are spoken, against truths that are known."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts._audio.pcm import bytes_of, samples_of
from mkdocs_qwen_tts._audio.timing import align, alignment, covering, spoken_spans, timed
from mkdocs_qwen_tts._audio.timing.marks import sentence_marks
from mkdocs_qwen_tts._audio.timing.warp import REACH, warp
from mkdocs_qwen_tts._model import (
    Clip,
    Mark,
    Rendering,
    Span,
    SpokenSpan,
    TimeSource,
    Timing,
    Utterance,
    Voice,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._audio.pcm import Samples
    from mkdocs_qwen_tts._audio.timing.features import Features

RATE = 24_000

TEXTS = {
    "en-us": (
        "en-us+f3",
        (
            "Set the option in mkdocs.yml, then run the build. It takes 12 seconds on a small site! "
            "A page that has not changed is left alone, and nothing is paid for it twice."
        ),
    ),
    "cmn": (
        "cmn+m3",
        "首先安装这个软件包，然后打开页面。它会自动处理所有的请求。没有变化的页面不会重复收费。",
    ),
    "de": (
        "de+f3",
        (
            "Setzen Sie die Option in der Datei und starten Sie dann. Das dauert zwölf Sekunden! "
            "Was sich nicht geändert hat, bleibt stehen."
        ),
    ),
    "fr": (
        "fr+m3",
        (
            "Installez le paquet, puis ouvrez la page. Cela prend douze secondes. "
            "Une page qui n'a pas changé reste telle quelle."
        ),
    ),
    "ru": (
        "ru+f3",
        (
            "Установите пакет, затем откройте страницу. Это займёт двенадцать секунд. "
            "Страница без изменений остаётся прежней."
        ),
    ),
    "ko": (
        "ko+f3",
        "먼저 패키지를 설치하고, 페이지를 엽니다. 십이 초가 걸립니다. 다시 돈을 내지 않습니다.",
    ),
    "ja": ("ja+m3", "まず、これをつかいます。つぎに、ページをひらきます。おわりです。"),
}
"""By the voice that renders: another voice and pace that speaks, and what it says."""


def cuts(text: str) -> tuple[int, ...]:
    ends = [at + 1 + (each in ".!") for at, each in enumerate(text) if each in ".!。"]
    return (0, *(at for at in ends if at < len(text) and text[at - 1] in " 。"))


def spoken(text: str, voice: str) -> Rendering:
    from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import EspeakSynthesizer

    with EspeakSynthesizer() as robot:
        return robot.render(text, voice)


@pytest.mark.parametrize("voice", TEXTS)
@pytest.mark.usefixtures("speak")
def test_words_are_timed_by_another_voice_that_says_the_same(voice: str) -> None:
    """Both are eSpeak NG, of different pitch and timbre; what the speaking one says of itself is the truth."""
    other, text = TEXTS[voice]
    truth, rendering = spoken(text, other), spoken(text, voice)
    clip = Clip(truth.pcm, truth.sample_rate)
    found = timed(clip, text, cuts(text), rendering)
    assert found.source is TimeSource.ALIGNER
    true = {mark.at: mark.start for mark in truth.words}
    errors = [abs(mark.start - true[mark.at]) for mark in found.words if mark.at in true]
    assert len(errors) >= 0.8 * len(found.words) > 0
    assert np.median(errors) <= 0.04
    assert np.percentile(errors, 90) <= 0.08
    assert [mark.at for mark in found.sentences] == list(cuts(text))
    late = [abs(mark.start - true[mark.at]) for mark in found.sentences if mark.at in true]
    assert max(late) <= 0.12


def test_what_the_service_states_is_believed() -> None:
    text = "Hello there. It works."
    clip = babbled((0.1, 0.9), (1.3, 2.0), total=2.2)
    words = tuple(
        Word(word, start, start + 0.2)
        for word, start in (("Hello", 0.1), ("there", 0.5), ("It", 1.3), ("works", 1.6))
    )
    found = timed(Clip(clip.pcm, RATE, words=words), text, (0, 13))
    assert found.source is TimeSource.SERVICE
    assert [text[mark.at :].split(maxsplit=1)[0] for mark in found.words] == [
        "Hello",
        "there.",
        "It",
        "works.",
    ]
    assert [mark.start for mark in found.sentences] == pytest.approx([0.1, 1.3], abs=0.02)


@pytest.mark.parametrize(
    "words",
    [
        (Word("quite", 0.1, 0.2), Word("another", 0.3, 0.5), Word("text", 0.6, 0.9)),
        (Word("Hello", 99.0, 99.5),),
        (Word("Hello", float("nan"), 0.5),),
        (Word("", 0.1, 0.2), Word(" ", 0.3, 0.4)),
    ],
    ids=["other words", "beyond the clip", "no number", "blank"],
)
def test_what_a_service_states_of_another_text_is_not_believed(words: tuple[Word, ...]) -> None:
    clip = babbled((0.1, 0.9), (1.3, 2.0), total=2.2)
    found = timed(Clip(clip.pcm, RATE, words=words), "Hello there. It works.", (0, 13))
    assert found.source is TimeSource.ESTIMATE
    assert [mark.start for mark in found.sentences] == pytest.approx([0.1, 1.3], abs=0.02)


def test_an_upper_case_letter_with_two_lower_case_ones_moves_nothing() -> None:
    text = "İİİ one two."
    words = (Word("one", 0.3, 0.5), Word("two", 0.6, 0.9))
    found = timed(Clip(babbled((0.1, 1.0), total=1.2).pcm, RATE, words=words), text, (0,))
    assert [mark.at for mark in found.words] == [4, 8]


def test_a_silent_clip_has_times_all_the_same() -> None:
    silent = Clip(bytes(2 * RATE), RATE)
    found = timed(silent, "One. Two.", (0, 5), Rendering(bytes(2 * RATE), RATE, (Mark(0, 0.1),)))
    assert found.source is TimeSource.ESTIMATE
    assert len(found.sentences) == 2


def test_a_rendering_that_tells_no_words_is_no_help() -> None:
    clip = babbled((0.1, 0.9), total=1.0)
    assert timed(clip, "One.", (0,), Rendering(clip.pcm, RATE, ())).source is TimeSource.ESTIMATE


@given(
    st.lists(st.floats(0.02, 0.6), min_size=1, max_size=12),
    st.lists(st.floats(0.02, 0.6), min_size=1, max_size=12),
    st.integers(0, 2**31),
)
@settings(max_examples=40, deadline=None)
def test_marks_ascend_and_lie_inside_the_clip_whatever_is_heard(
    clip_parts: list[float], other_parts: list[float], seed: int
) -> None:
    """A clip that has nothing to do with its text is timed too: all that is promised is order."""
    chance = np.random.default_rng(seed)
    clip, other = noise(clip_parts, chance), noise(other_parts, chance)
    text = "one two. three four. five"
    starts = np.sort(chance.uniform(0, other.duration, 5))
    places = (0, 4, 9, 15, 21)
    marks = tuple(Mark(at, float(start)) for at, start in zip(places, starts, strict=True))
    found = timed(clip, text, (0, 9, 21), Rendering(other.pcm, RATE, marks))
    for listed in (found.sentences, found.words):
        assert [mark.at for mark in listed] == sorted({mark.at for mark in listed})
        assert [mark.start for mark in listed] == sorted(mark.start for mark in listed)
        assert all(0 <= mark.start <= clip.duration + 0.02 for mark in listed)


def test_the_table_of_a_long_clip_is_a_band() -> None:
    """A byte for each cell of it: 33 minutes by 33 minutes would be ten gigabytes."""
    rows = np.random.default_rng(1).standard_normal((4_000, 3)).astype(np.float32)
    path = warp(rows, rows)
    assert np.array_equal(path.at, np.arange(4_000))
    assert np.isfinite(path.ends).sum() <= 2 * REACH[1] + 1


def test_a_sound_that_is_far_too_short_gets_some_path() -> None:
    rows = np.random.default_rng(1).standard_normal((900, 3)).astype(np.float32)
    path = warp(rows[:10], rows)
    assert ((path.at >= 0) & (path.at < 900)).all()


def test_silence_cannot_be_aligned() -> None:
    assert align(np.zeros(RATE, np.int16), RATE, Rendering(bytes(2 * RATE), RATE, ())) is None


# ---------------------------------------------------------------- from clips to the track


def test_a_span_that_begins_no_sentence_of_the_clip_lies_between_two() -> None:
    """Another page packed the same text otherwise."""
    voice = Voice("dashscope", "qwen3-tts-flash", "Cherry")
    said = Utterance("aaaa bbbb cccc.", voice, (Span(0, 0, 5), Span(1, 5, 15)))
    timing = Timing(TimeSource.ESTIMATE, (Mark(0, 1.0), Mark(10, 3.0)))
    first, second = spoken_spans(said, timing, 10.0, (10.9, 14.0))
    assert (first.start, second.start) == (11.0, 12.0)
    assert [mark.at for mark in second.sentences] == [0, 5]


def test_what_was_trimmed_from_a_clip_moves_its_marks() -> None:
    voice = Voice("dashscope", "qwen3-tts-flash", "Cherry")
    said = Utterance("One. Two.", voice, (Span(0, 0, 9),))
    timing = Timing(TimeSource.ALIGNER, (Mark(0, 0.5), Mark(5, 1.5)), (Mark(0, 0.5), Mark(5, 1.5)))
    (span,) = spoken_spans(said, timing, 9.5, (10.0, 11.2))
    assert (span.start, span.sentences[1].start, span.words[1].start) == (10.0, 11.0, 11.0)


LISTED = "First the harbour. Then the lighthouse. Then the ferry."
LISTED_SPOKEN = ((0.1, 1.1), (1.6, 2.1), (2.5, 3.3))


@pytest.mark.parametrize(
    ("slipped", "why"),
    [
        ((0.1, 1.6, 1.9), "its first word is longer than what is left before the pause"),
        ((0.1, 1.95, 2.5), "no sentence begins in the middle of speech"),
        ((0.1, 1.6, 3.1), "nor just before it ends"),
    ],
)
def test_an_alignment_that_slipped_is_mended_by_the_pauses(
    slipped: tuple[float, ...], why: str
) -> None:
    clip = babbled(*LISTED_SPOKEN, total=3.5)
    places = (0, LISTED.index("Then"), LISTED.rindex("Then"))
    words = [Mark(at, start) for at, start in zip(places, slipped, strict=True)]
    found = sentence_marks(samples_of(clip.pcm), RATE, LISTED, places, words, TimeSource.ALIGNER)
    starts = [mark.start for mark in found.sentences]
    assert starts == pytest.approx([start for start, _ in LISTED_SPOKEN], abs=0.02), why


LIKE_LINES = {
    "of a word and a capital": [f"Item {letter}." for letter in "ABCDEFGH"],
    "of another word": [f"Step {letter}." for letter in "ABCDEF"],
    "with their letter first": [f"{letter}. Line {letter}." for letter in "abcdef"],
    "with a number": [f"Done: item {number}." for number in range(1, 9)],
}
HEARD = 300
"""Of 32,768: a sample that is louder belongs to a word."""


@pytest.mark.parametrize("lines", LIKE_LINES.values(), ids=LIKE_LINES)
@pytest.mark.parametrize("seed", range(3))
def test_no_line_of_a_list_is_taken_for_the_next(
    lines: list[str], seed: int, speak: Callable[..., Clip]
) -> None:
    """The speaker pauses between lines that the rendering runs together, as it does initials."""
    rate = speak(lines[0], "en-us+f3").sample_rate
    chance = np.random.default_rng(seed)
    parts: list[np.ndarray] = []
    begins = []
    for line in lines:
        said = samples_of(speak(line, "en-us+f3").pcm)
        loud = np.flatnonzero(np.abs(said) > HEARD)
        begins.append(sum(part.size for part in parts) / rate)
        silence = np.zeros(int(chance.uniform(0.2, 1.0) * rate), np.int16)
        parts += [said[loud[0] : loud[-1]], silence]
    text = " ".join(lines)
    places = (0, *accumulate(len(line) + 1 for line in lines[:-1]))
    clip = Clip(bytes_of(np.concatenate(parts)), rate)
    found = timed(clip, text, places, spoken(text, "en-us"))
    assert found.source is TimeSource.ALIGNER
    assert [mark.start for mark in found.sentences] == pytest.approx(begins, abs=0.08)


def test_a_pause_behind_a_letter_is_not_the_one_before_its_line(
    speak: Callable[..., Clip],
) -> None:
    """The speaker says "b", pauses, and only then "Item b", and never pauses before the letter."""
    lines = [f"{letter}. Item {letter}." for letter in "abcdef"]
    rate = speak(lines[0], "en-us+f3").sample_rate
    parts, begins = [], []
    for line in lines:
        for number, said in enumerate(line.split(maxsplit=1)):
            sound = samples_of(speak(said, "en-us+f3").pcm)
            loud = np.flatnonzero(np.abs(sound) > HEARD)
            if number == 0:
                begins.append(sum(part.size for part in parts) / rate)
            parts.append(sound[loud[0] : loud[-1]])
            parts.append(np.zeros(int((0.03 if number else 0.6) * rate), np.int16))
    text = " ".join(lines)
    places = (0, *accumulate(len(line) + 1 for line in lines[:-1]))
    clip = Clip(bytes_of(np.concatenate(parts)), rate)
    found = timed(clip, text, places, spoken(text, "en-us"))
    assert [mark.start for mark in found.sentences] == pytest.approx(begins, abs=0.12)


def test_a_long_pause_moves_no_word_beside_it(speak: Callable[..., Clip]) -> None:
    """The same sound with three seconds more of a pause: words behind it come later by as much."""
    text = TEXTS["en-us"][1]
    rendering = spoken(text, "en-us")
    sound, rate = samples_of(speak(text, "en-us+f3").pcm), rendering.sample_rate
    behind = text.index("It takes")
    as_it_is = timed(Clip(bytes_of(sound), rate), text, cuts(text), rendering)
    border = next(mark.start for mark in as_it_is.sentences if mark.at == behind)
    middle = round((border - 0.1) * rate)
    paused = np.concatenate((sound[:middle], np.zeros(3 * rate, np.int16), sound[middle:]))
    found = timed(Clip(bytes_of(paused), rate), text, cuts(text), rendering)
    for before, after in zip(as_it_is.words, found.words, strict=True):
        assert after.start - before.start == pytest.approx(
            3.0 if before.at >= behind else 0.0, abs=0.05
        )


def test_a_sentence_without_a_pause_before_it_is_left_where_the_alignment_says() -> None:
    """The pause behind its first word looks like the one before a sentence."""
    text = "Folders are kept. option: dir; value: text."
    clip = babbled((0.1, 2.5), (2.8, 3.4), (3.7, 4.6), total=4.8)
    places = (0, text.index("option"))
    words = [Mark(0, 0.1), Mark(places[1], 1.9), Mark(text.index("dir"), 2.8)]
    found = sentence_marks(samples_of(clip.pcm), RATE, text, places, words, TimeSource.ALIGNER)
    assert found.sentences[1].start == 1.9


def test_a_pause_that_another_word_ends_is_not_the_one_before_a_sentence() -> None:
    """The speaker pauses before "I." and behind "Note.", and not between the two."""
    text = "A list of type: I. Note. It is not all."
    clip = babbled((0.1, 1.5), (1.8, 2.35), (3.1, 4.0), total=4.2)
    places = (0, text.index("I."), text.index("Note"), text.index("It"))
    starts = (0.1, 1.82, 2.1, 3.1)
    words = [Mark(at, start) for at, start in zip(places, starts, strict=True)]
    cuts = (0, places[2], places[3])
    found = sentence_marks(samples_of(clip.pcm), RATE, text, cuts, words, TimeSource.ALIGNER)
    assert [mark.start for mark in found.sentences] == pytest.approx([0.1, 2.1, 3.1], abs=0.02)


def test_the_closure_of_a_consonant_is_no_pause_before_a_sentence() -> None:
    """The speaker stops for a tenth of a second inside a word, and goes on without a pause."""
    text = "Disabling parsing. Settings are parsed as strings by default."
    clip = babbled((0.1, 0.8), (0.91, 3.2), total=3.4)
    places = (0, text.index("parsing"), text.index("Settings"))
    words = [Mark(at, start) for at, start in zip(places, (0.1, 0.75, 1.4), strict=True)]
    cuts = (0, places[2])
    found = sentence_marks(samples_of(clip.pcm), RATE, text, cuts, words, TimeSource.ALIGNER)
    assert found.sentences[1].start == 1.4


def test_nor_is_one_inside_the_first_word_of_a_sentence() -> None:
    text = "Ariadne. starlette-graphene. Strawberry."
    clip = babbled((0.05, 1.0), (1.08, 1.9), (2.3, 2.9), total=3.0)
    places = (0, text.index("starlette"), text.index("Straw"))
    words = [Mark(at, start) for at, start in zip(places, (0.05, 0.6, 2.32), strict=True)]
    found = sentence_marks(samples_of(clip.pcm), RATE, text, places, words, TimeSource.ALIGNER)
    assert [mark.start for mark in found.sentences] == pytest.approx([0.05, 0.6, 2.3], abs=0.02)


def test_spans_cover_the_track_from_its_beginning() -> None:
    spans = [SpokenSpan(0.3, 0.3, True), SpokenSpan(2.0, 2.0, True), SpokenSpan(5.0, 5.0, True)]
    assert [(one.start, one.end) for one in covering(spans, 7.0)] == [(0, 2), (2, 5), (5, 7)]
    assert covering([], 7.0) == ()


def babbled(*parts: tuple[float, float], total: float) -> Clip:
    """Noise between these seconds, silence elsewhere."""
    samples = np.zeros(round(total * RATE), np.int16)
    chance = np.random.default_rng(2)
    for start, end in parts:
        low, high = round(start * RATE), round(end * RATE)
        samples[low:high] = chance.standard_normal(high - low) * 4000
    return Clip(bytes_of(samples), RATE)


def noise(parts: list[float], chance: np.random.Generator) -> Clip:
    pieces = [
        chance.standard_normal(round(seconds * RATE)) * (4000 if index % 2 == 0 else 0)
        for index, seconds in enumerate(parts)
    ]
    return Clip(bytes_of(np.concatenate(pieces).astype(np.int16)), RATE)


def test_the_sound_of_the_tests_is_what_they_say() -> None:
    assert samples_of(babbled((0.1, 0.2), total=0.5).pcm)[: RATE // 20].max() == 0


def test_features_that_are_no_numbers_leave_an_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an emulated processor has made them."""
    tone = (np.sin(np.arange(RATE) / 20) * 8_000).astype("<i2")
    clip, rendering = Clip(bytes_of(tone), RATE), Rendering(bytes_of(tone), RATE, ())
    assert align(tone, RATE, rendering) is not None
    before = alignment.features

    def broken(samples: Samples, rate: int) -> Features:
        sound = before(samples, rate)
        return replace(sound, rows=np.full_like(sound.rows, np.nan))

    monkeypatch.setattr(alignment, "features", broken)
    assert align(tone, RATE, rendering) is None
    timing = timed(clip, "One sound.", (0,), rendering)
    assert timing == timed(clip, "One sound.", (0,))
