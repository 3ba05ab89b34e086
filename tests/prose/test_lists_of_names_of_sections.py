"""Lists of things some of which have sections of their own are no tables of contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]

SECTIONS = (
    "<h2>安全</h2><p>灯很热，请小心。</p><h2>启动</h2><p>点灯。</p><h2>重启</h2><p>再点。</p>"
)


def test_a_list_of_which_some_entries_head_sections_is_read(texts: Texts) -> None:
    things = "".join(f"<li>{one}</li>" for one in ("安全", "启动", "重启", "复制（灯的数量）"))
    said = texts(f"<h1>灯</h1><p>重要的概念是：</p><ul>{things}</ul>{SECTIONS}", language="zh")

    assert said[1:6] == ["重要的概念是：", "安全", "启动", "重启", "复制（灯的数量）"]


def test_a_list_of_sections_alone_is_passed_over(texts: Texts) -> None:
    things = "".join(f"<li>{one}</li>" for one in ("安全", "启动", "重启"))
    said = texts(f"<h1>灯</h1><p>关于灯的一切。</p><ul>{things}</ul>{SECTIONS}", language="zh")

    assert said[1:4] == ["关于灯的一切。", "安全", "灯很热，请小心。"]
