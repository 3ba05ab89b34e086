"""Pages in any encoding come out as they were, and what is added to them is read right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts.site._encoding import NOT_TEXT, decoded_document


@pytest.mark.parametrize(
    ("data", "name", "declared"),
    [
        (b'<meta charset="utf-8"><p>\xc3\xa9', "utf-8", True),
        (b"<meta charset=UTF-8><p>plain", "utf-8", True),
        (b'<?xml version="1.0" encoding="UTF-8"?><p>x', "utf-8", True),
        (
            b'<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><p>x',
            "utf-8",
            True,
        ),
        (b"\xef\xbb\xbf<p>x", "utf-8", True),
        (b"<p>plain", "utf-8", False),
        (b"<p>\xc3\xa9", "utf-8", False),
        (b"<meta charset=iso-8859-1><p>plain", "utf-8", False),
        (b"<meta charset=iso-8859-1><p>\xe9 \x93x\x94", "cp1252", False),
        ('<meta charset="gb2312"><p>中文'.encode("gbk"), "gb18030", False),
        ('<meta charset="Shift_JIS"><p>日本'.encode("cp932"), "cp932", False),
        ('<meta charset="big5"><p>中文'.encode("big5"), "big5", False),
    ],
)
def test_the_encoding_is_what_browsers_take_it_for(data: bytes, name: str, declared: bool) -> None:
    text, found = decoded_document(data)

    assert (found.name, found.declared) == (name, declared)
    assert text.encode(found.name) == data


@pytest.mark.parametrize(
    "data",
    [b"<p>\xff\xfe", b"<meta charset=utf-8><p>\xe9", b"<meta charset=rot13><p>\xe9", b"<meta charset=zip>\xff"],
)  # fmt: skip
def test_what_is_in_no_encoding_is_said_so(data: bytes) -> None:
    with pytest.raises(ValueError, match=NOT_TEXT):
        decoded_document(data)


def test_what_is_added_to_a_page_without_a_declaration_is_ascii() -> None:
    _, known = decoded_document(b"<meta charset=utf-8>")
    _, unknown = decoded_document(b"<p>")

    assert known.added("<p>… 听</p>") == "<p>… 听</p>"
    assert unknown.added("<p>… 听</p>") == "<p>&#8230; &#21548;</p>"


@given(
    st.binary(max_size=80), st.sampled_from([b"", b"<meta charset=gbk>", b"<meta charset=big5>"])
)
def test_bytes_come_out_as_they_were(data: bytes, head: bytes) -> None:
    try:
        text, found = decoded_document(head + data)
    except ValueError:
        return
    assert text.encode(found.name) == head + data
