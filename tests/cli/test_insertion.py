"""Where the plugin goes in the text of a configuration, and that nothing else moves."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_qwen_tts.cli.insertion import Plugins, inserted, parsed, plugins
from mkdocs_qwen_tts.errors import ConfigurationError

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
    "quoted names": ('plugins:\n  - "search"\n', 'plugins:\n  - "search"\n  - "qwen-tts"\n'),
    "an anchor": ("plugins: &all\n  - search\n", "plugins: &all\n  - search\n  - qwen-tts\n"),
    "tags": (
        "plugins:\n  - a: {key: !ENV [KEY, x]}\n  - b: {f: !!python/name:os.getcwd }\n",
        "plugins:\n  - a: {key: !ENV [KEY, x]}\n  - b: {f: !!python/name:os.getcwd }\n  - qwen-tts\n",
    ),
    "a short list": ("plugins: [search]  # all\n", "plugins: [search, qwen-tts]  # all\n"),
    "a short list with a last comma": ("plugins: [search,]\n", "plugins: [search, qwen-tts,]\n"),
    "a short list over lines": (
        "plugins: [\n  search,  # finds\n  tags  # sorts\n]\n",
        "plugins: [\n  search,  # finds\n  tags,  # sorts\n  qwen-tts\n]\n",
    ),
    "a short list over lines with a last comma": (
        "plugins: [\n  search,\n  tags: {a: 1},\n]\n",
        "plugins: [\n  search,\n  tags: {a: 1},\n  qwen-tts,\n]\n",
    ),
    "no plugins at all": ("plugins: []\n", "plugins: [qwen-tts]\n"),
    "a mapping": ("plugins:\n  search: {}\n", "plugins:\n  search: {}\n  qwen-tts: {}\n"),
    "a short mapping": ("plugins: {search: {}}\n", "plugins: {search: {}, qwen-tts: {}}\n"),
    "no key": ("site_name: x\n", "site_name: x\nplugins:\n  - search\n  - qwen-tts\n"),
    "no key, options apart, lists at the margin": (
        "site_name: x\n\nnav:\n- index.md\n",
        "site_name: x\n\nnav:\n- index.md\n\nplugins:\n- search\n- qwen-tts\n",
    ),
    "no key, no newline at the end": (
        "site_name: x",
        "site_name: x\nplugins:\n  - search\n  - qwen-tts",
    ),
    "no key, an end of the document": (
        "---\nsite_name: x\n...\n",
        "---\nsite_name: x\nplugins:\n  - search\n  - qwen-tts\n...\n",
    ),
    "no key, behind a text that keeps its end": (
        "a: 1\nb: |\n  text",
        "a: 1\nplugins:\n  - search\n  - qwen-tts\nb: |\n  text",
    ),
    "a key with nothing": (
        "plugins:  # none yet\nnav: []\n",
        "plugins:  # none yet\n  - search\n  - qwen-tts\nnav: []\n",
    ),
    "a key with null": ("plugins: ~\n", "plugins:\n  - search\n  - qwen-tts\n"),
    "a key with nothing at the end": ("a: 1\nplugins:", "a: 1\nplugins:\n  - search\n  - qwen-tts"),
    "JSON": ('{"site_name": "x"}\n', '{"site_name": "x", "plugins": ["search", "qwen-tts"]}\n'),
    "JSON with a list": ('{"plugins": ["search"]}', '{"plugins": ["search", "qwen-tts"]}'),
    "JSON with null": ('{"plugins": null, "a": 1}', '{"plugins": [search, qwen-tts], "a": 1}'),
    "a byte order mark": (
        "\ufeffsite_name: x\n",
        "\ufeffsite_name: x\nplugins:\n  - search\n  - qwen-tts\n",
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_entry_is_written_as_its_neighbours_are(way: str) -> None:
    before, after = WAYS[way]
    assert inserted(before, "mkdocs.yml", Plugins()) == after


def test_an_inherited_mapping_is_added_to() -> None:
    made = inserted("INHERIT: base.yml\n", "mkdocs.yml", Plugins("mapping", ("search",)))
    assert made == "INHERIT: base.yml\nplugins:\n  qwen-tts: {}\n"


@pytest.mark.parametrize(
    "text",
    [
        "x: &p [search]\nplugins: *p\n",
        "plugins: &p [search]\nextra: {again: *p}\n",
        "plugins:\n  ? search\n  : {}\n",
    ],
)
def test_what_cannot_be_added_to_alone_is_left_to_people(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"by hand"):
        inserted(text, "mkdocs.yml", Plugins())


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


@settings(deadline=None, max_examples=60)
@given(configurations())
def test_of_any_configuration_only_the_plugins_change(text: str) -> None:
    """Nothing is taken away, and the configuration is the old one with one more plugin."""
    before = yaml.safe_load(text)
    after_text = inserted(text, "mkdocs.yml", Plugins())
    after = yaml.safe_load(after_text)

    had = before.pop("plugins", None)
    has = after.pop("plugins")
    assert after == before
    if had is None:
        assert has == ["search", "qwen-tts"]
    elif isinstance(had, dict):
        assert list(has.items()) == [*had.items(), ("qwen-tts", {})]
    else:
        assert has == [*had, "qwen-tts"]

    if had is None and "plugins" in yaml.safe_load(text):  # a null goes, and nothing else
        start = common(text, after_text)
        behind = common(text[start:][::-1], after_text[start:][::-1])
        assert text[start : len(text) - behind].strip().rpartition("null")[2] == ""
    else:
        rest = iter(after_text)
        assert all(char in rest for char in text), "what was there is there in its order"
    assert ("\r\n" in text) <= ("\n" not in after_text.replace("\r\n", ""))


def common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return sum(
        1 for _ in itertools.takewhile(bool, (a == b for a, b in zip(one, other, strict=False)))
    )
