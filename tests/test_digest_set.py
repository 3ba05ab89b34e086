"""A set of digests holds what a set of strings would."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts._model import DigestSet, digest

# Of few digits, so that the end of one and the beginning of the next look like a third.
DIGESTS = st.text("01", min_size=58, max_size=58).map("000000".__add__)


@given(st.lists(DIGESTS), st.lists(DIGESTS))
def test_it_holds_what_was_taken_in(taken: list[str], others: list[str]) -> None:
    held = DigestSet(taken)
    held.update(taken)
    assert sorted(held) == sorted(set(taken))
    assert len(held) == len(set(taken))
    assert [one in held for one in others] == [one in taken for one in others]


def test_the_end_of_one_and_the_beginning_of_the_next_are_none() -> None:
    first, second = "aba" + "0" * 59 + "ab", "aba" + "1" * 61
    between = first[62:] + second[:62]
    held = DigestSet([first, second])
    assert between[:3] == first[:3]
    assert between not in held
    assert "aba" not in held
    assert 7 not in held
    assert first[:-1] + "g" not in held
    assert first[:-2] + "  " not in held


@pytest.mark.parametrize("wrong", ["", "abc", "g" * 64, "a" * 66])
def test_what_is_no_digest_is_not_taken(wrong: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        DigestSet([wrong])


def test_a_digest_takes_little_more_than_its_bytes() -> None:
    held = DigestSet(digest(["one", number]) for number in range(50_000))
    size = sum(sys.getsizeof(shard) for shard in held._shards.values())
    assert size < 50_000 * 48
