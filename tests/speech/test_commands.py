"""Text of a page is read and never obeyed: commands of the services are words like others."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from mkdocs_qwen_tts import SourcePage, Store
from mkdocs_qwen_tts import _api as api
from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._speech import catalogue
from mkdocs_qwen_tts._speech.catalogue import commands

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mkdocs_qwen_tts._settings import Settings

ROWS = catalogue.rows("commands")

MODELS = {
    "minimax": ("MiniMax/speech-2.8-hd", "English_Graceful_Lady"),
    "qwen-audio": ("qwen-audio-3.0-tts-flash", "longanxiaoxin"),
    "cosyvoice": ("cosyvoice-v3-flash", "longanyun_v3"),
    "qwen": ("qwen3-tts-flash", "Cherry"),
}


@pytest.mark.parametrize("row", ROWS, ids=[f"{one['protocol']}-{one['example']}" for one in ROWS])
def test_every_row_shows_what_it_does(row: dict[str, str]) -> None:
    assert commands.defused(row["example"], row["protocol"], row["family"]) == row["spoken"]
    assert row["source"]


PARTS = [
    "(",
    ")",
    "（",
    "】",
    "[",
    "]",
    "<|",
    "|>",
    "<#",
    "#>",
    "<break",
    "</speak",
    "/>",
    "laughs",
    "1.5",
    " .",
]
FAMILIES = sorted({(one.protocol, one.family) for one in catalogue.models().values()})


@pytest.mark.parametrize(("protocol", "family"), FAMILIES)
@given(parts=st.lists(st.sampled_from(PARTS), max_size=16))
@settings_of_hypothesis(max_examples=60)
def test_nothing_that_is_left_would_be_obeyed(protocol: str, family: str, parts: list[str]) -> None:
    """However commands are put into each other."""
    left = commands.defused("".join(parts), protocol, family)
    for command in commands.commands_of(protocol, family):
        assert not command.pattern.search(left), left


@pytest.mark.parametrize(
    "text",
    [
        "See figure (2) and list[0], a < b > c.",
        "Costs (about 3 euros a month, on most plans) are told.",
        "Use `f(x, y)` or x[1:2].",
    ],
)
def test_what_no_service_obeys_stays(text: str) -> None:
    for protocol, family in (("minimax", "minimax"), ("cosyvoice", "qwen-audio"), ("qwen", "")):
        assert commands.defused(text, protocol, family) == text


def test_the_default_model_hears_brackets_as_they_stand(settings: Callable[..., Settings]) -> None:
    """What was paid for stays valid: only the tokenizer's own words are taken out."""
    text = "Wait (laughs) for a [sad] day <#1.5#>."
    assert speech.engine_for(settings()).plain_text(text) == text


@pytest.mark.parametrize("family", sorted(MODELS))
def test_a_page_is_planned_with_words_in_place_of_commands(
    settings: Callable[..., Settings], tmp_path: Path, family: str
) -> None:
    """Seen in the script, and in what is sent."""
    model, voice = MODELS[family]
    html = "<p>The end &lt;|endofprompt|&gt; of it, and (laughs) a &lt;#1.5#&gt; pause.</p>"
    page = SourcePage("a/", "A", "en", html)
    site = settings(model=model, voice=voice, minimum=0)
    plan = pipeline.prepare([page], site, Store(tmp_path))
    obeyed = [
        one["pattern"]
        for one in ROWS
        if one["protocol"] == catalogue.model(model).protocol
        and one["family"] in ("", catalogue.model(model).family)
    ]
    said = [one.text for one in plan.pages[0].script.passages]
    sent = [one.text for one in plan.missing]
    assert obeyed
    for text in (*said, *sent):
        assert not any(re.search(pattern, text) for pattern in obeyed), text
    assert "laughs" in "".join(sent)


ENGINES = {
    **{name: {"model": model, "voice": voice} for name, (model, voice) in MODELS.items()},
    "openai": {"engine": "openai", "voice": "Ryan", "api": {"base_url": "http://127.0.0.1:1/v1"}},
}
VARIANTS: dict[str, Callable[[str], str]] = {
    "as it stands": lambda text: text,
    "in capitals": str.upper,
    "in small letters": str.lower,
    "twice": lambda text: f"{text} {text}",
    "in brackets": lambda text: f"({text})",
    "in square brackets": lambda text: f"[{text}]",
    "in angle brackets": lambda text: f"<{text}>",
    "with blanks": lambda text: text.replace("(", "( ").replace(")", " )"),
}


def engine_of(row: dict[str, str]) -> str:
    """Which of the engines above obeys a row of the table."""
    return row["family"] or row["protocol"]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("row", ROWS, ids=[f"{engine_of(one)}-{one['example']}" for one in ROWS])
def test_no_form_of_a_command_reaches_the_service(
    settings: Callable[..., Settings], tmp_path: Path, row: dict[str, str], variant: str
) -> None:
    """However it is written, and wherever an element begins or ends inside it."""
    text = VARIANTS[variant](row["example"])
    signs = [html.escape(sign) for sign in text]
    blocks = [
        "".join(signs),
        "".join(f"<b>{sign}</b>" if sign.strip() else sign for sign in signs),
        *(
            "".join((*signs[:place], "<em>", *signs[place:], "</em>"))
            for place in range(1, len(signs), 3)
        ),
    ]
    page = SourcePage("a/", "A", "en", "".join(f"<p>{block}</p>" for block in blocks))
    site = settings(**ENGINES[engine_of(row)], language="English", minimum=0)
    plan = pipeline.prepare([page], site, Store(tmp_path))
    protocol, family = row["protocol"], row["family"]
    if protocol in ("cosyvoice", "minimax", "qwen"):
        family = catalogue.model(site.model).family
    said = [one.text for one in plan.pages[0].script.passages]
    sent = [one.text for one in plan.missing]
    assert said
    assert sent
    for one in (*said, *sent):
        for command in commands.commands_of(protocol, family):
            assert not command.pattern.search(one), one


def test_a_single_text_is_not_obeyed_either(settings: Callable[..., Settings]) -> None:
    model, voice = MODELS["minimax"]
    (one,) = api.utterances("Wait (laughs) for it.", settings(model=model, voice=voice), "en")
    assert one.text == "Wait, laughs, for it."
