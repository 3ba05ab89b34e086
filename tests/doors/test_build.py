"""Building narrated sites with MkDocs."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from typing import TYPE_CHECKING

import pytest
from mkdocs.exceptions import Abort

from mkdocs_qwen_tts import _player as player

if TYPE_CHECKING:
    from pathlib import Path

    from tests.plugin.conftest import Project

PLAYER = "<qwen-narration"


def audio_of(html: str) -> list[str]:
    return re.findall(r'<audio[^>]*\ssrc="([^"]+)"', html)


def snapshot(site: Path) -> dict[str, str]:
    return {
        str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_page_gets_a_player_whose_audio_is_there(
    project: Project, theme: str, directory_urls: bool
) -> None:
    project.theme = {"name": theme}
    project.config["use_directory_urls"] = directory_urls
    site = project.build(strict=True)
    pages = [
        site / "index.html",
        site / ("guide/quay/index.html" if directory_urls else "guide/quay.html"),
    ]
    for page in pages:
        html = page.read_text(encoding="utf-8")
        assert html.count(PLAYER) == 1
        (source,) = audio_of(html)
        assert (page.parent / source).resolve().is_file()
        assert html.index("<h1") < html.index(PLAYER) < html.index("<p data-narration")
    assert 'data-narration="' in pages[0].read_text(encoding="utf-8")


def test_the_search_index_is_what_it_is_without_the_plugin(project: Project) -> None:
    project.build()
    with_player = project.search_texts()
    project.plugin["enabled"] = False
    project.build()
    assert project.search_texts() == with_player


def test_a_second_build_asks_for_nothing_and_is_identical(project: Project) -> None:
    first = snapshot(project.build())
    assert project.asked() > 0
    second = snapshot(project.build())
    assert project.asked() == 0
    assert second == first


@pytest.mark.skipif(sys.platform == "win32", reason="files have no permissions there")
def test_audio_is_a_second_name_of_the_track_or_a_copy_that_everybody_may_read(
    project: Project,
) -> None:
    (published, *_) = project.build().glob("assets/narration/*.mp3")
    tracks = {track.stat().st_ino: track for track in project.folder.rglob("tracks/*/*.mp3")}
    track = tracks[published.stat().st_ino]
    track.chmod(0o600)
    project.build()
    assert published.stat().st_ino != track.stat().st_ino
    assert published.stat().st_mode & 0o444 == 0o444
    assert published.read_bytes() == track.read_bytes()


def test_sound_that_somebody_spoiled_in_the_site_is_made_again_for_nothing(
    project: Project,
) -> None:
    (published, *_) = project.build().glob("assets/narration/*.mp3")
    whole = published.read_bytes()
    assert project.asked() > 0
    with published.open("r+b") as file:
        file.write(b"spoiled")
    project.build()
    assert project.asked() == 0
    assert published.read_bytes() == whole


def test_what_goes_with_a_narration_is_made_once(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    captions = player.captions
    monkeypatch.setattr(
        player, "captions", lambda narration: made.append(narration) or captions(narration)
    )
    first = snapshot(project.build())
    assert made
    made.clear()
    assert snapshot(project.build()) == first
    assert not made
    project.plugin["player"] = {"read_along": False}
    project.build()
    assert made


def test_apart_from_player_and_attributes_no_byte_of_the_content_changes(project: Project) -> None:
    project.build()
    narrated = project.page("guide/quay/index.html")
    project.plugin["enabled"] = False
    project.build()
    plain = project.page("guide/quay/index.html")
    stripped = re.sub(r"<qwen-narration.*?</qwen-narration>\n?", "", narrated, flags=re.DOTALL)
    stripped = re.sub(r' data-narration="\d+"', "", stripped)
    stripped = re.sub(r"[ \n]*<(link|script)[^>]*assets/narration/[^>]*>(</script>)?", "", stripped)
    assert "qwen" not in stripped
    assert stripped.replace("\n", "") == plain.replace("\n", "")


def test_front_matter_turns_a_page_off(project: Project) -> None:
    project.write(
        "guide/quay.md",
        "---\nnarration: false\n---\n# Quay\n\nNobody hears this page.\n",
    )
    project.build(strict=True)
    assert PLAYER not in project.page("guide/quay/index.html")
    assert PLAYER in project.page()


def test_front_matter_changes_the_voice_and_the_language(project: Project) -> None:
    project.write(
        "guide/quay.md",
        "---\nnarration: {voice: Ethan, language: zh}\n---\n# 码头\n\n码头在旧海关大楼的后面，引航船在等待潮水。\n",
    )
    project.build(strict=True)
    spoken = {(entry.voice, entry.text[:2]) for entry in project.server.ledger.entries}
    assert ("Ethan", "码头") in spoken


def test_a_chinese_page_under_a_theme_of_no_set_language_is_spoken_in_chinese_and_told(
    project: Project,
) -> None:
    project.write("index.md", "# 港口\n\n港口每天早晨都会记录所有进港船只的名字，日志保存三年。\n")
    project.build()
    entry = next(entry for entry in project.server.ledger.entries if "港口" in entry.text)
    assert entry.text.startswith("港口。"), "joined as Chinese is"
    (warning,) = [message for message in project.messages if message.startswith("WARNING")]
    assert "letters suggest zh" in warning
    project.theme = {"name": "mkdocs", "locale": "zh_CN"}
    project.messages.clear()
    project.build()
    assert not [
        message
        for message in project.messages
        if message.startswith("WARNING") and "letters" in message
    ]


def test_cached_mode_hides_no_real_failure(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build()
    project.plugin |= {"mode": "cached", "audio": {"format": "opus"}}
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Abort):
        project.build()
    assert any("ffmpeg" in message for message in project.messages)


@pytest.mark.parametrize(
    ("front_matter", "said"),
    [
        ("narration: {voise: Ethan}", "guide/quay.md, line 2: narration.voise: 'voise'"),
        (
            "title: Quay\nnarration:\n  voice: Ethan\n  prose:\n    cod: skip",
            "line 6: narration.prose.cod",
        ),
        ("narration:\n  voice: [a]", "line 3: narration.voice: expected a text"),
        ("# here\nnarration: Ethan", "line 3: narration: expected false or a mapping"),
    ],
)
def test_wrong_front_matter_costs_its_page_alone_and_names_page_and_line(
    project: Project, front_matter: str, said: str
) -> None:
    project.write("guide/quay.md", f"---\n{front_matter}\n---\n# Quay\n\nSome text.\n")
    project.plugin |= {"mode": "cached"}
    project.build()
    assert any(said in message for message in project.messages)
    project.plugin |= {"on_error": "fail"}
    with pytest.raises(Abort):
        project.build()


def test_front_matter_that_is_not_yaml_is_reported_with_its_line(project: Project) -> None:
    project.write("guide/quay.md", "---\ntitle: Quay\nnarration: a: b\n---\n# Quay\n\nSome text.\n")
    project.build()
    assert "guide/quay.md, line 3: the front matter is not YAML" in str(project.messages)


def test_patterns_that_match_no_page_are_reported(project: Project) -> None:
    project.plugin = {"exclude": ["guide/", "chanelog.md"], "include": ["*.md"]}
    project.build()
    told = [line for line in project.messages if "matches no page" in line]
    assert len(told) == 1
    assert "exclude: the pattern 'chanelog.md' matches no page" in told[0]


def test_a_block_with_a_wrong_voice_is_read_by_the_voice_of_the_page(project: Project) -> None:
    project.config = {"markdown_extensions": ["attr_list"]}
    project.write(
        "guide/quay.md",
        "# Quay\n\nYou find the quay behind the old customs house, where the pilot boats wait.\n{ data-narration-voice=Ethn }\n",
    )
    site = project.build()
    assert "<audio" in (site / "guide/quay/index.html").read_text("utf-8")
    assert {entry.voice for entry in project.server.ledger.entries} == {"Cherry"}
    told = [line for line in project.messages if "a block asks for the voice" in line]
    assert len(told) == 1
    assert told[0].startswith("WARNING: ")
    assert "guide/quay.md, line 4: a block asks for the voice 'Ethn'" in told[0]
    assert "Ethan" in told[0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"voice": "Chery"}, ["voice", "Cherry"]),
        ({"model": "qwen3-tts-flsh"}, ["model", "qwen3-tts-flash"]),
        ({"language": "Englisch"}, ["language", "English"]),
        ({"mode": "chached"}, ["mode", "cached"]),
        ({"playr": {}}, ["playr", "player"]),
        ({"voice": "Jennifer", "model": "qwen3-tts-instruct-flash"}, ["Jennifer", "instruct"]),
    ],
)
def test_a_wrong_option_is_told_with_the_closest_valid_value(
    project: Project,
    options: dict[str, object],
    words: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    project.plugin.update(options)
    with pytest.raises(Abort):
        project.build()
    told = "\n".join(project.messages) + capsys.readouterr().err
    assert all(word in told for word in words), told
    assert project.asked() == 0


def test_failures_warn_and_publish_no_dead_player(project: Project) -> None:
    project.plugin["api"] = {"retries": 0}
    project.server.fake.faults.add("server-error", text="customs house")
    project.build()
    assert PLAYER not in project.page("guide/quay/index.html")
    assert PLAYER in project.page()
    (warning,) = [message for message in project.messages if message.startswith("WARNING")]
    assert "guide/quay.md" in warning
    assert "customs house" in warning


def test_a_retry_that_helped_does_not_count_for_strict_but_is_told(project: Project) -> None:
    project.server.fake.faults.add("reset-before", count=1)
    project.build(strict=True)
    (summary,) = [message for message in project.messages if "Narrated" in message]
    assert "1 of them got no answer and may have been billed" in summary


def test_a_refused_passage_is_left_out_and_told_once(project: Project) -> None:
    project.server.fake.faults.add("rejected", text="customs house")
    project.build()
    assert PLAYER in project.page("guide/quay/index.html")
    (warning,) = [message for message in project.messages if message.startswith("WARNING")]
    assert "guide/quay.md: “You find the quay behind the old customs house" in warning
    project.asked()
    project.messages.clear()
    project.build(strict=True)
    assert project.asked() == 0
    assert any("left out, as in earlier builds" in message for message in project.messages)


def test_failures_count_for_strict(project: Project) -> None:
    project.server.fake.faults.add("rejected", text="customs house")
    with pytest.raises(Abort, match="strict"):
        project.build(strict=True)


def test_failures_stop_the_build_where_that_is_asked_for(project: Project) -> None:
    project.plugin.update(on_error="fail", api={"retries": 0})
    project.server.fake.faults.add("server-error", text="customs house")
    with pytest.raises(Abort):
        project.build()
    total = project.asked()
    project.server.fake.faults.clear()
    project.build()
    assert 0 < project.asked() < total, "what was paid for before the stop is not paid for again"


def test_without_a_key_the_site_builds_with_one_warning_that_names_the_pages(
    project: Project,
) -> None:
    project.plugin["api"] = {"key": None}
    project.build()
    assert project.asked() == 0
    assert PLAYER not in project.page()
    (warning,) = [message for message in project.messages if message.startswith("WARNING")]
    assert "API key" in warning
    assert "index.md" in warning
    assert "guide/quay.md" in warning


def test_a_fork_builds_green_with_what_is_in_the_store(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """QWEN_TTS_MODE=cached says that missing narration is all right, even for --strict."""
    project.build()
    project.asked()
    project.write(
        "new.md",
        "# News\n\nThis page was written in a fork that has no key, so nobody can speak it yet.\n",
    )
    monkeypatch.setenv("QWEN_TTS_MODE", "cached")
    project.plugin["api"] = {"key": None}
    project.messages.clear()
    project.build(strict=True)
    assert project.asked() == 0
    assert PLAYER in project.page()
    assert PLAYER not in project.page("new/index.html")
    assert any(message.startswith("INFO") and "new.md" in message for message in project.messages)


def test_over_budget_is_one_clear_error(project: Project) -> None:
    project.plugin["budget"] = {"characters": 10}
    with pytest.raises(Abort):
        project.build()
    assert project.asked() == 0
    assert any("over budget" in message and "10" in message for message in project.messages)


def test_a_missing_encoder_is_told_before_anything_is_asked(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.plugin["audio"] = {"format": "opus"}
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Abort):
        project.build()
    assert project.asked() == 0
    assert any("ffmpeg" in message and "audio.format" in message for message in project.messages)


@pytest.mark.ffmpeg
@pytest.mark.parametrize("form", ["opus", "m4a"])
def test_another_format_of_a_narrated_site_asks_for_nothing(project: Project, form: str) -> None:
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    project.build()
    project.asked()
    project.plugin["audio"] = {"format": form}
    project.build(strict=True)
    assert project.asked() == 0
    (source,) = audio_of(project.page())
    assert source.endswith(f".{form}")


def test_frozen_lists_what_is_missing(project: Project) -> None:
    project.plugin["mode"] = "frozen"
    with pytest.raises(Abort):
        project.build()
    assert any("frozen" in message and "guide/quay.md" in message for message in project.messages)
    assert project.asked() == 0


def test_serve_spends_nothing_by_default(project: Project) -> None:
    project.build("serve")
    assert project.asked() == 0
    project.build()
    project.asked()
    project.build("serve")
    assert project.asked() == 0
    assert PLAYER in project.page()


def test_serve_may_be_told_to_spend_or_to_be_silent(project: Project) -> None:
    project.plugin["serve"] = "full"
    project.build("serve")
    assert project.asked() > 0
    project.plugin["serve"] = "off"
    project.build("serve")
    assert PLAYER not in project.page()


def test_nothing_is_written_under_the_docs_folder(project: Project) -> None:
    before = sorted((project.folder / "docs").rglob("*"))
    project.build("serve")
    project.build()
    assert sorted((project.folder / "docs").rglob("*")) == before


def test_a_dirty_build_narrates_what_it_renders(project: Project) -> None:
    project.build()
    project.asked()
    project.write(
        "guide/quay.md",
        "# A guide\n\nThe guide was written anew today, and it is shorter than it used to be.\n",
    )
    project.build(dirty=True)
    assert project.asked() >= 1
    assert PLAYER in project.page("guide/quay/index.html")
    assert PLAYER in project.page()


def test_a_site_without_pages_builds(project: Project) -> None:
    for page in (project.folder / "docs").rglob("*.md"):
        page.unlink()
    project.build(strict=True)
    assert project.asked() == 0


def test_a_page_of_broken_html_builds(project: Project) -> None:
    project.write(
        "broken.md",
        "# Broken\n\n<div><p>An open paragraph <b>with bold <i>and more</b> that never ends\n\n<table><tr>x\n",
    )
    project.build()
    assert PLAYER in project.page("broken/index.html")


def test_i18n_narrates_each_locale_with_its_own_language(project: Project) -> None:
    project.plugins = [
        {
            "i18n": {
                "docs_structure": "suffix",
                "languages": [
                    {"locale": "en", "default": True, "name": "English", "build": True},
                    {"locale": "zh", "name": "中文", "build": True},
                ],
            }
        }
    ]
    project.plugin["voices"] = {"zh": "Serena"}
    project.theme = {"name": "material"}
    project.write(
        "index.zh.md", "# 港口\n\n港口每天早晨都会记录所有进港船只的名字，日志保存三年。\n"
    )
    project.build(strict=True)
    assert PLAYER in project.page("zh/index.html")
    voices = {entry.voice for entry in project.server.ledger.entries}
    assert voices == {"Cherry", "Serena"}
    texts = [entry.text for entry in project.server.ledger.entries]
    assert len(texts) == len(set(texts)), "a page that falls back on English is not spoken again"
    summaries = [message for message in project.messages if "Narrated" in message]
    assert summaries
