"""Links to the same page in other languages are passed over; what tells of languages is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]

REST = "<p>Trim the wick.</p>"


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="../zh/">中文</a></p>',
        '<p><a href="README.md">English</a> | <a href="README.zh.md">简体中文</a></p>',
        '<p align="center"><strong>English</strong> · <a href="ja">日本語</a> · <a href="de">Deutsch</a></p>',
        '<p>🇬🇧 English / <a href="fr">🇫🇷 Français</a> / <a href="pt">Português (Brasil)</a></p>',
        '<p>[ <a href="zh">中文（简体）</a> | <a href="ru">Русский</a> ]</p>',
    ],
)
def test_a_paragraph_that_only_leads_to_other_languages_is_passed_over(
    html: str, texts: Texts
) -> None:
    assert texts(html + REST) == ["Trim the wick."]


@pytest.mark.parametrize(
    ("html", "first"),
    [
        ("<p>English</p>", "English"),
        ('<p><a href="oil">Oil</a> | <a href="zh">中文</a></p>', "Oil"),
        ('<p>Read it in <a href="de">Deutsch</a>.</p>', "Read"),
        ('<p><a href="oil"><img src="lamp.png" alt="A lamp"></a></p>', "Image: A lamp"),
    ],
)
def test_what_says_more_is_read(html: str, first: str, texts: Texts) -> None:
    heard = texts(html + REST)
    assert len(heard) == 2
    assert heard[0].startswith(first)


def test_languages_in_a_list_are_read(texts: Texts) -> None:
    html = '<ul><li><a href="de">Deutsch</a></li><li><a href="en">English</a></li></ul>'
    assert texts(html + REST) == ["Deutsch", "English", "Trim the wick."]
