"""What language a page is in whose author does not say so."""

from __future__ import annotations

from mkdocs_qwen_tts._prose import language

FRENCH = (
    "La mèche est coupée chaque matin avec des ciseaux, et les lampes sont remplies pour la nuit. "
    "Vous trouverez une mèche neuve dans le coffre, sur la tablette du bas. "
) * 4


def test_a_name_that_is_a_word_of_another_language_tells_no_language() -> None:
    names = " ".join(f"est_lamp{'abcdefgh'[at % 8]} EST lamp EST wick" for at in range(60))

    assert language.guess(f"A class for lamps. {names} Looks up the wick of a lamp.") == "en"
    assert language.told(names) == ""


def test_a_text_full_of_its_words_tells_its_language() -> None:
    assert language.guess(FRENCH) == "fr"
    assert language.told(FRENCH) == "fr"
