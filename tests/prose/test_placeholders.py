"""What stands for something that the reader fills in, and places on other machines."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._prose.say.code import say_code
from mkdocs_qwen_tts._prose.say.text import say_text
from mkdocs_qwen_tts._prose.say.vocabulary import vocabulary

ENGLISH = vocabulary("en")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("<key>=<value>", "key equals value"),
        ("--set <key>=<value>", "dash dash set key equals value"),
        ("-D<name>=<value>", "dash capital D of name close equals value"),
        ("a >= b", "a at least b"),
        ("a <b >= c", "a less than b at least c"),
        ("[operator]<value>", "bracket operator close value"),
        ("list[]<T>", "list square brackets of T"),
        (
            "[language]_[country]",
            "bracket language close underscore bracket country",
        ),
        ("--keep-X", "dash dash keep-X"),
        ("lamp.fill(b'oil')", "lamp dot fill with b quote oil"),
        ("id = 'X-12345'", "id equals X-12345"),
        ("x - 1", "x minus 1"),
        ("N-1", "N minus 1"),
        ("PORT[@rate]", "PORT, optional at rate"),
        ("datetime | None", "datetime or None"),
        ("timedelta | int | None", "timedelta or int or None"),
        ("timedelta | int | float", "timedelta or int or float"),
        ("value | int", "value vertical bar int"),
        ("ls | sort", "ls vertical bar sort"),
        ("cp /a /b", "cp slash a, slash b"),
        ("mv a.txt /tmp", "mv a dot txt, slash tmp"),
        ("cd /tmp", "cd slash tmp"),
        ("a / b", "a slash b"),
        ("FAIL Oil not reached. Total: 9", "FAIL Oil not reached. Total: 9"),
        ("[Oil](oil.md)", "bracket Oil close paren oil dot md"),
        ("lamps[0](x)", "lamps index 0 close with x"),
        ("[A-Z]", "bracket capital A to Z"),
        ("<object-1> <action> <object-2>", "object-1 action object-2"),
        ("<menu-bar>oil</menu-bar>", "tag menu-bar close oil closing tag menu-bar"),
    ],
)
def test_code_with_placeholders(code: str, said: str) -> None:
    assert say_code(code, ENGLISH) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "In me@host:~/notes/a.md it stands.",
            "In me at host colon tilde slash notes slash a dot md it stands.",
        ),
        ("ssh://me@host/~/x refers", "ssh colon slash slash me at host slash tilde slash x refers"),
        ("Write to me@example.org: now.", "Write to me at example dot org: now."),
        ("as 'http://example.com/a.json' has", "as 'http example dot com slash a dot json' has"),
        ("the “https://x.org/a” thing", "the “https x dot org slash a” thing"),
        ("select menu item View –> Tools –> Notes.", "select menu item View, Tools, Notes."),
        ("from A –> B", "from A to B"),
        ("See http://example.com/a.json.", "See link to example dot com."),
        ("From v2 on it is 'v1' or “v1”.", "From version 2 on it is 'v1' or “v1”."),
    ],
)
def test_text_with_places(text: str, said: str) -> None:
    assert " ".join(say_text(text, ENGLISH, "shorten").split()) == said


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("text(文本),phone(手机号)", "text 圆括号 文本 括号结束, phone 圆括号 手机号"),
        ("len('文本')", "len 参数 文本"),
        ("say(文本, x)", "say 参数 文本, x"),
    ],
)
def test_what_a_name_means_is_no_argument(code: str, said: str) -> None:
    assert say_code(code, vocabulary("zh")) == said
