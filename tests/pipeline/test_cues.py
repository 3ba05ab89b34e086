"""The cues of a page count in the text of its passages, whatever was sent for them."""

from __future__ import annotations

from pathlib import Path

from mkdocs_qwen_tts._model import (
    Kind,
    Mark,
    Passage,
    Script,
    Span,
    SpokenSpan,
    TimeSource,
    Track,
    Utterance,
    Voice,
)
from mkdocs_qwen_tts._pipeline.cues import cues_of

VOICE = Voice("dashscope", "qwen3-tts-flash", "Cherry")


def script(*texts: str) -> Script:
    passages = tuple(
        Passage(Kind.PARAGRAPH, text, anchor=index) for index, text in enumerate(texts)
    )
    return Script("page/", "Page", "en", passages)


def track(*spans: SpokenSpan) -> Track:
    return Track("k", "d", Path("t.mp3"), "mp3", 1, 9.0, -16.0, spans)


def spoken(start: float, sentences: tuple[Mark, ...], words: tuple[Mark, ...] = ()) -> SpokenSpan:
    return SpokenSpan(start, start + 1, True, TimeSource.ALIGNER, sentences, words)


def test_marks_of_an_unchanged_passage_stay() -> None:
    text = "One sentence. Another one."
    said = Utterance(text, VOICE, (Span(0, 0, len(text)),))
    marks = (Mark(0, 0.2), Mark(14, 1.5))
    (cue,) = cues_of(script(text), [said], track(spoken(0.2, marks)))
    assert (cue.sentences, cue.source, cue.kind) == (marks, TimeSource.ALIGNER, Kind.PARAGRAPH)


def test_a_full_stop_that_was_added_moves_nothing() -> None:
    said = Utterance("A heading. Text.", VOICE, (Span(0, 0, 10), Span(1, 11, 16)))
    spans = (spoken(0.0, (Mark(0, 0.0),)), spoken(1.0, (Mark(0, 1.0),)))
    cues = cues_of(script("A heading", "Text."), [said], track(*spans))
    assert [cue.sentences for cue in cues] == [(Mark(0, 0.0),), (Mark(0, 1.0),)]


def test_words_behind_one_that_a_lexicon_respelled_are_where_the_page_has_them() -> None:
    text, sent = "Run kubectl now. Then wait.", "Run cube control now. Then wait."
    said = Utterance(sent, VOICE, (Span(0, 0, len(sent)),))
    words = tuple(
        Mark(sent.index(word), n) for n, word in enumerate(("Run", "cube", "now", "wait"))
    )
    sentences = (Mark(0, 0.0), Mark(sent.index("Then"), 2.5))
    (cue,) = cues_of(script(text), [said], track(spoken(0.0, sentences, words)))
    assert [text[mark.at :].split(maxsplit=1)[0] for mark in cue.words] == [
        "Run",
        "kubectl",
        "now.",
        "wait.",
    ]
    assert [mark.at for mark in cue.sentences] == [0, text.index("Then")]


def test_a_passage_of_several_requests_goes_on_where_the_last_one_ended() -> None:
    text = "Same words. Same words. Same words."
    said = [Utterance("Same words.", VOICE, (Span(0, 0, 11),)) for _ in range(3)]
    cues = cues_of(script(text), said, track(*(spoken(n, (Mark(0, n),)) for n in range(3))))
    assert [cue.sentences[0].at for cue in cues] == [0, 12, 24]
