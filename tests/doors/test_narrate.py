"""A built site is narrated in place: the bill first, nothing twice, and the pages to the byte."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
import yaml
from click.testing import CliRunner

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts import site
from mkdocs_qwen_tts._cli import main
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._html import remove
from mkdocs_qwen_tts._store import Store, prune, track_store
from mkdocs_qwen_tts.site import _files as files
from mkdocs_qwen_tts.site import _narrating as narrating
from mkdocs_qwen_tts.site._publish import Publisher

if TYPE_CHECKING:
    from click.testing import Result

    from mkdocs_qwen_tts.testing import FakeServer

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><nav><a href="/">Never spoken</a></nav>
<main><h1 id="top">{title}</h1>
<p>{words}</p></main>
</body></html>
"""
WORDS = {
    "index.html": "The harbour keeps a careful log of every ship that calls.",
    "a/index.html": "The gate opens at seven in the morning, and it closes at night.",
    "a/b.html": "Ask at the office for a berth before you make fast.",
    "c.html": "Some places are kept for the ferries, which come at noon.",
    "d.html": "The pilot boats wait for the tide to turn.",
}


class Built:
    """A built site in a folder, and the fake service that speaks for it."""

    def __init__(self, folder: Path, server: FakeServer) -> None:
        self.folder = folder
        self.root = folder / "public"
        self.server = server
        self.options: dict[str, Any] = {"minimum": 0, "site_name": "Harbour"}
        for path, words in WORDS.items():
            self.write(path, PAGE.format(title=f"Page {path}", words=words))

    def write(self, path: str, html: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(html.encode())

    def narrate(self, *arguments: str, code: int = 0) -> Result:
        api = {
            "key": "sk-test",
            "base_url": self.server.base_url,
            "requests_per_minute": 1e6,
            "retries": 0,
        }
        options = {**self.options, "api": {**api, **self.options.get("api", {})}}
        config = self.folder / "narration.yml"
        config.write_text(yaml.safe_dump(options), encoding="utf-8")
        result = CliRunner().invoke(
            main, ["narrate", str(self.root), "-c", str(config), *arguments]
        )
        assert result.exit_code == code, result.output
        return result

    def asked(self) -> int:
        count = self.server.ledger.requests
        self.server.ledger.clear()
        return count

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file()
        }

    def page(self, path: str = "index.html") -> str:
        return (self.root / path).read_text("utf-8")


@pytest.fixture
def built(tmp_path: Path, server: FakeServer) -> Built:
    return Built(tmp_path, server)


@pytest.fixture
def in_small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrating, "PART", 2)


@pytest.mark.usefixtures("in_small_parts")
def test_a_site_is_narrated_in_place_and_again_for_nothing(built: Built) -> None:
    before = built.files()
    result = built.narrate()
    assert result.stdout.startswith("Narrated 5 pages (5 fresh); sent 5 requests")
    assert built.asked() == 5
    assert '<qwen-narration class="narration" lang="en"' in built.page("a/b.html")
    assert 'src="../assets/narration/' in built.page("a/b.html")
    assert '<script src="../assets/narration/player.js" defer></script>' in built.page(
        "a/index.html"
    )
    assert '<p data-narration="1">' in built.page()
    for path, html in before.items():
        assert remove(built.page(path)).encode() == html

    narrated = built.files()
    stamps = {path: path.stat().st_mtime_ns for path in built.root.rglob("*")}
    assert "sent 0 requests" in built.narrate().stdout
    assert built.files() == narrated
    assert {path: path.stat().st_mtime_ns for path in built.root.rglob("*")} == stamps
    assert built.asked() == 0


@pytest.mark.usefixtures("in_small_parts")
def test_a_rebuilt_site_costs_what_has_changed(built: Built) -> None:
    built.narrate()
    narrated = built.files()
    built.asked()
    for path, words in WORDS.items():
        built.write(path, PAGE.format(title=f"Page {path}", words=words))
    built.narrate()
    assert built.asked() == 0
    assert built.files() == narrated
    built.write(
        "c.html", PAGE.format(title="Page c.html", words="The ferries come at midnight now.")
    )
    built.narrate()
    assert built.asked() == 1
    beside = [Path(path) for path in built.files() if re.search(r"/[0-9a-f]{16}\.", path)]
    counts = Counter(path.suffix for path in beside)
    assert counts == {".mp3": 5, ".vtt": 5, ".js": 5}, "what no page refers to any more is gone"


