"""Titles get a mark where a page is new, and shields stand for the state of the project."""


def on_page_markdown(markdown, page, **_):
    if page.meta.get("new"):
        page.title = f"{page.title} 🆕"
    return markdown.replace(
        "{badges}",
        '<p align="center"><a href="https://example.org/ci"><img src="ci.svg" alt="Test"></a>'
        '<a href="https://example.org/cov"><img src="cov.svg" alt="Coverage"></a></p>',
    )
