"""Notebooks say the same whoever made the page: what was written, tables and pictures, no prompts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

CODE = "x = 1\nx + 1"
TABLE = "<table><thead><tr><th></th><th>lamp</th></tr></thead><tbody><tr><th>0</th><td>north</td></tr></tbody></table>"
LAB = f"""<div class="jp-Cell jp-CodeCell"><span class="cell-tag">hide-input</span><div class="jp-InputPrompt">In [1]:</div>
<div class="highlight hl-ipython3"><pre>{CODE}</pre></div><div class="jp-OutputArea-child jp-OutputArea-executeResult">
<div class="jp-OutputPrompt">Out[1]:</div><div class="jp-RenderedText jp-OutputArea-output"><pre>2</pre></div></div>
<div class="jp-OutputArea-child jp-OutputArea-executeResult"><div class="jp-RenderedHTMLCommon">{TABLE}</div></div></div>"""
CLASSIC = f"""<div class="cell code_cell"><div class="input"><div class="prompt input_prompt">In&nbsp;[1]:</div>
<div class="inner_cell"><div class="input_area"><div class="highlight hl-ipython3"><pre>{CODE}</pre></div></div></div></div>
<div class="output_wrapper"><div class="output"><div class="output_area"><div class="prompt output_prompt">Out[1]:</div>
<div class="output_text output_subarea output_execute_result"><pre>2</pre></div></div><div class="output_area">
<div class="prompt"></div><div class="output_subarea output_stream output_stderr output_text"><pre>careful, hot</pre></div></div>
<div class="output_area"><div class="output_html rendered_html output_subarea">{TABLE}</div></div></div></div></div>"""
NBSPHINX = f"""<div class="nbinput nblast docutils container"><div class="prompt highlight-none notranslate"><div class="highlight">
<pre>[1]:</pre></div></div><div class="input_area highlight-ipython3"><div class="highlight"><pre>{CODE}</pre></div></div></div>
<div class="nboutput nblast docutils container"><div class="prompt empty docutils container"></div><div class="output_area">
<div class="highlight"><pre>2</pre></div></div></div><div class="nboutput docutils container">
<div class="output_area rendered_html docutils container">{TABLE}</div></div>"""
MYST_NB = f"""<div class="cell tag_hide-input docutils container"><details class="admonition hide above-input">
<summary aria-label="Toggle hidden content"><p class="collapsed admonition-title">Show code cell source</p></summary>
<div class="cell_input docutils container"><div class="highlight-ipython3"><div class="highlight"><pre>{CODE}</pre></div></div></div>
</details><div class="cell_output docutils container"><div class="output text_plain highlight-myst-ansi"><div class="highlight">
<pre>2</pre></div></div><div class="output text_html">{TABLE}</div></div></div>"""
QUARTO = f"""<div class="cell" data-execution_count="1"><div class="sourceCode cell-code"><pre class="sourceCode"><code>{CODE}</code></pre>
</div><div class="cell-output cell-output-stdout"><pre><code>2</code></pre></div>
<div class="cell-output cell-output-display">{TABLE}</div></div>"""


@pytest.mark.parametrize("cell", [LAB, CLASSIC, NBSPHINX, MYST_NB, QUARTO])
def test_a_notebook_says_the_same_whoever_made_the_page(
    texts: Callable[..., list[str]], cell: str
) -> None:
    said = texts(f"<p>Lamps are counted here.</p>{cell}", style="brief")

    assert said[0] == "Lamps are counted here."
    assert said[1] in {"Code example, 2 lines.", "Code example in Python, 2 lines."}
    assert said[2:] == ["0; lamp: north"]


def test_a_picture_that_nobody_described_is_not_announced(texts: Callable[..., list[str]]) -> None:
    alt = "No description has been provided for this image"

    assert texts(f'<p>See.</p><div><img alt="{alt}" src="x.png"></div>') == ["See."]


def test_boxes_in_paragraphs_are_tasks(texts: Callable[..., list[str]]) -> None:
    html = "<ul><li><p>[x] Buy oil</p></li><li>\n<p>[ ] Trim it</p></li><li><p>[y] No box</p></li></ul>"

    assert texts(html) == ["Done: Buy oil", "To do: Trim it", "[y] No box"]
