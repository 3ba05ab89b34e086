"""A script is something to review."""

from __future__ import annotations

from mkdocs_qwen_tts._model import Kind, Passage, Script
from mkdocs_qwen_tts._prose import Change, Lexicon, Pronunciation, compare, unknown_terms


def script_of(page: str, *texts: str) -> Script:
    return Script(page, "Page", "en", tuple(Passage(Kind.PARAGRAPH, text) for text in texts))


def test_technical_tokens_are_listed_by_frequency() -> None:
    script = script_of(
        "a",
        "The API of npm uses utf8, the API of OAuth2 too.",
        "A plain word, I say, and 2026 or 3.5.",
    )

    assert unknown_terms([script]) == {"API": 2, "npm": 1, "utf8": 1, "OAuth2": 1}


def test_what_the_lexicon_covers_is_not_listed() -> None:
    lexicon = Lexicon((Pronunciation("API", "A P I"),))

    assert unknown_terms([script_of("a", "API, SQL")], lexicon) == {"SQL": 1}


def test_changes_are_found_passage_by_passage() -> None:
    old = {"a": script_of("a", "One.", "Two.", "Three."), "gone": script_of("gone", "Bye.")}
    new = {
        "a": script_of("a", "One.", "Two, edited.", "Three.", "Four."),
        "new": script_of("new", "Hi."),
    }

    def words(change: Change) -> tuple[str, str | None, str | None]:
        return change.page, change.before and change.before.text, change.after and change.after.text

    assert [words(change) for change in compare(old, new)] == [
        ("a", "Two.", "Two, edited."),
        ("a", None, "Four."),
        ("new", None, "Hi."),
        ("gone", "Bye.", None),
    ]


def test_the_same_script_has_no_changes() -> None:
    state = {"a": script_of("a", "One.", "Two.")}

    assert compare(state, state) == ()
