"""Comments of the form `<!-- md:kind argument -->` become badges."""

import re


def on_page_markdown(markdown, **_):
    def badge(found):
        kind, argument = found[1], found[2].strip()
        icon = {"version": "tag-outline", "default": "water", "flag": "flag"}[kind]
        title = {"version": "Minimum version", "default": "Default value", "flag": "Flag"}[kind]
        return (
            f'<span class="mdx-badge"><span class="mdx-badge__icon">:material-{icon}:{{ title="{title}" }}</span>'
            f'<span class="mdx-badge__text">{argument}</span></span>'
        )

    return re.sub(r"<!-- md:(\w+)(.*?) -->", badge, markdown)
