"""Signs in running text that a voice passes over or garbles, and those that only look like them."""

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
    ("written", "said"),
    [
        ("set wick=long or oil=0", "set wick equals long or oil equals 0"),
        ('a target="lamp" match', 'a target equals "lamp" match'),
        ("x += 1 and n |= 2", "x plus equals 1 and n vertical bar equals 2"),
        ("x=-1", "x equals minus 1"),
        ("a GTK+ lamp + oil, U+0021", "a GTK plus lamp plus oil, U plus 0021"),
        ("+0200 or +/- 5", "plus 0200 or plus or minus 5"),
        ("2*0.15 = 0.3, n*m bytes", "2 times 0.15 equals 0.3, n times m bytes"),
        ("const char *lamp, *this", "const char star lamp, star this"),
        ("debian/* and Vcs-* and lamp*.so", "debian slash star and Vcs dash star and lamp star dot so"),
        ("from -3 to -1", "from minus 3 to minus 1"),
        ("-3 to -1", "minus 3 to minus 1"),
        ("at (-1, -1)", "at (minus 1, minus 1)"),
        ("the options -4 and -6", "the options dash 4 and dash 6"),
        ("10 - 5 = 5", "10 minus 5 equals 5"),
        ("needs lamps <3 or oil<2.9", "needs lamps less than 3 or oil less than 2.9"),
        ("for n>2 or 4<n<9", "for n greater than 2 or 4 less than n less than 9"),
        ("names like _lamp, gen_ or lamp_", "names like underscore lamp, gen underscore or lamp underscore"),
        ("~Lamp and 1.0~rc1", "tilde Lamp and 1.0 tilde rc1"),
        ("press ^D; omega^2", "press caret D; omega caret 2"),
        ("dh $@ and $1 as argument", "dh dollar at sign and dollar 1 as argument"),
        ("%lamp and %(wick)s", "percent lamp and percent (wick)s"),
        ("%%lamp and “%%file” of a cell", "percent percent lamp and “percent percent file” of a cell"),
        ("NaN, Infinity and -Infinity or (-inf, inf)", "NaN, Infinity and minus Infinity or (minus inf, inf)"),
        ("a -info flag, non-infinity", "a -info flag, non-infinity"),
        ("type cd .. to leave", "type cd dot dot to leave"),
        ("wait .. what, a cd ...", "wait .. what, a cd ..."),
        ("is (’, ‘, ‘: ‘) if", "is (comma and a blank, colon and a blank) if"),
        ("(‘a’, ‘b’), (‘c: ‘)", "(‘a’, ‘b’), (‘c: ‘)"),
        ("between “ lamp (”, “) ” and (‘ (’, ‘)’)", "between “ lamp (”, “) ” and (‘ (’, closing parenthesis)"),
        ("join #lamps, use #define", "join hash lamps, use hash define"),
        ("oil@store, [ref]@{n}", "oil at store, [ref] at {n}"),
        ("&lt; and &lamp", "ampersand lt semicolon and ampersand lamp"),
        ("?NAME is a macro", "question mark NAME is a macro"),
        ("the ::lit signal", "the double colon lit signal"),
        ("0..4 and (-1..+1)", "0 to 4 and (minus 1 to plus 1)"),
        ("between -(a) and = -(b)", "between minus (a) and equals minus (b)"),
        ("f = x^2 + 3x - 4", "f equals x squared plus 3x minus 4"),
        ("of */=>@|, by ls", "of asterisk, slash, equals sign, greater than, at sign, vertical bar, by ls"),
        ("press [>>] or [|<] now", "press greater than, greater than or vertical bar, less than now"),
        ("between /* and */", "between slash asterisk and asterisk slash"),
        (r"in HKEY\LAMPS\Oil.d", "in HKEY backslash LAMPS backslash Oil.d"),
        ("is {} or [] then", "is curly braces or square brackets then"),
        ("lit()|dark()", "lit vertical bar dark"),
        ("shown as “…”", "shown as “three dots”"),
        ("${oil:Depends} in $(DESTDIR)", "dollar brace oil colon Depends in dollar paren DESTDIR"),
        ("{lit,dark} lamps", "brace lit, dark lamps"),
        ("call lamp:light_all(x)", "call lamp colon light all(x)"),
        ("lamp_set_oil ()", "lamp set oil"),
        ("template<typename _T, int _N>", "template of typename underscore T, int underscore N"),
        ("a Map< const Lamp, T * > of", "a Map of const Lamp, T star of"),
        ("the <oil level> and -B<type>", "the oil level and dash capital B type"),
        ("Ann <ann@lamp.org>, 2018", "Ann ann at lamp dot org, 2018"),
        ("Ann < ann@lamp.org > and", "Ann ann at lamp dot org and"),
        ("$Revision: 1.1 $", "Revision: 1.1"),
        ("rows[0] and wick[i]", "rows index 0 and wick of i"),
    ],
)  # fmt: skip
def test_a_sign_that_a_voice_passes_over_is_said(written: str, said: str) -> None:
    assert _heard(written) == said


@pytest.mark.parametrize(
    "written",
    [
        "R&D, AT&T, Tom & Jerry, US$5 and $10",
        "#1 lamp, see #12 [3]",
        "I <3 lamps, we love <3",
        "I <3 Python",
        "the caret (^) is",
        "*Required, price*, a *bright* lamp",
        "News -2005, pages 3 -5, lamp-2, 10 - 12",
        "50%-60%, 3% more",
        "+ one lamp",
        "Lit? Dark! What?yes",
        "and/or, 5′ 3″",
        "-=-, +-----+",
        "lamp () of oil",
        "see [1] or [sic]",
    ],
)
def test_what_is_no_such_sign_stays(written: str) -> None:
    assert _heard(written) == written


def test_emphasis_that_nobody_resolved_is_not_said() -> None:
    assert _heard("a _bright lamp_；对于_3 灯_，") == "a bright lamp；对于3 灯，"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "oil gleich 5 plus minus 1"),
        ("fr", "oil égale 5 plus moins 1"),
        ("es", "oil igual a 5 más menos 1"),
        ("it", "oil uguale a 5 più meno 1"),
        ("pt", "oil igual a 5 mais menos 1"),
        ("ru", "oil равно 5 плюс минус 1"),
        ("zh", "oil 等于 5 加 负 1"),
        ("ja", "oil イコール 5 プラス マイナス 1"),
        ("ko", "oil 이퀄 5 플러스 마이너스 1"),
    ],
)
def test_every_language_has_its_words(language: str, said: str) -> None:
    assert _heard("oil=5 + -1", language) == said


def test_ways_to_call_a_command_on_lines_of_their_own_stay_apart(
    texts: Callable[..., list[str]],
) -> None:
    html = (
        "<p><b>wick</b> [<i>option</i>]... <i>lamp oil</i><br>\n<b>wick</b> [<i>option</i>]... <i>lamp</i>"
        "<br>[<i>more</i>]</p>"
    )

    assert texts(html) == [
        "wick, optional option close three dots lamp oil",
        "wick, optional option close three dots lamp, optional more",
    ]
