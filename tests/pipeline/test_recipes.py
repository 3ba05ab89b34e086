"""No option is forgotten: each one changes what comes out, or a reason stands here why it does not."""

from __future__ import annotations

import math
import shutil
import types
from functools import cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import markdown  # type: ignore[import-untyped]  # it ships no types
import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts._model import Clip, Site, SourcePage, Tags
from mkdocs_qwen_tts._pipeline.drafts import Drafts
from mkdocs_qwen_tts._pipeline.recipe import WITHHELD
from mkdocs_qwen_tts._schema import Section
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Store
from mkdocs_qwen_tts.site import SiteConfig, narrate_site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAGE = """
The HTML of a page uses [many kinds](https://docs.example.org/guide/pages) of elements.[^1]

*[HTML]: HyperText Markup Language

## Every kind

Another paragraph of the section, which is read as it stands. See https://example.org/a/b?c=d too.

- An item of a list

> A quotation of somebody

Term
:   What it means

| Port | Use |
| --- | --- |
| 80 | web |
| 22 | shell |

The sign <ruby>漢<rt>かん</rt></ruby> is Chinese.

<figure><img src="chart.png" alt="A chart of the bay"><figcaption>The bay</figcaption></figure>

![A lone picture](alone.png)

```python
print("one")
```

```mermaid
graph LR
  A --> B
```

$$
x^2
$$

!!! note "Mind the gap"
    The platform is low.

=== "Linux"
    Use the package.

=== "Windows"
    Use the installer.

??? info "More"
    Hidden text.

<p class="aside">An aside of the author.</p>

Bonjour. {LONG}

[^1]: The note itself.
"""
LONG = "The keeper of the light writes the weather into a long grey book every evening. " * 9

EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.arithmatex",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
]
CONFIGS = {
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.superfences": {
        "custom_fences": [
            {
                "name": "mermaid",
                "class": "mermaid",
                "format": lambda s, *_, **__: f'<pre class="mermaid"><code>{s}</code></pre>',
            }
        ]
    },
    "pymdownx.tabbed": {"alternate_style": True},
}

WITH: dict[str, dict[str, Any]] = {
    "instructions": {"model": "qwen3-tts-instruct-flash"},
    "optimize_instructions": {"model": "qwen3-tts-instruct-flash", "instructions": "Slowly."},
    "options": {"model": "cosyvoice-v3-flash", "voice": "longanyang"},
    "aliases": {
        "model": "qwen3-tts-vc-2026-01-22",
        "voice": "me",
        "aliases": {"me": {"voice": "qwen-tts-vc-me-voice-1"}},
    },
}
"""Options that speak only beside others."""

VALUES: dict[str, Any] = {
    "engine": "preview",
    "audio.format": "opus",
    "model": "qwen3-tts-instruct-flash",
    "voice": "Ethan",
    "language": "German",
    "voices": {"en": "Ethan"},
    "aliases": {"me": {"voice": "qwen-tts-vc-me-voice-2"}},
    "instructions": "Slowly.",
    "options": {"rate": 1.25},
    "include": ["other.md"],
    "exclude": ["*.md"],
    "minimum": 10_000,
    "target": 40,
    "prose.longest": 1,
    "prose.skip": [".aside"],
    "prose.lexicon": ["words.yml"],
    "audio.loudness": -20,
    "audio.bitrate": 96,
    "player.label": "Hear it",
    "player.words": {"en": {"label": "Hear it"}},
    "feed.image": "cover.png",
}
"""Values of options whose type does not tell one."""

EXEMPT = {
    "api": "how the service is reached; what was spoken sounds the same. Whose server it is, is in the recipe.",
    "budget": "above it nothing is asked for; what is there is published all the same.",
    "cache": "where clips are kept, not what is in them.",
    "on_error": "what a page without narration does to the build.",
    "spend": "whether a surprising bill is meant.",
    "cluster": "who does the work, and nothing of what comes out.",
    "quality": "whether clips say their text; here none is doubtful, and what is left out is in the recipe.",
    "retry_refused": "asks again for what is left out; here nothing is.",
    "report": "a file beside the site; the site is the same.",
    "serve": "what a paid engine does in `mkdocs serve`.",
    "shard": "which job asks; the site is the same when all of them are through.",
    "stale": "what a page shows that was not narrated; here all are.",
    "mode": "whether anything is asked for; `off` is tested below.",
}
"""Options and sections that change nothing of what comes out, each with its reason."""


