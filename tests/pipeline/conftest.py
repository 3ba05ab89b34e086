"""A small site, the fake service on loopback, and one call that narrates."""

from __future__ import annotations

import functools
import shutil
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003 - a dataclass resolves it
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._model import Report, Site, SourcePage
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Store
from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs_qwen_tts._pipeline import Progress

SUBJECTS = [
    "The harbour",
    "A lighthouse",
    "Every ferry",
    "The tide",
    "Our pilot boat",
    "The old chart",
]
DEEDS = [
    "keeps a careful log of",
    "never quite forgets",
    "is built around",
    "waits a while for",
    "measures twice",
]
OBJECTS = [
    "the morning fog.",
    "every ship that calls.",
    "a long low swell.",
    "the keepers' supper.",
    "the spring gales.",
]


def prose(number: int, paragraphs: int = 6) -> str:
    """HTML of a page whose every paragraph is its own."""
    blocks = [f"<h1>Page {number}</h1>"]
    for index in range(paragraphs):
        if index % 3 == 0:
            blocks.append(f'<h2 id="s{index}">Section {index} of page {number}</h2>')
        sentences = " ".join(
            f"{SUBJECTS[(number + index + k) % 6]} {DEEDS[(index + 2 * k) % 5]} {OBJECTS[(number + k) % 5]}"
            for k in range(1 + index % 2)
        )
        blocks.append(f"<p>{sentences} That was remark {index} of page {number}.</p>")
    return "\n".join(blocks)


@dataclass
class Bench:
    """Narrates pages against the fake, into one store."""

    server: FakeServer
    folder: Path
    options: dict[str, Any] = field(default_factory=dict)
    pages: list[SourcePage] = field(default_factory=list)
    site: Site = field(default_factory=lambda: Site("Harbour"))
    key: str = ""
    """What the store signs with."""

    @property
    def store(self) -> Store:
        return Store(self.folder / "store", key=self.key)

    def settings(self, **changes: Any) -> Settings:
        api = {"key": "sk-test", "base_url": self.server.base_url, "requests_per_minute": 1e6}
        given = {**self.options, **changes}
        return Settings.of({**given, "api": {**api, **given.get("api", {})}}, environ={})

    def plan(self, **changes: Any) -> pipeline.Plan:
        return pipeline.prepare(self.pages, self.settings(**changes), self.store, self.site)

    def narrate(self, **changes: Any) -> Report:
        settings = self.settings(**changes)
        store = self.store
        plan = pipeline.prepare(self.pages, settings, store, self.site)
        engine = functools.partial(speech.open_engine, sleep=lambda _: None)
        return pipeline.carry_out(plan, settings, store, open_engine=engine)

    def narrate_watched(self, progress: Progress, **changes: Any) -> Report:
        """Narrate while somebody watches."""
        settings, store = self.settings(**changes), self.store
        plan = pipeline.prepare(self.pages, settings, store, self.site)
        return pipeline.carry_out(plan, settings, store, progress=progress)

    def add(self, key: str, html: str, **facts: Any) -> None:
        page = SourcePage(
            key,
            facts.pop("title", key),
            facts.pop("language", "en"),
            html,
            source=f"{key}.md",
            **facts,
        )
        self.pages.append(page)

    def edit(self, key: str, before: str, after: str) -> None:
        (found,) = [index for index, page in enumerate(self.pages) if page.key == key]
        assert before in self.pages[found].html
        self.pages[found] = replace(
            self.pages[found], html=self.pages[found].html.replace(before, after, 1)
        )

    def asked(self) -> int:
        """Requests on the ledger since the last time this was read."""
        count = self.server.ledger.requests
        self.server.ledger.clear()
        return count


def of_three_pages(server: FakeServer, folder: Path) -> Bench:
    bench = Bench(server, folder)
    for number in range(3):
        bench.add(f"page{number}", prose(number))
    return bench


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def bench(server: FakeServer, tmp_path: Path) -> Bench:
    """Three pages, of which nothing is narrated yet."""
    return of_three_pages(server, tmp_path)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a finished build of the three pages, made once."""
    folder = tmp_path_factory.mktemp("finished")
    with FakeServer() as server:
        of_three_pages(server, folder).narrate()
    return folder


@pytest.fixture
def narrated(bench: Bench, finished: Path) -> Bench:
    """Three pages, narrated; the ledger is empty."""
    shutil.copytree(finished, bench.folder, dirs_exist_ok=True)
    return bench
