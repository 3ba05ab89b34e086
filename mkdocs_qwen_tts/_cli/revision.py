"""A site as it was at a commit, to compare with what it is now."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator


HISTORY = (
    "this clone has only the newest commits, and not the one to compare with. Fetch the history: "
    "`fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` for GitLab, else git fetch --unshallow"
)
"""What is wrong with a shallow clone, and its mend."""


@contextlib.contextmanager
def checked_out(config_file: str | None, revision: str) -> Iterator[Path]:
    """The configuration file, or a folder, as it was where this branch left `revision`.

    That is the merge base: what others have changed at `revision` since then is not a change of
    this branch. It stands in a worktree of its own.

    Raises:
        ConfigurationError: no git, no repository, no such revision, no common history in a shallow
            clone, or no configuration file in it.
    """
    config = Path(config_file or "mkdocs.yml").resolve()
    top = Path(_git(config.parent, "rev-parse", "--show-toplevel"))
    base = _merge_base(top, revision)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        _git(top, "worktree", "add", "--detach", "--force", str(tree), base, about=revision)
        try:
            there = tree / config.relative_to(top)
            if not there.exists():
                raise ConfigurationError(
                    "--diff", f"{config.name} is not there yet at {revision}.", value=revision
                )
            yield there
        finally:
            _git(top, "worktree", "remove", "--force", str(tree))


def _merge_base(top: Path, revision: str) -> str:
    """The newest commit that this branch and `revision` share; without one, `revision` itself."""
    shallow = _git(top, "rev-parse", "--is-shallow-repository") == "true"
    wanted = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        commit = _git(top, *wanted, about=revision)
    except ConfigurationError as error:
        if shallow:
            raise ConfigurationError("--diff", f"{revision}: {HISTORY}.", value=revision) from error
        raise
    try:
        return _git(top, "merge-base", "HEAD", commit, about=revision)
    except ConfigurationError as error:
        if shallow:
            raise ConfigurationError("--diff", f"{revision}: {HISTORY}.", value=revision) from error
        return commit  # histories that have nothing in common


def _git(folder: Path, *arguments: str, about: str = "") -> str:
    try:
        done = subprocess.run(  # noqa: S603 - no shell; a revision cannot pass for an option
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        raise ConfigurationError("--diff", "git is not installed.") from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.strip().splitlines()
        reason = (
            said[-1].removeprefix("fatal: ")
            if said
            else f"{about!r} is not a revision of this repository"
        )
        raise ConfigurationError("--diff", f"{reason}.", value=about or None) from None
    return done.stdout.strip()
