"""What a page's own style sheet hides for good is not spoken."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts.site._content import Content, find


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        (".copy { display: none }", (".copy",)),
        ("#toc, .copy{color:red;visibility:hidden}", ("#toc", ".copy")),
        ("/* .copy */ p { margin: 0 } .copy { display:none !important; }", (".copy",)),
        (".copy.open { display: block } .copy { display: none }", ()),
        ("@media print { .copy { display: none } }", ()),
        ("@media (width < 9em) { .a { color: red } .copy { display: none } } #toc{display:none}", ("#toc",)),
        (".scripted { display: none }", ()),
        (".menu ul { display: none }", ()),
        (".copy { overflow: hidden; background: none }", ()),
        (".copy { display: none }" + " " * 60_000, ()),
    ],
)  # fmt: skip
def test_what_nothing_shows_again_is_hidden(style: str, hidden: tuple[str, ...]) -> None:
    page = (
        f"<html><head><title>T</title><style>{style}</style><script>show('scripted')</script></head>"
        "<body><main><h1>T</h1><p>One sentence of prose.</p></main></body></html>"
    )
    found = find(page)

    assert isinstance(found, Content)
    assert found.skip == hidden
