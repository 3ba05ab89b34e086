"""The doors: generators, themes and plugins that stand beside ours, each with a small site that is built for real.

`python tests/doors/table.py` builds them all and prints what came of it; `test_neighbours.py` does
the same in the suite.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import warnings
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts.testing import FakeServer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LOG = (
    "The harbour keeps a careful log of every ship that calls, and the log is kept for three years."
)
GATE = "The gate opens at seven in the morning, and it closes when the last ferry has left for the night."
QUAY = "You find the quay behind the old customs house, where the pilot boats wait for the tide to turn."
RING = "Every berth has a number that is painted on the wall, and a ring of iron to make fast to."
WHITE = "The pilots wait in the white house on the pier, and they come out by day and by night."
LOG_ZH = "港口每天早晨都会记录所有进港船只的名字，这份日志会保存三年。"

CODE = '```python\nprint("never spoken")\nprint("nor this")\n```\n'
PAGES = {
    "index.md": f"# The harbour\n\n{LOG}\n\n## Opening hours\n\n{GATE}\n",
    "guide/quay.md": f"# The quay\n\n{QUAY}\n\n{CODE}",
}
SAID = (
    f"The harbour. {LOG}",
    f"Opening hours. {GATE}",
    f"The quay. {QUAY} Code example in Python, 2 lines.",
)
HEARD = ("index.html", "guide/quay/index.html")

ENVIRONMENT = {
    "SOURCE_DATE_EPOCH": "1700000000",  # MkDocs and Material write the time into pages and site maps
    "NO_MKDOCS_2_WARNING": "1",
    "DISABLE_MKDOCS_2_WARNING": "true",
}
"""Of every build."""


@dataclass(frozen=True)
class Door:
    """A site, and what must come of building it."""

    name: str
    packages: tuple[str, ...]
    """Distributions whose versions the table tells."""
    pages: Mapping[str, str] = field(default_factory=dict)
    """Sources below `docs`, besides those of every door; elsewhere with `../`."""
    config: Mapping[str, Any] = field(default_factory=dict)
    """Of MkDocs, over that of every door."""
    plugins: tuple[Any, ...] = ()
    """Between search and ours."""
    behind: tuple[Any, ...] = ()
    """Plugins that want to come after all others."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Of ours."""
    said: tuple[str, ...] = ()
    """Every utterance that is asked for, besides those of the common pages."""
    heard: tuple[str, ...] = HEARD
    """Built pages that have a player; all others have none."""
    generator: str = "mkdocs"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Visit:
    """What came of building a site twice, where nothing went wrong."""

    name: str
    packages: tuple[str, ...]
    players: int
    asked: int
    """Requests of the first build."""


def material(*features: str) -> dict[str, Any]:
    return {"theme": {"name": "material", "font": False, "features": list(features)}}


