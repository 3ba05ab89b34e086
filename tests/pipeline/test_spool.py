"""A build that ends in the middle loses nothing that has arrived."""

from __future__ import annotations

import errno
import functools
import itertools
import json
import os
import signal
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._errors import BadAudioError, StoreError, TransportError
from mkdocs_qwen_tts._model import KeptClip, Piece, Status, Usage, Word
from mkdocs_qwen_tts._pipeline import ask, speakers
from mkdocs_qwen_tts._pipeline.progress import Unwatched
from mkdocs_qwen_tts._speech import Attempted
from mkdocs_qwen_tts._speech.http import synthesizer
from mkdocs_qwen_tts._speech.http.wire import Wire
from mkdocs_qwen_tts._store import Store, spool
from mkdocs_qwen_tts._store.cover import Cover
from mkdocs_qwen_tts._store.seal import Seal
from mkdocs_qwen_tts._store.spool import Arrivals, Spool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._model import Report, Utterance
    from mkdocs_qwen_tts._settings import Settings
    from tests.pipeline.conftest import Bench

ONE = "a" * 64
KEY = "sk-of-the-account"
ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
ANSWER = (
    Piece(b"\x01\x00" * 30, sample_rate=24_000, words=(Word("Gate", 0.0, 0.5),)),
    Piece(b"\x02\x00" * 40, sample_rate=24_000),
    Piece(
        url="https://results.example/a.wav?Signature=x", usage=Usage(characters=7), finished=True
    ),
)


@pytest.fixture(autouse=True)
def signals_as_in_a_terminal() -> Iterator[None]:
    """A suite in the background has some of them ignored, and then so does a build."""
    usual = {signal.SIGINT: signal.default_int_handler, **dict.fromkeys(ENDS, signal.SIG_DFL)}
    before = {number: signal.signal(number, usual[number]) for number in usual}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it is done."""


def left(bench: Bench) -> list[Path]:
    return list((bench.store.root / "spool").glob("*/*.answer"))


def killed_once(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, *, after: int = 0) -> None:
    """Have a method kill the build at a call."""
    plain, calls = getattr(owner, name), iter(range(10_000))

    def killing(*args: Any) -> Any:
        if next(calls) >= after:
            raise Killed
        return plain(*args)

    monkeypatch.setattr(owner, name, killing)


def test_what_had_arrived_when_a_build_was_killed_is_not_asked_for_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = bench.plan().bill.total.requests
    killed_once(monkeypatch, ask.Asking, "_keep")
    with pytest.raises(Killed):
        bench.narrate(api={"concurrency": 1})
    monkeypatch.undo()
    sent, kept = bench.asked(), len(left(bench))
    assert sent == kept > 0
    assert bench.narrate().count(Status.FRESH) == 3
    assert bench.asked() == planned - kept
    assert left(bench) == []


@pytest.mark.parametrize("download", ["killed", "failed"])
def test_a_finished_file_that_was_not_downloaded_is_fetched_by_the_next_build(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, download: str
) -> None:
    api = {"stream": False, "concurrency": 1}
    planned = bench.plan().bill.total.requests

    def broken(*_: object) -> bytes:
        raise Killed if download == "killed" else TransportError("the storage is away")

    monkeypatch.setattr(Wire, "fetch", broken)
    if download == "killed":
        with pytest.raises(Killed):
            bench.narrate(api=api)
    else:
        assert bench.narrate(api=api).count(Status.FAILED) == 3
    monkeypatch.undo()
    sent, kept = bench.asked(), len(left(bench))
    assert sent == kept > 0
    assert bench.narrate(api=api).count(Status.FRESH) == 3
    assert bench.asked() == planned - kept
    assert left(bench) == []


def test_speech_is_streamed_where_files_cannot_be_downloaded(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As behind a firewall that lets nothing through but the API."""
    planned = bench.plan().bill.total.requests

    def blocked(*_: object) -> bytes:
        raise TransportError("storage.example cannot be reached")

    monkeypatch.setattr(Wire, "fetch", blocked)
    watching = Terminator(None)
    settings = bench.settings(api={"retries": 1, "concurrency": 1})
    plan = pipeline.prepare(bench.pages, settings, bench.store, bench.site)
    engine = functools.partial(speech.open_engine, sleep=lambda _: None)
    report = pipeline.carry_out(plan, settings, bench.store, progress=watching, open_engine=engine)
    assert report.count(Status.FRESH) == 3
    entries = list(bench.server.ledger.entries)
    assert [entry.stream for entry in entries] == [False, *[True] * planned]
    assert bench.asked() == planned + 1
    assert left(bench) == []
    (said,) = watching.said
    assert "could not be downloaded: storage.example cannot be reached" in said
    assert "`api.stream: true`" in said


