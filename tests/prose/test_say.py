"""Symbols, identifiers, addresses and units are said as developers say them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts._prose.say import text as running
from mkdocs_qwen_tts._prose.say import text_tokens, verbalizer


def code(text: str, language: str = "en") -> str:
    return " ".join(verbalizer(language).code(text).split())


def text(text: str, language: str = "en", urls: str = "shorten") -> str:
    return " ".join(verbalizer(language, urls).text(text).split())


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("snake_case", "snake case"),
        ("git bisect bad [commit]", "git bisect bad, optional commit"),
        ("h [True]", "h bracket True"),
        ("plot [ ] [-2:5] x", "plot square brackets bracket minus 2 colon 5 close x"),
        ("ls [-a]", "ls, optional dash a"),
        ("time[s|ms]", "time, optional s or ms"),
        ("Opt[str|bytes]", "Opt of str or bytes"),
        ("Expand true|false", "Expand true or false"),
        ("ls|wc", "ls vertical bar wc"),
        ("x*x-y*y", "x star x minus y star y"),
        ("lib-x*", "lib-x star"),
        ("Cow<'static, str>", "Cow of single quote static, str"),
        ("2*removals + 3*upgrades", "2 times removals plus 3 times upgrades"),
        ("[a-z]+", "bracket a-z close plus"),
        ("(-x+1)*2", "paren minus x plus 1 close times 2"),
        ("(-v)", "paren dash v"),
        ("g++-12", "g plus plus dash 12"),
        ("x = 0 : 0.1 : 1", "x equals 0 colon 0.1 colon 1"),
        ("1:2:2e7-1", "1 colon 2 colon 2e7 dash 1"),
        ("f(x: i32)", "f with x: i32"),
        ("x[is.na(x)] <<- 0", "x index is dot na with x close close double left arrow 0"),
        ("m[FALSE, ]", "m index FALSE comma"),
        ("<<-", "double left arrow"),
        ("cat <<-EOF", "cat double less than dash EOF"),
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
        ("mkdocs==1.6.1", "mkdocs exactly 1.6.1"),
        ("python>=3.10", "python at least 3.10"),
        ("a != b", "a not equal to b"),
        ("x = 1", "x equals 1"),
        ("a > b", "a greater than b"),
        ("2 * 3", "2 times 3"),
        ("str | None", "str or None"),
        ("cat x | sort", "cat x vertical bar sort"),
        ("list[str]", "list of str"),
        ("dict[str, int]", "dict of str, int"),
        ("*args", "star args"),
        ("**kwargs", "star star kwargs"),
        ("docs/**/*.md", "docs slash star star slash star dot md"),
        ("/items/{item_id}", "slash items slash brace item id"),
        ('@app.get("/")', "at app dot get with slash"),
        ("main:app", "main colon app"),
        ("Content-Type: application/json", "Content-Type: application slash json"),
        ("def f(x) -> str", "def f with x close arrow str"),
        ("<div class='x'>", "tag div class equals x"),
        ("?skip=0&limit=10", "question mark skip equals 0 ampersand limit equals 10"),
        ("2008-09-15T15:53:00+05:00", "2008-09-15 15:53:00+05:00"),
        ("14:23:55", "14:23:55"),
        ("http://127.0.0.1:8000/docs", "http 127.0.0.1 port 8000 slash docs"),
        ("https://example.com/a?b=c", "https example dot com slash a question mark b equals c"),
        ("-", "hyphen"),
        ("{}", "curly braces"),
        ("[ ]", "square brackets"),
        ("# ...", "hash, three dots"),
        ("", ""),
        ("╔══════╗", ""),
        ("it's", "it's"),
        (">=3.8,<4", "at least 3.8, below 4"),
        ("foreach(<loop_var> RANGE <stop>)", "foreach with loop var RANGE stop"),
        ("--strategy-option=<option>", "dash dash strategy-option equals option"),
        ("CMAKE_<LANG>_FLAGS", "CMAKE LANG FLAGS"),
        ("--color=<auto|always|never>", "dash dash color equals auto or always or never"),
        (
            "git rev-list master | git cherry-pick -n",
            "git rev-list master vertical bar git cherry-pick dash n",
        ),
        ("SELECT * FROM x", "SELECT star FROM x"),
        ("import * as x", "import star as x"),
        ("ARRAY[1, 2]", "ARRAY of 1, 2"),
        ("parse(str[, sep[, eq]])", "parse with str, optional sep, optional eq"),
        ("name[=value]", "name, optional equals value"),
        ("ls [-a] [path]", "ls, optional dash a close, optional path"),
        ("timeout[Symbol.dispose]()", "timeout of Symbol dot dispose"),
        ("'&'", "ampersand"),
        ("Ctrl-X Ctrl-C", "Control plus X Control plus C"),
        ("⇧⌘P", "Shift plus Command plus P"),
        ("trigger.", "trigger."),
        ("git-log(1)", "git-log 1"),
        ("--8<--", "dash dash 8 less than dash dash"),
        ("#include <gdk/gdkx.h>", "hash include gdk slash gdkx dot h"),
        ("</Directory>", "closing tag Directory"),
        ("x == 1", "x double equals 1"),
        ("del a[:]", "del a, slice all"),
        ("a[1:3]", "a, slice 1 to 3"),
        ("a[::2]", "a, slice all step 2"),
        ("a[-1]", "a index minus 1"),
        ("f(g(x), y)", "f with g with x close, y"),
        ("f(g(x, y))", "f with g with x, y"),
        ("(A and (not B)) or C", "paren A and paren not B close close or C"),
        ("&s1", "ampersand s1"),
        ("*ptr", "star ptr"),
        ("a << b", "a shifted left by b"),
        ("cat a >> b", "cat a double greater than b"),
        ("HEAD~2", "HEAD tilde 2"),
        ("HEAD^", "HEAD caret"),
        ("n-1", "n minus 1"),
        ("-3", "minus 3"),
        ("utf-8", "utf-8"),
        ("50%", "50%"),
        ("7 % 3", "7 modulo 3"),
        (r"%APPDATA%\uv", "percent APPDATA percent backslash uv"),
        ("$HOME/bin", "dollar HOME slash bin"),
        ("C++17", "C plus plus 17"),
        ("std::vec<T>", "std double colon vec of T"),
        ("Vec<Vec<T>>", "Vec of Vec of T"),
        ("!important", "exclamation mark important"),
        ("-V", "dash capital V"),
        ("echo 'a b'", "echo quote a b"),
        ("x = '1'", "x equals string 1"),
        ("--exclude=<path>", "dash dash exclude equals path"),
        ("</div>", "closing tag div"),
        ("<form></form>", "tag form close closing tag form"),
        ('pip install "fastapi[standard]"', "pip install fastapi bracket standard"),
        ("14:23:55.003", "14:23:55.003"),
        ("a->b", "a arrow b"),
        ("x => y", "x double arrow y"),
        ("=" * 40, "equals sign 40 times"),
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
        ("well-known, twenty-one, 1-2-3", None),
        ("write “2026-11-21”, or '2026-11-21'", None),
        ("void **values", "void star star values"),
        ("push [-f|--force] HEAD|main", "push [dash f or dash dash force] HEAD or main"),
        ("open(List<File> files)", "open(List of File files)"),
        ("records <string[][]>", "records string square brackets square brackets"),
        ("x**2 and 2**n, but **bold**", "x squared and 2 to the power of n , but bold"),
        ("since 2026-11-21, id 2026-11-21-7", "since November 21, 2026, id 2026-11-21-7"),
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
        ("Choose Edit → Preferences → Network.", "Choose Edit, Preferences, Network."),
        ("File -> Save As, “Settings” → “Pages”", "File, Save As, “Settings”, “Pages”"),
        ("File → Directory, View → Model", "File to Directory, View to Model"),
        ("Draft → Published, Edit → saved", "Draft to Published, Edit to saved"),
        ("int → Settings → str", "int to Settings to str"),
        ("→ Next", "Next"),
        ("Next →", "Next"),
        ("File > Save As > PDF", "File, Save As, PDF"),
        ("3 < 5, x ≥ 3", "3 less than 5, x at least 3"),
        ("pages 10–20", "pages 10 to 20"),
        ("about ~10 min", "about about 10 min"),
        ("10 MB, 1 MB, 20ms, 5 kWh", "10 megabytes, 1 megabyte, 20 milliseconds, 5 kilowatt hours"),
        ("Press Ctrl+C or Ctrl + Shift + P.", "Press Control plus C or Control plus Shift plus P."),
        ("Ctrl-Alt-Del, ⌘K, Alt-text", "Control plus Alt plus Delete, Command plus K, Alt-text"),
        ("10Mb/s, 5 km", "10 megabits per second, 5 kilometres"),
        ("C++98, __m256i", "C plus plus 98, underscore underscore m256i"),
        (
            "a <URLSearchParams> of {string|Buffer[]}",
            "a URL Search Params of string or Buffer square brackets",
        ),
        ("Launch 🚀 it 👩‍💻!", "Launch it!"),
        ("You pay. 💸", "You pay."),
        ("mail me@example.com", "mail me at example dot com"),
        ("by @facelessuser", "by at facelessuser"),
        ("d41d8cd98f00b204e9800998ecf8427e", "a long hash"),
        ("123e4567-e89b-12d3-a456-426614174000", "a UUID"),
        ("sk-proj-1234567890abcdefABCDEF", "a key"),
        ("from \\(x^2\\) on", "from x squared on"),
        ("stray **emphasis** here", "stray emphasis here"),
        ("A std::vec of them", "A std double colon vec of them"),
        ("pass --exclude=<path> too", "pass dash dash exclude equals path too"),
        ("a list[str] is", "a list of str is"),
        (
            "under $HOME or %APPDATA%\\uv.",
            "under dollar HOME or percent APPDATA percent backslash uv.",
        ),
    ],
)
def test_text_is_said_with_as_little_change_as_possible(written: str, said: str | None) -> None:
    assert text(written) == (written if said is None else said)


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("ja", "容量は５GBです", "容量は５ ギガバイトです"),
        ("zh", "大小为５GB左右", "大小为５ 吉字节左右"),
        ("en", "some ٣ kB", "some ٣ kilobytes"),
        ("en", "since v５", "since version ５"),
    ],
)
def test_digits_of_all_scripts_have_units(language: str, written: str, said: str) -> None:
    assert text(written, language) == said


_PIECES = st.one_of(
    st.sampled_from(
        [
            *(
                "plain words",
                "of",
                "v",
                "kB",
                "５",
                "٣",
                "7",
                "2026-11-21",
                "deadbeef",
                "中文",
                "，",
            ),
            *("a.py", "f()", "a_b", "!x", "::", "--", "-x", "_", ".", "(", ")", ",", ";", "Ctrl"),
            *(
                "+",
                "@",
                "x@y.z",
                "https://x.y",
                "/",
                "$",
                "**",
                "^2",
                "|",
                " > ",
                "=",
                "→",
                "½",
                "ⁿ",
            ),
            *(
                "「",
                "．",
                "é",
                "ß",
                "К",
                "ſ",
                "\u00a0",
                "\u202f",
                "\n",
                " ",
                "  ",
                "…",
                "🚀",
                "×",
                "<",
                ">",
            ),
        ]
    ),
    st.characters(),
)
_TEXTS = st.lists(_PIECES, max_size=12).map("".join)


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_what_needs_a_second_look_is_told_at_the_first(written: str) -> None:
    assert running._TELLING.search(written) or not running._SUSPECT.search(written)


@pytest.mark.parametrize(
    "pattern", [text_tokens.TOKEN, text_tokens.TOKEN_OR_SIGN], ids=["few", "all"]
)
@settings(max_examples=300, deadline=None)
@given(written=_TEXTS)
def test_nothing_is_missed_where_plain_words_are_passed_over(
    pattern: re.Pattern[str], written: str
) -> None:
    slow = re.compile(pattern.pattern.replace(text_tokens._PASSED_OVER, "(?!)"), re.VERBOSE)

    found = [one for one in pattern.finditer(written) if one.lastgroup != "words"]

    assert [(one.lastgroup, one.span()) for one in found] == [
        (one.lastgroup, one.span()) for one in slow.finditer(written)
    ]


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("zh", "--strict", "杠杠 strict"),
        ("zh", "config.toml", "config 点 toml"),
        ("zh", "C++", "C 加加"),
        ("de", "--strict", "minus minus strict"),
        ("de", "a == b", "a doppelt gleich b"),
        ("fr", "config.toml", "config point toml"),
        ("es", "str | None", "str o None"),
        ("it", "v1.2", "versione 1.2"),
        ("pt", "@app", "arroba app"),
        ("ru", "config.toml", "config точка toml"),
        ("ja", "/docs", "スラッシュ docs"),
        ("ko", "_", "밑줄"),
        ("sv", "--strict", "dash dash strict"),
        ("zh", "-3", "负 3"),
        ("zh", "list[int]", "list 含 int"),
        ("zh", "f(g(x), y)", "f 参数 g 参数 x 括号结束, y"),
        ("zh", "a[1:3]", "a, 切片 1 到 3"),
        ("zh", ">=3.8,<4", "大于等于 3.8, 低于 4"),
        ("zh", "-V", "杠 大写 V"),
        ("fr", "a << b", "a décalé à gauche de b"),
        ("ru", "list[int]", "list из int"),
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
