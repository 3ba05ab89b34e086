"""MkDocs 2, which runs no plugins: what it builds is narrated afterwards. `python tests/doors/mkdocs2.py PATH/TO/mkdocs`

Not in the suite, because it needs an environment of its own: it wants an httpx that nobody else can
use.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import neighbours

from mkdocs_qwen_tts.testing import FakeServer


def visit(mkdocs: str, folder: Path) -> neighbours.Visit:
    """Build the common pages with MkDocs 2, and narrate them twice.

    Raises:
        AssertionError: something is not as it must be.
    """
    site = folder / "site"
    narrate = [sys.executable, "-m", "mkdocs_qwen_tts", "narrate", "site"]
    with FakeServer() as server:
        door = neighbours.Site(neighbours.Door("MkDocs 2", ()), folder, server)
        door.config_file.unlink()
        (folder / "docs" / "index.md").rename(folder / "docs" / "README.md")
        neighbours.ran([mkdocs, "build"], cwd=folder)
        reached = {"DASHSCOPE_API_KEY": "sk-test", "DASHSCOPE_HTTP_BASE_URL": server.base_url}
        environment = {**os.environ, **reached}
        neighbours.ran(narrate, cwd=folder, env=environment)
        assert door.said() == sorted(neighbours.SAID)
        asked = door.asked()
        neighbours.players_are_right(site, neighbours.HEARD)
        first = door.snapshot()
        neighbours.ran(narrate, cwd=folder, env=environment)
        assert door.asked() == 0
        assert door.snapshot() == first
    return neighbours.Visit("MkDocs 2", (), players=len(neighbours.HEARD), asked=asked)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        seen = visit(sys.argv[1], Path(folder))
    print(f"{seen.players} players, {seen.asked} requests, then 0")
