"""The store keeps what was paid for, and never hands out what is damaged."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from mkdocs_qwen_tts import _datafile
from mkdocs_qwen_tts._errors import StoreError
from mkdocs_qwen_tts._model import Encoded, SpokenSpan, Usage, digest
from mkdocs_qwen_tts._store import (
    PageRecord,
    Store,
    code,
    files,
    prune,
    stats,
    sweep,
    track_store,
    verify,
)
from mkdocs_qwen_tts._store.layout import ROOMS
from mkdocs_qwen_tts._store.maintenance import ABANDONED

NAME = digest("an utterance")
OTHER = digest("another")
DATA = random.Random(7).randbytes(5000)
MP3 = b"ID3" + DATA


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def files_of(store: Store) -> list[Path]:
    return sorted(
        path
        for path in store.root.rglob("*")
        if path.is_file() and path.parent.parent.name in ("clips", "tracks")
    )


def test_a_clip_comes_back_as_it_was_put(store: Store) -> None:
    store.put_clip(NAME, DATA, Usage(characters=12, request_id="r-1"))
    found = Store(store.root).clip(NAME)
    assert found is not None
    assert found.data == DATA
    assert found.usage == Usage(characters=12, request_id="r-1")
    assert store.has_clip(NAME)
    assert not store.has_clip(OTHER)


def test_a_track_comes_back_as_it_was_put(store: Store) -> None:
    encoded = Encoded(
        MP3,
        12.345,
        -16.02,
        -1.4,
        (SpokenSpan(0.0, 5.5, exact=True), SpokenSpan(5.5, 12.0, exact=False)),
    )
    put = store.put_track(NAME, encoded, "mp3")
    assert Store(store.root).track(NAME) == put
    assert put.path.read_bytes() == MP3
    assert put.file_name == f"{put.digest[:16]}.mp3"
    assert (put.duration, put.spans) == (12.345, encoded.spans)


TRACK = Encoded(MP3, 12.345, -16.02, -1.4, (SpokenSpan(0.0, 5.5, exact=True),))


def hashed(store: Store, monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """The tracks that are read whole when a site that has one is looked through."""
    read = set()
    whole = track_store.is_whole_track
    monkeypatch.setattr(
        track_store, "is_whole_track", lambda path, record: read.add(path) or whole(path, record)
    )
    store.put_site(OTHER, {"": PageRecord(NAME, ())})
    store.prefetch_tracks(OTHER)
    store.track(NAME)
    store.stop_prefetch()
    return read


def test_a_track_is_read_whole_once_and_again_when_its_file_is_another(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.put_track(NAME, TRACK, "mp3").path
    assert hashed(Store(store.root), monkeypatch) == {path}
    assert hashed(Store(store.root), monkeypatch) == set()
    path.write_bytes(b"ID3" + bytes(reversed(DATA)))  # as long as before
    assert hashed(Store(store.root), monkeypatch) == {path}
    assert Store(store.root).track(NAME) is None


def test_a_track_is_known_by_its_files_and_says_what_its_record_says(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = store.put_track(NAME, TRACK, "mp3")
    assert Store(store.root).known_track(NAME) is None
    hashed(Store(store.root), monkeypatch)
    known = Store(store.root).known_track(NAME)
    assert known == put
    assert known is not None
    assert known.spans == TRACK.spans


@pytest.mark.parametrize("ending", ["mp3", "json"])
def test_a_track_one_of_whose_files_is_another_is_not_known(
    store: Store, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    path = store.put_track(NAME, TRACK, "mp3").path
    hashed(Store(store.root), monkeypatch)
    other = path.with_suffix(f".{ending}")
    other.write_bytes(other.read_bytes())
    os.utime(other, ns=(0, 0))
    assert Store(store.root).known_track(NAME) is None
    assert hashed(Store(store.root), monkeypatch) == {path}
    other.unlink()
    assert Store(store.root).known_track(NAME) is None


def in_place(path: Path, data: bytes) -> None:
    """Change a file so that its size, its times and its place on the disk tell nothing of it."""
    stat = path.stat()
    assert len(data) == stat.st_size
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_a_record_that_turns_out_to_be_damaged_has_no_spans_and_is_a_miss_next_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.put_track(NAME, TRACK, "mp3").path.with_suffix(".json")
    hashed(Store(store.root), monkeypatch)
    in_place(path, path.read_bytes().replace(b"5.5", b"5.6"))
    known = Store(store.root).track(NAME)
    assert known is not None
    assert known.spans == ()
    assert Store(store.root).track(NAME) is None


def test_a_build_that_ends_before_it_looks_at_a_track_forgets_none(store: Store) -> None:
    names = [digest(["a track", number]) for number in range(8)]
    for name in names:
        store.put_track(name, TRACK, "mp3")
    store.put_site(OTHER, {name: PageRecord(name, ()) for name in names})
    first = Store(store.root)
    first.prefetch_tracks(OTHER)
    assert all(map(first.track, names))
    first.stop_prefetch()
    ended = Store(store.root)
    ended.prefetch_tracks(OTHER)
    ended.stop_prefetch()
    assert all(Store(store.root).known_track(name) for name in names)


def test_tracks_of_a_store_that_was_copied_are_read_while_pages_are_rendered(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put_track(NAME, TRACK, "mp3")
    hashed(Store(store.root), monkeypatch)
    assert Store(store.root)._unknown_tracks_of(OTHER) == []
    shutil.copytree(store.root, tmp_path / "copy")
    assert Store(tmp_path / "copy")._unknown_tracks_of(OTHER) == [NAME]


def test_a_store_that_signs_reads_every_track_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who may write its files could write what was found, too."""
    store = Store(tmp_path / "signed", key="a key of thirty-two letters, or so")
    path = store.put_track(NAME, TRACK, "mp3").path
    for _ in range(2):
        assert hashed(store, monkeypatch) == {path}


