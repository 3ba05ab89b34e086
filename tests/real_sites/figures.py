"""What comes of sites as people have them: `python tests/real_sites/figures.py [NAME …]` writes it down.

The sites under `sites` restate configurations of public projects: their themes, hooks, plugins and ways of
writing, with pages of our own. Read what is spoken (`spoken/NAME.txt`) before you commit it.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from mkdocs.commands.build import build
from mkdocs.config import load_config

from mkdocs_qwen_tts._cli import main as command
from mkdocs_qwen_tts.testing import FakeServer

HERE = Path(__file__).parent
SITES = HERE / "sites"
SPOKEN = HERE / "spoken"
FIGURES = HERE / "figures.json"

NAMES = sorted(path.name for path in SITES.iterdir())

BY_HAND = {"tutorial": "plugins:\n  qwen-tts: {}\n"}
"""Where a mapping of plugins is inherited, `init` says what to write: these lines."""


@dataclass(frozen=True)
class Result:
    """What came of a site."""

    figures: dict[str, Any]
    spoken: str


def measured(name: str, folder: Path, server: FakeServer) -> Result:
    """Go the way of a newcomer: `init`, `script`, `plan`, and a build.

    Args:
        name: of the site.
        folder: where it may be written.
        server: the fake service that speaks; its ledger is cleared.
    """
    shutil.copytree(SITES / name, folder, dirs_exist_ok=True)
    config = folder / "mkdocs.yml"
    added = _initialised(config, name)
    scripts = json.loads(run("script", "-f", config, "--json"))
    bill = json.loads(run("plan", "-f", config, "--json"))
    server.ledger.clear()
    messages, site = _built(config)
    pages = [path for path in site.rglob("*.html") if "<qwen-narration" in path.read_text("utf-8")]
    kinds = Counter(one["kind"] for page in scripts for one in page["passages"])
    figures = {
        "init": added,
        "pages": len(bill["pages"]),
        "narrated": len(pages),
        "coverage": [
            round(one["coverage"], 2) for one in bill["pages"] if one["coverage"] is not None
        ],
        "passages": dict(sorted(kinds.items())),
        "requests": bill["total"]["requests"],
        "characters": bill["total"]["characters"],
        "asked": server.ledger.requests,
        "warnings": [one.replace(str(folder), "") for one in messages],
    }
    spoken = "".join(
        f"# {page['page']}\n"
        + "".join(f"{one['kind']}: {one['text']}\n" for one in page["passages"])
        for page in scripts
    )
    return Result(figures, spoken)


def run(*arguments: object) -> str:
    """What a command prints."""
    done = CliRunner().invoke(command, [str(argument) for argument in arguments])
    if done.exit_code:
        raise AssertionError(done.output)
    return str(done.stdout)


def _initialised(config: Path, name: str) -> str:
    """Add the plugin; says who did it."""
    before = config.read_text("utf-8")
    done = CliRunner().invoke(command, ["init", "-f", str(config)])
    if done.exit_code == 0:
        return "written"
    lines = BY_HAND[name]
    assert lines.splitlines()[-1].strip() in done.output, done.output
    assert config.read_text("utf-8") == before
    config.write_text(before + lines, "utf-8")
    return "by hand"


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _built(config: Path) -> tuple[list[str], Path]:
    """Build as the `mkdocs` command does: what it warns of, and where the site is."""
    heard, logger = _Warnings(), logging.getLogger("mkdocs")
    logger.addHandler(heard)
    logging.getLogger("mkdocs.commands.build").filters.clear()
    try:
        loaded = load_config(str(config))
        loaded.plugins.on_startup(command="build", dirty=False)
        build(loaded)
        loaded.plugins.on_shutdown()
    finally:
        logger.removeHandler(heard)
    return heard.said, Path(loaded.site_dir)


def environment(server: FakeServer) -> dict[str, str]:
    """What makes commands and builds ask the fake."""
    return {"DASHSCOPE_API_KEY": "sk-test", "DASHSCOPE_HTTP_BASE_URL": server.base_url}


if __name__ == "__main__":
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    wanted = sys.argv[1:] or NAMES
    known = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    SPOKEN.mkdir(exist_ok=True)
    with FakeServer() as fake:
        os.environ.update(environment(fake))
        for one in wanted:
            with tempfile.TemporaryDirectory() as place:
                found = measured(one, Path(place), fake)
            known[one] = found.figures
            (SPOKEN / f"{one}.txt").write_text(found.spoken, "utf-8")
            print(one, json.dumps(found.figures))
    FIGURES.write_text(
        json.dumps(dict(sorted(known.items())), indent=1, ensure_ascii=False) + "\n", "utf-8"
    )