@pytest.mark.usefixtures("in_small_parts")
def test_a_sentence_of_two_parts_is_charged_and_asked_for_once(built: Built) -> None:
    for path in WORDS:
        built.write(
            path, PAGE.format(title="The same", words="The same words on every page of the site.")
        )
    told = json.loads(built.narrate("--dry-run", "--json").stdout)
    assert (told["total"]["requests"], told["total"]["utterances"]) == (1, 5)
    assert built.asked() == 0
    built.narrate()
    assert built.server.ledger.characters == told["total"]["characters"]
    assert built.asked() == 1


@pytest.mark.usefixtures("in_small_parts")
def test_all_parts_share_one_engine_and_one_record(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []
    engine = speech.open_engine
    monkeypatch.setattr(
        speech, "open_engine", lambda *given: opened.append(given) or engine(*given)
    )
    built.narrate()
    assert len(opened) == 1
    pruned = prune(Store(built.folder / ".cache/plugin/qwen-tts"))
    assert (pruned.objects, pruned.kept_objects) == (0, 10)


@pytest.mark.usefixtures("in_small_parts")
def test_an_utterance_that_failed_is_not_asked_for_by_the_next_part(built: Built) -> None:
    for path in WORDS:
        built.write(
            path, PAGE.format(title="The same", words="The same words on every page of the site.")
        )
    built.options["api"] = {"retries": 0}
    built.server.fake.faults.add("server-error", count=1)
    result = built.narrate()
    assert built.asked() == 1
    assert "5 pages not narrated" in result.stderr
    assert "<audio" not in "".join(map(built.page, WORDS))
    assert built.narrate().stdout.startswith("Narrated 5 pages")


@pytest.mark.usefixtures("in_small_parts")
def test_a_sentence_that_broke_is_a_hole_in_two_parts_and_asked_for_once(built: Built) -> None:
    for path in ("index.html", "d.html"):
        both = f"{WORDS[path]}</p><p>Mind the wet steps."
        built.write(path, PAGE.format(title=f"Page {path}", words=both))
    built.options.update(target=0, budget={"again": 0})
    built.server.fake.faults.add("reset-inside", text="Mind the wet steps")
    result = built.narrate()
    assert result.stdout.startswith("Narrated 5 pages (5 fresh)")
    assert "2 passages are left out" in result.stderr
    assert "The next build asks for it again" in result.stderr
    asked = [one.text for one in built.server.ledger.entries]
    assert asked.count("Mind the wet steps.") == 1
    built.server.fake.faults.clear()
    assert "sent 1 request" in built.narrate().stdout


@pytest.mark.usefixtures("in_small_parts")
def test_a_wrong_key_ends_the_asking_of_all_parts(built: Built) -> None:
    built.options["api"] = {"concurrency": 1}
    built.server.fake.faults.add("unauthorized")
    before = built.files()
    result = built.narrate()
    assert built.asked() <= 2, "no more than the first part had under way"
    assert result.stderr.count("DASHSCOPE_API_KEY") == 1, "it is told once, with the pages"
    left = built.files()
    assert {path: left[path] for path in before} == before


@pytest.mark.usefixtures("in_small_parts")
def test_what_changes_behind_the_bill_is_not_asked_for(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = narrating.survey

    def overtaken(*given: Any, **named: Any) -> narrating.Survey:
        found = survey(*given, **named)
        built.write(
            "d.html", PAGE.format(title="Page d.html", words="The site is built again meanwhile.")
        )
        return found

    monkeypatch.setattr(narrating, "survey", overtaken)
    told = built.narrate().stderr
    assert built.asked() == 4
    assert (
        "1 page not narrated: the site or the store has changed since the bill was added up" in told
    )
    assert "<audio" not in built.page("d.html")
    monkeypatch.undo()
    built.narrate()
    assert built.asked() == 1


def test_over_budget_nothing_is_sent_and_nothing_is_written(built: Built) -> None:
    built.options["budget"] = {"characters": 100}
    before = built.files()
    assert "over budget" in built.narrate(code=3).stderr
    assert "over budget" in built.narrate("--dry-run", code=3).stderr
    assert built.asked() == 0
    assert built.files() == before


@pytest.mark.parametrize("mode", ["frozen", "cached"])
def test_modes_that_ask_for_nothing(built: Built, mode: str) -> None:
    built.options["mode"] = mode
    result = built.narrate(code=1 if mode == "frozen" else 0)
    assert built.asked() == 0
    assert "<audio" not in "".join(map(built.page, WORDS))
    assert ("5 utterances of 5 pages" if mode == "frozen" else "asks for nothing") in result.stderr


def test_switched_off_the_players_go(built: Built) -> None:
    before = built.files()
    built.narrate()
    built.options["mode"] = "off"
    built.narrate()
    after = built.files()
    assert {path: after[path] for path in before} == before
    assert not [path for path in after if re.search(r"/[0-9a-f]{16}\.", path)]


def test_a_page_speaks_for_itself_in_its_head(built: Built) -> None:
    for path, said in {"a/b.html": "false", "c.html": "{voice: Ethan}"}.items():
        built.write(
            path,
            built.page(path).replace("<title>", f'<meta name="narration" content="{said}"><title>'),
        )
    built.narrate()
    assert "<audio" not in built.page("a/b.html")
    assert [entry.voice for entry in built.server.ledger.entries].count("Ethan") == 1
    built.write(
        "d.html",
        built.page("d.html").replace("<title>", '<meta name="narration" content="loud"><title>'),
    )
    assert "d.html: narration: expected false or a mapping" in built.narrate().stderr
    assert "<audio" in built.page("d.html"), "it keeps its earlier narration"
    built.options["on_error"] = "fail"
    assert "d.html: narration" in built.narrate(code=1).stderr


def test_what_generators_write_beside_the_pages_is_left_alone(built: Built) -> None:
    for path in ("404.html", "genindex.html", "_modules/a.html", ".hidden/a.html", "print.html"):
        built.write(
            path, PAGE.format(title="No page", words="Nobody wants to hear all of this read aloud.")
        )
    built.options["exclude"] = ["!print.html", "d.html"]
    built.narrate()
    narrated = {path for path, data in built.files().items() if b"<audio" in data}
    assert narrated == {"index.html", "a/index.html", "a/b.html", "c.html", "print.html"}
    built.options["exclude"] = []
    built.narrate()
    assert "<audio" not in built.page("print.html"), "it was narrated before, and its audio is gone"


def test_a_page_that_is_not_utf_8_is_told_and_left_alone(built: Built) -> None:
    (built.root / "d.html").write_bytes(
        "<main><p>Köln liegt am Rhein.</p></main>".encode("latin-1")
    )
    before = built.files()["d.html"]
    assert "d.html is not narrated: it is neither UTF-8 nor" in built.narrate().stderr
    assert built.files()["d.html"] == before


def test_a_page_too_deep_to_be_read_is_told_and_left_alone(built: Built) -> None:
    built.write("d.html", "<main><p>A page that a script wrote." + "<div>" * 5_000)
    before = built.files()["d.html"]
    assert "d.html is not narrated: its elements are nested too deep" in built.narrate().stderr
    assert built.files()["d.html"] == before


def test_a_track_is_read_whole_by_the_first_run_that_finds_it_and_by_no_further_one(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    whole = track_store.is_whole_track
    monkeypatch.setattr(
        track_store,
        "is_whole_track",
        lambda path, record: read.append(path) or whole(path, record),
    )
    built.narrate()
    for count in (len(WORDS), 0):
        read.clear()
        built.narrate()
        assert len(set(read)) == count


def test_a_place_of_the_authors_own_is_found_again(built: Built) -> None:
    marked = PAGE.format(
        title="Marked", words="Some words.</p><!-- narration --><p>More words, a good many of them."
    )
    built.write("d.html", marked)
    built.narrate()
    assert "<!-- narration --><qwen-narration" in built.page("d.html")
    narrated = built.files()
    built.narrate()
    assert built.files() == narrated


def test_a_site_that_the_plugin_narrated_shares_every_clip(project: Any, tmp_path: Path) -> None:
    """Built by MkDocs with the plugin, and built without it and narrated afterwards: one store, one bill."""
    project.plugin = {"minimum": 0}
    for theme in ("mkdocs", "readthedocs", "material"):
        project.theme = {"name": theme}
        project.build()
        project.asked()
        project.plugin["enabled"] = False
        plain = shutil.copytree(project.build(), tmp_path / f"plain-{theme}")
        project.plugin["enabled"] = True
        result = CliRunner().invoke(main, ["narrate", str(plain), "-c", str(project.config_file)])
        assert result.stdout.startswith("Narrated 2 pages"), result.output
        assert project.asked() == 0, theme


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_a_site_that_the_plugin_narrated_is_narrated_again_without_doubling(
    project: Any, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all that the plugin tells around the players: the guide, the feeds, the list and the metadata."""
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    project.theme = {"name": theme}
    project.plugin = {
        "minimum": 0, "player": {"guide": True, "metadata": True}, "feed": {"sections": True},
    }  # fmt: skip
    project.write("listen.md", "# Listen\n\nHere is all of it.\n\n<!-- narration: all -->\n")
    root = project.build()
    project.asked()
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}

    result = CliRunner().invoke(main, ["narrate", str(root), "-c", str(project.config_file)])
    assert "(3 from the store); sent 0 requests" in result.output
    once = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert once.keys() == before.keys()
    for path in (
        root / page for page in ("index.html", "guide/quay/index.html", "listen/index.html")
    ):
        for what in (
            "<qwen-narration",
            "ld+json",
            "rss+xml",
            "player.js",
            "guide.js",
            'class="narration-pages"',
        ):
            assert once[path].count(what.encode()) == before[path].count(what.encode()) <= 1, (
                path,
                what,
            )
        assert remove(once[path].decode()) == remove(before[path].decode())
    assert b'class="narration-pages"' in once[root / "listen/index.html"]
    assert b"rss+xml" in once[root / "index.html"]

    CliRunner().invoke(main, ["narrate", str(root), "-c", str(project.config_file)])
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == once
    assert project.asked() == 0


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("voise: Ethan", r"narration\.yml: voise: .* Did you mean 'voice'"),
        ("api: {retries: x}", r"narration\.yml: api\.retries: "),
        ("a: 2001-99-99", "is not YAML: month must be in 1..12"),
        ("content: [main]", "content: expected a text"),
        ("- qwen-tts", "holds no options"),
        ("a: [", "is not YAML"),
        ("plugins: [search]", "does not name qwen-tts"),
        ("plugins: [qwen-tts: {voise: Ethan}]", r"narration\.yml: voise: "),
        ("plugins: {qwen-tts: 3}", r"narration\.yml: qwen-tts: expected a mapping"),
    ],
)
def test_a_wrong_configuration_is_told(tmp_path: Path, written: str, said: str) -> None:
    file = tmp_path / "narration.yml"
    file.write_text(written)
    with pytest.raises(ConfigurationError, match=said):
        site.load(file)


def test_what_somebody_types_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "narration.yml"
    file.write_text("cluster: tcp://of-the-file:8786\n", "utf-8")
    monkeypatch.setenv("QWEN_TTS_CLUSTER", "tcp://of-the-environment:8786")
    monkeypatch.setenv("QWEN_TTS_SHARD", "1/2")
    typed = site.load(file, options={"cluster": "tcp://typed:8786"}).settings
    assert (typed.cluster, typed.shard) == ("tcp://typed:8786", "1/2")
    assert site.load(file).settings.cluster == "tcp://of-the-environment:8786"


def test_what_the_command_line_says_wrongly_is_no_fault_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "narration.yml"
    file.write_text("engine: preview")
    with pytest.raises(ConfigurationError, match=r"^engine: 'previw' is not"):
        site.load(file, options={"engine": "previw"})


@pytest.mark.parametrize(
    "plugins", ["[search, qwen-tts]", "{search: {}, qwen-tts: }", "[qwen-tts: ]"]
)
def test_the_plugin_may_be_named_without_options(tmp_path: Path, plugins: str) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(f"plugins: {plugins}")
    assert site.load(file).settings.voice == "Cherry"


def test_the_plugins_part_of_an_mkdocs_yml_serves_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for Zensical, which reads that file and ignores plugins."""
    monkeypatch.setenv("VOICE", "Ethan")
    file = tmp_path / "mkdocs.yml"
    file.write_text(
        "site_name: Harbour\nsite_url: https://example.org/docs\n"
        "plugins: [search, {qwen-tts: {voice: !ENV VOICE}}]\n"
        "markdown_extensions:\n  - pymdownx.emoji: {emoji_index: !!python/name:material.twemoji ''}\n"
    )
    config = site.load(file)
    assert (config.name, config.url) == ("Harbour", "https://example.org/docs/")
    assert config.settings.voice == "Ethan"
    assert config.base == tmp_path


INHERITING = """\
INHERIT: common/site.yml
site_name: !ENV [NO_SUCH_NAME, "Harbour"]
hooks: !relative $config_dir
plugins:
  qwen-tts: {voice: Ethan, audio: {bitrate: 48}}
"""
INHERITED = """\
INHERIT: ../base.yml
site_name: Another
plugins:
  search: {lang: en}
  qwen-tts: {voice: Serena, audio: {format: opus}}
"""
LOWEST = """\
site_url: https://example.org/docs/
theme: {name: material}
extra: {emoji: !!python/name:material.extensions.emoji.twemoji ''}
plugins: {qwen-tts: {minimum: 7, audio: {format: m4a, loudness: -18}}}
"""


@pytest.fixture
def inheriting(tmp_path: Path) -> Path:
    (tmp_path / "site/common").mkdir(parents=True)
    for name, text in {
        "mkdocs.yml": INHERITING,
        "common/site.yml": INHERITED,
        "base.yml": LOWEST,
    }.items():
        (tmp_path / "site" / name).write_text(text, encoding="utf-8")
    return tmp_path / "site/mkdocs.yml"


def test_what_an_mkdocs_yml_inherits_is_read_as_mkdocs_reads_it(inheriting: Path) -> None:
    from mkdocs.utils.yaml import yaml_load

    config = site.load(inheriting)
    settings = config.settings
    assert (config.name, config.url, config.base) == (
        "Harbour",
        "https://example.org/docs/",
        inheriting.parent,
    )
    assert (settings.voice, settings.minimum) == ("Ethan", 7)
    assert (settings.audio.format, settings.audio.bitrate, settings.audio.loudness) == (
        "opus",
        48,
        -18,
    )
    inheriting.write_text(
        INHERITING.replace("hooks: !relative $config_dir\n", ""), encoding="utf-8"
    )
    with inheriting.open("rb") as file:
        read = yaml_load(file)
    assert site.SiteConfig.of(read["plugins"]["qwen-tts"], config.base).settings == settings


@pytest.mark.parametrize(
    ("inherited", "said"),
    [
        ("INHERIT: gone.yml", r"common.gone\.yml cannot be read"),
        (
            "INHERIT: ../mkdocs.yml",
            r"INHERIT: .*site\.yml inherits from itself, through .*mkdocs\.yml",
        ),
        ("INHERIT: [a]", r"INHERIT: .*site\.yml has to name a file"),
        (
            "plugins: {qwen-tts: {voise: Ethan}}",
            r"mkdocs\.yml, over .*site\.yml: voise: .* Did you mean 'voice'",
        ),
        ("a: [", r"site\.yml is not YAML"),
    ],
)
def test_what_is_inherited_wrongly_is_told_with_its_file(
    inheriting: Path, inherited: str, said: str
) -> None:
    (inheriting.parent / "common/site.yml").write_text(inherited, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=said):
        site.load(inheriting)


def test_a_folder_that_cannot_be_written_loses_nothing(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def failing(source: Path, target: Path) -> None:
        if Path(target).name == "b.html":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    assert "cannot write a/b.html" in built.narrate(code=1).stderr
    assert "<audio" not in built.page("a/b.html")
    assert not list(built.root.rglob("*.tmp"))
    monkeypatch.undo()
    built.asked()
    built.narrate()
    assert built.asked() == 0


def test_nothing_is_paid_for_where_the_site_takes_no_files(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    built.narrate()
    built.asked()
    built.write(
        "c.html", PAGE.format(title="Page c.html", words="The ferries come at midnight now.")
    )
    before = built.files()

    def refused(**_: Any) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    assert (
        f"cannot write files in {built.root}: the disk is read-only."
        in built.narrate(code=1).stderr
    )
    assert built.asked() == 0
    assert built.files() == before


@pytest.mark.skipif(sys.platform == "win32", reason="a page that is written is not locked there")
def test_what_a_killed_run_left_is_swept_and_what_another_writes_is_not(built: Built) -> None:
    old, now = time.time() - 60, time.time() + 3600  # still young when a busy machine comes to it
    folder = built.root / "a"
    left, young, own = (folder / f".narration-{n * 16}.tmp" for n in "0123456789abcdef"[:2] + "x")
    for file, stamp in ((left, old), (young, now), (own, old)):
        file.write_bytes(b"half a page")
        os.utime(file, (stamp, stamp))
    with files.new(folder / "page.html") as written:
        os.utime(written, (old, old))
        built.narrate()
        assert written.exists()
    assert [file.name for file in (left, young, own) if file.exists()] == [young.name, own.name]
    assert (folder / "page.html").exists()


def clips(built: Built) -> int:
    return len(list((built.folder / ".cache/plugin/qwen-tts/clips").rglob("*.flac")))


@pytest.mark.parametrize("site_url", ["", "https://example.org/"])
def test_versions_of_a_site_share_what_they_say_and_lose_nothing(
    built: Built, site_url: str
) -> None:
    """As mike lays them out: narrated together, then one alone, which is no reason to forget the others."""
    built.options |= {"site_url": site_url}
    for path in WORDS:
        (built.root / path).unlink()
    for version in ("1.0", "2.0"):
        for path, words in WORDS.items():
            said = (
                "The pilots of the second edition wait."
                if (version, path) == ("2.0", "d.html")
                else words
            )
            built.write(f"{version}/{path}", PAGE.format(title=f"Page {path}", words=said))
    plain = built.files()
    assert built.narrate().stdout.startswith("Narrated 10 pages (10 fresh); sent 6 requests")
    texts = [entry.text for entry in built.server.ledger.entries]
    assert len(texts) == len(set(texts)) == built.asked() == 6
    assert sum(path.endswith(".mp3") for path in built.files()) == 6

    whole, built.root = built.root, built.root / "2.0"
    for path in WORDS:
        (built.root / path).write_bytes(plain[f"2.0/{path}"])
    (built.root / "a/b.html").unlink()
    assert built.narrate().stdout.startswith("Narrated 4 pages (4 from the store); sent 0 requests")
    assert prune(Store(built.folder / ".cache/plugin/qwen-tts")).objects == 0
    assert clips(built) == 6

    built.root = whole
    for path, data in plain.items():
        (whole / path).write_bytes(data)
    built.narrate()
    assert built.asked() == 0
    assert not dead(built)


# ---------------------------------------------------------------- no moment shows a dead player


def dead(built: Built) -> list[tuple[str, bytes]]:
    """References to audio that is not there, and who makes them."""
    files = built.files()
    return [
        (path, found[0])
        for path, data in files.items()
        if path.endswith((".html", ".xml", "pages.js"))
        for found in re.finditer(rb"assets/narration/[0-9a-f]{16}\.\w+", data)
        if found[0].decode() not in files
    ]


@pytest.mark.parametrize("off", [{"mode": "off"}, {"exclude": ["*"]}, {}])
def test_what_is_told_of_all_pages_goes_with_the_option(built: Built, off: dict[str, Any]) -> None:
    before = built.files()
    built.options |= {"site_url": "https://example.org/", "feed": {}, "player": {"guide": True}}
    built.write("narration/index.html", "<title>A folder that is the site's own</title>")
    built.write("narration/own.xml", "<rss>of somebody else</rss>")
    built.narrate()
    assert not dead(built)
    assert "narration.xml" in built.files()
    built.options = {"minimum": 0, "site_name": "Harbour", **off}
    built.narrate()
    assert not dead(built)
    after = built.files()
    assert "narration.xml" not in after
    assert "narration/own.xml" in after
    assert off == {} or {path: after[path] for path in before} == before
    built.narrate()
    assert built.files() == after


def test_audio_that_another_page_refers_to_stays(built: Built) -> None:
    """One that is hidden, or is not read any more, or has the player's list from the plugin."""
    built.narrate()
    built.write(".hidden/d.html", built.page("d.html"))
    (built.root / "e.html").write_bytes(built.page("c.html").encode() + "Köln".encode("latin-1"))
    (built.root / "c.html").unlink()
    (built.root / "d.html").unlink()
    built.narrate()
    assert not dead(built)
    (built.root / "e.html").unlink()
    built.narrate()
    assert len([path for path in built.files() if path.endswith(".mp3")]) == 4


def test_a_folder_without_pages_is_a_mistake_and_changes_nothing(built: Built) -> None:
    """An empty site would be noted, and all that was paid for be pruned."""
    built.narrate()
    shutil.rmtree(built.root)
    built.root.mkdir()
    assert "there is no HTML file in" in built.narrate(code=2).stderr
    assert not list(built.root.iterdir())
    assert prune(Store(built.folder / ".cache/plugin/qwen-tts")).objects == 0


def test_a_selector_that_matches_nowhere_loses_nothing(built: Built) -> None:
    built.narrate()
    built.options["content"] = "mian"
    assert built.narrate().stderr.count("nothing in it matches 'mian'") == 1
    assert prune(Store(built.folder / ".cache/plugin/qwen-tts")).objects == 0


def test_players_work_on_pages_of_every_make(built: Built) -> None:
    """Without `</head>`, with the script's name in a sentence, with the longest name that a file can have."""
    longest = "x" * 250 + ".html"
    built.write("a/b.html", "<title>A</title><main><h1>A</h1><p>The gate is open at noon.</main>")
    built.write(
        "c.html", PAGE.format(title="C", words="A page loads assets/narration/player.js by itself.")
    )
    built.write(
        longest, PAGE.format(title="X", words="Names may be long, as those of generated pages are.")
    )
    before = built.files()
    built.narrate()
    for path in ("a/b.html", "c.html", longest):
        # A page that does not say how it is encoded may be read as anything.
        charset = ' charset="utf-8"' if path == "a/b.html" else ""
        assert f'/narration/player.js" defer{charset}></script>' in built.page(path)
        assert '/narration/player.css">' in built.page(path)
        assert remove(built.page(path)).encode() == before[path]


# ---------------------------------------------------------------- more than one page


def test_a_guide_and_a_list_know_all_pages_by_their_folders(built: Built) -> None:
    built.options["player"] = {"guide": True}
    built.write(
        "listen.html",
        PAGE.format(title="Listen", words="Here is all of it.</p><!-- narration: all --><p>"),
    )
    built.narrate()
    told = built.page("assets/narration/pages.js")
    pages = json.loads(told.partition(" = ")[2].rstrip(";\n"))
    assert [(section, title, url) for section, title, url, _, _ in pages] == [
        (0, "Page index.html", ""),
        (0, "Page c.html", "c.html"),
        (0, "Page d.html", "d.html"),
        (0, "Listen", "listen.html"),
        (1, "Page a/index.html", "a/"),
        (1, "Page a/b.html", "a/b.html"),
    ]
    assert all((built.root / src).is_file() for *_, src, _ in pages)
    assert '<script src="assets/narration/guide.js" defer></script>' in built.page("c.html")
    listing = built.page("listen.html")
    assert "<h2>Page a/index.html</h2>" in listing
    assert listing.count("<audio") == 7
    narrated = built.files()
    built.narrate()
    assert built.files() == narrated


def test_a_built_site_is_a_podcast(built: Built) -> None:
    built.options |= {"site_url": "https://example.org/docs", "feed": {"sections": True}}
    meta = '<meta name="description" content="The gate &amp; its hours"><title>'
    built.write("a/index.html", built.page("a/index.html").replace("<title>", meta))
    built.narrate()
    feed = feedparser.parse(built.page("narration.xml"))
    assert not feed.bozo
    assert [entry.link for entry in feed.entries][:2] == [
        "https://example.org/docs/",
        "https://example.org/docs/c.html",
    ]
    (gate,) = [entry for entry in feed.entries if entry.link.endswith("/a/")]
    assert gate.description == "The gate & its hours"
    for entry in feed.entries:
        (enclosure,) = entry.enclosures
        path = built.root / enclosure.href.removeprefix("https://example.org/docs/")
        assert path.stat().st_size == int(enclosure.length)
        assert path.with_suffix(".vtt").read_text("utf-8").startswith("WEBVTT")
    assert len(feedparser.parse(built.page("narration/page-a-index-html.xml")).entries) == 2
    assert 'href="https://example.org/docs/narration.xml"' in built.page("a/b.html")
    narrated = built.files()
    built.narrate()
    assert built.files() == narrated


def test_what_needs_an_address_says_so(built: Built) -> None:
    built.options |= {"feed": {}, "player": {"metadata": True}}
    told = built.narrate().stderr
    assert "`feed` needs absolute addresses" in told
    assert "`player.metadata: true` needs absolute addresses" in told


# ---------------------------------------------------------------- pages that a script draws


def test_a_page_that_a_script_takes_over_is_given_attributes_alone(built: Built) -> None:
    page = '<body><div id="app"><main><h1>Drawn</h1><p>The gate opens at seven in the morning.</p></main></div></body>'
    built.write("d.html", page)
    built.narrate()
    narrated = built.page("d.html")
    before, _, inside = narrated.partition('<div id="app">')
    assert "<qwen-narration" in before
    assert "<qwen-narration" not in inside
    assert re.sub(r' data-narration="\d+"', "", inside) == page.partition('<div id="app">')[2]
    assert "app.js" in before
    assert (built.root / "assets/narration/app.js").is_file()
    assert remove(narrated) == page


def test_a_document_that_a_script_draws_whole_is_told_and_left_alone(built: Built) -> None:
    page = PAGE.format(title="Next", words="Words.").replace(
        "</body>", "<script>self.__next_f=[]</script></body>"
    )
    built.write("d.html", page)
    assert "d.html is not narrated: its own script draws" in built.narrate().stderr
    assert built.page("d.html") == page


# ---------------------------------------------------------------- out of the site


@pytest.mark.parametrize("linked", ["assets", "assets/narration"])
def test_nothing_is_written_or_removed_through_a_link_out_of_the_site(
    built: Built, linked: str
) -> None:
    outside = built.folder / "outside"
    (outside / "narration").mkdir(parents=True)
    victims = [outside / "0123456789abcdef.mp3", outside / "narration" / "0123456789abcdef.mp3"]
    for path in victims:
        path.write_bytes(b"somebody's own")
    (built.root / linked).parent.mkdir(exist_ok=True)
    (built.root / linked).symlink_to(outside)
    before = sorted(outside.rglob("*"))
    told = built.narrate(code=1).output
    assert "leads out of" in told
    assert built.server.ledger.requests == 0, "it is found out before anything is paid for"
    Publisher(built.root, site.SiteConfig.of({}, built.folder)).clean()
    assert sorted(outside.rglob("*")) == before
    assert all(path.read_bytes() == b"somebody's own" for path in victims)


def test_a_page_that_is_a_link_out_of_the_site_leaves_its_target_alone(built: Built) -> None:
    target = built.folder / "elsewhere.html"
    (built.root / "c.html").rename(target)
    (built.root / "c.html").symlink_to(target)
    before = target.read_bytes()
    built.narrate()
    assert target.read_bytes() == before


def test_the_sites_own_folder_may_be_a_link(built: Built) -> None:
    released = built.folder / "releases" / "1"
    released.parent.mkdir()
    built.root.rename(released)
    built.root.symlink_to(released)
    built.narrate()
    assert "<audio" in (released / "index.html").read_text()


def test_words_between_comments_like_ours_are_published_and_spoken(built: Built) -> None:
    own = "<p>a</p><!--narration:begin--><p>Never lose these words.</p><!--narration:end-->"
    built.write("c.html", PAGE.format(title="C", words=own))
    for _ in range(2):
        built.narrate()
        assert own.replace("<p>a</p>", "") in re.sub(
            r' data-narration="\d+"', "", (built.root / "c.html").read_text()
        )
