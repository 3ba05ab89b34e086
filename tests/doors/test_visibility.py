"""What readers do not see is neither paid for nor published."""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment

from mkdocs_qwen_tts._model import Site
from mkdocs_qwen_tts._store import Store, sweep
from mkdocs_qwen_tts.plugin._published import Published
from mkdocs_qwen_tts.plugin._visibility import _KEPT, Templates, Visibility

if TYPE_CHECKING:
    from .conftest import Project

PLANS = """# Merger plans

The acquisition of Northwind closes on the fourth of March at eleven dollars a share.
"""

ENCRYPT = """
'''Encrypts pages as mkdocs-encryptcontent-plugin 3.1 does: told early, done when a page is rendered.'''
def on_page_markdown(markdown, page, **_):
    if page.meta.pop("password", None):
        page.encryptcontent = {"type": "password"}
def on_page_context(context, page, **_):
    if hasattr(page, "encryptcontent"):
        page.content = "<form>Password</form><div>9f86d081884c7d659a2f</div>"
"""

MEMBERS_ONLY = """
'''Withholds pages without a word to anybody.'''
import mkdocs.plugins
@mkdocs.plugins.event_priority({priority})
def on_page_context(context, page, **_):
    if "Northwind" in page.content:
        page.content = "<h1>Members only</h1><p>Please sign in.</p>"
"""


def shown(project: Project) -> str:
    """Everything that a site publishes as text."""
    files = (project.folder / "site").rglob("*")
    return "".join(
        path.read_text("utf-8")
        for path in files
        if path.suffix in {".html", ".xml", ".json", ".vtt", ".js"} and "search" not in path.parts
    )


def asked_for(project: Project) -> str:
    return " ".join(entry.text for entry in project.server.ledger.entries)


def hook(project: Project, code: str) -> None:
    (project.folder / "hook.py").write_text(code, "utf-8")
    project.config["hooks"] = ["hook.py"]


@pytest.fixture
def secret(project: Project) -> Project:
    project.write("secret.md", PLANS)
    project.plugin["feed"] = {}
    project.plugin["player"] = {"guide": True}
    return project


def test_an_encrypted_page_is_left_alone_and_said_so(secret: Project) -> None:
    secret.write("secret.md", f"---\npassword: hunter2\n---\n{PLANS}")
    hook(secret, ENCRYPT)

    secret.build(strict=True)

    assert "Northwind" not in asked_for(secret)
    assert "Northwind" not in shown(secret)
    assert "qwen-narration" not in secret.page("secret/index.html")
    assert any(
        "secret.md is not narrated: another plugin encrypts it" in m for m in secret.messages
    )


@pytest.mark.parametrize("priority", [50, 0, -50])
def test_a_page_that_another_plugin_withholds_is_taken_back(secret: Project, priority: int) -> None:
    hook(secret, MEMBERS_ONLY.format(priority=priority))

    secret.build()

    assert "Northwind" not in shown(secret)
    assert "qwen-narration" not in secret.page("secret/index.html")
    assert "secret/" not in (secret.folder / "site/narration.xml").read_text("utf-8")
    assert "secret/" not in (secret.folder / "site/assets/narration/pages.js").read_text("utf-8")
    tracks = {path.stem for path in (secret.folder / "site/assets/narration").glob("*.mp3")}
    assert len(tracks) == 2
    assert any(
        "secret.md: the finished page does not show its content" in m for m in secret.messages
    )


def test_what_hides_a_page_is_known_for_as_long_as_the_site_is_built(secret: Project) -> None:
    """Notes that no build has written for a month are swept."""
    hook(secret, MEMBERS_ONLY.format(priority=0))
    secret.build()
    secret.asked()
    store = secret.folder / ".cache/plugin/qwen-tts"
    for path in store.glob("notes/*/*.json"):
        os.utime(path, (1, 1))
    secret.build()
    sweep(Store(store))
    secret.write("secret.md", PLANS.replace("March", "April"))
    secret.build()
    assert secret.asked() == 0


def test_a_page_that_was_taken_back_is_not_paid_for_again(secret: Project) -> None:
    hook(secret, MEMBERS_ONLY.format(priority=0))
    secret.build()
    secret.asked()
    secret.write("secret.md", PLANS.replace("March", "April"))

    secret.build()

    assert secret.asked() == 0


def test_a_page_that_is_shown_again_is_narrated_at_the_build_after(secret: Project) -> None:
    hook(secret, MEMBERS_ONLY.format(priority=0))
    secret.build()
    del secret.config["hooks"]

    secret.build()
    assert any(
        "secret.md shows its content: the next build narrates it" in m for m in secret.messages
    )
    secret.build()

    assert "qwen-narration" in secret.page("secret/index.html")


LANDING = """---
template: home.html
---
# Landing

This text is never printed by the template of the landing page.
"""


