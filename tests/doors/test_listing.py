"""What stands around the players of a site: the guide, structured data, the podcast, and the list of all pages."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import feedparser
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from .test_build import PLAYER, audio_of, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Project

SITE = "https://example.org/"

BERTHS = """# Berths

Every berth has a number that is painted on the wall, and a ring of iron to make fast to.
"""
PILOTS = """# Pilots

The pilots wait in the white house on the pier, and they come out by day and by night.
"""


@pytest.fixture
def harbour(project: Project) -> Project:
    """A site whose navigation has sections, one within the other, in an order of its own."""
    project.write("guide/berths.md", BERTHS)
    project.write("guide/pilots.md", PILOTS)
    project.config["nav"] = [
        {"Home": "index.md"},
        {
            "Guide": [
                {"The quay": "guide/quay.md"},
                {"At sea & land": [{"Pilots": "guide/pilots.md"}, {"Berths": "guide/berths.md"}]},
            ]
        },
    ]
    return project


def guide_of(site: Path) -> list[list[Any]]:
    text = (site / "assets/narration/pages.js").read_text(encoding="utf-8")
    pages: list[list[Any]] = json.loads(
        text.removeprefix("window.narrationPages = ").removesuffix(";\n")
    )
    return pages


def feed_of(site: Path, path: str = "narration.xml") -> feedparser.FeedParserDict:
    read = feedparser.parse((site / path).read_bytes())
    assert not read.bozo, read.get("bozo_exception")
    return read


def published(site: Path, url: str) -> Path:
    """The file that an absolute URL of the site leads to."""
    assert url.startswith(SITE)
    path = site / unquote(urlsplit(url).path).lstrip("/")
    return path / "index.html" if path.is_dir() else path


# ---------------------------------------------------------------- the guide


def test_a_guide_lists_the_pages_of_the_navigation_in_its_order(harbour: Project) -> None:
    harbour.plugin["player"] = {"guide": True}
    site = harbour.build(strict=True)
    pages = guide_of(site)
    assert [page[2] for page in pages] == ["", "guide/quay/", "guide/pilots/", "guide/berths/"]
    assert [page[0] for page in pages] == [0, 1, 2, 2], (
        "pages of one section are played one behind the other"
    )
    assert all((site / page[3]).is_file() for page in pages)
    html = harbour.page("guide/quay/index.html")
    assert html.index("assets/narration/player.js") < html.index("assets/narration/guide.js")


def test_without_the_options_nothing_of_it_is_published(harbour: Project) -> None:
    site = harbour.build(strict=True)
    assert not (site / "assets/narration/pages.js").exists()
    assert not (site / "narration.xml").exists()
    html = harbour.page()
    assert not [word for word in ("guide.js", "ld+json", "og:audio", "rss+xml") if word in html]


def test_a_guide_of_two_locales_never_plays_from_one_into_the_other(project: Project) -> None:
    in_two_languages(project)
    project.plugin["player"] = {"guide": True}
    sections = {page[2]: page[0] for page in guide_of(project.build(strict=True))}
    assert sections.keys() == {"", "guide/quay/", "zh/", "zh/guide/quay/"}
    assert sections[""] != sections["zh/"]
    assert sections["guide/quay/"] != sections["zh/guide/quay/"]


def test_a_dirty_build_does_not_forget_the_pages_it_does_not_read(harbour: Project) -> None:
    harbour.plugin |= {"player": {"guide": True}, "feed": {}}
    site = harbour.build()
    harbour.write(
        "guide/quay.md",
        "# The quay\n\nThe quay was built anew, and it is longer than it used to be.\n",
    )
    harbour.build(dirty=True)
    assert len(guide_of(site)) == len(feed_of(site).entries) == 4


# ---------------------------------------------------------------- structured data


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_programs_are_told_of_the_audio_in_the_head(project: Project, theme: str) -> None:
    project.theme = {"name": theme}
    project.plugin["player"] = {"metadata": True}
    project.write("silent.md", "---\nnarration: false\n---\n# Silent\n\nNobody hears this page.\n")
    site = project.build(strict=True)
    html = project.page("guide/quay/index.html")
    head = html[: html.index("</head>")]
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', head)
    assert found
    thing = json.loads(found[1])
    assert thing["@type"] == "AudioObject"
    assert thing["mainEntityOfPage"] == SITE + "guide/quay/"
    assert published(site, thing["contentUrl"]).stat().st_size == int(thing["contentSize"])
    assert f'<meta property="og:audio" content="{thing["contentUrl"]}">' in head
    assert "og:audio" not in project.page("silent/index.html")


def test_the_head_ends_where_it_ends_and_not_where_a_comment_says_so(project: Project) -> None:
    project.write(
        "../theme/main.html",
        '{% extends "base.html" %}{% block extrahead %}<!-- </head> -->{% endblock %}',
    )
    project.theme = {"name": "mkdocs", "custom_dir": str(project.folder / "theme")}
    project.plugin["player"] = {"metadata": True}
    project.build(strict=True)
    html = project.page()
    assert html.index("<!-- </head> -->") < html.index("og:audio") < html.rindex("</head>")


@pytest.mark.parametrize("options", [{"player": {"metadata": True}}, {"feed": {}}])
def test_without_site_url_one_warning_says_what_is_missing(
    project: Project, options: dict[str, Any]
) -> None:
    project.plugin |= options
    project.config["site_url"] = ""
    site = project.build()
    (warning,) = [message for message in project.messages if message.startswith("WARNING")]
    assert "site_url" in warning
    assert next(iter(options)) in warning
    assert PLAYER in project.page()
    assert "og:audio" not in project.page()
    assert not (site / "narration.xml").exists()
    with pytest.raises(Abort, match="strict"):
        project.build(strict=True)


# ---------------------------------------------------------------- the podcast


def test_the_narrated_pages_are_a_podcast(harbour: Project) -> None:
    harbour.plugin["feed"] = {
        "description": "Ships & tides",
        "author": "Harbour office",
        "image": "img/cover.png",
    }
    harbour.write(
        "guide/berths.md", "---\ndate: 2024-05-06\ndescription: Where to lie.\n---\n" + BERTHS
    )
    site = harbour.build(strict=True)
    read = feed_of(site)
    assert (read.feed.title, read.feed.description, read.feed.author) == (
        "Harbour",
        "Ships & tides",
        "Harbour office",
    )
    assert read.feed.image.href == SITE + "img/cover.png"
    assert [entry.id for entry in read.entries] == [
        SITE,
        SITE + "guide/quay/",
        SITE + "guide/pilots/",
        SITE + "guide/berths/",
    ]
    for entry in read.entries:
        (enclosure,) = entry.enclosures
        assert published(site, enclosure.href).stat().st_size == int(enclosure.length)
        assert enclosure.type == "audio/mpeg"
        chapters = json.loads(
            published(site, entry.podcast_chapters["url"]).read_text(encoding="utf-8")
        )
        assert chapters["chapters"][0]["startTime"] == 0
        assert (
            published(site, entry.podcast_transcript["url"])
            .read_text(encoding="utf-8")
            .startswith("WEBVTT")
        )
        assert published(site, entry.link).is_file()
    home, berths = read.entries[0], read.entries[-1]
    assert berths.description == "Where to lie."
    assert berths.published_parsed[:3] == (2024, 5, 6)
    assert home.published_parsed[:3] == (2023, 11, 14), "what SOURCE_DATE_EPOCH says"
    assert '<link rel="alternate" type="application/rss+xml"' in harbour.page(
        "guide/quay/index.html"
    )


def test_each_section_of_the_navigation_has_a_feed_where_that_is_asked_for(
    harbour: Project,
) -> None:
    harbour.plugin["feed"] = {"title": "Harbour radio", "sections": True}
    site = harbour.build(strict=True)
    assert sorted(
        path.relative_to(site).as_posix() for path in site.rglob("*.xml") if path.stem != "sitemap"
    ) == [
        "narration.xml",
        "narration/guide.xml",
        "narration/guide/at-sea-land.xml",
    ]
    guide, sea = (
        feed_of(site, "narration/guide.xml"),
        feed_of(site, "narration/guide/at-sea-land.xml"),
    )
    assert sea.feed.title == "Harbour radio: Guide / At sea & land"
    assert sea.feed.author == "Harbour"
    assert [entry.link for entry in guide.entries] == [entry.id for entry in feed_of(site).entries][
        1:
    ]
    assert [entry.title for entry in sea.entries] == ["Pilots", "Berths"]
    (own,) = [link.href for link in sea.feed.links if link.rel == "self"]
    assert published(site, own) == site / "narration/guide/at-sea-land.xml"


def test_an_edit_changes_the_file_of_an_episode_and_not_the_episode(harbour: Project) -> None:
    harbour.plugin["feed"] = {}
    before = feed_of(harbour.build()).entries[1]
    harbour.write(
        "guide/quay.md",
        "# The quay\n\nThe quay was built anew, and it is longer than it used to be.\n",
    )
    after = feed_of(harbour.build()).entries[1]
    assert after.id == before.id
    assert after.enclosures[0].href != before.enclosures[0].href


def test_two_builds_are_alike_whatever_the_clock_says(
    harbour: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    harbour.plugin |= {"player": {"guide": True, "metadata": True}, "feed": {"sections": True}}
    site = harbour.build()
    assert "published" not in feed_of(site).entries[0], "nobody said when"

    def about_audio() -> dict[str, str]:
        return {path: digest for path, digest in snapshot(site).items() if "narration" in path}

    first = about_audio()
    harbour.build()
    assert about_audio() == first


def test_each_locale_has_a_podcast_in_its_own_language(project: Project) -> None:
    in_two_languages(project)
    project.plugin["feed"] = {}
    site = project.build(strict=True)
    english, chinese = feed_of(site), feed_of(site, "zh/narration.xml")
    assert (english.feed.language, chinese.feed.language) == ("en", "zh")
    assert [entry.id for entry in english.entries] == [SITE, SITE + "guide/quay/"]
    assert [entry.id for entry in chinese.entries] == [SITE + "zh/", SITE + "zh/guide/quay/"]
    assert SITE + "zh/narration.xml" in project.page("zh/index.html")


def test_a_wrong_option_of_the_feed_is_told(project: Project) -> None:
    project.plugin["feed"] = {"sektions": True}
    with pytest.raises(Abort):
        project.build()
    assert project.asked() == 0


# ---------------------------------------------------------------- the list of all pages


@pytest.mark.parametrize("directory_urls", [True, False])
def test_a_page_may_list_all_narrated_pages(harbour: Project, directory_urls: bool) -> None:
    harbour.config["use_directory_urls"] = directory_urls
    harbour.write(
        "guide/listen.md",
        "---\nnarration: false\n---\n# Listen\n\n<!-- narration: all -->\n\nThe end.\n",
    )
    harbour.config["nav"].append({"Listen": "guide/listen.md"})
    site = harbour.build(strict=True)
    file = site / ("guide/listen/index.html" if directory_urls else "guide/listen.html")
    html = file.read_text(encoding="utf-8")
    listed = html[html.index('<div class="narration-pages"') : html.index("The end.")]
    assert re.findall(r"<h2>(.*?)</h2>", listed) == ["Guide", "Guide / At sea &amp; land"]
    links = re.findall(r'<a href="([^"]+)"', listed)
    assert len(links) == len(audio_of(listed)) == 4
    for link in [*links, *audio_of(listed)]:
        target = (file.parent / link).resolve()
        assert (target / "index.html" if target.is_dir() else target).is_file(), link
    assert "narration-pages" not in harbour.page()
    assert "Guide / At sea" not in harbour.search_texts(), "search finds each page where it stands"


def test_a_narrated_page_may_hold_the_list_too(project: Project) -> None:
    project.write("listen.md", f"{BERTHS}\n<!-- narration: all -->\n")
    project.build(strict=True)
    html = project.page("listen/index.html")
    assert html.count(PLAYER) == 1
    assert html.index(PLAYER) < html.index('<div class="narration-pages"')


def test_a_page_that_shows_the_comment_keeps_it(project: Project) -> None:
    project.write(
        "about.md",
        "# About\n\nWrite this comment:\n\n    <!-- narration: all -->\n\nand it is done.\n",
    )
    project.build(strict=True)
    html = project.page("about/index.html")
    assert "&lt;!-- narration: all --&gt;" in html
    assert "narration-pages" not in html


def in_two_languages(project: Project) -> None:
    languages = [
        {"locale": "en", "default": True, "name": "English", "build": True},
        {"locale": "zh", "name": "中文", "build": True},
    ]
    project.plugins = [{"i18n": {"docs_structure": "suffix", "languages": languages}}]
    project.theme = {"name": "material"}
    project.write(
        "index.zh.md", "# 港口\n\n港口每天早晨都会记录所有进港船只的名字，日志保存三年。\n"
    )


def test_a_page_that_is_deleted_while_serving_is_forgotten(harbour: Project) -> None:
    harbour.plugin |= {"player": {"guide": True}, "serve": "full"}
    config = load_config(str(harbour.config_file))
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)
    site = harbour.folder / "site"
    assert len(guide_of(site)) == 4
    (harbour.folder / "docs/guide/berths.md").unlink()
    harbour.config["nav"] = ["index.md", {"Guide": ["guide/quay.md", "guide/pilots.md"]}]
    build(load_config(str(harbour.config_file)))
    assert [page[2] for page in guide_of(site)] == ["", "guide/quay/", "guide/pilots/"]


def test_a_page_of_a_dirty_build_still_names_the_feed(harbour: Project) -> None:
    harbour.plugin["feed"] = {}
    harbour.build()
    harbour.write(
        "guide/quay.md",
        "# The quay\n\nThe quay was built anew, and it is longer than it used to be.\n",
    )
    harbour.build(dirty=True)
    assert "rss+xml" in harbour.page("guide/quay/index.html")
