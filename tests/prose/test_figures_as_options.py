"""Options that are figures, strings with a letter before them, and other small things."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<code>-4, --ipv4</code>", "dash 4, dash dash ipv4"),
        ("<code>-6 | --ipv6</code>", "dash 6 vertical bar dash dash ipv6"),
        ("Run <code>ping -4 host</code>.", "Run ping dash 4 host."),
        ("Run <code>kill -9 1</code>.", "Run kill dash 9 1."),
        ("Write <code>return -1</code>.", "Write return minus 1."),
        ("It is <code>-4, -2</code>.", "It is minus 4, minus 2."),
        ("Call <code>f(u'some text')</code>.", "Call f with u quote some text."),
        ("Call <code>f(f'some text', 1)</code>.", "Call f with f quote some text unquote, 1."),
        ("Call <code>f</code>(a, **kwargs).", "Call f(a, star star kwargs)."),
        ("Call <code>f</code>(a,\u00a0**kwargs).", "Call f(a, star star kwargs)."),
        ("It is <code>-4</code>.", "It is minus 4."),
        (
            "Limits (which can be &lt;~100) are low.",
            "Limits (which can be less than about 100) are low.",
        ),
        ("Here x<sub>min</sub> is low.", "Here x sub min is low."),
        ("A text<sup>above the line</sup>.", "A text above the line."),
        ("The 2<sup>nd</sup> and M<sup>lle</sup>.", "The 2nd and Mlle."),
    ],
)
def test_small_things_are_said_as_they_are_meant(html: str, said: str) -> None:
    page = SourcePage("x", "", "en", f"<p>{html}</p>")

    assert [one.text for one in extract_script(page, Settings()).passages] == [said]


def test_a_lone_quote_and_a_string_differ_in_japanese() -> None:
    said = [
        extract_script(SourcePage("x", "", "ja", f"<p><code>{code}</code></p>"), Settings())
        for code in ("&lt;'a&gt;", "&lt;'a&gt;'")
    ]

    assert said[0].passages[0].text != said[1].passages[0].text