ALONE = (
    Door("MkDocs, theme mkdocs", ("mkdocs",)),
    Door("MkDocs, theme readthedocs", ("mkdocs",), config={"theme": {"name": "readthedocs"}}),
    Door("MkDocs, Material", ("mkdocs", "mkdocs-material"), config=material("navigation.instant")),
    Door(
        "ProperDocs, theme mkdocs",
        ("properdocs", "properdocs-theme-mkdocs"),
        generator="properdocs",
    ),
    Door(
        "ProperDocs, theme readthedocs",
        ("properdocs", "properdocs-theme-readthedocs"),
        config={"theme": {"name": "readthedocs"}},
        generator="properdocs",
    ),
    Door(
        "ProperDocs, Material",
        ("properdocs", "mkdocs-material"),
        config=material(),
        generator="properdocs",
    ),
    Door(
        "static-i18n",
        ("mkdocs-static-i18n", "mkdocs-material"),
        pages={"index.zh.md": f"# 港口\n\n{LOG_ZH}\n"},
        config=material(),
        plugins=(
            {
                "i18n": {
                    "docs_structure": "suffix",
                    "languages": [
                        {"locale": "en", "default": True, "name": "English", "build": True},
                        {"locale": "zh", "name": "中文", "build": True},
                    ],
                }
            },
        ),
        said=(f"港口。{LOG_ZH}",),
        heard=(*HEARD, "zh/index.html", "zh/guide/quay/index.html"),
    ),
    Door(
        "Material's blog, tags and meta",
        ("mkdocs-material",),
        pages={
            "tags.md": "# Tags\n\n<!-- material/tags -->\n",
            "blog/index.md": "# Blog\n",
            "blog/posts/.meta.yml": "tags: [harbour]\n",
            "blog/posts/berth.md": f"---\ndate: 2024-05-06\ncategories: [News]\n---\n# A new berth\n\n{RING}\n\n"
            f"<!-- more -->\n\n{WHITE}\n",
            "blog/posts/quiet.md": "---\ndate: 2024-05-07\nnarration: false\n---\n# Quiet\n\nNobody hears this.\n",
        },
        config=material(),
        plugins=("meta", "tags", "blog"),
        said=(f"A new berth. {RING} {WHITE}",),
        heard=(*HEARD, "blog/2024/05/06/a-new-berth/index.html"),
    ),
    Door(
        "Material's offline",
        ("mkdocs-material",),
        config=material(),
        plugins=("offline",),
        heard=("index.html", "guide/quay.html"),
    ),
    Door(
        "macros",
        ("mkdocs-macros-plugin",),
        pages={
            "macro.md": "# {{ config.site_name }}\n\n{% for ship in ships %}\n"
            "{{ ship }} calls once a week, as the ice allows.\n\n{% endfor %}\n"
        },
        config={"extra": {"ships": ["Anna", "Berta"]}},
        plugins=("macros",),
        said=(
            "Harbour. Anna calls once a week, as the ice allows. Berta calls once a week, as the ice allows.",
        ),
        heard=(*HEARD, "macro/index.html"),
    ),
    Door(
        "minify",
        ("mkdocs-minify-plugin",),
        plugins=(
            {
                "minify": {
                    "minify_html": True,
                    "minify_js": True,
                    "minify_css": True,
                    "js_files": ["assets/narration/player.js"],
                    "css_files": ["assets/narration/player.css"],
                    "htmlmin_opts": {"remove_comments": True, "remove_empty_space": True},
                }
            },
        ),
    ),
    Door("print-site", ("mkdocs-print-site-plugin",), config=material(), behind=("print-site",)),
    Door(
        "awesome-nav",
        ("mkdocs-awesome-nav",),
        pages={".nav.yml": "nav:\n  - guide\n  - index.md\n"},
        plugins=("awesome-nav",),
        options={"player": {"guide": True}},
    ),
    Door(
        "redirects",
        ("mkdocs-redirects",),
        plugins=({"redirects": {"redirect_maps": {"old.md": "guide/quay.md"}}},),
    ),
    Door(
        "gen-files, literate-nav, section-index",
        ("mkdocs-gen-files", "mkdocs-literate-nav", "mkdocs-section-index"),
        pages={
            "../generate.py": "import mkdocs_gen_files\n\n"
            "with mkdocs_gen_files.open('guide/index.md', 'w') as page:\n"
            f"    print('# Berths\\n\\n{RING}', file=page)\n",
            "SUMMARY.md": "- [Home](index.md)\n- [Guide](guide/index.md)\n    - [The quay](guide/quay.md)\n",
        },
        config=material("navigation.indexes"),
        plugins=(
            {"gen-files": {"scripts": ["generate.py"]}},
            {"literate-nav": {"nav_file": "SUMMARY.md"}},
            "section-index",
        ),
        said=(f"Berths. {RING}",),
        heard=(*HEARD, "guide/index.html"),
    ),
    Door(
        "exclude-search",
        ("mkdocs-exclude-search",),
        plugins=({"exclude-search": {"exclude": ["guide/*"]}},),
    ),
)


