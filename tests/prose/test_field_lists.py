"""Parameters in the theme `readthedocs` of MkDocs."""

from __future__ import annotations

from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._prose import extract_script
from mkdocs_qwen_tts._settings import Settings

_TABLE = """<table class="field-list"><tbody>
<tr class="field"><th class="field-name">Parameters:</th><td class="field-body"><ul class="first">
<li><b><code>side</code></b> (<code>float</code>) \u2013
<div class="doc-md-description"><p>Its length.</p></div></li>
<li><b><code>name</code></b> (<code>str</code>) \u2013
<div class="doc-md-description"><p>What it is called.</p></div></li></ul></td></tr>
<tr class="field"><th class="field-name">Returns:</th><td class="field-body"><ul class="first">
<li><code>int</code> \u2013 <div class="doc-md-description"><p>Its area.</p></div></li></ul>
</td></tr></tbody></table>"""


def test_each_parameter_of_a_table_is_a_sentence() -> None:
    passages = extract_script(SourcePage("x", "", "en", _TABLE), Settings()).passages

    assert [passage.text for passage in passages] == [
        "Parameters:",
        "side (float) \u2013 Its length.",
        "name (str) \u2013 What it is called.",
        "Returns:",
        "int \u2013 Its area.",
    ]


_SOURCE = """<details class="quote"><summary>Source code in <code>a/b.py</code></summary>
<div class="highlight"><pre>class A:
    pass</pre></div></details>"""


def test_the_source_of_an_object_is_left_out_and_a_quote_is_not() -> None:
    page = f'<p>One.</p><div class="doc doc-contents"><p>A class.</p>{_SOURCE}</div>'
    quote = '<details class="quote"><summary>Who said it</summary><p>It is so.</p></details>'

    said = extract_script(SourcePage("x", "", "en", page + quote), Settings()).passages

    assert [passage.text for passage in said] == ["One.", "A class.", "Who said it.", "It is so."]
