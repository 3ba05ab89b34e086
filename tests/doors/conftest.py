"""Throw-away sites, built by MkDocs itself."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = """# The harbour

The harbour keeps a careful log of every ship that calls, and the log is kept for three years.

## Opening hours

The gate opens at seven in the morning, and it closes when the last ferry has left for the night.
"""
GUIDE = """# A guide to the quay

You find the quay behind the old customs house, where the pilot boats wait for the tide to turn.

```python
print("never spoken")
print("nor this")
```

Ask at the office for a berth before you make fast, because some places are kept for the ferries.
"""


@dataclass
class Project:
    """A site in a folder, and the fake service that speaks for it."""

    folder: Path
    server: FakeServer
    theme: dict[str, Any] = field(default_factory=lambda: {"name": "mkdocs"})
    plugin: dict[str, Any] = field(default_factory=dict)
    plugins: list[Any] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def write(self, path: str, text: str) -> None:
        target = self.folder / "docs" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    @property
    def config_file(self) -> Path:
        api = {"key": "sk-test", "base_url": self.server.base_url, "requests_per_minute": 1e6}
        plugin = {**self.plugin, "api": {**api, **self.plugin.get("api", {})}}
        content = {
            "site_name": "Harbour",
            "site_url": "https://example.org/",
            "theme": self.theme,
            "plugins": ["search", *self.plugins, {"qwen-tts": plugin}],
            **self.config,
        }
        path = self.folder / "mkdocs.yml"
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        return path

    def build(self, command: str = "build", *, dirty: bool = False, **options: Any) -> Path:
        """Build as the `mkdocs` command does, and return the site's folder. Strict counts warnings as it does."""
        watcher = _Messages(self.messages)
        logger = logging.getLogger("mkdocs")
        level = logger.level
        logger.setLevel(logging.INFO)
        logger.addHandler(watcher)
        # Where an earlier test ran the `mkdocs` command, this process drops messages that it has
        # heard before.
        logging.getLogger("mkdocs.commands.build").filters.clear()
        try:
            config = load_config(str(self.config_file), **options)
            config.plugins.on_startup(command=command, dirty=dirty)
            build(config, dirty=dirty)
            config.plugins.on_shutdown()
        finally:
            logger.removeHandler(watcher)
            logger.setLevel(level)
        return Path(config.site_dir)

    def asked(self) -> int:
        """Requests on the ledger since the last time this was read."""
        count = self.server.ledger.requests
        self.server.ledger.clear()
        return count

    def page(self, url: str = "index.html") -> str:
        return (self.folder / "site" / url).read_text(encoding="utf-8")

    def search_texts(self) -> str:
        found = json.loads(
            (self.folder / "site/search/search_index.json").read_text(encoding="utf-8")
        )
        return json.dumps(found["docs"], ensure_ascii=False)


class _Messages(logging.Handler):
    def __init__(self, messages: list[str]) -> None:
        super().__init__(logging.INFO)
        self.messages = messages

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname}: {record.getMessage()}")


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as server:
        yield server


@pytest.fixture
def project(server: FakeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    # MkDocs writes the time of the build into pages and site map, unless it is told another.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    return harbour(tmp_path, server)


def harbour(folder: Path, server: FakeServer) -> Project:
    """A site of two pages in a folder."""
    project = Project(folder, server)
    project.write("index.md", HOME)
    project.write("guide/quay.md", GUIDE)
    return project
