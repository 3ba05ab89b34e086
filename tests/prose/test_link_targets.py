"""Web addresses that a page shows: two of one host never sound alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._prose.link_targets import LinkTargets

if TYPE_CHECKING:
    from collections.abc import Callable

    Texts = Callable[..., list[str]]

OIL, WICK = "https://example.com/lamps/oil", "https://example.com/lamps/wick.html"


def test_a_second_address_of_a_host_is_told_by_what_sets_it_apart(texts: Texts) -> None:
    assert texts(f"<ul><li>{OIL}</li><li>{WICK}</li><li>{OIL}/</li></ul>") == [
        "link to example dot com",
        "link to example dot com, wick",
        "link to example dot com",
    ]


def test_the_same_address_sounds_the_same_wherever_it_stands(texts: Texts) -> None:
    first, second = texts(f"<p>{OIL} {WICK}</p><p>{WICK}, {OIL}</p>")

    assert first == "link to example dot com link to example dot com, wick"
    assert second == "link to example dot com, wick, link to example dot com"


def test_names_that_are_taken_grow_by_the_folder_before_them() -> None:
    targets = LinkTargets()
    told = [
        targets.name(f"https://example.com/{path}")
        for path in ("", "a/pull/1", "b/pull/1", "c/pull/1")
    ]

    assert told == ["", "1", "pull/1", "c/pull/1"]


def test_hashes_and_long_names_are_not_told() -> None:
    targets = LinkTargets()
    told = [
        targets.name(f"https://example.com/{path}")
        for path in ("", "lamps/0123456789abcdef0123", "x" * 50, "%3Cscript%3E", "#oil", "#wick")
    ]

    assert told == ["", "lamps", "", "", "oil", "wick"]


def test_addresses_of_other_hosts_and_of_this_machine_stay(texts: Texts) -> None:
    assert texts("<p>https://a.example/x https://b.example/y</p>") == [
        "link to a dot example link to b dot example"
    ]
    assert texts("<p>http://localhost:8000/x or http://localhost:8000/y</p>") == [
        "localhost port 8000 slash x or localhost port 8000 slash y"
    ]


def test_an_address_in_quotes_is_spoken_of(texts: Texts) -> None:
    said = texts(f'<p>{OIL} is no "{WICK}".</p>')

    assert said == [
        'link to example dot com is no "https example dot com slash lamps slash wick dot html".'
    ]


def test_every_language_tells_them_apart(texts: Texts) -> None:
    assert texts(f"<p>油：{OIL} 芯：{WICK}</p>", language="zh") == [
        "油：链接 example 点 com 芯：链接 example 点 com，wick"
    ]