def test_a_note_of_nonsense_on_whole_tracks_costs_nothing_but_reading(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = store.put_track(NAME, TRACK, "mp3").path
    store.put_note(digest(["checked tracks"]), digest(["checked tracks", 2]), b"[[[")
    assert hashed(Store(store.root), monkeypatch) == {path}


def test_reading_an_empty_store_creates_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "nowhere")
    assert store.clip(NAME) is None
    assert store.track(NAME) is None
    assert stats(store).clips == 0
    assert list(tmp_path.iterdir()) == []


def test_every_damage_is_a_miss_and_is_replaced(store: Store) -> None:
    """A hundred faults of six kinds, each in the data or in the record."""
    chance = random.Random(11)
    for number in range(100):
        store.put_clip(NAME, DATA, Usage())
        store.put_clip(OTHER, DATA[::-1], Usage())
        victim = store.root / "clips" / NAME[:2] / f"{NAME}.{chance.choice(['flac', 'json'])}"
        whole = victim.read_bytes()
        match number % 6:
            case 0:  # one bit
                place = chance.randrange(len(whole))
                victim.write_bytes(
                    whole[:place]
                    + bytes([whole[place] ^ 1 << chance.randrange(8)])
                    + whole[place + 1 :]
                )
            case 1:  # cut short
                victim.write_bytes(whole[: chance.randrange(len(whole))])
            case 2:  # another object's file
                victim.write_bytes(
                    (store.root / "clips" / OTHER[:2] / f"{OTHER}{victim.suffix}").read_bytes()
                )
            case 3:  # gone
                victim.unlink()
            case 4:  # something else
                victim.write_bytes(b"<html>not found</html>")
            case 5:  # longer
                victim.write_bytes(whole + b"\0")
        if victim.is_file() and victim.read_bytes() == whole:
            continue
        assert not store.has_clip(NAME), f"fault {number} in {victim.name} went unseen"
        store.put_clip(NAME, DATA, Usage())
        found = store.clip(NAME)
        assert found is not None
        assert found.data == DATA


