"""Whatever the environment throws is one readable warning, and the site is built."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._errors import LocalNetworkError
from mkdocs_qwen_tts._model import Status
from mkdocs_qwen_tts._pipeline import carry_out, messages, notes_beside, prepare
from mkdocs_qwen_tts._speech.http import surroundings, wire

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pipeline.conftest import Bench

SECRET = "hunter2"  # noqa: S105 - of a proxy that is not there


@pytest.fixture
def away(bench: Bench) -> Bench:
    """A build that would ask a host that is not this machine."""
    wire._trust_store.cache_clear()
    bench.options = {"api": {"base_url": "https://api.example/api/v1"}}
    return bench


def warning_of(bench: Bench) -> str:
    """Build; the one thing that is said, with every page told as not narrated."""
    settings = bench.settings()
    plan = prepare(bench.pages, settings, bench.store, bench.site)
    report = carry_out(plan, settings, bench.store)
    assert report.count(Status.FAILED) == 3
    assert bench.asked() == report.requests == 0
    (note,) = [note for note in report.notes if "stopped asking" in note]
    said = messages(report.outcomes, settings)
    (wrong,) = said.wrong
    assert "3 pages not narrated" in wrong
    assert notes_beside(report, said) == [one for one in report.notes if one != note], "told once"
    return note


@pytest.mark.parametrize("variable", ["ALL_PROXY", "all_proxy", "HTTPS_PROXY"])
@pytest.mark.parametrize(
    ("address", "mend"),
    [
        (f"socks5://user:{SECRET}@127.0.0.1:1080", "names a SOCKS proxy: pip install"),
        (f"socks://user:{SECRET}@127.0.0.1:1080", "a proxy of the kind socks; write one of http"),
        (f"http://user:{SECRET}@127.0.0.1:port", "is no address of a proxy"),
    ],
)
def test_a_proxy_that_cannot_be_used(
    away: Bench, monkeypatch: pytest.MonkeyPatch, variable: str, address: str, mend: str
) -> None:
    monkeypatch.setenv(variable, address)
    note = warning_of(away)
    assert f"{variable} " in note
    assert mend in note
    assert SECRET not in note


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_read(
    away: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "authority.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    assert "SSL_CERT_FILE cannot be read" in warning_of(away)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            ssl.SSLCertVerificationError(
                "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate"
                " in certificate chain (_ssl.c:1006)"
            ),
            "the certificate of api.example is not trusted on this machine (self-signed certificate",
        ),
        (OSError(-2, "Name or service not known"), "api.example cannot be found"),
    ],
)
def test_what_a_failed_connection_says_of_this_machine(error: Exception, told: str) -> None:
    found = surroundings.fault_of(error, "api.example")
    assert isinstance(found, LocalNetworkError)
    assert told in str(found)
    assert not found.retryable


def test_other_failures_are_not_this_machines() -> None:
    assert surroundings.fault_of(ConnectionResetError("reset"), "api.example") is None
