"""A tuple that is made at the first look is a tuple to whoever looks."""

from __future__ import annotations

import copy

from mkdocs_qwen_tts._model import LazyTuple, Utterance, Utterances, Voice

VOICE = Voice("dashscope", "m", "Cherry")
SPOKEN = tuple(Utterance(text, VOICE) for text in ("One.", "Two.", "One."))


def test_it_is_made_once_and_not_before_somebody_looks() -> None:
    made = []

    def make() -> list[int]:
        made.append(1)
        return [1, 2, 3]

    numbers = LazyTuple(make)
    assert not made
    assert (numbers[0], numbers[1:], [*numbers], len(numbers)) == (1, (2, 3), [1, 2, 3], 3)
    assert made == [1]


def test_it_equals_and_hashes_as_the_tuple_of_the_same() -> None:
    numbers = LazyTuple(lambda: (1, 2))
    assert numbers == (1, 2)
    assert numbers == (1, 2)
    assert numbers == LazyTuple(lambda: [1, 2])
    assert numbers != (1, 3)
    assert numbers != [1, 2]
    assert {numbers, (1, 2)} == {(1, 2)}
    assert repr(numbers) == "(1, 2)"
    assert copy.copy(numbers) == (1, 2)


def test_how_many_utterances_there_are_is_known_without_them() -> None:
    def never() -> tuple[Utterance, ...]:
        raise AssertionError("somebody looked")

    names = [one.fingerprint for one in SPOKEN]
    spoken = Utterances(names, [VOICE], never)
    assert len(spoken) == 3
    assert spoken
    assert not Utterances([], [], never)
    assert spoken.fingerprints == Utterances.of(SPOKEN).fingerprints
    assert Utterances.of(SPOKEN).voices == (VOICE,)
    assert copy.copy(Utterances.of(SPOKEN)).fingerprints == spoken.fingerprints
