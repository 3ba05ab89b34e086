"""A store with a key believes what its own builds wrote, and nobody else."""

from __future__ import annotations

import contextlib
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from mkdocs_qwen_tts import _store as stores
from mkdocs_qwen_tts._cli import main
from mkdocs_qwen_tts._errors import ConfigurationError, StoreError, SurprisingBill
from mkdocs_qwen_tts._model import Encoded, Piece, Status, TimeSource, Timing, Usage, digest
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import PageRecord, RememberedRefusal, Store, files, sign
from mkdocs_qwen_tts._store.layout import CLIPS, NOTES, REFUSALS, SITES, TRACKS
from mkdocs_qwen_tts._store.remote import OBJECT_LIMIT
from mkdocs_qwen_tts._store.seal import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pipeline.conftest import Bench

KEY, OTHER_KEY = "a-key-of-this-site", "a-key-of-somebody-else"
NAME, SECOND = digest("an object"), digest("a second")
LOOKS: dict[str, Callable[[Store], object]] = {
    CLIPS: lambda store: store.clip(NAME),
    TRACKS: lambda store: store.track(NAME),
    SITES: lambda store: store.site(NAME),
    REFUSALS: lambda store: store.refusal(NAME),
    NOTES: lambda store: store.note(NAME, SECOND),
    "spool": lambda store: list(store.spool.left_over(NAME, "")),
}


def filled(store: Store, name: str = NAME) -> Store:
    store.put_clip(name, b"fLaC" + bytes(100), Usage(characters=3))
    store.put_track(name, Encoded(b"ID3" + bytes(100), 2.0, -16.0, -1.5, ()), "mp3")
    store.put_site(name, {"a/": PageRecord(name, (name,))})
    store.put_refusal(name, RememberedRefusal("it was refused"))
    store.put_note(name, SECOND, b"{}")
    with contextlib.suppress(KeyboardInterrupt), store.spool.receiving(name, "") as arrivals:
        arrivals.answer()(Piece(b"RIFF", sample_rate=24_000, finished=True))
        raise KeyboardInterrupt
    return store


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.mark.parametrize("room", LOOKS)
@pytest.mark.parametrize(
    ("writer", "reader", "found"),
    [
        ("", "", True),
        (KEY, KEY, True),
        (KEY, "", True),
        ("", KEY, False),
        (OTHER_KEY, KEY, False),
    ],
    ids=["no key", "ours", "without a key", "unsigned", "of another key"],
)
def test_who_believes_whom(root: Path, room: str, writer: str, reader: str, found: bool) -> None:
    filled(Store(root, key=writer))
    if room in (NOTES, "spool"):  # their check is the signature, so nobody else can tell
        found = writer == reader
    assert bool(LOOKS[room](Store(root, key=reader))) is found


@pytest.mark.parametrize("room", [CLIPS, TRACKS, SITES, REFUSALS])
def test_a_signature_holds_for_one_record_alone(root: Path, room: str) -> None:
    """One of ours, moved under another name or changed in a field, is ours no more."""
    store = filled(filled(Store(root, key=KEY)), SECOND)
    path = store.path(room, NAME, "json")
    record = json.loads(path.read_text())
    changes = {
        "name": SECOND,
        "usage": {"characters": 4},
        "duration": 3.0,
        "pages": {"b/": {"track": NAME, "clips": []}},
        "reason": "for nothing",
    }
    for field, value in changes.items():
        forged = {**record, field: value}
        forged.pop("check")
        path.write_bytes(files.as_bytes({**forged, "check": digest(forged)}))
        if field == "name" or field in record:
            assert not LOOKS[room](Store(root, key=KEY)), field


@pytest.mark.parametrize("signature", [None, "", "0" * 64, "é" * 64, 7, [], {"a": 1}, "0" * 5000])
def test_what_is_no_signature_is_a_miss(root: Path, signature: object) -> None:
    store = filled(Store(root, key=KEY))
    path = store.path(CLIPS, NAME, "json")
    record = {**json.loads(path.read_text()), SIGNATURE: signature}
    del record["check"]
    path.write_bytes(files.as_bytes({**record, "check": digest(record)}))
    assert store.clip(NAME) is None
    assert store.unsigned == {NAME}
    (note,) = store.notes
    assert "cache sign" in note
    assert KEY not in note


def test_signing_what_was_there_loses_nothing(root: Path) -> None:
    plain = filled(Store(root))
    before = {room: look(plain) for room, look in LOOKS.items()}
    damaged = plain.path(CLIPS, SECOND, "json")
    damaged.parent.mkdir(parents=True, exist_ok=True)
    damaged.write_text("{}")
    keyed = Store(root, key=KEY)
    assert sign(keyed, dry_run=True) == stores.Signed(4, 0, 1)
    assert keyed.clip(NAME) is None
    assert sign(keyed) == stores.Signed(4, 0, 1)
    assert sign(keyed) == stores.Signed(0, 4, 1)
    after = Store(root, key=KEY)
    for room in (CLIPS, TRACKS, SITES, REFUSALS):
        assert LOOKS[room](after) == before[room] == LOOKS[room](Store(root))
    assert after.notes == ()


