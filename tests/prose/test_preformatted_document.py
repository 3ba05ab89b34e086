"""A document that is one preformatted text: prose is read, the code in it is announced."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings

PARAGRAPH = (
    "The keeper of a lamp has to know what it is made of, and how each of its parts is to be "
    "cleaned. When the wick is low, it is to be trimmed\nby hand, as it has always been, and the "
    "oil is to be filled in by one who has done it before."
)
CODE = "void trim(Lamp *lamp)\n{\n    lamp->wick[0] = cut(lamp->wick, 2);\n}"


def heard(text: str) -> list[str]:
    html = "<h1>Lamps</h1><pre>" + text.replace("<", "&lt;").replace(">", "&gt;") + "</pre>"
    page = SourcePage("x", "Lamps", "en", html)
    return [passage.text for passage in extract_script(page, Settings()).passages]


def test_paragraphs_are_read_and_code_is_announced() -> None:
    warning = "WARNING: the LampOil is hot, and so it burns."
    first = [PARAGRAPH, CODE, PARAGRAPH, PARAGRAPH, "Trimming a Wick", "     1.", PARAGRAPH]
    text = "\n\n".join([*first, PARAGRAPH, warning, "light(lamp)", PARAGRAPH])
    prose = " ".join(PARAGRAPH.split())

    assert heard(text) == [
        "Lamps",
        prose,
        "Code example, 4 lines.",
        prose,
        prose,
        "Trimming a Wick",
        f"1. {prose}",
        prose,
        warning,
        "light with lamp",
        prose,
    ]


@pytest.mark.parametrize(
    "program",
    [
        "\n\n".join([f"/* {PARAGRAPH} */\n{CODE}"] * 8),
        "\n\n".join([*["# " + PARAGRAPH.replace("\n", "\n# "), CODE] * 8]),
        "\n\n".join([PARAGRAPH, *[CODE] * 12]),
    ],
)
def test_a_program_with_comments_is_no_document(program: str) -> None:
    lines = program.count("\n") + 1

    assert heard(program) == ["Lamps", f"Code example, {lines} lines."]


def test_a_sentence_that_leads_to_a_list_of_pages_has_it() -> None:
    tree = (
        '<div class="toctree-wrapper compound"><ul><li class="toctree-l1"><a href="o.html">Oil</a>'
        '<ul><li class="toctree-l2"><a href="o.html#a">Sorts of it</a></li></ul></li>'
        '<li class="toctree-l1"><a href="w.html">Wicks</a></li></ul></div>'
    )
    html = f"<h1>Lamps</h1><p>The following parts of a lamp are described in this manual:</p>{tree}"
    page = SourcePage("x", "Lamps", "en", html, generator="sphinx")

    assert [passage.text for passage in extract_script(page, Settings()).passages][2:] == [
        "Oil",
        "Wicks",
    ]


def test_a_docstring_in_the_letters_of_a_typewriter_is_read() -> None:
    lines = [
        *PARAGRAPH.split("\n"),
        "\xa0",
        "\xa0\xa0for each in lamps:",
        "\xa0\xa0\xa0\xa0trim[each] = {}",
    ]
    html = f"<h1>Lamps</h1><p><tt>{'<br>'.join(lines)}</tt></p>"
    page = SourcePage("x", "Lamps", "en", html)

    assert [passage.text for passage in extract_script(page, Settings()).passages] == [
        "Lamps",
        " ".join(PARAGRAPH.split()),
        "Code example, 2 lines.",
    ]
