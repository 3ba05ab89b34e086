"""Fixtures for tests of narrated sites, offline: the fake service and throw-away sites.

Installed with the package; loaded by pytest at every start, so nothing heavy is imported before a
fixture is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mkdocs_qwen_tts.testing._fake import Fake
    from mkdocs_qwen_tts.testing._server import FakeServer
    from mkdocs_qwen_tts.testing._site import NarratedSite

KEY = "sk-fake-0123456789"
"""A key that the fake takes, and that nobody else does."""

VENDOR_HOSTS = r"(^|\.)aliyuncs\.com$"


def pytest_configure(config: pytest.Config) -> None:
    """Announce the marker."""
    config.addinivalue_line(
        "markers",
        "qwen_tts(*faults, **options): what the fake speech service of this test gets wrong, "
        "each written NAME[:COUNT][@SHARE][~SEED], and its options.",
    )


@pytest.fixture
def qwen_tts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    """The fake speech service in this process, in place of the real one, with a key.

    Every request to the vendor goes to it, and every other request over httpx fails.
    """
    import respx  # noqa: PLC0415 - with httpx, 0.2 s

    from mkdocs_qwen_tts.testing._fake import Fake  # noqa: PLC0415 - with werkzeug

    faults, options = _wishes(request)
    fake = Fake(faults, **options)
    monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
    monkeypatch.delenv("DASHSCOPE_HTTP_BASE_URL", raising=False)
    with respx.mock(assert_all_called=False) as router:
        router.route(host__regex=VENDOR_HOSTS).mock(side_effect=respx.WSGIHandler(fake))
        yield fake
    fake.closing.set()


@pytest.fixture
def qwen_tts_server(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FakeServer]:
    """The fake speech service on a port of this machine, with key and address in the environment.

    Programs that a test starts find it as well.
    """
    from mkdocs_qwen_tts.testing._server import FakeServer  # noqa: PLC0415 - with werkzeug

    faults, options = _wishes(request)
    with FakeServer(faults, **options) as server:
        monkeypatch.setenv("DASHSCOPE_API_KEY", KEY)
        monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", server.base_url)
        yield server


@pytest.fixture
def narrated_site(qwen_tts_server: FakeServer, tmp_path: Path) -> Callable[..., NarratedSite]:
    """Builds MkDocs sites in a temporary folder, narrated by the fake.

    Call it with pages, or with your project: see `NarratedSite.of` and `NarratedSite.copy`.
    """
    from mkdocs_qwen_tts.testing._site import NarratedSite  # noqa: PLC0415 - beside its only use

    def build(pages: Any = None, *, project: Path | None = None, **options: Any) -> NarratedSite:
        folder = tmp_path / f"narrated-{len(list(tmp_path.glob('narrated-*')))}"
        if project is not None:
            site = NarratedSite.copy(project, folder, qwen_tts_server, **options)
        else:
            site = NarratedSite.of(pages or {}, folder, qwen_tts_server, **options)
        site.build()
        return site

    return build


def _wishes(request: pytest.FixtureRequest) -> tuple[list[str], dict[str, Any]]:
    """Faults and options of the markers on a test, the nearest winning."""
    faults: list[str] = []
    options: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("qwen_tts"))):
        faults.extend(marker.args)
        options.update(marker.kwargs)
    return faults, options
