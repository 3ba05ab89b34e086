"""Files of a built site are hostile until read: what is a page, what its head says, where its root is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts.site import SiteConfig
from mkdocs_qwen_tts.site import _pages as pages

if TYPE_CHECKING:
    from pathlib import Path

MAIN = "<main><h1>The gate</h1><p>The gate opens at seven in the morning.</p></main>"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a/b").mkdir(parents=True)
    return tmp_path


def read(root: Path, head: str, **options: str) -> pages.BuiltPage | pages.NotAPage:
    (root / "a/b/index.html").write_text(f"<html><head>{head}</head><body>{MAIN}", encoding="utf-8")
    return pages.read_page(root, "a/b/index.html", SiteConfig.of(options, root))


@pytest.mark.parametrize(
    "tag",
    [
        '<meta name="narration" content="false">',
        "<meta name='narration' content='false'>",
        "<meta name=narration content=false>",
        '<META CONTENT="false" NAME = "Narration" />',
        '<script>"</head>"</script><meta name="narration" content="false">',
    ],
)
def test_a_page_that_wants_no_narration_is_understood_however_it_is_written(
    root: Path, tag: str
) -> None:
    page = read(root, tag)
    assert isinstance(page, pages.NotAPage)
    assert not page.why


@pytest.mark.parametrize(
    "said",
    [
        "[" * 5000,
        "{a: " * 3000,
        "2001-99-99",
        "loud " * 5000,
        "&a [*a]",
    ],
)
def test_what_a_page_wishes_wrongly_is_one_short_error(root: Path, said: str) -> None:
    page = read(root, f'<meta name="narration" content="{said}">')
    assert isinstance(page, pages.BuiltPage)
    assert page.source.wrong.startswith("a/b/index.html: narration: expected false")
    assert len(page.source.wrong) < 400


@pytest.mark.parametrize(
    ("base", "site_url", "expected"),
    [
        (None, "", "../../"),
        ("/", "", ""),
        ("/docs/", "", ""),
        ("https://example.org/docs/", "", ""),
        ("../../", "", ""),
        ("../", "", "../"),
        ("./", "", "../../"),
        ("", "", "../../"),
        ("http://[", "", "../../"),
        ("/", "https://example.org/docs/", "https://example.org/docs/"),
        ("/docs/", "https://example.org/docs/", ""),
        ("/docs/a/b/c.html", "https://example.org/docs/", "../../"),
        ("https://cdn.example/", "https://example.org/docs/", "https://example.org/docs/"),
    ],
)
def test_the_root_is_reached_from_what_a_page_gives_as_its_base(
    root: Path, base: str | None, site_url: str, expected: str
) -> None:
    page = read(root, "" if base is None else f'<base href="{base}">', site_url=site_url)
    assert isinstance(page, pages.BuiltPage)
    assert page.root == expected


def test_a_page_at_the_limit_stays_one_when_it_has_a_player(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = "<qwen-narration>A player.</qwen-narration>"
    monkeypatch.setattr(pages, "PAGE_LIMIT", len(f"<html><head></head><body>{MAIN}"))
    assert isinstance(read(root, ""), pages.BuiltPage)
    (root / "a/b/index.html").write_text(
        f"<html><head></head><body>{player}{MAIN}", encoding="utf-8"
    )
    assert isinstance(
        pages.read_page(root, "a/b/index.html", SiteConfig.of({}, root)), pages.BuiltPage
    )
    assert isinstance(read(root, " "), pages.NotAPage)


@pytest.mark.skipif(os.name == "nt", reason="files have other kinds and names there")
def test_files_that_only_look_like_pages_are_told_apart(root: Path) -> None:
    os.mkfifo(root / "pipe.html")
    (root / "link.html").symlink_to("nowhere")
    odd = os.fsdecode(b"\xff.html")
    (root / odd).write_text(MAIN, encoding="utf-8")
    config = SiteConfig.of({}, root)
    found = {path: pages.read_page(root, path, config) for path in pages.paths(root, config)}
    assert {path: page.why for path, page in found.items() if isinstance(page, pages.NotAPage)} == {
        "pipe.html": "it is no file",
        "link.html": "it cannot be read: No such file or directory",
        odd: "its name is not UTF-8",
    }


def test_a_folder_without_a_page_is_no_site(root: Path) -> None:
    with pytest.raises(ConfigurationError, match="no HTML file in"):
        list(pages.paths(root, SiteConfig.of({}, root)))


def test_a_page_about_a_framework_is_not_one_of_it(root: Path) -> None:
    assert isinstance(
        read(root, "<title>What <code>self.__next_f</code> is</title>"), pages.BuiltPage
    )
    assert isinstance(read(root, "<script>self.__next_f.push([0])</script>"), pages.NotAPage)
