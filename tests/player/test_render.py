from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
import pytest
from msgspec.structs import replace

from mkdocs_qwen_tts import _player as player
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Kind, Passage
from mkdocs_qwen_tts._settings import Player

from .conftest import narration_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs_qwen_tts._model import Narration

GOLDEN = Path(__file__).parent / "golden"
SRC = "../assets/narration/0123456789abcdef.mp3"
HOSTILE = """</script><script>alert(1)</script><img src=x onerror="alert(2)"> "'&<!--"""


class Page(HTMLParser):
    """The tags of a piece of HTML and the text inside its template."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.inside = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside == "template":
            self.text += data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self.inside = ""

    def data(self) -> dict[str, object]:
        return json.loads(self.text)  # type: ignore[no-any-return]

    def one(self, tag: str) -> dict[str, str | None]:
        (attributes,) = [attributes for name, attributes in self.tags if name == tag]
        return attributes


@pytest.mark.parametrize(
    ("name", "settings", "changes"),
    [
        ("plain", Player(), {}),
        ("chinese-preview", Player(), {"language": "zh-Hans", "preview": True, "duration": 42.4}),
        (
            "stale-bare",
            Player(download=False, read_along=False, dock=False),
            {"stale": True, "duration": 7384.0},
        ),
        (
            "own-words",
            Player(label="Hear me", words={"en": {"play": "Go"}}, style="dim", guide=True),
            {},
        ),
    ],
)
def test_player_of_a_page_reads_as_the_golden_file(
    name: str, settings: Player, changes: dict[str, object], narration: Callable[..., Narration]
) -> None:
    html = player.render(narration(**changes), settings=settings, src=SRC)

    assert html + "\n" == (GOLDEN / f"{name}.html").read_text(encoding="utf-8")


def test_a_free_voice_is_told_and_one_that_stands_in_is_told_as_such(
    narration: Callable[..., Narration],
) -> None:
    free = replace(narration(), free=True)
    stands_in = replace(free, preview=True)
    told = [player.render(one, settings=Player(), src=SRC) for one in (free, stands_in)]
    assert ["Spoken by a free voice." in html for html in told] == [True, False]
    assert ["Preview voice" in html for html in told] == [False, True]


def test_same_narration_gives_the_same_bytes(narration: Callable[..., Narration]) -> None:
    assert player.render(narration(), settings=Player(), src=SRC) == player.render(
        narration(), settings=Player(), src=SRC
    )


def test_hostile_words_stay_words() -> None:
    passages = (
        Passage(Kind.TITLE, HOSTILE, level=1),
        Passage(Kind.ANNOUNCEMENT, HOSTILE, anchor=0, spoken_only=True),
    )
    hostile = narration_of(passages, ((0.0, 0), (2.0, 1)), title=HOSTILE, language='en"><script>')

    html = player.render(
        hostile, settings=Player(label=HOSTILE, words={"en": {"notice": HOSTILE}}), src=HOSTILE
    )

    page = Page(html)
    assert [tag for tag, _ in page.tags] == [
        "qwen-narration",
        "p",
        "b",
        "span",
        "audio",
        "p",
        "template",
    ]
    assert page.one("audio")["src"] == HOSTILE
    assert page.one("audio")["aria-label"] == HOSTILE
    assert page.data()["title"] == HOSTILE


def test_nothing_in_the_page_is_script_or_style(narration: Callable[..., Narration]) -> None:
    page = Page(player.render(narration(), settings=Player(), src=SRC))

    assert not [tag for tag, _ in page.tags if tag in ("script", "style")]
    assert not [
        name
        for _, attributes in page.tags
        for name in attributes
        if name.startswith("on") or name == "style"
    ]


def test_nothing_is_asked_of_another_host(narration: Callable[..., Narration]) -> None:
    html = player.render(narration(), settings=Player(), src=SRC)

    assert "//" not in html
    assert not [
        path
        for path in player.ASSETS
        if "http"
        in (player.THEME / path)
        .read_text(encoding="utf-8")
        .replace("http://www.w3.org/2000/svg", "")
    ]


def test_web_addresses_stand_where_instant_navigation_resolves_them(
    narration: Callable[..., Narration],
) -> None:
    page = Page(player.render(narration(), settings=Player(), src=SRC))

    places = [
        name for _, attributes in page.tags for name, value in attributes.items() if value == SRC
    ]
    assert places == ["src"]


def test_nothing_is_loaded_before_play(narration: Callable[..., Narration]) -> None:
    audio = Page(player.render(narration(), settings=Player(), src=SRC)).one("audio")

    assert audio["preload"] == "none"
    assert "controls" in audio
    assert "autoplay" not in audio


def test_an_hour_of_single_words_is_no_larger_in_the_page() -> None:
    passages = [Passage(Kind.PARAGRAPH, "Word.", anchor=index) for index in range(1000)]
    long = narration_of(passages, [(index * 3.6, index) for index in range(1000)], duration=3600.0)

    assert len(player.render(long, settings=Player(), src=SRC)) < 500


def test_the_page_names_the_cue_sheet_that_is_published(
    narration: Callable[..., Narration],
) -> None:
    for settings in (Player(), Player(read_along=False)):
        sheet = player.cue_sheet(narration(), anchored=settings.read_along)
        page = Page(player.render(narration(), settings=settings, src=SRC))

        assert page.data()["cues"] + player.CUE_SHEET == sheet.file_name


def test_a_site_may_override_any_block(narration: Callable[..., Narration], tmp_path: Path) -> None:
    own = tmp_path / "partials" / "narration.html"
    own.parent.mkdir()
    own.write_text(
        '{% extends "narration/player.html" %}'
        "{% block notice %}<p>{{ words.retry }}, {{ label }}</p>{% endblock %}",
        encoding="utf-8",
    )
    themes = jinja2.FileSystemLoader([tmp_path, player.THEME])
    environment = jinja2.Environment(loader=themes, autoescape=False)  # noqa: S701 - as MkDocs makes it

    html = player.render(
        narration(), settings=Player(label="a < b"), src=SRC, environment=environment
    )

    assert "<p>Try again, a &lt; b</p>" in html
    assert "Automated narration" not in html


def test_a_template_of_the_site_renders_what_ours_does(
    narration: Callable[..., Narration], tmp_path: Path
) -> None:
    """Ours is rendered once for each kind of player, a site's own for each page."""
    (tmp_path / "partials").mkdir()
    (tmp_path / "partials" / "narration.html").write_text('{% extends "narration/player.html" %}')
    themes = jinja2.FileSystemLoader([tmp_path, player.THEME])
    own = jinja2.Environment(loader=themes, autoescape=False)  # noqa: S701 - as MkDocs makes it
    ours = jinja2.Environment(loader=jinja2.FileSystemLoader(player.THEME), autoescape=False)  # noqa: S701 - as above
    kinds = [
        *[{name: True} for name in ("preview", "stale")],
        *[{"language": one} for one in (None, "zh-Hans", "xx", "de", '"<\0src\0>')],
        {"duration": 7384.25},
        {},
    ]
    for changes in [*kinds, *kinds]:
        for settings in (
            Player(),
            Player(download=False, style="dim", label="\0data\0 {src}"),
            Player(words={"en": {"play": "Go", "notice": "a < b"}}),
        ):
            rendered = {
                player.render(said, settings=settings, src=src, environment=one)
                for one in (own, ours)
                for src in ("x.mp3", HOSTILE)
                for said in (narration(**changes), replace(narration(**changes), free=True))
            }
            assert len(rendered) == 2 * (2 if not changes.get("preview") else 1), changes


