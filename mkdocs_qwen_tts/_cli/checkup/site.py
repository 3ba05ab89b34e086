"""The site: its configuration, theme, address and pronunciations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts._cli.checkup.finding import ok, problem, warning
from mkdocs_qwen_tts._cli.shell import quoted
from mkdocs_qwen_tts._errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_qwen_tts._cli.checkup.case import Case
    from mkdocs_qwen_tts._cli.checkup.finding import Finding

THEMES = ("mkdocs", "readthedocs", "material")
"""Themes that the player is tested with."""


def configuration(case: Case) -> Iterator[Finding]:
    """Whether MkDocs takes the file, and the plugin its options; every mistake at once."""
    name = "configuration"
    if case.configuration is None:
        yield problem(
            name,
            f"there is no file {case.path} that can be read",
            "Name it with -f, or make a new site with: mkdocs new .",
        )
        return
    found = case.configuration
    own = [str(mistake) for mistake in case.mistakes]
    # MkDocs tells the plugin's mistakes too, in words of its own.
    others = [line for line in found.problems if "'qwen-tts' option" not in line]
    for line in others:
        yield problem(name, line, f"Correct it in {case.path}.")
    for line in own:
        yield problem(name, line, f"Correct it in {case.path}.")
    for line in found.warnings:
        yield warning(name, line, "MkDocs warns of this in every build; with --strict it fails.")
    if found.options is None:
        if not others:
            yield problem(
                name,
                f"{case.path} does not name the plugin",
                f"Add it: mkdocs-qwen-tts init -f {quoted(case.path)}",
            )
    elif not others and not own:
        yield ok(name, f"{case.path}, with {len(found.plugins)} plugins")


def theme(case: Case) -> Iterator[Finding]:
    """Whether the player is known to look right."""
    if case.configuration is None or case.configuration.problems:
        return
    name = case.configuration.theme
    if name in THEMES:
        yield ok("theme", name)
        return
    yield warning(
        "theme",
        f"{name or 'one of your own'}, which the player is not tested with",
        "Look at a page; if the player is in the wrong place, put <!-- narration --> where it "
        "belongs.",
    )


def address(case: Case) -> Iterator[Finding]:
    """Whether what needs the site's address has it."""
    if case.settings is None or case.configuration is None or case.configuration.problems:
        return
    wanted = [
        option
        for option, is_wanted in (
            ("feed", case.settings.feed),
            ("player.metadata", case.settings.player.metadata),
        )
        if is_wanted
    ]
    if case.configuration.site_url:
        yield ok("site_url", case.configuration.site_url)
    elif wanted:
        yield problem(
            "site_url",
            f"not set, and {' and '.join(f'`{option}`' for option in wanted)} publish nothing "
            "without it",
            "Set `site_url` to where the site is published.",
        )
    else:
        yield ok("site_url", "not set, and nothing needs it")


def pronunciations(case: Case) -> Iterator[Finding]:
    """Whether the files of pronunciations can be read."""
    if case.settings is None or not case.settings.prose.lexicon:
        return
    for file in case.settings.prose.lexicon:
        trouble = _trouble_of(case.base / file)
        if trouble:
            yield problem(
                "pronunciations", trouble, f"Correct {file}, or take it out of `prose.lexicon`."
            )
        else:
            yield ok("pronunciations", file)


def _trouble_of(lexicon: Path) -> str:
    try:
        prose.Lexicon.load([lexicon])
    except ConfigurationError as error:
        return str(error)
    return ""
