"""What stands around the player: the guide's pages, structured data, and the feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import feedparser

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._player import feed
from mkdocs_qwen_tts._player.metadata import iso_duration
from mkdocs_qwen_tts._settings import Player

from .test_render import HOSTILE, Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Narration

SITE = "https://example.org/docs/"
CHANNEL = feed.Channel(
    "Docs", "All of them", SITE, SITE + "feed.xml", language="en", image=SITE + "cover.png"
)


def episode(narration: Narration, page: str = "tutorial/", **more: object) -> feed.Episode:
    src = f"{SITE}assets/narration/{narration.track.file_name}"
    return feed.Episode(narration, SITE + page, src, **more)  # type: ignore[arg-type]


def test_guide_pages_keep_their_order_and_number_their_sections() -> None:
    pages = [
        player.GuidePage("Guide", "One", "one/", "assets/narration/1.mp3", 12.3456),
        player.GuidePage("Reference", "</script>", "ref/", "assets/narration/2.mp3", 3),
        player.GuidePage("Guide", "两", "two/", "assets/narration/3.mp3", 60),
    ]

    text = player.guide_pages(pages)

    data = json.loads(text.removeprefix("window.narrationPages = ").removesuffix(";\n"))
    assert data == [
        [0, "One", "one/", "assets/narration/1.mp3", 12.346],
        [1, "</script>", "ref/", "assets/narration/2.mp3", 3],
        [0, "两", "two/", "assets/narration/3.mp3", 60],
    ]


def test_the_listening_page_lists_every_page_with_its_length() -> None:
    pages = [
        player.GuidePage("", "Home", "", "assets/narration/0.mp3", 60),
        player.GuidePage("Guide", HOSTILE, "one/", "assets/narration/1.mp3", 75.2),
        player.GuidePage("Guide", "Two", "two/", "assets/narration/2.mp3", 4000),
    ]

    html = player.listening_page(pages, settings=Player(), root="../", language="de")

    page = Page(html)
    assert [tag for tag, _ in page.tags] == [
        *["div", "narration-list", "p", "ol", "li", "a", "time", "audio"],
        *["h2", "ol", "li", "a", "time", "audio", "li", "a", "time", "audio"],
    ]
    assert [attributes["href"] for tag, attributes in page.tags if tag == "a"] == [
        "../",
        "../one/",
        "../two/",
    ]
    assert [attributes["preload"] for tag, attributes in page.tags if tag == "audio"] == [
        "none"
    ] * 3
    assert page.tags[0][1]["aria-label"] == "Vorgelesene Seiten"
    assert "<p>1 Std. 9 Min.</p>" in html
    assert "1 Min. 15 Sek." in html


def test_search_engines_are_told_what_the_file_is(narration: Callable[..., Narration]) -> None:
    html = player.structured_data(narration(), src=SITE + "a.mp3", page=SITE + "tutorial/")

    thing = json.loads(html.partition(">")[2].partition("</script>")[0])
    assert thing == {
        "@context": "https://schema.org",
        "@type": "AudioObject",
        "name": "Path parameters",
        "contentUrl": SITE + "a.mp3",
        "encodingFormat": "audio/mpeg",
        "contentSize": "2080960",
        "duration": "PT4M20S",
        "inLanguage": "en",
        "mainEntityOfPage": SITE + "tutorial/",
        "isAccessibleForFree": True,
    }
    metas = {tag[1]["property"]: tag[1]["content"] for tag in Page(html).tags if tag[0] == "meta"}
    assert metas == {"og:audio": SITE + "a.mp3", "og:audio:type": "audio/mpeg"}


def test_a_hostile_title_ends_no_script(narration: Callable[..., Narration]) -> None:
    html = player.structured_data(narration(title=HOSTILE), src=SITE + '"><b>', page=SITE)

    assert [tag for tag, _ in Page(html).tags] == ["script", "meta", "meta"]


def test_durations_are_iso_8601() -> None:
    assert [iso_duration(seconds) for seconds in (0.2, 59.6, 3600, 3725)] == [
        "PT1S",
        "PT1M",
        "PT1H",
        "PT1H2M5S",
    ]


def test_the_feed_is_one_that_podcast_programs_read(narration: Callable[..., Narration]) -> None:
    when = datetime(2026, 3, 1, 12, tzinfo=UTC)
    episodes = [
        episode(
            narration(),
            published=when,
            description="About paths",
            chapters=SITE + "c.json",
            transcript=SITE + "t.vtt",
        ),
        episode(narration(title=HOSTILE + "\x0b", language="zh"), "zh/"),
    ]

    read = feedparser.parse(feed.feed(CHANNEL, episodes))

    assert not read.bozo, read.get("bozo_exception")
    assert (read.feed.title, read.feed.link, read.feed.language) == ("Docs", SITE, "en")
    assert read.feed.image.href == SITE + "cover.png"
    first, second = read.entries
    assert first.id == first.link == SITE + "tutorial/"
    assert first.enclosures[0] == {
        "href": episodes[0].src,
        "length": "2080960",
        "type": "audio/mpeg",
    }
    assert first.itunes_duration == "260"
    assert first.published_parsed[:4] == (2026, 3, 1, 12)
    assert first.podcast_chapters["url"] == SITE + "c.json"
    assert first.podcast_transcript["type"] == "text/vtt"
    assert second.enclosures[0]["length"] == "2080960"


def test_an_episode_stays_the_same_when_its_page_is_edited(
    narration: Callable[..., Narration],
) -> None:
    before = feed.feed(CHANNEL, [episode(narration())])
    after = feed.feed(CHANNEL, [episode(narration(title="New title", duration=300.0))])

    assert feedparser.parse(before).entries[0].id == feedparser.parse(after).entries[0].id


def test_chapters_and_transcript_of_an_episode(narration: Callable[..., Narration]) -> None:
    chapters = json.loads(feed.chapters_json(narration()))
    assert chapters == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0.0, "title": "Path parameters"},
            {"startTime": 9.0, "title": "Data conversion"},
        ],
    }

    vtt = player.captions(narration())
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.800\nPath parameters\n\n")
    assert vtt.endswith("00:00:10.750 --> 00:04:20.120\nUne phrase. Une autre phrase.\n")
    assert vtt.count("-->") == 5
