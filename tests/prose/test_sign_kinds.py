"""Signs as strangers write them: fonts of icons, circles of other languages, boxes, buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose import signs

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]


def row(*cells: str) -> str:
    heads = "".join(f"<th>{letter}</th>" for letter in "ABCDEFG"[: len(cells)])
    body = "".join(f"<td>{cell}</td>" for cell in cells)
    return f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{body}</tr></tbody></table>"


@pytest.mark.parametrize(
    ("html", "language", "said"),
    [
        # circles: a "yes" in Japanese and Korean, and wherever a cross stands for "no"
        (row("○", "×", "△"), "ja", "A：はい、B：いいえ、C：一部"),
        (row("◎", "◯", "▲"), "ja", "A：とても良い、B：はい、C：一部"),
        (row("○", "×", "△"), "ko", "A: 예; B: 아니요; C: 일부"),
        (row("○", "×"), "zh", "A：是；B：否"),
        (row("√", "×"), "zh", "A：是；B：否"),
        (row("●", "○"), "zh", "A：是；B：否"),
        (row("●", "○", "▲"), "en", "A: yes; B: no; C: up"),
        (row("x", "●", "○"), "ja", "A：x、B：はい、C：いいえ"),
        # a sign that the words beside it say already
        (row("支持 ✅", "不支持 ❌", "✔ 有限制"), "zh", "A：支持；B：不支持；C：是：有限制"),
        (row("✅ Supported", "❌ (not supported)", "✅ (v2.1)"), "en", None),
        # icons of fonts, which screen readers pass over
        (
            row('<i class="fa fa-check" aria-hidden="true"></i>', '<i class="fa fa-times" aria-hidden="true"></i>'),
            "en",
            "A: yes; B: no",
        ),
        (row('<i class="fa fa-check" aria-hidden="true"></i><span class="sr-only">Free</span>'), "en", "A: Free"),
        (row('<i class="fa fa-check" aria-hidden="true"></i> since May'), "en", "A: since May"),
        # drawings and labels whose name is all that there is
        (row("<svg><title>Not available</title><path d='M1'/></svg>"), "en", "A: Not available"),
        (row('<svg role="img" aria-label="included"></svg>'), "en", "A: included"),
        (row('<span class="dot" title="down">●</span>', '<span aria-label="up">○</span>'), "en", "A: down; B: up"),
        (row("🚧", "🧪", "🔜", "🆗"), "en", "A: in progress; B: experimental; C: soon; D: OK"),
        (row("(✓)", "✗"), "de", "A: (ja); B: nein"),
        ('<ul><li><i class="fas fa-times" aria-hidden="true"></i> Loud</li></ul>', "en", "No: Loud"),
        # boxes that CommonMark's renderers set, without a class
        ('<ul><li><input type="checkbox" checked disabled> Buy oil</li></ul>', "en", "Done: Buy oil"),
        ('<ul><li><p><input type="checkbox" disabled=""> Trim it</p></li></ul>', "en", "To do: Trim it"),
        # boxes in cells, and what names a row
        (row("a", '<input type="checkbox" checked disabled>', "<input type=checkbox disabled>"), "en", "A: a; B: yes; C: no"),
        ("<table><tr><td><b>Width</b><td>3 cm<tr><td><b>Height</b><td>4 cm</table>", "en", "Width: 3 centimetres|Height: 4 centimetres"),
        ("<table><tr><td>-o FILE<td>Write to FILE.<tr><td>-h<td>Help.</table>", "en", "dash o FILE: Write to FILE.|dash h: Help."),
        (row("-5", "<5", "−3", "> 5 of"), "en", "A: minus 5; B: less than 5; C: minus 3; D: > 5 of"),
        # a note as GitHub marks it
        ("<blockquote><p>[!WARNING]<br>It is hot.</p></blockquote>", "en", "Warning.|It is hot."),
        ("<blockquote><p>[LAMP] It is hot.</p></blockquote>", "en", "[LAMP] It is hot."),
        # a key that shows a picture
        ('<p>Press <kbd><i class="fa fa-bars" title="Menu"></i></kbd>.</p>', "en", "Press Menu."),
    ],
)  # fmt: skip
def test_signs_of_other_hands(texts: Texts, html: str, language: str, said: str | None) -> None:
    heard = texts(html, language=language)

    if said is None:
        assert "upported: yes" not in heard[0]
        assert "supported): no" not in heard[0]
    else:
        assert heard == said.split("|")


def test_a_cross_that_multiplies_is_no_cell(texts: Texts) -> None:
    assert texts("<p>3 × 4 is no √.</p>") == ["3 times 4 is no √."]


@pytest.mark.parametrize(
    ("marks", "language", "rings"),
    [("○×", "en", True), ("○●", "ja", False), ("○", "en", False), ("×", "ja", False), ("◎", "ko", True)],
)  # fmt: skip
def test_what_a_circle_means_is_seen_from_the_others(
    marks: str, language: str, *, rings: bool
) -> None:
    assert signs.has_rings(frozenset(marks), language) is rings


@pytest.mark.parametrize("hidden", ["<div role=tabpanel hidden>", "<div role=tabpanel>"])
def test_tabs_of_any_maker_are_tabs(texts: Texts, hidden: str) -> None:
    html = (
        "<div><div role=tablist><button role=tab>Linux</button><button role=tab>macOS</button></div>"
        f"<div role=tabpanel><p>Use apt.</p></div>{hidden}<p>Use brew.</p></div></div>"
    )

    assert texts(html) == ["Tab: Linux.", "Use apt.", "Tab: macOS.", "Use brew."]