def kind_of(hint: Any) -> Any:
    """A type without `Annotated` and `| None`."""
    if get_origin(hint) is Annotated:
        return kind_of(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        kinds = [one for one in get_args(hint) if one is not type(None)]
        return kind_of(kinds[0]) if len(kinds) == 1 else hint
    return hint


def options(section: type[Section], path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Every option below a section: its path, its type and its default."""
    hints = get_type_hints(section, include_extras=True)
    for field in msgspec.structs.fields(section):
        if field.name.startswith("_"):
            continue
        kind, name = kind_of(hints[field.name]), f"{path}{field.name}"
        if isinstance(kind, type) and issubclass(kind, Section):
            yield from options(kind, f"{name}.")
        else:
            default = field.default
            if field.default_factory is not msgspec.NODEFAULT:
                default = field.default_factory()
            yield name, kind, default


def flips(name: str, kind: Any, default: Any) -> list[Any]:
    """Other values of an option."""
    if name in VALUES:
        return [VALUES[name]]
    if get_origin(kind) is Literal:
        return [value for value in get_args(kind) if value != default]
    if kind is bool:
        return [not default]
    if kind in (int, float):
        return [default + 1]
    if kind is str:
        return ["Another text"]
    raise AssertionError(f"{name}: give it another value in VALUES, or a reason in EXEMPT")


def nested(path: str, value: Any) -> dict[str, Any]:
    """`{"a": {"b": value}}` for `a.b`."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return dict(value)


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Two mappings of options, the second laid over the first."""
    result = dict(one)
    for name, value in other.items():
        both = isinstance(value, dict) and isinstance(result.get(name), dict)
        result[name] = merged(result[name], value) if both else value
    return result


EVERY = {name: (kind, default) for name, kind, default in options(Settings)}
JUDGED = [name for name in EVERY if name not in EXEMPT and name.partition(".")[0] not in EXEMPT]


@cache
def page() -> SourcePage:
    text = PAGE.replace("{LONG}", LONG)
    html = markdown.markdown(text, extensions=EXTENSIONS, extension_configs=CONFIGS)
    return SourcePage("page/", "A page", "en", html, source="page.md")


def test_the_walk_finds_every_option_and_no_exemption_is_idle() -> None:
    sections = {name.partition(".")[0] for name in EVERY}
    assert sections == {name for name in Settings.__struct_fields__ if name[0] != "_"}
    assert set(EXEMPT) <= sections | set(EVERY)
    assert set(VALUES) <= set(EVERY)
    assert set(WITHHELD) <= sections


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's folder, with one store for all tests: a key that forgets an option finds what is not its own."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "words.yml").write_text("- {term: weather, say: wether}\n")
    return folder


@pytest.mark.parametrize("name", JUDGED)
def test_a_flipped_option_changes_what_comes_out(name: str, base: Path) -> None:
    before = merged({"target": 0, "minimum": 0}, WITH.get(name, {}))
    make = maker(name)
    made = make(base, before)
    kind, default = EVERY[name]
    after = [merged(before, nested(name, value)) for value in flips(name, kind, default)]
    assert any(make(base, given) != made for given in after), (
        f"{name} changes nothing: is it read, and is it in the recipe?"
    )


@pytest.mark.parametrize("name", ["voice", "audio.bitrate", "player.label"])
def test_the_same_options_give_the_same(name: str, base: Path) -> None:
    given = {"target": 0, "minimum": 0}
    make = maker(name)
    assert make(base, given) == make(base, given)


def maker(name: str) -> Callable[[Path, dict[str, Any]], Any]:
    """What an option is expected to change."""
    if name.startswith(("enabled", "player.", "feed.")):
        return published
    return encoded if name.startswith("audio.") else drafted


def drafted(base: Path, given: dict[str, Any]) -> Any:
    """What is spoken for the page, and by whom."""
    settings = Settings.of(given, environ={})
    draft = Drafts(settings, Store(base / "store"), Site("Site"), base).of(page())
    script = replace(draft.script, notes=())
    return script, [one.fingerprint for one in draft.utterances], draft.skipped, draft.failed


def encoded(base: Path, given: dict[str, Any]) -> bytes:
    """The page's track, as it is found in a store or made."""
    settings = Settings.of(given, environ={})
    store = Store(base / "store")
    draft = Drafts(settings, store, Site("Site"), base).of(page())
    assert draft.tags is not None
    recipe = audio.TrackRecipe.of(draft.utterances, settings.audio, Tags("Page"))
    track = store.track(recipe.key) or store.put_track(
        recipe.key, audio.assemble(recipe, lambda _: HUM), settings.audio.format
    )
    return track.path.read_bytes()


HUM = Clip(
    (np.sin(2 * math.pi * 220 * np.arange(1200) / 24_000) * 9000).astype("<i2").tobytes(), 24_000
)
"""A twentieth of a second."""


def published(base: Path, given: dict[str, Any]) -> dict[str, bytes]:
    """Every file of a built site after the free voice narrated it."""
    root = base / "public"
    shutil.rmtree(root, ignore_errors=True)
    (root / "guide").mkdir(parents=True)
    for name in ("index", "guide/index", "guide/other"):
        (root / f"{name}.html").write_text(
            f"<html><head><title>{name}</title></head><body><main><h1>{name}</h1>"
            "<p>The keeper writes the weather into a long grey book.</p></main></body></html>"
        )
    site = {"site_name": "Site", "site_url": "https://example.org/", "engine": "preview"}
    config = SiteConfig.of(merged({"feed": {}, **site}, given), base)
    narrate_site(root, config)
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }
