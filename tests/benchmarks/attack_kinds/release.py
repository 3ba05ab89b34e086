"""The release that is attacked: that of `crash.PYTHON`, which need not be the one of this checkout."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import crash

if TYPE_CHECKING:
    from types import TracebackType

HERE = Path(__file__).parent


class Release:
    """A process that does tasks with the release, as a context manager. See `child`."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [crash.PYTHON, "-W", "ignore", str(HERE / "child.py")],
            cwd=tempfile.gettempdir(),  # else Python would find the package of the checkout
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()

    def narrate(
        self,
        pages: list[tuple[str, str, str]],
        options: dict[str, Any],
        store: Path,
        **limits: int,
    ) -> dict[str, Any]:
        """Narrate pages.

        Args:
            pages: key, title and HTML of each.
            options: as in a configuration.
            store: its folder.
            limits: `seconds` of the processor, twice as many by the clock; `megabytes` of memory.

        Returns:
            `pages`: by key, `sound` (a digest, or empty), `status` and `reason`; `notes`; `took`
            (seconds) and `grown` (megabytes). Or `raised`, an exception; or `ended`, a status.
        """
        task = {"do": "narrate", "pages": pages, "options": options, "store": str(store)}
        return self._task({**task, **limits})

    def read(self, html: str, **limits: int) -> dict[str, Any]:
        """Read a page: `read` is the processor time that it took, in seconds."""
        with tempfile.NamedTemporaryFile("w", suffix=".html") as file:
            file.write(html)
            file.flush()
            task = {"do": "read", "page": file.name, "benchmarks": str(HERE.parent)}
            return self._task({**task, **limits})

    def _task(self, task: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        found: dict[str, Any] = json.loads(process.stdout.readline())
        return found
