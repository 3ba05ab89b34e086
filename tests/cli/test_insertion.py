"""Where the plugin goes in the text of a configuration, and that nothing else moves."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts._cli.insertion import Plugins, inserted, parsed, plugins
from mkdocs_qwen_tts._errors import ConfigurationError

WAYS = {
    "a list": ("plugins:\n  - search\nnav: []\n", "plugins:\n  - search\n  - qwen-tts\nnav: []\n"),
    "a list at the margin": ("plugins:\n- search\n", "plugins:\n- search\n- qwen-tts\n"),
    "wide dashes": ("plugins:\n    -   search\n", "plugins:\n    -   search\n    -   qwen-tts\n"),
    "options, a comment, a blank line": (
        "plugins:\n  - search:\n      lang: [en]  # for now\n  # - social\n\nnav: []\n",
        "plugins:\n  - search:\n      lang: [en]  # for now\n  - qwen-tts\n  # - social\n\nnav: []\n",
    ),
    "no newline at the end": ("plugins:\n  - search", "plugins:\n  - search\n  - qwen-tts"),
    "lines of Windows": (
        "plugins:\r\n  - search\r\nnav: []\r\n",
        "plugins:\r\n  - search\r\n  - qwen-tts\r\nnav: []\r\n",
    ),
    "a block of text last": (
        "plugins:\n  - a:\n      b: |+\n        text\n\nnav: []\n",
        "plugins:\n  - a:\n      b: |+\n        text\n\n  - qwen-tts\nnav: []\n",
    ),
    "an empty entry's options": (
        "plugins:\n  - search:\nnav: []\n",
        "plugins:\n  - search:\n  - qwen-tts\nnav: []\n",
    ),
    "tags": (
        "plugins:\n  - a: {key: !ENV [KEY, x]}\n  - b: {f: !!python/name:os.getcwd }\n",
        "plugins:\n  - a: {key: !ENV [KEY, x]}\n  - b: {f: !!python/name:os.getcwd }\n  - qwen-tts\n",
    ),
    "a list in brackets": (
        "plugins: [search]  # short\n",
        "plugins: [search, qwen-tts]  # short\n",
    ),
    "before a plugin that wants to be the last": (
        "plugins:\n  - search\n  # must be last\n  - print-site:\n      add_to_navigation: true\nnav: []\n",
        "plugins:\n  - search\n  # must be last\n  - qwen-tts\n  - print-site:\n      add_to_navigation: true\nnav: []\n",
    ),
    "before it in brackets": (
        "plugins: [search, print-site]\n",
        "plugins: [search, qwen-tts, print-site]\n",
    ),
    "before it in a mapping": (
        "plugins:\n  search: {}\n  print-site: {}\nnav: []\n",
        "plugins:\n  search: {}\n  qwen-tts: {}\n  print-site: {}\nnav: []\n",
    ),
    "before it in a list of several lines": (
        "plugins: [\n  search,\n  print-site\n]\n",
        "plugins: [\n  search,\n  qwen-tts, print-site\n]\n",
    ),
    "before it in lines of Windows": (
        "plugins:\r\n-   print-site\r\n",
        "plugins:\r\n-   qwen-tts\r\n-   print-site\r\n",
    ),
    "an empty list": ("plugins: []\n", "plugins: [qwen-tts]\n"),
    "a mapping": (
        "plugins:\n  search: {}  # ours\nnav: []\n",
        "plugins:\n  search: {}  # ours\n  qwen-tts: {}\nnav: []\n",
    ),
    "a mapping in brackets": (
        "plugins: {search: {}}\n",
        "plugins: {search: {}, qwen-tts: {}}\n",
    ),
    "a mapping with a question mark": (
        "plugins:\n  ? search\n  : {}\n",
        "plugins:\n  ? search\n  : {}\n  qwen-tts: {}\n",
    ),
    "no key": ("site_name: x\n", "site_name: x\nplugins:\n  - search\n  - qwen-tts\n"),
    "no key, options apart": (
        "site_name: x\n\nnav:\n  - index.md\n",
        "site_name: x\n\nnav:\n  - index.md\n\nplugins:\n  - search\n  - qwen-tts\n",
    ),
    "no key, no newline at the end": (
        "site_name: x",
        "site_name: x\nplugins:\n  - search\n  - qwen-tts",
    ),
    "a byte order mark": (
        "\ufeffsite_name: x\n",
        "\ufeffsite_name: x\nplugins:\n  - search\n  - qwen-tts\n",
    ),
}

LIST = "plugins:\n      …  # what is there already\n      - qwen-tts"
NEW = "plugins:\n      - search\n      - qwen-tts"
MAPPING = "plugins:\n      …  # what is there already\n      qwen-tts: {}"

OTHERS = {
    "an alias": ("x: &p [search]\nplugins: *p\n", LIST),
    "an alias of a block": ("x: &p\n  - search\nplugins: *p\n", LIST),
    "a list that is used again": ("plugins: &p\n  - search\nextra: {again: *p}\n", LIST),
    "a mapping that is used again": ("plugins: &p\n  search: {}\nextra: {again: *p}\n", MAPPING),
    "a key with nothing": ("plugins:  # none yet\nnav: []\n", NEW),
    "a key with null": ("plugins: ~\n", NEW),
    "an end of the document": ("---\nsite_name: x\n...\n", NEW),
    "a text at the end": ("a: 1\nb: |\n  text", NEW),
    "JSON": ('{"site_name": "x"}\n', NEW),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_entry_is_written_as_its_neighbours_are(way: str) -> None:
    before, after = WAYS[way]
    assert inserted(before, "mkdocs.yml", Plugins()) == after


@pytest.mark.parametrize("way", OTHERS)
def test_for_other_shapes_the_lines_are_shown(way: str) -> None:
    text, lines = OTHERS[way]
    with pytest.raises(ConfigurationError, match="Write by hand") as told:
        inserted(text, "mkdocs.yml", Plugins())
    assert str(told.value).endswith(f"\n    {lines}")


def test_where_a_mapping_is_inherited_a_mapping_is_shown() -> None:
    with pytest.raises(ConfigurationError, match=r"plugins:\n      qwen-tts: \{\}$"):
        inserted("INHERIT: base.yml\n", "mkdocs.yml", Plugins("mapping", ("search",)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: [\n", "mkdocs.yml is not YAML: line 2, column 1: "),
        ("a: *b\n", "is not YAML: line 1, column 4: found undefined alias 'b'"),
        ("a: \x00\n", "mkdocs.yml is not YAML"),
        ("- a\n", "holds no options"),
        ("# nothing\n", "holds no options"),
        ("a: 1\n---\nb: 2\n", "not YAML"),
        ("a: " + "[" * 1500, "not YAML"),
        ("plugins: search\n", "line 1: expected a list, found a text"),
    ],
)
def test_what_is_no_configuration_is_told_with_its_place(text: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as told:
        plugins(parsed(text, "mkdocs.yml"), Plugins(), "mkdocs.yml")
    assert said in str(told.value)
    assert "\n" not in str(told.value)


# ---------------------------------------------------------------- any configuration

names = st.sampled_from(["nav", "extra", "theme", "ünï", "x y", "日本", "😀"])
words = st.sampled_from(
    ["a", "é", "x: y", "#", "", "yes", "1", "line\nline\n", "end\n\n", " 😀", "'", '"']
)
values = st.recursive(
    words | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
entries = st.sampled_from(["search", "tags", "a b"]).flatmap(
    lambda name: st.just(name) | st.builds(lambda options: {name: options}, values)
)
lists = st.lists(entries, max_size=4)
mappings = st.dictionaries(
    st.sampled_from(["search", "tags", "blog"]), st.none() | st.just({}), max_size=3
)


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, as people do."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
    )


_Dumper.add_representer(str, _text)


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """A configuration in some style, as YAML or JSON, then roughened: comments, blank lines, ends."""
    content: dict[str, Any] = draw(st.dictionaries(names, values, min_size=1, max_size=4))
    if draw(st.booleans()):
        content["plugins"] = draw(lists | mappings | st.none())
    order = draw(st.permutations(list(content)))
    content = {key: content[key] for key in order}
    if draw(st.sampled_from([False] * 4 + [True])):
        text = json.dumps(
            content, indent=draw(st.sampled_from([None, 2])), ensure_ascii=draw(st.booleans())
        )
    else:
        text = yaml.dump(
            content,
            Dumper=_Dumper,
            sort_keys=False,
            allow_unicode=True,
            default_flow_style=draw(st.sampled_from([False, False, None, True])),
            indent=draw(st.sampled_from([2, 4])),
            width=draw(st.sampled_from([20, 80])),
            explicit_start=draw(st.booleans()),
            explicit_end=draw(st.booleans()),
        )
    between = st.sampled_from(["", "", "\n", "# more\n", "    # - indented\n"])
    rough_text = "".join(draw(between) + line for line in text.splitlines(keepends=True)) + draw(
        between
    )
    if _loaded(rough_text) != content:  # it got into the middle of a text
        rough_text = text
    if draw(st.booleans()):
        rough_text = rough_text.rstrip("\n")
    if draw(st.booleans()):
        rough_text = rough_text.replace("\n", "\r\n")
    return rough_text


def _loaded(text: str) -> Any:
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, KeyError, ValueError):
        return None


@settings(deadline=None, max_examples=100)
@given(configurations())
def test_of_any_configuration_only_the_plugins_change(text: str) -> None:
    """Nothing is taken away: the configuration is the old one with one more plugin, or untouched."""
    before = yaml.safe_load(text)
    try:
        after_text = inserted(text, "mkdocs.yml", Plugins())
    except ConfigurationError:
        return
    after = yaml.safe_load(after_text)

    had = before.pop("plugins", None)
    has = after.pop("plugins")
    assert after == before
    if isinstance(had, dict):
        assert has == {**had, "qwen-tts": {}}
    else:
        assert has == (["search", "qwen-tts"] if had is None else [*had, "qwen-tts"])
    rest = iter(after_text)
    assert all(char in rest for char in text), "what was there is there in its order"
    assert ("\r\n" in text) <= ("\n" not in after_text.replace("\r\n", ""))