@pytest.mark.parametrize("concurrency", [1, 4])
def test_what_cannot_be_downloaded_any_more_is_not_paid_for_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, concurrency: int
) -> None:
    """As when the storage fails in the middle of a build: files lie ready there for a day."""
    planned = bench.plan().bill.total.requests
    monkeypatch.setattr(synthesizer, "is_loopback", lambda _: False)  # else all begin at once
    plain, calls = Wire.fetch, itertools.count()
    settings = bench.settings(api={"retries": 1, "concurrency": concurrency})
    engine = functools.partial(speech.open_engine, sleep=lambda _: None)

    def narrate() -> Report:
        plan = pipeline.prepare(bench.pages, settings, bench.store, bench.site)
        return pipeline.carry_out(plan, settings, bench.store, open_engine=engine)

    def failing(wire: Wire, url: str) -> bytes:
        if next(calls):
            raise TransportError("the storage is away")
        return plain(wire, url)

    monkeypatch.setattr(Wire, "fetch", failing)
    narrate()
    asked = [entry.text for entry in bench.server.ledger.entries]
    assert len(set(asked)) == len(asked) == planned
    assert (kept := len(left(bench))) > 0
    bench.asked()
    narrate()  # it is away still
    assert (bench.asked(), len(left(bench))) == (0, kept)
    monkeypatch.undo()
    assert [one.holes for one in narrate().outcomes] == [()] * 3
    assert (bench.asked(), left(bench)) == (0, [])


def test_a_stream_that_had_not_ended_is_asked_for_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = bench.plan().bill.total.requests
    killed_once(monkeypatch, Arrivals, "_arrived", after=2)
    with pytest.raises(Killed):
        bench.narrate(api={"concurrency": 1, "stream": True})
    monkeypatch.undo()
    assert 0 < bench.asked() <= 1 + ask.SPARE
    assert len(left(bench)) == 1
    assert bench.narrate().count(Status.FRESH) == 3
    assert bench.asked() == planned
    assert left(bench) == []


