"""Signs that running text holds without blanks, or that it speaks of."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._prose.say import verbalizer


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("It is 1 if x<0, 0 if x>0.", "It is 1 if x less than 0, 0 if x greater than 0."),
        ("CPython<3.7 and black<128", "CPython less than 3.7 and black less than 128"),
        ("for all i<n with l>k", "for all i less than n with l greater than k"),
        ("a size of |V|", "a size of vertical bar V vertical bar"),
        ("in O(|V|^3) steps", "in O( vertical bar V vertical bar cubed ) steps"),
        ("expr^0 is 1", "expr caret 0 is 1"),
        ("base^exp and R^{[m,n]}", "base caret exp and R caret [m,n]"),
        ("2|V|-2 flows", "2 vertical bar V vertical bar minus 2 flows"),
        ("N&nbsp;=&nbsp;2, the &nbsp; itself", "N equals 2, the ampersand nbsp semicolon itself"),
        ("type ^G to stop", "type caret G to stop"),
        ("replaces &lt; and &#8617;", "replaces ampersand lt semicolon and ampersand hash 8617 semicolon"),
        ("(a &optional b)", "(a ampersand optional b)"),
        ("MODE=<0 or 1>", "MODE equals 0 or 1"),
        ("the format %s\\n ends", "the format percent s backslash n ends"),
        ("<target>-<rts>.cgpr", "target-rts dot cgpr"),
    ],
)  # fmt: skip
def test_a_sign_is_heard(written: str, said: str) -> None:
    assert " ".join(verbalizer("en").text(written).split()) == said


@pytest.mark.parametrize(
    "written",
    [
        "a<b> and <p>3 and </p>3",
        "I <3 lamps",
        "R&D at AT&T, Q & A",
        "f<2>x",
    ],
)
def test_what_looks_like_one_stays(written: str) -> None:
    said = verbalizer("en").text(written)

    assert not any(word in said for word in ("less", "greater", "ampersand", "bar", "caret"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", "当 x 小于 0 时 竖线 V 竖线"),
        ("ja", "当 x 小なり 0 时 縦棒 V 縦棒"),
        ("de", "当 x kleiner als 0 时 senkrechter Strich V senkrechter Strich"),
    ],
)
def test_a_sign_has_the_words_of_the_page(language: str, said: str) -> None:
    assert " ".join(verbalizer(language).text("当 x<0 时 |V|").split()) == said