def test_a_record_of_another_schema_is_a_miss(store: Store) -> None:
    store.put_clip(NAME, DATA, Usage())
    path = store.root / "clips" / NAME[:2] / f"{NAME}.json"
    record = json.loads(path.read_text())
    del record["check"]
    record["schema"] = 0
    path.write_text(json.dumps({**record, "check": digest(record)}))
    assert not store.has_clip(NAME)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put_clip(OTHER, DATA, Usage())
    before = files_of(store)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"disk is full.*cache\.dir"):
        store.put_clip(NAME, DATA, Usage())
    assert files_of(store) == before
    assert store.has_clip(OTHER)


def test_a_folder_that_cannot_be_written_is_told_before_money_is_spent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot write to the store"):
        Store(tmp_path / "file" / "store").ensure_writable()


def test_a_folder_full_of_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(StoreError, match=r"thesis\.docx.*cache\.dir"):
        Store(tmp_path)


@pytest.mark.parametrize("part", ["store.json", *ROOMS, f"clips/{NAME[:2]}"])
def test_a_loop_of_links_in_place_of_a_part_of_a_store_is_replaced(store: Store, part: str) -> None:
    store.put_clip(OTHER, DATA, Usage())
    store.put_site("site", {"page/": PageRecord("", (NAME, OTHER))})
    store.put_clip(NAME, DATA, Usage())
    place = store.root / part
    if place.is_dir():
        place.rename(store.root / ".elsewhere")
    else:
        place.unlink(missing_ok=True)
    place.symlink_to(place)
    again = Store(store.root)
    for look in (stats, verify, prune, sweep):
        look(again)
    again.ensure_writable()
    with again.claim(NAME):
        again.put_clip(NAME, DATA, Usage())
    assert again.has_clip(NAME)
    assert Store(store.root).has_clip(NAME)


def test_a_killed_writer_leaves_whole_objects_only(store: Store) -> None:
    """A process is killed between writing and renaming; the next build sees a miss and sweeps later."""
    program = (
        "import os, sys, pathlib\n"
        "from mkdocs_qwen_tts._store import Store\n"
        "from mkdocs_qwen_tts._model import Usage\n"
        "os.replace = lambda *_: os.kill(os.getpid(), 9)\n"
        "Store(pathlib.Path(sys.argv[1])).put_clip(sys.argv[2], b'x' * 1000, Usage())\n"
    )
    store.put_clip(OTHER, DATA, Usage())
    killed = subprocess.run([sys.executable, "-c", program, str(store.root), NAME], check=False)
    assert killed.returncode == (9 if sys.platform == "win32" else -9)
    assert not store.has_clip(NAME)
    debris = [path for path in files_of(store) if path.name.endswith(".tmp")]
    assert len(debris) == 1
    assert sweep(store) == 0, "a file that young may belong to a running build"
    old = debris[0].stat().st_mtime - 2 * ABANDONED
    os.utime(debris[0], (old, old))
    assert sweep(store) == 1
    assert store.has_clip(OTHER)


def test_what_a_killed_build_has_put_aside_goes_when_no_build_can_need_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own site may never be built again, as that of `mkdocs serve`."""
    store.put_clip(OTHER, DATA, Usage())
    aside = store.root / f".{NAME[:16]}.published"
    aside.mkdir()
    (aside / "sound.mp3").write_text("sound")
    os.utime(aside, (0, 0))
    assert sweep(store) == 0, "it was moved here just now"
    later = time.time() + 2 * ABANDONED
    monkeypatch.setattr(files, "now_of", lambda _: later)
    assert sweep(store) == 1
    assert not aside.exists()
    assert store.has_clip(OTHER)


def test_another_process_waits_for_a_claim(store: Store) -> None:
    program = (
        "import sys, pathlib\n"
        "from mkdocs_qwen_tts._store import Store\n"
        "store = Store(pathlib.Path(sys.argv[1]))\n"
        "print('ready', flush=True)\n"
        "with store.claim(sys.argv[2]):\n"
        "    print('found' if store.has_clip(sys.argv[2]) else 'missing', flush=True)\n"
    )
    with store.claim(NAME):
        other = subprocess.Popen(
            [sys.executable, "-c", program, str(store.root), NAME],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        store.put_clip(NAME, DATA, Usage())
    with other:
        assert other.stdout.read() == "found\n"
    assert other.returncode == 0


def test_threads_of_one_process_share_a_claim(store: Store) -> None:
    """They speak different utterances that happen to share a lock."""
    inside = threading.Barrier(2, timeout=60)

    def speak() -> None:
        with store.claim(NAME):
            inside.wait()

    threads = [threading.Thread(target=speak) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not inside.broken


@pytest.mark.parametrize("refusal", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_on_a_disk_without_locks_everybody_may_speak_at_once(
    store: Store, refusal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Libraries wait for ever there, or leave a file behind that blocks the build after a killed one."""
    fcntl = pytest.importorskip("fcntl")

    def refuse(_file: object, _how: int) -> None:
        raise OSError(refusal, os.strerror(refusal))

    def lock(*_: object, **__: object) -> None:
        raise AssertionError("a lock was waited for")

    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setattr("filelock.FileLock", lock)
    with store.claim(NAME), Store(store.root).claim(NAME):
        store.put_clip(NAME, DATA, Usage())
    assert store.has_clip(NAME)


def test_stats_count_objects_and_leftovers(store: Store) -> None:
    store.put_clip(NAME, DATA, Usage())
    store.put_track(OTHER, Encoded(MP3, 1.0, -16.0, -2.0, ()), "mp3")
    (store.root / "clips" / NAME[:2] / ".x.tmp").write_bytes(b"1")
    found = stats(store)
    assert (found.clips, found.tracks, found.other) == (1, 1, 1)
    assert found.clip_bytes > len(DATA)


def test_verify_names_what_is_damaged_and_repairs_it(store: Store) -> None:
    store.put_clip(NAME, DATA, Usage())
    store.put_clip(OTHER, DATA, Usage())
    victim = store.root / "clips" / NAME[:2] / f"{NAME}.flac"
    victim.write_bytes(DATA[:-1])
    old = victim.stat().st_mtime - 2 * ABANDONED
    foreign = store.root / "clips" / NAME[:2] / "holiday.jpg"
    foreign.write_bytes(b"not ours")
    for path in (victim, victim.with_suffix(".json"), foreign):
        os.utime(path, (old, old))
    damaged = verify(store).damaged
    assert sorted(Path(path).name for path in damaged) == sorted(
        [f"{NAME}.flac", f"{NAME}.json", "holiday.jpg"]
    )
    verify(store, repair=True)
    assert [Path(path).name for path in verify(store).damaged] == ["holiday.jpg"], (
        "not ours to remove"
    )
    assert store.has_clip(OTHER)
    assert not store.has_clip(NAME)


def test_prune_keeps_what_any_site_references(store: Store) -> None:
    """Two versions of a site share the store; a third thing is referenced by neither."""
    names = [digest(number) for number in range(6)]
    gone = digest("gone")
    for name in names:
        store.put_clip(name, DATA, Usage())
    store.put_track(names[0], Encoded(MP3, 1.0, -16.0, -2.0, ()), "mp3")
    store.put_track(names[1], Encoded(MP3, 1.0, -16.0, -2.0, ()), "mp3")
    store.put_site(digest("1.0"), {"a/": PageRecord(names[0], (names[0], names[1]))})
    store.put_site(digest("2.0"), {"a/": PageRecord(gone, (names[1], names[2]))})

    would = prune(store, dry_run=True)
    assert (would.objects, would.kept_objects) == (4, 4)
    assert stats(store).clips == 6

    done = prune(store)
    assert (done.objects, done.kept_objects) == (4, 4)
    assert [store.has_clip(name) for name in names] == [True, True, True, False, False, False]
    assert store.track(names[0]) is not None
    assert store.track(names[1]) is None
    assert prune(store).objects == 0


def test_prune_by_age_and_by_size_takes_the_oldest_first(store: Store) -> None:
    names = [digest(number) for number in range(4)]
    for age, name in enumerate(names):
        store.put_clip(name, DATA, Usage())
        for path in (store.root / "clips" / name[:2]).glob(f"{name}.*"):
            then = path.stat().st_mtime - age * 1000
            os.utime(path, (then, then))
    assert prune(store, older_than=2500).objects == 1
    assert not store.has_clip(names[3])
    assert prune(store, size=2 * (len(DATA) + 1000)).objects == 1
    assert not store.has_clip(names[2])
    assert store.has_clip(names[1])


