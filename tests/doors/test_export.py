"""What is taken along of a narrated site: captions, an e-book that reads aloud, an audiobook."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.doors.test_cli import run

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doors.conftest import Project

SMIL = "{http://www.w3.org/ns/SMIL}"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"


@pytest.fixture
def narrated(project: Project) -> Project:
    project.build()
    assert project.asked() > 0
    return project


def seconds(clock: str) -> float:
    hours, minutes, rest = clock.replace(",", ".").split(":")
    return 3600 * int(hours) + 60 * int(minutes) + float(rest)


def test_captions_of_every_page_follow_its_sentences(narrated: Project, tmp_path: Path) -> None:
    said = run("export", tmp_path / "captions", "-f", narrated.config_file).stdout
    assert "4 files for 2 pages" in said
    vtt = (tmp_path / "captions/index.vtt").read_text("utf-8")
    assert vtt.startswith("WEBVTT\n\n00:00:0")
    assert "gate" in vtt
    times = [
        (seconds(start), seconds(end)) for start, end in re.findall(r"([\d:.]+) --> ([\d:.]+)", vtt)
    ]
    assert times == sorted(times)
    assert all(start < end for start, end in times)
    srt = (tmp_path / "captions/guide/quay.srt").read_text("utf-8")
    assert re.match(r"1\n00:00:\d\d,\d{3} --> 00:00:\d\d,\d{3}\n", srt)
    assert narrated.asked() == 0


def test_marks_of_html_in_a_sentence_do_not_break_a_caption(
    project: Project, tmp_path: Path
) -> None:
    project.write(
        "index.md",
        "# Signs\n\nWrite &lt;b&gt; and --&gt; and &amp;amp; as you like, it is all the same.\n",
    )
    project.build()
    run("export", tmp_path / "captions", "-f", project.config_file)
    vtt = (tmp_path / "captions/index.vtt").read_text("utf-8")
    cues = vtt.split("\n\n")[1:]
    assert all(one.count("-->") == 1 for one in cues if one.strip())
    assert "<b>" not in vtt


def test_an_epub_reads_every_sentence_aloud(narrated: Project, tmp_path: Path) -> None:
    target = tmp_path / "book.epub"
    run("export", target, "-f", narrated.config_file, "--author", "A & B", "--title", "<Harbour>")
    with zipfile.ZipFile(target) as file:
        first = file.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        package = ET.fromstring(file.read("EPUB/package.opf"))  # noqa: S314 - our own
        assert len(package.findall(f".//{OPF}itemref")) == 2
        total = 0.0
        for number in (1, 2):
            page = ET.fromstring(file.read(f"EPUB/page{number}.xhtml"))  # noqa: S314 - a file that the test made
            smil = ET.fromstring(file.read(f"EPUB/page{number}.smil"))  # noqa: S314 - a file that the test made
            ids = [one.get("id") for one in page.iter(f"{XHTML}span")]
            spoken = [one.get("src", "").partition("#")[2] for one in smil.iter(f"{SMIL}text")]
            assert ids == spoken != []
            audio = list(smil.iter(f"{SMIL}audio"))
            ends = [seconds(one.get("clipEnd", "")) for one in audio]
            begins = [seconds(one.get("clipBegin", "")) for one in audio]
            assert begins[1:] == ends[:-1], "no sentence overlaps another"
            total += ends[-1]
            assert file.getinfo(f"EPUB/page{number}.mp3").compress_type == zipfile.ZIP_STORED
        whole = package.find(f".//{OPF}meta[@property='media:duration']")
        assert whole is not None
        assert seconds(whole.text or "") == pytest.approx(total, abs=0.01)


@pytest.mark.skipif(shutil.which("epubcheck") is None, reason="epubcheck is not installed")
def test_the_epub_is_valid(narrated: Project, tmp_path: Path) -> None:
    cover = tmp_path / "cover.png"
    shutil.copyfile("docs/images/player.png", cover)
    target = tmp_path / "book.epub"
    run("export", target, "-f", narrated.config_file, "--cover", cover)
    program = shutil.which("epubcheck") or ""
    # Debian's program is a Java archive that the kernel starts where it is told how.
    in_haste = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # it runs once, for two seconds
    command = ["java", *in_haste, "-jar", program, target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "0 fatals / 0 errors / 0 warnings" in done.stdout, done.stdout + done.stderr


@pytest.mark.ffmpeg
def test_an_audiobook_has_chapters_where_they_are_heard(narrated: Project, tmp_path: Path) -> None:
    target = tmp_path / "book.m4b"
    said = run("export", target, "-f", narrated.config_file).stdout
    assert "2 pages, 3 chapters" in said
    probe = ["ffprobe", "-v", "error", "-of", "json", "-show_chapters", "-show_format", target]
    found = json.loads(subprocess.run(probe, capture_output=True, check=True).stdout)
    assert [one["tags"]["title"] for one in found["chapters"]] == [
        "The harbour",
        "Opening hours",
        "A guide to the quay",
    ]
    assert found["format"]["tags"]["title"] == "Harbour"
    ends = [float(one["end_time"]) for one in found["chapters"]]
    assert ends[-1] == pytest.approx(float(found["format"]["duration"]), abs=0.1)


def test_pages_are_chosen_and_what_is_not_narrated_is_named(
    narrated: Project, tmp_path: Path
) -> None:
    narrated.write(
        "new.md", "# New\n\nThis page has not been narrated yet, but it should be soon.\n"
    )
    config = narrated.config_file
    said = run("export", tmp_path / "one", "-f", config, "--pages", "guide/", "--pages", "new.md")
    assert "2 files for 1 pages" in said.stdout
    assert "new.md is not narrated" in said.stderr
    assert narrated.asked() == 0
    assert (
        "matches these patterns"
        in run("export", tmp_path / "none", "-f", config, "--pages", "nothing/", code=2).stderr
    )


def test_an_unknown_ending_is_refused(project: Project, tmp_path: Path) -> None:
    told = run("export", tmp_path / "book.pdf", "-f", project.config_file, code=2).stderr
    assert "valid: .m4b, .epub" in told