def together(name: str, *doors: str) -> Door:
    """The neighbours of several doors in one site."""
    all_of_them = [door for door in ALONE if door.name in doors]
    assert len(all_of_them) == len(doors)
    return Door(
        name,
        packages=(),
        pages={path: text for door in all_of_them for path, text in door.pages.items()},
        config={option: value for door in all_of_them for option, value in door.config.items()},
        plugins=tuple(one for door in all_of_them for one in door.plugins),
        behind=tuple(one for door in all_of_them for one in door.behind),
        options={option: value for door in all_of_them for option, value in door.options.items()},
        said=tuple(one for door in all_of_them for one in door.said),
        heard=tuple(dict.fromkeys(one for door in all_of_them for one in door.heard)),
    )


ONE_LANGUAGE = together(
    "a Material blog with macros, minify, awesome-nav, redirects, exclude-search and print-site",
    "Material's blog, tags and meta",
    "macros",
    "minify",
    "awesome-nav",
    "redirects",
    "exclude-search",
    "print-site",
)
TWO_LANGUAGES = together(
    "static-i18n with macros, minify, awesome-nav, redirects, exclude-search and print-site",
    "static-i18n",
    "macros",
    "minify",
    "awesome-nav",
    "redirects",
    "exclude-search",
    "print-site",
)
"""Without the blog: static-i18n warns of its archive, with our plugin or without."""

DOORS = (
    *ALONE,
    ONE_LANGUAGE,
    replace(TWO_LANGUAGES, heard=(*TWO_LANGUAGES.heard, "zh/macro/index.html")),
)


class Site:
    """The site of a door in a folder."""

    def __init__(self, door: Door, folder: Path, server: FakeServer) -> None:
        self.door = door
        self.folder = folder
        self.server = server
        self.built = folder / "site"
        for path, text in {**PAGES, **door.pages}.items():
            self.write(path, text)
        api = {"key": "sk-test", "base_url": server.base_url, "requests_per_minute": 1e6}
        config = {
            "site_name": "Harbour",
            "site_url": "https://example.org/",
            "theme": {"name": "mkdocs", "highlightjs": False},  # which comes from another host
            "plugins": [
                "search",
                *door.plugins,
                {"qwen-tts": {**door.options, "api": api}},
                *door.behind,
            ],
            **door.config,
        }
        self.config_file = folder / f"{door.generator}.yml"
        self.config_file.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        target = self.folder / "docs" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def build(self) -> None:
        """Build strictly: any warning of anybody fails."""
        if self.door.generator == "mkdocs":
            with warnings.catch_warnings():
                warnings.simplefilter(
                    "ignore"
                )  # what neighbours' code is worth to Python is not ours to judge
                config = load_config(str(self.config_file), strict=True)
                config.plugins.on_startup(command="build", dirty=False)
                build(config)
                config.plugins.on_shutdown()
            return
        # ProperDocs takes the place of MkDocs in its process, so that it has one of its own.
        ran([sys.executable, "-m", self.door.generator, "build", "--strict"], cwd=self.folder)

    def asked(self) -> int:
        """Requests since this was last read."""
        count = self.server.ledger.requests
        self.server.ledger.clear()
        return count

    def said(self) -> list[str]:
        return sorted(entry.text for entry in self.server.ledger.entries)

    def snapshot(self) -> dict[str, str]:
        """What is published, by path."""
        return {
            path.relative_to(self.built).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.built.rglob("*"))
            if path.is_file()
        }


