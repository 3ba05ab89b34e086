"""Puts in what mkdocstrings 0.30 makes of a function, with its parameters as a table."""

HTML = """<div class="doc doc-object doc-function">
<h2 id="bollard.make_fast" class="doc doc-heading"><code class="highlight language-python"><span class="n">make_fast</span></code></h2>
<div class="doc-signature highlight"><pre><span></span><code><span class="nf">make_fast</span><span class="p">(</span><span class="n">line</span><span class="p">,</span> <span class="n">turns</span><span class="o">=</span><span class="mi">3</span><span class="p">)</span> <span class="o">-&gt;</span> <span class="nb">bool</span></code></pre></div>
<div class="doc doc-contents "><p>Make a line fast on a bollard.</p>
<p><span class="doc-section-title">Parameters:</span></p>
<table><thead><tr><th>Name</th><th>Type</th><th>Description</th><th>Default</th></tr></thead><tbody>
<tr class="doc-section-item"><td><code>line</code></td><td><code><span title="bollard.Line">Line</span></code></td><td><div class="doc-md-description"><p>The line that holds the ship.</p></div></td><td><em>required</em></td></tr>
<tr class="doc-section-item"><td><code>turns</code></td><td><code><span title="int">int</span></code></td><td><div class="doc-md-description"><p>Turns around the bollard.</p></div></td><td><code>3</code></td></tr>
</tbody></table>
<p><span class="doc-section-title">Returns:</span></p>
<table><thead><tr><th>Type</th><th>Description</th></tr></thead><tbody>
<tr class="doc-section-item"><td><code>bool</code></td><td><div class="doc-md-description"><p>Whether it holds.</p></div></td></tr></tbody></table>
<details class="mkdocstrings-source"><summary>Source code in <code>bollard.py</code></summary><div class="highlight"><pre><code>def make_fast(line, turns=3):
    return turns &gt; 2</code></pre></div></details>
</div></div>"""


def on_page_content(html, **_):
    return html.replace("<p>::: bollard.make_fast</p>", HTML)
