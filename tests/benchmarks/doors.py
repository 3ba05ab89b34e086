"""Whether both doors say the same of a site: `python tests/benchmarks/doors.py [--theme NAME] MKDOCS_YML…`.

Builds each site with MkDocs and reads it twice: as the plugin gets a page from MkDocs, and as
`narrate` finds it in the finished page. Prints how many pages have the same script (kinds, texts,
languages, voices, pauses), and the first difference of each that has not. Exits 1 where there is
one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.plugins import event_priority

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.plugin import NarrationPlugin
from mkdocs_qwen_tts.site import _content as content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


@dataclass(frozen=True)
class Pair:
    """What each of the doors says of one page; empty where a door sees no page with content."""

    path: str
    plugin: list[str]
    site: list[str]
    generator: str
    declined: bool = False
    """Whether the page's author wants no narration: only front matter tells, which a finished page
    has not."""

    @property
    def is_equal(self) -> bool:
        """Whether both doors use the same clips."""
        return self.declined or self.plugin == self.site


def lines(page: SourcePage, settings: Settings) -> list[str]:
    """A script as far as clips and tracks depend on it, one passage a line."""
    said = extract_script(page, settings)
    return [
        f"{p.kind.value} {p.language or said.language} {p.voice} {p.pause} {p.text}"
        for p in said.passages
    ]


def found_lines(document: str, settings: Settings, path: str = "") -> tuple[str, list[str]]:
    """The generator of a finished page, and its script as `narrate` reads it."""
    found = content.find(document)
    if isinstance(found, content.NoContent):
        return "none", []
    prose = settings.prose.changed(skip=(*settings.prose.skip, *found.skip))
    page = SourcePage(path, found.title, found.language, document[found.start : found.end])
    return found.generator, lines(page, settings.changed(prose=prose))


def pairs(config_file: Path, settings: Settings, **overrides: Any) -> Iterator[Pair]:
    """Every page of a site, through the plugin and through its built HTML."""
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(str(config_file), site_dir=folder, strict=False, **overrides)
        for name, methods in config.plugins.events.items():  # pages as they are without a player
            config.plugins.events[name] = [
                method
                for method in methods
                if not isinstance(getattr(method, "__self__", None), NarrationPlugin)
            ]
        plugin = NarrationPlugin()
        plugin.settings = settings
        seen: dict[str, list[str]] = {}
        declined: set[str] = set()

        @event_priority(-100)
        def read(env: Any, *, config: Any, files: Any) -> Any:
            paths = {
                file.page.url: file.dest_uri for file in files.documentation_pages() if file.page
            }
            for page in plugin._pages(config, files, env):
                seen[paths[page.key]] = lines(page, settings)
            declined.update(
                file.dest_uri
                for file in files.documentation_pages()
                if file.page and file.page.meta.get("narration") is False
            )
            return env

        config.plugins._register_event("env", read)
        build(config)
        for path in sorted(Path(folder).rglob("*.html")):
            name = path.relative_to(folder).as_posix()
            generator, site = found_lines(path.read_text("utf-8"), settings, name)
            yield Pair(name, seen.pop(name, []), site, generator, name in declined)
        for name, plugin_lines in seen.items():
            yield Pair(f"{name} (not in the site)", plugin_lines, [], "none")


def difference(pair: Pair) -> str:
    """The first passage that the doors do not agree on."""
    for number, (plugin, site) in enumerate(zip_longest(pair.plugin, pair.site)):
        if plugin != site:
            return f"  {pair.path}, passage {number}\n    plugin:  {plugin}\n    narrate: {site}"
    return ""


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("sites", nargs="+", type=Path)
    arguments.add_argument("--theme")
    wanted = arguments.parse_args()
    unequal = 0
    for site in wanted.sites:
        found = list(pairs(site, Settings(), **({"theme": wanted.theme} if wanted.theme else {})))
        different = [pair for pair in found if not pair.is_equal]
        unequal += len(different)
        print(
            f"{site}: {len(found) - len(different)} pages equal, {len(different)} not; "
            f"{sum(len(pair.plugin) for pair in found)} passages; {sum(pair.declined for pair in found)} declined; "
            f"{', '.join(sorted({pair.generator for pair in found}))}"
        )
        print(*map(difference, different), sep="\n", end="\n" if different else "")
    sys.exit(unequal > 0)