def ran(command: list[str], **options: Any) -> str:
    """Run a program and return what it printed."""
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def visit(door: Door, folder: Path) -> Visit:
    """Build the site of a door twice and look at it.

    Raises:
        AssertionError: something is not as it must be.
    """
    with FakeServer() as server:
        site = Site(door, folder, server)
        site.build()
        said = sorted({*SAID, *door.said})
        heard = site.said()
        assert heard == said, (
            f"spoken: {sorted({*heard} - {*said})}; not spoken: {sorted({*said} - {*heard})}"
        )
        asked = site.asked()
        words = players_are_right(site.built, door.heard)
        search_knows_nothing_of(words, site)
        first = site.snapshot()
        site.build()
        assert site.asked() == 0, "the second build asks for nothing"
        second = site.snapshot()
        assert second == first, [path for path in first if second.get(path) != first[path]]
    return Visit(door.name, door.packages, players=len(door.heard), asked=asked)


def players_are_right(built: Path, heard: Iterable[str]) -> set[str]:
    """Look at the players of all pages below a folder; returns the words they show."""
    found, words = {}, set()
    for path in sorted(built.rglob("*.html")):
        name, page = (
            path.relative_to(built).as_posix(),
            LexborHTMLParser(path.read_text(encoding="utf-8")),
        )
        players = page.css("qwen-narration")
        if not players:
            assert not page.css("[data-narration]"), f"{name}: anchors and no player"
            continue
        found[name] = len(players)
        needed = page.css(
            "qwen-narration audio, script[src*='assets/narration/'], link[href*='assets/narration/']"
        )
        assert {one.tag for one in needed} == {"audio", "script", "link"}, name
        for one in needed:
            target = path.parent / str(one.attributes["href" if one.tag == "link" else "src"])
            assert target.resolve().is_file(), f"{name}: {target}"
        assert page.css("[data-narration]"), name
        shown = page.css("qwen-narration b, qwen-narration > audio + p")
        words |= {one.text(deep=False).strip() for one in shown}
    assert found == dict.fromkeys(heard, 1), found
    assert words
    return words - {""}


def search_knows_nothing_of(words: set[str], site: Site) -> None:
    """No search index holds what the player shows."""
    indexes = list(site.built.rglob("search_index.js*"))
    assert indexes
    for index in indexes:
        text = index.read_text(encoding="utf-8")
        assert "careful log" in text, "the index is one"
        assert not [
            word
            for word in (*words, "qwen", "narration", "<audio")
            if json.dumps(word)[1:-1] in text
        ], index


MIKE = Door("mike, two versions", ("mike", "properdocs"))
"""It builds with ProperDocs wherever that is installed."""


def visit_mike(folder: Path) -> Visit:
    """Deploy two versions with mike, and the second one twice.

    Raises:
        AssertionError: something is not as it must be.
    """
    door = MIKE
    heard = tuple(f"{number}/{page}" for number in ("1.0", "2.0") for page in HEARD)
    with FakeServer() as server:
        site = Site(door, folder, server)
        run = partial(ran, cwd=folder, env=mike_environment())
        run(["git", "init", "-q"])
        run(["git", "commit", "-qm", "The harbour", "--allow-empty"])
        run(["mike", "deploy", "1.0"])
        assert site.said() == sorted(SAID)
        asked = site.asked()
        site.write("guide/quay.md", f"# The quay\n\n{RING}\n")
        run(["mike", "deploy", "2.0"])
        assert site.said() == [f"The quay. {RING}"], "what both versions say is paid for once"
        site.asked()
        first = run(["git", "ls-tree", "-r", "gh-pages"])
        run(["mike", "deploy", "2.0"])
        assert site.asked() == 0
        assert run(["git", "ls-tree", "-r", "gh-pages"]) == first
        blobs = [line.split()[2] for line in first.splitlines() if line.endswith(".mp3")]
        assert (len(blobs), len(set(blobs))) == (4, 3), "git holds what both versions play once"
        run(["git", "clone", "-q", "-b", "gh-pages", ".", "published"])
        players_are_right(folder / "published", heard)
    return Visit(door.name, door.packages, players=len(heard), asked=asked + 1)


def mike_environment() -> dict[str, str]:
    """Of a process that finds the programs beside this Python, and that git lets commit."""
    who = {
        f"GIT_{role}_{what}": "a@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    return {**os.environ, **who, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull}