def test_a_build_without_the_key_keeps_signatures(root: Path) -> None:
    """It has nothing to sign with, so it leaves what is signed as it is."""
    filled(Store(root, key=KEY))
    Store(root).annotate_clip(NAME, timing=Timing(TimeSource.ALIGNER, (), ()))
    assert Store(root, key=KEY).clip(NAME) is not None


def test_the_store_elsewhere_is_signed_too(root: Path, tmp_path: Path) -> None:
    pytest.importorskip("obstore")
    (tmp_path / "far").mkdir()
    far = stores.Remote(f"file://{tmp_path / 'far'}")
    filled(Store(root, far))
    shutil.rmtree(root)
    assert Store(root, far, KEY).clip(NAME) is None
    assert sign(Store(root, far, KEY)).signed == 4
    found = Store(root, far, KEY)
    assert found.clip(NAME) is not None
    assert found.notes == ()
    assert Store(root, key=KEY).clip(NAME) is not None, "it is signed here too"


class Troubled(stores.Remote):
    """A store elsewhere of which one thing fails."""

    fails = ""

    def put(self, name: str, data: bytes) -> bool:
        return self.fails != "written" and super().put(name, data)

    def get(self, name: str, most: int = OBJECT_LIMIT) -> bytes | None:
        return None if self.fails == "read" else super().get(name, most)

    def names(self, folder: str) -> list[str] | None:
        return None if self.fails == "listed" else super().names(folder)


@pytest.mark.parametrize("trouble", ["written", "read", "listed"])
def test_what_cannot_be_signed_elsewhere_is_told(root: Path, tmp_path: Path, trouble: str) -> None:
    pytest.importorskip("obstore")
    (tmp_path / "far").mkdir()
    far = Troubled(f"file://{tmp_path / 'far'}")
    filled(Store(root, far))
    far.fails = trouble
    with pytest.raises(StoreError, match=f"remote store cannot be {trouble}, so .* not signed"):
        sign(Store(root, far, KEY))
    far.fails = ""
    assert sign(Store(root, far, KEY)).signed >= 1, "those that were left"
    shutil.rmtree(root)
    assert Store(root, far, KEY).clip(NAME) is not None


# ---------------------------------------------------------------- the option


def test_the_key_comes_from_the_file_or_the_environment() -> None:
    assert Settings.of({}, environ={}).cache.key is None
    for settings in (
        Settings.of({"cache": {"key": KEY}}, environ={"QWEN_TTS_CACHE_KEY": OTHER_KEY}),
        Settings.of({}, environ={"QWEN_TTS_CACHE_KEY": KEY}),
        Settings.of({"cache": {"dir": "x", "key": None}}, environ={"QWEN_TTS_CACHE_KEY": KEY}),
    ):
        assert settings.cache.key is not None
        assert settings.cache.key.get_secret_value() == KEY
        assert KEY not in repr(settings)


@pytest.mark.parametrize("key", ["too-short", 7, [KEY], "x" * 15])
def test_a_key_that_is_none_is_not_printed(key: object) -> None:
    with pytest.raises(ConfigurationError, match=r"cache\.key") as caught:
        Settings.of({"cache": {"key": key}}, environ={})
    assert str(key) not in f"{caught.value} {caught.value!r}".replace("cache.key", "")


# ---------------------------------------------------------------- builds


def test_a_key_for_a_site_that_was_narrated_asks_first(narrated: Bench) -> None:
    """Where most of what is missing lies there unsigned, nothing is paid for by surprise."""
    narrated.key = KEY
    with pytest.raises(SurprisingBill, match="cache sign"):
        narrated.narrate()
    assert narrated.asked() == 0
    sign(narrated.store)
    report = narrated.narrate()
    assert (report.count(Status.CACHED), report.notes) == (3, ())
    assert narrated.asked() == 0


def test_what_is_not_signed_is_asked_for_again_and_told_once(narrated: Bench) -> None:
    narrated.key = KEY
    report = narrated.narrate(spend=True)
    assert report.count(Status.FRESH) == 3
    assert len([note for note in report.notes if "not signed" in note]) == 1
    assert narrated.narrate().notes == ()


# ---------------------------------------------------------------- the command


def test_the_command_signs_and_never_shows_the_key(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(Store(root))
    arguments = ["cache", "sign", "--dir", str(root)]
    refused = CliRunner().invoke(main, arguments)
    assert refused.exit_code == 2
    assert "QWEN_TTS_CACHE_KEY" in refused.output
    monkeypatch.setenv("QWEN_TTS_CACHE_KEY", KEY)
    first = CliRunner().invoke(main, [*arguments, "--json"])
    assert json.loads(first.stdout) == {"signed": 4, "already": 0, "damaged": 0, "dry_run": False}
    second = CliRunner().invoke(main, arguments)
    assert second.stdout == "signed 0 records; 4 were signed already.\n"
    assert KEY not in refused.output + first.output + second.output
    assert Store(root, key=KEY).clip(NAME) is not None
