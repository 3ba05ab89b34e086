"""What a text leads to expect of its sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts._audio.wording import places, weight

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Clip

SAME = {
    "en-us": "The service reads every page aloud and never asks to be paid twice.",
    "cmn": "这个服务会朗读每一个页面而且从不重复收费。",
    "de": "Der Dienst liest jede Seite vor und lässt sich nie zweimal bezahlen.",
    "fr": "Le service lit chaque page à voix haute et ne se fait jamais payer deux fois.",
    "ja": "このサービスはすべてのページをこえにだしてよみます。",
    "ko": "이 서비스는 모든 페이지를 소리 내어 읽어 줍니다.",
    "ru": "Сервис читает вслух каждую страницу и никогда не берёт плату дважды.",
}


def test_weights_foretell_durations_across_scripts(speak: Callable[..., Clip]) -> None:
    """Seconds a unit of weight differ between scripts by no more than voices differ among themselves."""
    paces = [weight(text) / speak(text, voice).duration for voice, text in SAME.items()]
    assert max(paces) / min(paces) < 1.8
    assert np.median(paces) == pytest.approx(15, abs=4)


@given(st.text(max_size=60), st.text(max_size=60))
def test_more_text_never_takes_less_time(one: str, other: str) -> None:
    assert weight(one + other) >= max(weight(one), weight(other))


@given(
    st.lists(st.text(alphabet="ab ,.:;!?“”()中，。、— -\n", max_size=30), min_size=1, max_size=8)
)
def test_every_text_ends_in_one_border(texts: list[str]) -> None:
    listed = places(texts)
    assert sum(place.border for place in listed) == len(texts)
    assert listed[-1].border
    assert all(place.weight > 0 for place in listed)


def test_speakers_may_pause_at_commas_and_sentence_ends() -> None:
    listed = places(
        ["First, do this. Then e.g. that (or 1,000 others).", "注意：先安装,再打开，然后看。"]
    )
    assert [place.border for place in listed].index(True) == 5
    assert len([place for place in listed if not place.border]) == 8
