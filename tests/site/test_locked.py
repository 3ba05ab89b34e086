"""Pages that were encrypted when the site was built are left alone, and that is told."""

from __future__ import annotations

import pytest

from mkdocs_qwen_tts.site import _content as content

FORM = '<form><label>Password</label><input type="password"><button>OK</button></form>'


@pytest.mark.parametrize(
    "body",
    [
        f"<main><h1>Members</h1><p>Enter the password to read this page.</p>{FORM}</main>",
        '<main><div id="mkdocs-encrypted-content">Jq==</div><p>A hint.</p></main>',
        '<article><p>请输入密码后查看内容。</p><div id="hexo-blog-encrypt"></div></article>',
        f'<div class="staticrypt-form"><p>{"Ask the owner for it. " * 20}</p>{FORM}</div>',
    ],
)
def test_a_page_that_asks_for_its_password_is_left_alone(body: str) -> None:
    page = f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>"

    assert content.find(page) == content.NoContent(content.LOCKED)


def test_a_page_about_passwords_is_read() -> None:
    words = "Open the settings of your account. " * 6
    body = f"<main><h1>Your password</h1><p>{words}</p>{FORM}</main>"

    assert isinstance(content.find(f"<html><body>{body}</body></html>"), content.Content)
