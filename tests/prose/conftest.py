from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mkdocs_qwen_tts._model import Script, SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def read() -> Callable[..., Script]:
    """Makes the script of a piece of HTML: `read(html, language="zh", code="skip")`."""

    def read_html(
        html: str,
        *,
        title: str = "",
        language: str | None = "en",
        options: dict[str, Any] | None = None,
        **policies: Any,
    ) -> Script:
        given = options or {}
        # Each kind is looked at alone; what an editor leaves out is the business of test_edit.py.
        policies.setdefault("style", "full")
        settings = Settings.of(
            {**given, "prose": {**given.get("prose", {}), **policies}}, environ={}
        )
        return extract_script(SourcePage("page/", title, language, html), settings)

    return read_html


@pytest.fixture
def texts(read: Callable[..., Script]) -> Callable[..., list[str]]:
    """The texts of the passages of a piece of HTML."""

    def read_texts(html: str, **options: Any) -> list[str]:
        return [passage.text for passage in read(html, **options).passages]

    return read_texts
