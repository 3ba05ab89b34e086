"""Passages become utterances: within the limit, in order, nothing lost, and stable under edits."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mkdocs_qwen_tts._model import Kind, Limit, Passage, Script, Utterance, Voice
from mkdocs_qwen_tts._prose import pack_script

_HAN = re.compile("[\u4e00-\u9fff]")
CHERRY = Voice("dashscope", "qwen3-tts-flash", "Cherry", "English")
ETHAN = replace(CHERRY, name="Ethan")


def units(text: str) -> int:
    """Billing characters: a Han character counts as two."""
    return len(text) + len(_HAN.findall(text))


def limit_of(maximum: int = 600):
    return lambda _voice: Limit(maximum, units)


def script_of(*texts: str, language: str = "en", kinds: dict[int, Kind] | None = None) -> Script:
    passages = tuple(
        Passage(
            (kinds or {}).get(number, Kind.PARAGRAPH), text, anchor=number, pause=0.1 * (number % 7)
        )
        for number, text in enumerate(texts)
    )
    return Script("page/", "Page", language, passages, tuple(range(len(texts))))


def spoken(script: Script, *, target: int = 200, maximum: int = 600) -> tuple[Utterance, ...]:
    voices = [CHERRY] * len(script.passages)
    return pack_script(script, voices, limit_of(maximum), target=target, sentence_pause=0.12)


def unblanked(text: str) -> str:
    return "".join(text.split())


# ---------------------------------------------------------------- what is stated for every script

_WORDS = st.sampled_from(
    [
        *(
            "route",
            "the",
            "path",
            "e.g.",
            "config.toml",
            "1.2.3",
            "says",
            "“Stop!”",
            "now,",
            "end.",
            "why?",
            "Dr.",
        ),
        *(
            "可以",
            "参数，",
            "这是一个很长的句子没有任何空格也没有标点符号",
            "。",
            "👩\u200d👩\u200d👧",
            "é",
            "x" * 150,
            "—",
            "(see",
            "below)",
        ),
    ]
)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=60).map(" ".join)
_KINDS = st.sampled_from([Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING, Kind.ANNOUNCEMENT])
_SCRIPTS = st.lists(st.tuples(_KINDS, _TEXTS), max_size=25).map(
    lambda rows: script_of(
        *(text for _, text in rows), kinds={n: kind for n, (kind, _) in enumerate(rows)}
    )
)


@settings(max_examples=60, deadline=None)
@given(_SCRIPTS, st.sampled_from([0, 50, 200, 600]), st.sampled_from([120, 600]))
def test_every_utterance_is_within_the_limit(script: Script, target: int, maximum: int) -> None:
    made = spoken(script, target=target, maximum=maximum)

    assert all(units(utterance.text) <= maximum for utterance in made)


@settings(max_examples=60, deadline=None)
@given(_SCRIPTS, st.sampled_from([0, 50, 200, 600]), st.sampled_from([120, 600]))
def test_spans_put_together_give_every_passage_back_in_order(
    script: Script, target: int, maximum: int
) -> None:
    parts: dict[int, str] = {}
    order: list[int] = []
    for utterance in spoken(script, target=target, maximum=maximum):
        assert utterance.spans[0].start == 0
        assert utterance.spans[-1].end == len(utterance.text)
        for span in utterance.spans:
            order.append(span.passage)
            parts[span.passage] = (
                parts.get(span.passage, "") + utterance.text[span.start : span.end]
            )

    assert order == sorted(order)
    for number, passage in enumerate(script.passages):
        said = unblanked(parts[number])
        assert said.removesuffix(".") == unblanked(passage.text).removesuffix(".")


@settings(max_examples=60, deadline=None)
@given(_SCRIPTS, st.sampled_from([50, 200]))
def test_spans_cover_the_text_but_for_the_blanks_between_them(script: Script, target: int) -> None:
    for utterance in spoken(script, target=target):
        ends = [0, *(span.end for span in utterance.spans)]
        for end, span in zip(ends, utterance.spans, strict=False):
            assert not utterance.text[end : span.start].strip()


@settings(max_examples=60, deadline=None)
@given(_SCRIPTS)
def test_headings_start_packs_and_long_passages_stand_alone(script: Script) -> None:
    for utterance in spoken(script):
        if len(utterance.spans) > 1:
            kinds = [script.passages[span.passage].kind for span in utterance.spans]
            assert Kind.HEADING not in kinds[1:]
            assert all(units(script.passages[span.passage].text) < 200 for span in utterance.spans)


@settings(max_examples=40, deadline=None)
@given(_TEXTS.map(lambda text: " ".join([text] * 9)))
def test_a_cut_is_never_inside_a_word_that_would_fit(text: str) -> None:
    words = set(text.split())
    for utterance in spoken(script_of(text), maximum=160):
        for word in (utterance.text.split()[0], utterance.text.split()[-1]):
            assert word in words or _HAN.search(word)


# ---------------------------------------------------------------- scenarios


def test_short_neighbours_share_a_request() -> None:
    made = spoken(script_of("Install it", "Run it.", "Enjoy!", kinds={0: Kind.HEADING}))

    assert [utterance.text for utterance in made] == ["Install it. Run it. Enjoy!"]
    assert [made[0].text[span.start : span.end] for span in made[0].spans] == [
        "Install it.",
        "Run it.",
        "Enjoy!",
    ]


def test_a_pack_in_chinese_is_punctuated_in_chinese() -> None:
    made = spoken(script_of("安装", "然后运行它", language="zh", kinds={0: Kind.HEADING}))

    assert [utterance.text for utterance in made] == ["安装。然后运行它。"]


def test_a_pack_ends_with_the_pause_of_its_last_passage() -> None:
    script = script_of("One.", "Two.", "Three.")

    assert [utterance.pause for utterance in spoken(script)] == [script.passages[-1].pause]


def test_inside_a_pack_every_passage_but_the_last_has_its_own_pause() -> None:
    script = script_of("One.", "Two.", "Three.")

    (made,) = spoken(script)

    assert [span.pause for span in made.spans] == [
        script.passages[0].pause,
        script.passages[1].pause,
        None,
    ]


def test_without_a_target_every_passage_is_a_request() -> None:
    made = spoken(script_of("Install it", "Run it.", "Enjoy!"), target=0)

    assert [utterance.text for utterance in made] == ["Install it", "Run it.", "Enjoy!"]


def test_a_sentence_that_goes_on_in_another_language_is_not_ended_in_between() -> None:
    parts = [("We say", None, 0.0), ("bonjour", "fr", 0.0), ("here", None, 0.4)]
    passages = tuple(
        Passage(Kind.PARAGRAPH, text, anchor=0, language=tag, pause=pause)
        for text, tag, pause in parts
    )

    made = spoken(Script("page/", "Page", "en", passages, (2,)))

    assert [utterance.text for utterance in made] == ["We say bonjour here."]
    assert {span.pause for span in made[0].spans} == {None}


@settings(max_examples=30, deadline=None)
@given(_SCRIPTS)
def test_a_count_that_does_not_add_up_is_kept_to(script: Script) -> None:
    def tokens(text: str) -> int:
        return len(text) // 3 + 5 * text.count(". ") + 1

    voices = [CHERRY] * len(script.passages)
    made = pack_script(script, voices, lambda _: Limit(100, tokens), target=60, sentence_pause=0.1)

    assert all(tokens(utterance.text) <= 100 for utterance in made)


def test_voices_are_never_mixed() -> None:
    script = script_of("One.", "Two.", "Three.")

    made = pack_script(script, [CHERRY, ETHAN, ETHAN], limit_of(), target=200, sentence_pause=0.1)

    assert [(utterance.text, utterance.voice.name) for utterance in made] == [
        ("One.", "Cherry"),
        ("Two. Three.", "Ethan"),
    ]


def test_a_long_passage_is_cut_at_sentence_ends_with_short_pauses() -> None:
    sentence = "The server reads config.toml, e.g. version 1.2.3, and Dr. Who approves of it."
    script = script_of(" ".join([sentence] * 12))

    made = spoken(script)

    assert len(made) > 1
    assert all(utterance.text.endswith("approves of it.") for utterance in made)
    assert {utterance.pause for utterance in made[:-1]} == {0.12}
    assert made[-1].pause == script.passages[0].pause


@pytest.mark.parametrize(
    "grapheme", ["👩‍👩‍👧", "e\u0301", "\u1112\u1161\u11ab", "👍🏽", "🇩🇪", "❤️", "नि"]
)
def test_a_word_longer_than_a_request_is_cut_between_graphemes(grapheme: str) -> None:
    made = spoken(script_of(grapheme * 400))

    assert "".join(utterance.text for utterance in made) == grapheme * 400
    assert all(len(utterance.text) % len(grapheme) == 0 for utterance in made)


def test_an_edit_in_the_middle_of_a_long_page_leaves_the_rest_as_it_was() -> None:
    lines = [f"Line number {number} of a list that goes on for a while." for number in range(200)]
    before = {utterance.fingerprint for utterance in spoken(script_of(*lines))}
    lines[100] += " Edited."

    after = {utterance.fingerprint for utterance in spoken(script_of(*lines))}

    assert len(after - before) <= 2


# ---------------------------------------------------------------- stability under edits

NOUNS = [
    "server",
    "request",
    "model",
    "parameter",
    "response",
    "client",
    "schema",
    "token",
    "path",
    "field",
]


def documentation(passages: int) -> Script:
    """A page with the mix of short and long passages that real documentation has, the same every time."""
    chance = random.Random(7)
    kinds, texts = {}, []
    for number in range(passages):
        if chance.random() < 0.13:
            kinds[number] = Kind.HEADING
        words = chance.choice([1, 2, 3, 5, 6, 8, 10, 14, 20] if number not in kinds else [1, 2, 3])
        texts.append(
            " ".join(f"{chance.choice(NOUNS)} {chance.randrange(1000)}" for _ in range(words)) + "."
        )
    return script_of(*texts, kinds=kinds)


def changes(script: Script, edit: str) -> list[int]:
    """At every passage: how many utterances must be spoken anew after the edit."""
    before = {utterance.text for utterance in spoken(script)}
    found = []
    for at, passage in enumerate(script.passages):
        head, tail = script.passages[:at], script.passages[at + 1 :]
        new = replace(
            passage,
            kind=Kind.PARAGRAPH,
            text=f"A sentence of ordinary length that was put in, number {at}.",
        )
        put = {
            "insert": (*head, new, passage, *tail),
            "delete": (*head, *tail),
            "edit": (*head, replace(passage, text=f"{passage.text} Truly."), *tail),
        }
        after = {utterance.text for utterance in spoken(replace(script, passages=put[edit]))}
        found.append(len(after - before))
    return found


@pytest.mark.parametrize("edit", ["insert", "delete", "edit"])
def test_an_edit_changes_two_utterances_at_most_nearly_everywhere(edit: str) -> None:
    counts = changes(documentation(130), edit)

    assert sum(count <= 2 for count in counts) / len(counts) >= 0.99
    assert sum(counts) / len(counts) <= 1.5


def test_packs_save_more_than_half_of_the_requests() -> None:
    script = documentation(400)

    assert len(spoken(script)) <= 0.45 * len(script.passages)