def test_a_template_that_prints_no_content_is_known_before_anything_is_paid(
    secret: Project,
) -> None:
    (secret.folder / "overrides").mkdir()
    home = '{% extends "main.html" %}{% block content %}<h1>Welcome</h1>{% endblock %}'
    (secret.folder / "overrides/home.html").write_text(home, "utf-8")
    secret.theme["custom_dir"] = "overrides"
    secret.write("landing.md", LANDING)

    secret.build(strict=True)

    assert "never printed" not in asked_for(secret)
    assert any("landing.md is not narrated: its template" in m for m in secret.messages)


# ---------------------------------------------------------------- templates

BASE = "<body>{% block content %}{{ page.content }}{% endblock %}{% block more %}{% endblock %}"


@pytest.mark.parametrize(
    ("template", "prints"),
    [
        ('{% extends "base" %}', True),
        ('{% extends "base" %}{% block content %}x{% endblock %}', False),
        ('{% extends "base" %}{% block content %}{{ super() }}{% endblock %}', True),
        ('{% extends "base" %}{% block content %}{{ page["content"] }}{% endblock %}', True),
        ('{% extends "base" %}{% block content %}{% include "part" %}{% endblock %}', True),
        ('{% extends "base" %}{% block content %}{% include "plain" %}{% endblock %}', False),
        (
            '{% extends "base" %}{% block content %}{% if x %}{{ super() }}{% endif %}{% endblock %}',
            True,
        ),
        ('{% extends "base" %}{% block content %}{{ show(page) }}{% endblock %}', True),
        ('{% extends "base" %}{% block content %}{{ page.title }}{% endblock %}', False),
        ('{% extends "base" %}{% block more %}{{ page.content }}{% endblock %}', True),
        ('{% extends "empty" %}', False),
        ('{% extends "empty" %}{% block content %}{{ super() }}{% endblock %}', False),
        ("{% extends layout %}", True),
        ("{% include part %}", True),
        ('{% include ".icons/" ~ icon ~ ".svg" %}', False),
        ('{% include "part" if x else "plain" %}', True),
        ('{% include ["nowhere", "plain"] %}', False),
        ("{{ page.content", True),
        ("<h1>Welcome</h1>", False),
        ("{% set p = page %}{{ p.content }}", True),
        ("{% with p = page %}{{ p.content }}{% endwith %}", True),
        ("{% for p in [page] %}{{ p.content }}{% endfor %}", True),
        ("{{ show(shown=page) }}", True),
        ("{{ page | attr('content') }}", True),
        ("{{ page[what] }}", True),
        ("{% set p = page if x else other %}{{ p.content }}", True),
        ("{% set p = page or other %}{{ p.content }}", True),
        ("{% if page and page.is_homepage %}{{ page.title }}{% endif %}", False),
        ("{% if not (page or x) %}x{% elif page is defined %}y{% endif %}", False),
        ("{{ 'home' if page and page.is_homepage else 'other' }}", False),
        ("{% if nav.homepage == page %}x{% endif %}", False),
    ],
)
def test_a_template_is_read_as_it_will_be_printed(template: str, prints: bool) -> None:
    empty = '{% extends "base" %}{% block content %}{% endblock %}'
    files = {
        "base": BASE,
        "part": "{{ page.content }}",
        "plain": "x",
        "empty": empty,
        "t": template,
    }

    assert Templates(Environment(loader=DictLoader(files))).show_content("t") is prints  # noqa: S701 - nothing is rendered


@given(
    words=st.lists(st.text("ab", min_size=1, max_size=3), max_size=5, unique=True),
    html=st.text("ab ", max_size=12),
)
def test_a_word_of_a_page_counts_wherever_it_stands(words: list[str], html: str) -> None:
    """Before the one that was found last, behind it, or partly over it."""
    page: Any = SimpleNamespace(url="a/", content=" ".join(words))
    visibility = Visibility(Environment(), Store(Path("nowhere")), Site())  # noqa: S701 - nothing is rendered
    visibility._samples[page.url] = tuple(words)
    shown = sum(word in html for word in words)
    assert visibility.is_shown(page, html) is (shown >= ceil(_KEPT * len(words)))


def test_a_template_that_is_not_there_is_left_to_mkdocs() -> None:
    assert Templates(Environment(loader=DictLoader({}))).show_content("t")  # noqa: S701 - nothing is rendered


def test_no_folder_is_read_where_no_page_is_hidden() -> None:
    """It would be, once for each page: on a large site, for seconds."""
    looked_at: list[str] = []

    class Watched(SimpleNamespace):
        def __getattr__(self, name: str) -> Any:
            looked_at.append(name)
            raise AttributeError(name)

    published: Any = {"a/": (None, Watched())}
    assert list(Published(published=published).withdraw()) == []
    assert looked_at == []
