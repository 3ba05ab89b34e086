"""Comparisons, ranges and differences as they are typed, and code that is read among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._prose.say import verbalizer

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("CPU占用<80%", "zh", "CPU占用 小于 80%"),
        ("温度-5℃～30℃", "zh", "温度 负 5℃ 到 30℃"),
        ("共3~5天，方案-1", "zh", "共3 到 5天，方案-1"),
        ("within <10ms of >100 rows", "en", "within less than 10 milliseconds of greater than 100 rows"),
        ("a<b>, <b>, f<2>x, with <3", "en", None),
        ("x² - 4x", "en", "x squared minus 4x"),
        ("Press ▶ to start, ⏸ to pause.", "en", "Press play to start, pause to pause."),
        ("Click ⋮, or ✏ once.", "en", "Click three dots, or pencil once."),
        ("Python has to wait ⏸ for it to finish.", "en", "Python has to wait for it to finish."),
        ("按Ctrl+C复制，v1.2版本，Python3.8+", "zh", "按Control 加 C复制，1.2版本，Python3.8 以上"),
        ("Ctrl+Sキー、14≥3", "ja", "Control プラス Sキー、14 大なりイコール 3"),
        ("bei -5 °C, A-5", "de", "bei minus 5 Grad Celsius, A-5"),
        ("点击 ⚙️ 按钮。", "zh", "点击 齿轮 按钮。"),
        ("⚙ Settings of the lamp 🔍", "en", "Settings of the lamp"),
        (r"So \f$x^2\f$ holds.", "en", "So x squared holds."),
        ("x2 - 4 ways", "en", "x2 - 4 ways"),
    ],
)  # fmt: skip
def test_typed_signs_are_heard(written: str, language: str, said: str | None) -> None:
    heard = " ".join(verbalizer(language).text(written).split())

    assert "less" not in heard if said is None else heard == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("in[i][0]", "in index i close index 0"),
        ("a[i[j]]", "a of i of j"),
        ("dict[str, list[int]]", "dict of str, list of int"),
        ("x^2+4x-8", "x caret 2 plus 4x minus 8"),
        ("v1", "v1"),
        ("v1.2", "version 1.2"),
        ("echo x >> file", "echo x double greater than file"),
        ("cat << EOF", "cat double less than EOF"),
        ("1 << n", "1 shifted left by n"),
    ],
)
def test_code_is_not_read_as_another(written: str, said: str) -> None:
    assert verbalizer("en").code(written) == said


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>X<sup>2</sup> + 4x - 8 = 0</p>", "X squared + 4x minus 8 equals 0"),
        ("<p>X<sup>2</sup> - a thing</p>", "X squared - a thing"),
        (
            "<dl><dt><pre>proc trim(by = 2): int {.raises: [], tags: [].}</pre></dt></dl>",
            "proc trim with by equals 2 close: int",
        ),
        ("<pre>x = 1 # (1)!</pre>", "x equals 1"),
        ("<pre>注意：请先备份数据。\n升级之后，旧版本的配置将不再可用。</pre>", "注意：请先备份数据。 升级之后，旧版本的配置将不再可用。"),
    ],
)  # fmt: skip
def test_what_stands_around_a_formula_or_in_code(texts: Texts, html: str, said: str) -> None:
    assert texts(html, style="brief")[0] == said
