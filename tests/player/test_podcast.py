"""Which feeds a site has, and when its episodes were written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import feedparser
import pytest

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._player import feed

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Narration

SITE = "https://example.org/docs/"
CHANNEL = feed.Channel("Docs", "All of them", SITE, "")


def feeds(narration: Narration, *sections: tuple[str, ...]) -> dict[str, list[str]]:
    """The feeds of a site whose pages stand in these sections: path → addresses of the episodes."""
    pages = [
        player.NarratedPage(narration, f"{number}/", f"assets/narration/{number}.mp3", titles)
        for number, titles in enumerate(sections)
    ]
    files = player.podcast(pages, channel=CHANNEL, site=SITE, sections=True)
    return {
        path: [entry.link.removeprefix(SITE) for entry in feedparser.parse(text).entries]
        for path, text in files.items()
        if path.endswith(".xml")
    }


def test_sections_that_read_alike_have_feeds_of_their_own(
    narration: Callable[..., Narration],
) -> None:
    assert feeds(narration(), ("C",), ("C++",), ("C", "Basics"), ("C#",), ("!",)) == {
        "narration.xml": ["0/", "1/", "2/", "3/", "4/"],
        "narration/c.xml": ["0/", "2/"],
        "narration/c-2.xml": ["1/"],
        "narration/c/basics.xml": ["2/"],
        "narration/c-3.xml": ["3/"],
        "narration/section.xml": ["4/"],
    }


def test_a_section_of_any_script_has_an_address(narration: Callable[..., Narration]) -> None:
    files = player.podcast(
        [player.NarratedPage(narration(), "a/", "assets/narration/a.mp3", ("教程 / 入门",))],
        channel=CHANNEL,
        site=SITE,
        folder="zh/",
        sections=True,
    )

    (own,) = feedparser.parse(files["zh/narration/教程-入门.xml"]).feed.links[-1:]
    assert own.href == SITE + "zh/narration/%E6%95%99%E7%A8%8B-%E5%85%A5%E9%97%A8.xml"


def test_no_title_leads_out_of_the_folder(narration: Callable[..., Narration]) -> None:
    assert list(feeds(narration(), ("../..", "/etc/passwd"))) == [
        "narration.xml",
        "narration/section.xml",
        "narration/section/etc-passwd.xml",
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (date(2024, 5, 6), datetime(2024, 5, 6, tzinfo=UTC)),
        (datetime(2024, 5, 6, 7, 8), datetime(2024, 5, 6, 7, 8, tzinfo=UTC)),  # noqa: DTZ001 - as YAML reads it
        ("2024-05-06", datetime(2024, 5, 6, tzinfo=UTC)),
        ("2024-05-06T07:08:00Z", datetime(2024, 5, 6, 7, 8, tzinfo=UTC)),
        (
            "2024-05-06T07:08:00+02:00",
            datetime(2024, 5, 6, 7, 8, tzinfo=timezone(timedelta(hours=2))),
        ),
        (
            {"created": date(2024, 5, 6), "updated": date(2025, 1, 1)},
            datetime(2024, 5, 6, tzinfo=UTC),
        ),
        ("last spring", None),
        ({}, None),
        (None, None),
        (2024, None),
    ],
)
def test_the_time_of_an_episode_is_what_its_front_matter_says(
    written: object, expected: datetime | None
) -> None:
    assert player.moment(written) == expected
