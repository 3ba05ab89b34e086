"""Symbols, identifiers, addresses and units are said as developers say them."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts.prose.say import verbalizer


def code(text: str, language: str = "en") -> str:
    return " ".join(verbalizer(language).code(text).split())


def text(text: str, language: str = "en", urls: str = "shorten") -> str:
    return " ".join(verbalizer(language, urls).text(text).split())


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("snake_case", "snake case"),
        ("camelCaseName", "camel Case Name"),
        ("HTTPException", "HTTP Exception"),
        ("OAuth2PasswordBearer", "OAuth2 Password Bearer"),
        ("__init__", "dunder init"),
        ("_private", "underscore private"),
        ("test_", "test underscore"),
        ("--strict", "dash dash strict"),
        ("-f", "dash f"),
        ("/etc/hosts", "slash etc slash hosts"),
        ("../src/main.py", "dot dot slash src slash main dot py"),
        (".env", "dot env"),
        ("config.toml", "config dot toml"),
        ("os.path.join()", "os dot path dot join"),
        ("C++", "C plus plus"),
        ("C#", "C sharp"),
        ("v1.2.3", "version 1.2.3"),
        ("1.2.3", "1.2.3"),
        ("3.10+", "3.10 plus"),
        ("mkdocs==1.6.1", "mkdocs equals 1.6.1"),
        ("python>=3.10", "python at least 3.10"),
        ("a != b", "a not equal to b"),
        ("x = 1", "x equals 1"),
        ("a > b", "a greater than b"),
        ("2 * 3", "2 times 3"),
        ("str | None", "str or None"),
        ("cat x | sort", "cat x vertical bar sort"),
        ("list[str]", "list str"),
        ("dict[str, int]", "dict str, int"),
        ("*args", "star args"),
        ("**kwargs", "star star kwargs"),
        ("docs/**/*.md", "docs slash star star slash star dot md"),
        ("/items/{item_id}", "slash items slash item id"),
        ('@app.get("/")', "at app dot get slash"),
        ("main:app", "main colon app"),
        ("Content-Type: application/json", "Content-Type: application slash json"),
        ("def f(x) -> str", "def f x arrow str"),
        ("<div class='x'>", "div class equals x"),
        ("?skip=0&limit=10", "question mark skip equals 0 and limit equals 10"),
        ("2008-09-15T15:53:00+05:00", "2008-09-15 15:53:00+05:00"),
        ("14:23:55", "14:23:55"),
        ("http://127.0.0.1:8000/docs", "127.0.0.1 port 8000 slash docs"),
        ("https://example.com/a?b=c", "example dot com slash a"),
        ("-", "hyphen"),
        ("{}", "curly braces"),
        ("[ ]", "square brackets"),
        ("# ...", "hash, three dots"),
        ("", ""),
        ("╔══════╗", ""),
        ("it's", "it's"),
    ],
)
def test_code_is_said_as_developers_say_it(written: str, said: str) -> None:
    assert code(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Plain words, e.g. these; and 1.5 of them (or so).", None),
        ("TCP/IP and/or on/off, 24/7, I/O", None),
        ("It costs $5 to $10, 50% off, Q&A.", None),
        ("well-known, twenty-one, 2026-11-21", None),
        (
            "Use snake_case in config.toml and __init__.py.",
            "Use snake case in config dot toml and dunder init dot py.",
        ),
        ("Run with --reload or -v.", "Run with dash dash reload or dash v."),
        ("See /etc/hosts, ~/.bashrc.", "See slash etc slash hosts, tilde slash dot bashrc."),
        ("Call foo.bar() now.", "Call foo dot bar now."),
        ("It is v1.2.3.", "It is version 1.2.3."),
        (
            "Python 3.10+ and C++ and C#, .NET",
            "Python 3.10 plus and C plus plus and C sharp, dot NET",
        ),
        ("A → B", "A to B"),
        ("→ Next", "Next"),
        ("Next →", "Next"),
        ("File > Save As > PDF", "File, Save As, PDF"),
        ("3 < 5, x ≥ 3", "3 less than 5, x at least 3"),
        ("pages 10–20", "pages 10 to 20"),
        ("about ~10 min", "about about 10 min"),
        ("10 MB, 1 MB, 20ms, 5 kWh", "10 megabytes, 1 megabyte, 20 milliseconds, 5 kilowatt hours"),
        ("Press Ctrl+C or Ctrl + Shift + P.", "Press Control plus C or Control plus Shift plus P."),
        ("Launch 🚀 it 👩‍💻!", "Launch it!"),
        ("You pay. 💸", "You pay."),
        ("mail me@example.com", "mail me at example dot com"),
        ("by @facelessuser", "by at facelessuser"),
        ("d41d8cd98f00b204e9800998ecf8427e", "a long hash"),
        ("123e4567-e89b-12d3-a456-426614174000", "a UUID"),
        ("sk-proj-1234567890abcdefABCDEF", "a key"),
        ("from \\(x^2\\) on", "from a formula on"),
        ("stray **emphasis** here", "stray emphasis here"),
    ],
)
def test_text_is_said_with_as_little_change_as_possible(written: str, said: str | None) -> None:
    assert text(written) == (written if said is None else said)


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("zh", "--strict", "杠杠 strict"),
        ("zh", "config.toml", "config 点 toml"),
        ("zh", "C++", "C 加加"),
        ("de", "--strict", "minus minus strict"),
        ("de", "a == b", "a gleich b"),
        ("fr", "config.toml", "config point toml"),
        ("es", "str | None", "str o None"),
        ("it", "v1.2", "versione 1.2"),
        ("pt", "@app", "arroba app"),
        ("ru", "config.toml", "config точка toml"),
        ("ja", "/docs", "スラッシュ docs"),
        ("ko", "_", "밑줄"),
        ("sv", "--strict", "dash dash strict"),
    ],
)
def test_code_is_said_in_the_language_of_the_page(language: str, written: str, said: str) -> None:
    assert code(written, language) == said


@pytest.mark.parametrize(
    ("url", "urls", "said"),
    [
        ("https://www.example.com/a/b.html", "shorten", "link to example dot com"),
        ("https://docs.example.com", "shorten", "link to docs dot example dot com"),
        ("http://localhost:8000/docs", "shorten", "localhost port 8000 slash docs"),
        ("http://[::1]:80/x", "shorten", "[::1] port 80 slash x"),
        ("https://user:secret@example.com/x", "shorten", "link to example dot com"),
        ("https://example.com/a/b.html?q=1#x", "read", "example dot com slash a slash b dot html"),
        ("https://example.com", "skip", ""),
    ],
)
def test_addresses_are_said_by_where_they_lead(url: str, urls: str, said: str) -> None:
    assert text(url, urls=urls) == said


def test_a_mark_alone_is_an_answer() -> None:
    assert (
        verbalizer("de").mark(" ✅ "),
        verbalizer("de").mark("❌"),
        verbalizer("de").mark("🚀"),
    ) == (
        "ja",
        "nein",
        "",
    )