def test_a_site_may_override_what_its_template_extends(
    narration: Callable[..., Narration], tmp_path: Path
) -> None:
    (tmp_path / "narration").mkdir()
    (tmp_path / "narration" / "player.html").write_text("{{ seconds|float + 1 }}")
    themes = jinja2.FileSystemLoader([tmp_path, player.THEME])
    environment = jinja2.Environment(loader=themes, autoescape=False)  # noqa: S701 - as MkDocs makes it
    for duration in (1.0, 2.0):
        html = player.render(
            narration(duration=duration), settings=Player(), src=SRC, environment=environment
        )
        assert html == str(duration + 1)


def test_an_escaping_environment_does_not_escape_twice(narration: Callable[..., Narration]) -> None:
    themes = jinja2.FileSystemLoader(player.THEME)
    settings = Player(label="R & D")

    def rendered(environment: jinja2.Environment | None) -> str:
        return player.render(narration(), settings=settings, src="a?b&c", environment=environment)

    loose = rendered(jinja2.Environment(loader=themes, autoescape=False))  # noqa: S701 - as MkDocs makes it
    strict = rendered(jinja2.Environment(loader=themes, autoescape=True))

    assert loose == strict == rendered(None)


def test_a_language_without_words_is_still_the_language_of_the_text(
    narration: Callable[..., Narration],
) -> None:
    page = Page(player.render(narration(language="sv_SE"), settings=Player(), src=SRC))

    assert page.one("qwen-narration")["lang"] == "en"
    assert page.data()["lang"] == "sv-SE"
    assert (
        "lang"
        not in Page(player.render(narration(language="zh-Hant"), settings=Player(), src=SRC)).data()
    )


def test_an_unknown_word_is_named_with_the_closest_one(narration: Callable[..., Narration]) -> None:
    with pytest.raises(ConfigurationError, match=r"player\.words\.en.*Did you mean 'label'"):
        player.render(narration(), settings=Player(words={"en": {"lable": "x"}}), src=SRC)