def test_a_clip_that_cannot_be_kept_stays_where_it_arrived(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = bench.plan().bill.total.requests

    def full(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(Store, "put_clip", full)
    assert bench.narrate(api={"concurrency": 1}).count(Status.FAILED) == 3
    monkeypatch.undo()
    sent = bench.asked()
    assert sent == len(left(bench)) > 0
    assert bench.narrate().count(Status.FRESH) == 3
    assert bench.asked() == planned - sent


def test_what_another_process_has_paid_for_and_could_not_keep_is_counted(bench: Bench) -> None:
    asked: list[str] = []

    def elsewhere(utterance: Utterance, *_: object) -> Attempted:
        asked.append(utterance.text)
        clip = KeptClip(b"", 24_000, seconds=3.0, unkept="the disk is full")
        return Attempted(clip, requests=1, billed=(Usage(characters=5),))

    @contextmanager
    def engine(settings: Settings, decode: Any) -> Iterator[Any]:
        with speech.open_engine(settings, decode) as here:
            yield here.ask_through(elsewhere)

    settings = bench.settings(api={"concurrency": 1})
    plan = pipeline.prepare(bench.pages, settings, bench.store, bench.site)
    report = pipeline.carry_out(plan, settings, bench.store, open_engine=engine)
    assert report.count(Status.FAILED) == 3
    assert "the disk is full" in report.outcomes[0].reason
    assert 0 < report.requests == len(asked) <= 1 + ask.SPARE
    assert report.characters == 5 * len(asked)


def test_a_damaged_leftover_is_asked_for_again(bench: Bench) -> None:
    planned = bench.plan()
    first, second = planned.missing[:2]
    folder = bench.store.root / "spool"
    for utterance, data in ((first, b"not a sound"), (second, bytes(48_000))):
        with closing(Arrivals(folder, utterance.fingerprint, [], Seal(), Cover(KEY))) as arrivals:
            arrivals.answer()(Piece(data, sample_rate=24_000, finished=True))
    assert bench.narrate().count(Status.FRESH) == 3
    assert bench.asked() == planned.bill.total.requests
    assert left(bench) == []


def written(folder: Path) -> Path:
    with closing(Arrivals(folder, ONE, [], Seal(), Cover(KEY))) as arrivals:
        arrived = arrivals.answer()
        for piece in ANSWER:
            arrived(piece)
    (path,) = folder.glob("*/*.answer")
    return path


def test_an_answer_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert list(Spool(tmp_path, Seal()).left_over(ONE, KEY)) == [ANSWER]
    assert os.name == "nt" or path.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / ".gitignore").read_text() == "*\n"


@given(data=st.data())
def test_of_a_damaged_file_the_pieces_before_the_damage_are_read(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("spool")
    path = written(folder)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        path.write_bytes(whole[:at])
    else:
        flipped = whole[at] ^ data.draw(st.integers(1, 255))
        path.write_bytes(whole[:at] + bytes([flipped]) + whole[at + 1 :])
    for pieces in Spool(folder, Seal()).left_over(ONE, KEY):
        assert pieces == ANSWER[: len(pieces)]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n" * 1000, b"f" * 5000, b"-1 -1 0\n", b"2 0 0\n{}", b"\xff 1 2\n", b"x" * 200],
)
def test_nonsense_in_place_of_an_answer_is_none(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path)
    path.write_bytes(content)
    assert list(Spool(tmp_path, Seal()).left_over(ONE, KEY)) == []


def test_what_nobody_with_the_key_has_written_is_none(tmp_path: Path) -> None:
    written(tmp_path)
    assert list(Spool(tmp_path, Seal("the key")).left_over(ONE, KEY)) == []
    with closing(Arrivals(tmp_path, ONE, [1], Seal("the key"), Cover(KEY))) as arrivals:
        arrivals.answer()(ANSWER[0])
    assert list(Spool(tmp_path, Seal("the key")).left_over(ONE, KEY)) == [ANSWER[:1]]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_pipe_in_place_of_an_answer_holds_nobody_up(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.unlink()
    os.mkfifo(path)
    assert list(Spool(tmp_path, Seal()).left_over(ONE, KEY)) == []


@pytest.mark.parametrize("kind", ["file", "loop"])
def test_what_stands_in_place_of_a_folder_of_answers_is_replaced(tmp_path: Path, kind: str) -> None:
    place = tmp_path / ONE[:2]
    if kind == "file":
        place.write_bytes(b"not ours")
    else:
        place.symlink_to(place)
    written(tmp_path)
    assert list(Spool(tmp_path, Seal()).left_over(ONE, KEY)) == [ANSWER]


def test_several_answers_are_kept_until_one_is_a_clip(tmp_path: Path) -> None:
    kept = Spool(tmp_path, Seal())
    with pytest.raises(Killed), kept.receiving(ONE, KEY) as arrivals:
        for sound in (b"one", b"two"):
            arrivals.answer()(Piece(sound, finished=True))
        raise Killed
    found = [pieces[0].audio for pieces in kept.left_over(ONE, KEY)]
    assert found == [b"two", b"one"]
    with pytest.raises(BadAudioError), kept.receiving(ONE, KEY) as arrivals:
        arrivals.answer()(Piece(b"bad", finished=True))
        raise BadAudioError("it is silent")
    assert len(list(kept.left_over(ONE, KEY))) == 2
    with kept.receiving(ONE, KEY):
        pass
    assert list(kept.left_over(ONE, KEY)) == []


def test_what_comes_of_an_answer_that_was_given_up_is_not_mixed_into_the_next(
    tmp_path: Path,
) -> None:
    with closing(Arrivals(tmp_path, ONE, [], Seal(), Cover(KEY))) as arrivals:
        first, second = arrivals.answer(), arrivals.answer()
        second(Piece(b"second"))
        first(Piece(b"first, late"))
    assert list(Spool(tmp_path, Seal()).left_over(ONE, KEY)) == [(Piece(b"second"),)]


def test_an_address_lies_covered_and_only_the_key_uncovers_it(tmp_path: Path) -> None:
    with closing(Arrivals(tmp_path, ONE, [], Seal(), Cover(KEY))) as arrivals:
        arrivals.answer()(Piece(url=ANSWER[-1].url))
        arrivals.answer()(Piece(url=ANSWER[-1].url))
    files = sorted(tmp_path.rglob("*.answer"))
    assert not [file for file in files if b"Signature" in file.read_bytes()]
    assert len({json.loads(file.read_bytes().partition(b"\n")[2])["url"] for file in files}) == 2
    spool = Spool(tmp_path, Seal())
    assert list(spool.left_over(ONE, KEY)) == [(Piece(url=ANSWER[-1].url),)] * 2
    for other in ("", "sk-of-another"):
        assert list(spool.left_over(ONE, other)) == [(Piece(),)] * 2


@pytest.mark.parametrize(
    "piece",
    [
        Piece(b"\x01\x00", words=(Word("\ud83d", 0.0, 0.5),)),
        Piece(url="https://results.example/\ud83d.wav"),
        Piece(url="https://results.example/ä.wav"),
    ],
)
def test_no_text_of_an_answer_costs_the_answer(tmp_path: Path, piece: Piece) -> None:
    with closing(Arrivals(tmp_path, ONE, [], Seal(), Cover(KEY))) as arrivals:
        arrivals.answer()(piece)
    if "ä" in piece.url:
        assert list(Spool(tmp_path, Seal()).left_over(ONE, KEY)) == [(piece,)]


def test_an_address_that_is_no_longer_good_is_none(tmp_path: Path) -> None:
    """Else a file that cannot be reached from here would be waited for for ever."""
    path = written(tmp_path)
    day = spool.LINK_SECONDS
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - day))
    (pieces,) = Spool(tmp_path, Seal()).left_over(ONE, KEY)
    assert pieces == (*ANSWER[:2], replace(ANSWER[2], url=""))


