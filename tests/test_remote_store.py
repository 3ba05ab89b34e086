"""A store that machines share, against a real S3-compatible server on loopback."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import obstore
import pytest
from obstore.store import from_url

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Encoded, SpokenSpan, Usage, digest
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import PageRecord, Store, open_store
from mkdocs_qwen_tts._store.layout import CLIPS, RECORD_LIMITS
from mkdocs_qwen_tts._store.remote import PATIENCE, Remote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = digest("an utterance")
DATA = random.Random(5).randbytes(3000)
MP3 = b"ID3" + DATA
BUCKET = "narration"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    from moto.server import ThreadedMotoServer  # slow to load, and every process would wait for it

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty bucket, reached as users reach theirs: an address, and credentials in the environment."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing-secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": server,
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    name = f"{BUCKET}-{random.getrandbits(64):x}"
    maker = from_url(f"{server}/{name}", client_options={"allow_http": True})
    obstore.put(maker, "", b"")
    return f"s3://{name}/docs"


def test_what_one_machine_paid_for_the_next_one_has(bucket: str, tmp_path: Path) -> None:
    first = Store(tmp_path / "one", Remote(bucket))
    first.put_clip(NAME, DATA, Usage(characters=7))
    track = first.put_track(
        NAME, Encoded(MP3, 2.0, -16.0, -1.5, (SpokenSpan(0, 2, exact=True),)), "mp3"
    )
    first.put_site(NAME, {"a/": PageRecord(NAME, (NAME,))})

    second = Store(tmp_path / "two", Remote(bucket))
    found = second.clip(NAME)
    assert found is not None
    assert (found.data, found.usage.characters) == (DATA, 7)
    fetched = second.track(NAME)
    assert fetched is not None
    assert fetched.digest == track.digest
    assert fetched.path.read_bytes() == MP3
    assert second.site(NAME) == {"a/": PageRecord(NAME, (NAME,))}

    assert Store(tmp_path / "two").has_clip(NAME), "what was fetched is kept"
    assert second.notes == ()


def test_a_damaged_object_elsewhere_is_a_miss_and_is_replaced(bucket: str, tmp_path: Path) -> None:
    Store(tmp_path / "one", Remote(bucket)).put_clip(NAME, DATA, Usage())
    obstore.put(from_url(bucket), f"clips/{NAME[:2]}/{NAME}.flac", DATA[:-1] + b"\0")
    second = Store(tmp_path / "two", Remote(bucket))
    assert not second.has_clip(NAME)
    second.put_clip(NAME, DATA, Usage())
    assert Store(tmp_path / "three", Remote(bucket)).has_clip(NAME)


def test_a_store_that_cannot_be_reached_is_told_once_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA-very-secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    monkeypatch.setattr("mkdocs_qwen_tts._store.remote.RETRIES", 0)
    store = Store(tmp_path / "here", Remote("s3://nowhere/x"))
    for number in range(PATIENCE):
        assert not store.has_clip(digest(number))
    store.put_clip(NAME, DATA, Usage())
    assert store.has_clip(NAME)
    (note,) = store.notes
    assert note == (
        "the remote store cannot be used (connection refused); the local folder alone is used"
    )
    assert Remote("s3://nowhere/x").trouble() == "connection refused"
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    assert "AWS_ALLOW_HTTP" in Remote("s3://nowhere/x").trouble()


def test_a_folder_may_be_the_remote_store_and_may_be_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    settings = Settings.of({"cache": {"dir": "one", "remote": shared.as_uri()}}, environ={})
    open_store(settings, tmp_path).put_clip(NAME, DATA, Usage())

    second = Store(tmp_path / "two", Remote(shared.as_uri()))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(obstore, "put", refuse)
    second.put_clip(digest("new"), DATA, Usage())
    assert second.has_clip(NAME), "it is still read"
    assert second.has_clip(digest("new"))
    assert len(second.notes) == 1
    assert "may not be written" in second.notes[0]


@pytest.mark.parametrize("blanks", [0, RECORD_LIMITS[CLIPS]])
def test_a_record_without_bounds_is_not_even_fetched(tmp_path: Path, blanks: int) -> None:
    """What is read as JSON takes thirty times as much memory."""
    shared = tmp_path / "shared"
    shared.mkdir()
    Store(tmp_path / "one", Remote(shared.as_uri())).put_clip(NAME, DATA, Usage())
    with (shared / Store.remote_name(CLIPS, NAME, "json")).open("ab") as record:
        record.write(b" " * blanks)
    assert Store(tmp_path / "two", Remote(shared.as_uri())).has_clip(NAME) is not bool(blanks)


def test_data_longer_than_its_record_says_is_not_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    Store(tmp_path / "one", Remote(shared.as_uri())).put_clip(NAME, DATA, Usage())
    with (shared / Store.remote_name(CLIPS, NAME, "flac")).open("ab") as sound:
        sound.write(bytes(100))
    asked: dict[str, int] = {}
    get = Remote.get

    def watched(remote: Remote, name: str, most: int) -> bytes | None:
        asked[name] = most
        return get(remote, name, most)

    monkeypatch.setattr(Remote, "get", watched)
    assert not Store(tmp_path / "two", Remote(shared.as_uri())).has_clip(NAME)
    assert asked[Store.remote_name(CLIPS, NAME, "flac")] == len(DATA)


def test_a_bucket_that_is_not_there_is_not_an_empty_one(bucket: str) -> None:
    assert Remote(bucket).trouble() == ""
    assert Remote(bucket).is_writable()
    assert Remote(bucket).gives_leases()
    missing = Remote("s3://no-such-bucket/docs")
    assert missing.trouble() == "there is no such bucket"
    assert not missing.is_writable()
    assert not missing.gives_leases()


def test_a_frozen_build_says_that_there_is_no_such_bucket(bucket: str, tmp_path: Path) -> None:
    assert pipeline.why_absent(Store(tmp_path / "one", Remote(bucket))) == ()
    store = Store(tmp_path / "two", Remote("s3://no-such-bucket/docs"))
    assert pipeline.why_absent(store) == (
        "the remote store cannot be read (there is no such bucket)",
    )


@pytest.mark.parametrize("url", ["ftp://host/x", "nonsense", "s3:/", "file:///no/such/folder"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"cache\.remote"):
        Remote(url)
