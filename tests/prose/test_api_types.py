"""Types, requirements and patterns as documentation of programs has them."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._prose.say import verbalizer


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("x (dict[str, Any] | None) – The x.", "x (dict of str, Any close or None) – The x."),
        ("x (list[str] | str | None, optional)", "x (list of str, or str or None, optional)"),
        ("int | list[int]", "int or list of int"),
        ("tuple[int, int] | Lamp[Oil]", "tuple of int, int close or Lamp of Oil"),
        ("x (dict[str, list[int]] | None)", "x (dict of str, list of int close close or None)"),
        ("by (Literal['a', 'b'])", "by (Literal of a, b)"),
        ("on (Callable[[int], str])", "on (Callable of bracket int close, str)"),
        ("Callable[[…], Any]", "Callable of bracket three dots close, Any"),
        # as Sphinx writes variables of types
        ("Iterator[tuple[~K, ~V]]", "Iterator of tuple of tilde K, tilde V"),
        ("see [~T] and ~[x]", "see [tilde T] and ~[x]"),
        # a row of links, and what an author sets apart
        ("Home | [a] | Next", "Home, [a], Next"),
        ("Lamps [old] | Oil", "Lamps [old], Oil"),
    ],
)
def test_a_bar_behind_a_type_is_an_or(written: str, said: str) -> None:
    assert verbalizer("en").text(written) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "list of str, or None"),
        ("zh", "list 含 str， 或 None"),
        ("ja", "list 要素 str、 または None"),
    ],
)
def test_types_are_joined_in_the_words_of_the_language(language: str, said: str) -> None:
    assert " ".join(verbalizer(language).text("list[str] | None").split()) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("pip install lamp[oil]", "pip install lamp bracket oil"),
        ("pip install 'lamp[oil,wick]>=2'", "pip install quote lamp bracket oil, wick close at least 2"),
        ("uv add lamp[oil]", "uv add lamp bracket oil"),
        ("oil-lamp[wick]", "oil-lamp bracket wick"),
        ("oil-lamp[wick,dark-glass]>=2.1", "oil-lamp bracket wick, dark-glass close at least 2.1"),
        ("lamps[int]", "lamps of int"),
        ("n-m[i]", "n-m of i"),
        ("pip.options[lamp]", "pip dot options of lamp"),
        # characters to choose from, in patterns
        ("[a-zA-Z_][a-zA-Z_0-9]*", "bracket a to z, capital A to Z underscore close bracket a to z, capital A to Z underscore 0-9 close star"),
        ("rows[a-b][c]", "rows index a-b close index c"),
        ("1.0e-10", "1.0e-10"),
        ("2.5E+3", "2.5E+3"),
        # what ends the options of a command is apart from an option
        ("lamp -- -x", "lamp dash dash, dash x"),
        ("lamp -- --oil", "lamp dash dash, dash dash oil"),
        ("lamp -- oil", "lamp dash dash oil"),
        ("'P-256'", "P-256"),
        ("N-10", "N minus 10"),
        ("R = -T", "R equals minus capital T"),
        ("CFLAGS = -O", "CFLAGS equals dash capital O"),
        ("<!-- oil -->", "less than exclamation mark hyphen hyphen oil hyphen hyphen greater than"),
        ("a --> b", "a long arrow b"),
    ],
)  # fmt: skip
def test_brackets_that_are_no_index(written: str, said: str) -> None:
    assert verbalizer("en").code(written) == said


def test_bars_beside_names_of_modules_are_heard() -> None:
    assert verbalizer("en").text("by (None | oil._KIND)") == "by (None or oil dot underscore KIND)"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("later = oil1 > oil2", "later equals oil1 greater than oil2"),
        ("oil1 > oil2", "oil1 greater than oil2"),
        ("File > Open > Recent", "File, Open, Recent"),
        ("Lamp 1 > Lamp 2", "Lamp 1, Lamp 2"),
        ("Lamps > oil1 > oil2", "Lamps, oil1, oil2"),
        ("$ snmptrap -v1 -c oil", "$ snmptrap dash v1 dash c oil"),
        ("Use -O2, not -v1.2.", "Use dash O2, not -v1.2."),
        ("from v1-v2", "from version 1-version 2"),
        ("For “-“: write “_”. He said “hi“.", "For hyphen: write underscore. He said “hi“."),
        ("It calls _setOil and _Oil_.", "It calls underscore set Oil and _Oil_."),
    ],
)
def test_a_sign_between_values_compares_them(written: str, said: str) -> None:
    assert " ".join(verbalizer("en").text(written).replace(" ,", ",").split()) == said