def test_without_a_key_no_address_is_written(tmp_path: Path) -> None:
    with closing(Arrivals(tmp_path, ONE, [], Seal(), Cover(""))) as arrivals:
        arrivals.answer()(Piece(url=ANSWER[-1].url))
    assert list(Spool(tmp_path, Seal()).left_over(ONE, "")) == [(Piece(),)]


@given(st.text(), st.text(min_size=1))
def test_a_cover_gives_back_what_it_covered_and_nothing_else(text: str, key: str) -> None:
    address = f"https://results.example/{text.encode('utf-8', 'replace').hex()}"
    cover = Cover(key)
    assert cover.uncovered(cover.covered(address)) == address
    assert Cover(key + "x").uncovered(cover.covered(address)) == ""
    assert cover.uncovered(text) == ""


def test_an_address_that_holds_a_key_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHSCOPE_API_KEY", "a-very-secret-key")
    with closing(Arrivals(tmp_path, ONE, [], Seal(), Cover(KEY))) as arrivals:
        arrivals.answer()(Piece(url="https://a.b/c?k=a-very-secret-key"))
    assert list(Spool(tmp_path, Seal()).left_over(ONE, KEY)) == [(Piece(),)]


def test_a_disk_that_takes_nothing_costs_nothing_but_the_spool(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(spool, "_packed", full)
    assert bench.narrate().count(Status.FRESH) == 3
    assert left(bench) == []


def test_of_a_text_that_is_spoken_in_halves_nothing_is_left_over(bench: Bench) -> None:
    bench.server.fake.faults.spec("truncated-audio:1")
    assert bench.narrate().count(Status.FRESH) == 3
    assert left(bench) == []


class Terminator(Unwatched):
    """Stops the build at its first clip, and hears what it says."""

    def __init__(self, number: signal.Signals | None) -> None:
        self.number = number
        self.said: list[str] = []

    def spoken(self, _characters: int) -> None:
        number, self.number = self.number, None
        if number is not None:
            if sys.platform == "win32":  # where `kill` ends the process at once
                signal.raise_signal(number)
            else:
                os.kill(os.getpid(), number)

    def notice(self, sentence: str) -> None:
        self.said.append(sentence)


@pytest.mark.skipif(sys.platform == "win32", reason="there, such a signal ends a process at once")
@pytest.mark.parametrize("number", ENDS)
def test_a_signal_to_end_is_ctrl_c(bench: Bench, number: signal.Signals) -> None:
    """What is under way is waited for and kept, and the next build asks for the rest alone."""
    settings = bench.settings(target=0)
    plan = pipeline.prepare(bench.pages, settings, bench.store, bench.site)
    with pytest.raises(KeyboardInterrupt):
        pipeline.carry_out(plan, settings, bench.store, progress=Terminator(number))
    assert signal.getsignal(number) is signal.SIG_DFL
    sent, kept = bench.asked(), len(list(bench.store.root.glob("clips/*/*.flac")))
    assert 0 < kept == sent < plan.bill.total.requests
    assert bench.narrate(target=0).count(Status.FAILED) == 0
    assert bench.asked() == plan.bill.total.requests - kept


def test_who_insists_is_not_kept_waiting(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second signal closes the connections; that a stalled answer is waited for is said."""
    bench.server.fake.faults.spec("stall:1")
    settings = bench.settings(target=0, api={"concurrency": 2, "timeout": 3600})
    plan = pipeline.prepare(bench.pages, settings, bench.store, bench.site)

    def insisting(_threads: object, patience: float) -> None:
        assert patience == 3600
        raise KeyboardInterrupt

    monkeypatch.setattr(speakers, "wait", insisting)
    watcher = Terminator(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        pipeline.carry_out(plan, settings, bench.store, progress=watcher)
    assert [said for said in watcher.said if "answer" in said and "3600 seconds" in said]