def test_a_site_record_comes_back_and_damage_forgets_it(store: Store) -> None:
    pages = {"a/": PageRecord(NAME, (NAME, OTHER)), "b/": PageRecord(OTHER, ())}
    store.put_site(NAME, pages)
    assert store.site(NAME) == pages
    path = store.root / "sites" / NAME[:2] / f"{NAME}.json"
    path.write_bytes(path.read_bytes().replace(b"b/", b"c/"))
    assert store.site(NAME) == {}


def test_prune_removes_nothing_where_a_sites_record_is_damaged(store: Store) -> None:
    store.put_clip(NAME, DATA, Usage())
    store.put_site(OTHER, {"a/": PageRecord(OTHER, (NAME,))})
    path = store.root / "sites" / OTHER[:2] / f"{OTHER}.json"
    path.write_bytes(path.read_bytes().replace(b"a/", b"b/"))
    with pytest.raises(StoreError, match="nothing was removed"):
        prune(store)
    verify(store, repair=True)
    with pytest.raises(StoreError):
        prune(store)
    assert store.has_clip(NAME)


def test_names_that_are_no_digests_are_not_looked_for(store: Store) -> None:
    store.put_site(
        NAME, {"a/": PageRecord("../../../etc/passwd", ()), "b/": PageRecord(OTHER, ("../x",))}
    )
    assert store.site(NAME) == {}


# ---------------------------------------------------------------- what code wrote a note


CODE = ("*.py",)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of two files, changed at different times; what runs of it is not known yet."""
    folder = tmp_path / "package"
    folder.mkdir()
    for number, name in enumerate(("one.py", "two.py")):
        (folder / name).write_text("read = 1")
        os.utime(folder / name, (number, number))
    monkeypatch.setattr(_datafile, "__file__", str(folder / "_datafile.py"))
    monkeypatch.setattr(code, "_running", {})
    return folder


def newly_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "_running", {})


def test_which_code_is_here_is_worked_out_once(
    store: Store, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = code.digest_of_code(store, *CODE)
    assert found == _datafile.digest_of_package(*CODE)
    monkeypatch.setattr(code, "digest_of_package", lambda *_: pytest.fail("worked out again"))
    newly_started(monkeypatch)
    assert code.digest_of_code(Store(store.root), *CODE) == found
    assert list(package.iterdir())


def test_a_file_of_the_package_that_was_changed_is_read_anew(
    store: Store, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = code.digest_of_code(store, *CODE)
    (package / "two.py").write_text("read = 2")  # as long as before
    os.utime(package / "two.py", (9, 9))
    assert code.digest_of_code(store, *CODE) == found, "what runs is what was there before"
    newly_started(monkeypatch)
    assert code.digest_of_code(store, *CODE) == _datafile.digest_of_package(*CODE) != found


def test_files_that_all_have_one_time_are_read(
    store: Store, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in an image that is made so that it can be made again to the byte."""
    stat = (package / "one.py").stat()
    monkeypatch.setattr(Path, "stat", lambda _: stat)
    found = code.digest_of_code(store, *CODE)
    (package / "two.py").write_text("read = 2")
    newly_started(monkeypatch)
    assert code.digest_of_code(store, *CODE) == _datafile.digest_of_package(*CODE) != found


def test_another_version_is_another_stamp(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(package.iterdir())
    stamp = _datafile.stamp_of_package(*CODE)
    assert stamp is not None
    assert _datafile.stamp_of_package(*CODE) == stamp
    monkeypatch.setattr(_datafile, "__version__", "99")
    assert _datafile.stamp_of_package(*CODE) != stamp


def test_a_note_of_nonsense_on_code_is_not_believed(store: Store, package: Path) -> None:
    assert list(package.iterdir())
    stamp = _datafile.stamp_of_package(*CODE)
    assert stamp is not None
    store.put_note(digest(["code", *CODE]), stamp, b"x" * 64)
    assert code.digest_of_code(store, *CODE) == _datafile.digest_of_package(*CODE)
