"""Signs in running text that look like ones that are named, and mean something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose.say import verbalizer

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]


def _heard(written: str, language: str = "en") -> str:
    return " ".join(verbalizer(language).text(written).split())


@pytest.mark.parametrize(
    "written",
    [
        "90°-180°, 5€-10€, 5″-7″, 20℃-30℃",
        "Lamp™-2, “lit”-2, Lamp®-3 and page -5- of it",
        "open 9 - 17 and it costs $5",
        "score 3 - 2, monday 10 - 12",
        "The price is $5 for groups, the script costs $5, up to $2 for a field",
        "It costs 5 $ and more, or 3 $ or 4 $.",
        "wait.. 2 lamps, etc.. 5 lamps, see page 5.. 6 is empty",
        "the class [^0] of figures",
        "the methods _read and write_ differ",
        "nice =D and =P",
    ],
)
def test_what_only_looks_like_a_sign_of_programs_stays(written: str) -> None:
    assert _heard(written) == written


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("9 - 17 hours, oil = 5", "9 - 17 hours, oil equals 5"),
        ("10 - 12 lamps + oil", "10 - 12 lamps plus oil"),
        ("10 - 3 - 2 = 5", "10 minus 3 minus 2 equals 5"),
        ("oil = 10 - 3", "oil equals 10 minus 3"),
        ("0 .. 4 and 1..n", "0 to 4 and 1 to n"),
        ("run py -3 or xz -9", "run py dash 3 or xz dash 9"),
        ("a lamp[^1]", "a lamp"),
        ("see *lamp_oil*, *see lamp_oil* or lamp_oil*", "see *lamp oil*, *see lamp oil* or lamp oil star"),
        ("presets -3e and -6e (-0 ... -9)", "presets dash 3e and dash 6e (dash 0 ... dash 9)"),
        ("the -4 option, {1, -1}, optional", "the dash 4 option, {1, minus 1}, optional"),
        ("if the flag is true, -1 is returned", "if the flag is true, minus 1 is returned"),
        ("in CIE L*a*b* or A*X", "in CIE L star a star b* or A times X"),
        ("/home/*/oil", "slash home slash star slash oil"),
        ("2^lamp-count and 2^n", "2 caret lamp-count and 2 to the power of n"),
        ("${user.home}/.lamp", "dollar brace user dot home slash dot lamp"),
        ("OIL_<LAMP>_LIT_X", "OIL LAMP underscore LIT X"),
        ("https://lamp.org/<user>/oil", "link to lamp dot org user slash oil"),
        ("lamp->oil_level", "lamp arrow oil level"),
        ("{% trans %}No lamp{% endtrans %}", "No lamp"),
        ("{% if oil %}{{ oil }} of lamps.{% endif %}", "brace brace oil of lamps."),
        ("it ends with {% endif %}.", "it ends with brace percent endif percent."),
        ("lamp1 > lamp2 > lamp3", "lamp1, lamp2, lamp3"),
        ("Key = Edit > Copy", "Key equals Edit, Copy"),
        ("a semicolon ':' here, the colon ':'", "a semicolon colon here, the colon"),
    ],
)  # fmt: skip
def test_a_sign_is_named_where_its_neighbours_tell_it(written: str, said: str) -> None:
    assert _heard(written) == said


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("de", "Nutzer*innenrat, Kolleg*in, der*die", "Nutzer*innenrat, Kolleg*in, der*die"),
        ("ru", "от -5 до +5", "от минус 5 до плюс 5"),
        ("fr", "tou*te*s, -5 et lamp*oil", "tou*te*s, moins 5 et lamp étoile oil"),
        ("es", "amig@s y oil@lamp", "amig@s y oil arroba lamp"),
        ("zh", "100+张，50+ 个，温度-5℃", "100 多张，50 多 个，温度 负 5℃"),
        ("zh", "Node 12+的环境", "Node 12 以上 的环境"),
        ("es", "un asterisco (*) o (+)", "un asterisco (*) o (más)"),
        ("ko", "백슬래시(\\)", "백슬래시(\\)"),
        ("de", '=A1=""', 'gleich A1 gleich ""'),
        ("ja", "A^HA と x^n", "A キャレット HA と x の n 乗"),
        ("ja", "100+件、20℃-30℃", "100 プラス 件、20℃-30℃"),
    ],
)
def test_the_signs_of_a_language_are_read_in_it(language: str, written: str, said: str) -> None:
    assert _heard(written, language) == said


@pytest.mark.parametrize("cell", ["NEW ★", "OK ✔", "NEW 🎉"])
def test_a_sign_that_decorates_a_cell_is_not_named(texts: Texts, cell: str) -> None:
    row = f"<tr><td>Lamp<td>{cell}"
    told = texts(f"<table><tr><th>Name<th>State{row}</table>")
    assert told[-1] == f"Name: Lamp; State: {cell[:-2]}"


def test_an_x_that_names_a_row_is_the_letter(texts: Texts) -> None:
    table = "<table><tr><th>Axis<th>Lit<tr><td>X<td>✓<tr><td>Turn<td>✗</table>"
    assert "Axis: X; Lit: yes" in " ".join(texts(table))
