"""The command that writes the plugin into a configuration."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import subprocess
import sys
from pathlib import Path

import click

from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._cli import insertion
from mkdocs_qwen_tts._cli.examples import examples
from mkdocs_qwen_tts._cli.language import localized
from mkdocs_qwen_tts._cli.shell import quoted
from mkdocs_qwen_tts._cli.terminal import echo
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._quotation import printable
from mkdocs_qwen_tts._settings import Cache, Settings
from mkdocs_qwen_tts._sitefile import PLUGIN, lineage
from mkdocs_qwen_tts._speech.engines.espeak import library as preview
from mkdocs_qwen_tts._textfile import rewrite
from mkdocs_qwen_tts.plugin import read_configuration

NAMES = ("mkdocs.yml", "mkdocs.yaml")
"""What MkDocs looks for, in this order."""


@click.command(
    epilog=examples(
        "mkdocs-qwen-tts init", "mkdocs-qwen-tts init -f docs/mkdocs.yml --dry-run | git apply"
    )
)
@click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path),
    help="The site's configuration; without it, mkdocs.yml in this folder.",
)
@click.option("--dry-run", is_flag=True, help="Print the change as a patch, and write nothing.")
def init(config_file: Path | None, dry_run: bool) -> None:
    """Add the plugin to mkdocs.yml, and change nothing else in it.

    Afterwards it says what to do next. A file that has the plugin already stays as it is.
    """
    path = named_or_found(config_file)
    text = _read(path)
    root = insertion.parsed(text, str(path))
    inherited, source = _inherited(path)
    if insertion.plugins(root, inherited, str(path)).has_ours:
        where = (
            ""
            if insertion.plugins(root, insertion.Plugins(), str(path)).has_ours
            else f", from {source}"
        )
        echo(f"{path} has the plugin already{where}; nothing is changed.")
        for note in _notes(path):
            echo(f"Note: {note}", err=True)
        return
    if insertion.option(root, "plugins") is None and inherited.kind == "list":
        raise ConfigurationError(
            "plugins",
            f"{path} takes its list from {source}, and a list of its own would replace that one. "
            "Add the plugin there, for every site that inherits it: mkdocs-qwen-tts init -f "
            f"{quoted(source)}",
        )
    made = insertion.inserted(text, str(path), inherited)
    standing = _checked(path, made)
    if dry_run:
        _print_patch(path, text, made)
        return
    _write(path, made)
    echo(f"{path}: {PLUGIN} is added.")
    for problem in standing:
        echo(f"Note: MkDocs did not take {path} before either: {problem}", err=True)
    _print_next(path)


def _notes(path: Path) -> tuple[str, ...]:
    """What the given options need, such as a key.

    Empty if they cannot be read: `doctor` reports that.
    """
    with contextlib.suppress(ConfigurationError, OSError):
        settings = Settings.of(read_configuration(path).options or {})
        speech.check(settings)
        return speech.engine_for(settings).notes()
    return ()


# ---------------------------------------------------------------- reading and writing


def named_or_found(config_file: Path | None) -> Path:
    """The configuration file that was named, else the one that MkDocs would take in this folder."""
    return config_file or next(
        (Path(name) for name in NAMES if Path(name).exists()), Path(NAMES[0])
    )


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise ConfigurationError("", f"{path} is not a text in UTF-8.") from None
    except FileNotFoundError:
        raise ConfigurationError(
            "",
            f"there is no file {path}. Name your configuration with -f, or make a new site first: "
            "mkdocs new .",
        ) from None
    except OSError as error:
        raise ConfigurationError("", f"{path} cannot be read: {error.strerror}.") from None


def _inherited(path: Path) -> tuple[insertion.Plugins, Path]:
    """What the inherited files say of plugins, and the nearest of them that names any."""
    _, *above = lineage(
        path,
        lambda file: (insertion.parsed(_read(file), str(file)), str(file)),
        lambda read: insertion.inheritance(*read),
    )
    found, source = insertion.Plugins(), path
    for where, (root, name) in reversed(above):
        if insertion.option(root, "plugins") is not None:
            found, source = insertion.plugins(root, found, name), where
    return found, source


def _checked(path: Path, made: str) -> tuple[str, ...]:
    """Have MkDocs read the file as it was and as it shall be.

    Returns:
        What MkDocs finds wrong with the file as it was; then it cannot judge the new one.

    Raises:
        ConfigurationError: with the plugin, MkDocs no longer takes the file.
    """
    before = read_configuration(path)
    if before.problems:
        return before.problems
    after = read_configuration(path, made.encode("utf-8"))
    if after.problems:
        raise ConfigurationError(
            "",
            f"MkDocs would not take {path} with the plugin, so nothing is changed: "
            f"{after.problems[0]}",
        )
    # Hooks stand behind the plugins, so ours is not the last where there are any.
    others = tuple(one for one in after.plugins if one != PLUGIN)
    if PLUGIN not in after.plugins or others != before.plugins:
        raise ConfigurationError(
            "plugins",
            "MkDocs would run other plugins than before, so nothing is changed. Add `- "
            f"{PLUGIN}` to {path} by hand.",
        )
    return ()


def _write(path: Path, text: str) -> None:
    try:
        rewrite(path, text)
    except OSError as error:
        raise ConfigurationError(
            "", f"{path} cannot be written: {error.strerror}. `--dry-run` prints the change."
        ) from None


def _print_patch(path: Path, old: str, new: str) -> None:
    """Print a patch that `patch -p1` and `git apply` can read; on a terminal, in colour."""
    name = Path(os.path.relpath(path)).as_posix()
    before, after = (re.findall(r"[^\n]*\n|[^\n]+", one) for one in (old, new))
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        ended = line.endswith("\n")
        colour = (
            None if line.startswith(("---", "+++")) else {"+": "green", "-": "red"}.get(line[0])
        )
        words = line.removesuffix("\n")
        words += "\n" if ended else "\n\\ No newline at end of file\n"
        if sys.stdout.isatty():
            words = printable(words)
        click.secho(words, fg=colour, nl=False)  # noqa: TID251 - programs read it to the byte


# ---------------------------------------------------------------- what next


def _print_next(path: Path) -> None:
    usual = str(path) in NAMES
    option = "" if usual else f" -f {quoted(path)}"
    steps = [
        (f"mkdocs-qwen-tts script{option}", "read what will be spoken"),
        (f"mkdocs-qwen-tts plan{option}", "see what that costs; sends nothing"),
    ]
    if not preview.is_installed():
        steps.append((preview.INSTALL, "get the free preview voice"))
    steps += [
        (f"QWEN_TTS_ENGINE=preview mkdocs serve{option}", "hear it for free, spoken by a robot"),
        ("export DASHSCOPE_API_KEY=…", "the key, from the console of Model Studio"),
        (f"mkdocs-qwen-tts doctor{option}", "check key, voice and machine"),
        (f"mkdocs build{option}", "narrate"),
    ]
    echo("\nNext:")
    width = max(len(command) for command, _ in steps)
    for command, purpose in steps:
        echo(f"  {command:<{width}}  # {localized(purpose)}", verbatim=True)
    folder = path.resolve().parent
    if _is_committed(folder):
        echo(
            f"\nNarration is kept in {Cache().dir}, which git does not ignore here. Commit that "
            "folder, so that\nbuilds without a key have the narration; or add .cache/ to "
            ".gitignore, and let your CI cache it."
        )


def _is_committed(folder: Path) -> bool:
    """Whether git would take the store for part of the repository."""
    try:
        asked = subprocess.run(  # noqa: S603 - no shell; the path is ours
            ["git", "-C", str(folder), "check-ignore", "-q", f"{Cache().dir}/clips"],  # noqa: S607 - the user's own git
            check=False,
            capture_output=True,
        )
    except OSError:
        return False
    return asked.returncode == 1  # 0: ignored; 128: no repository
