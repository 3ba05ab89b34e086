"""Whether hostile pages cost in proportion to their length: `python tests/benchmarks/quadratic.py [KIND …]`.

Each kind is read at three sizes in one run. Twice the page takes twice the time and memory; a ratio
above 3 between two sizes is marked.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import _prose as prose
from mkdocs_qwen_tts._html import mark, remove, sparse
from mkdocs_qwen_tts._model import SourcePage
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts.site import _content as content

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SIZES = (4000, 8000, 16_000)
TOO_STEEP = 3.0
WORTH_TELLING = 0.3
"""Seconds below which a ratio is noise."""


def _repeated(piece: str, before: str = "<p>", behind: str = "</p>") -> Callable[[int], str]:
    return lambda count: before + piece * count + behind


def _footnotes(count: int) -> str:
    marks = "".join(
        f'<p>Word<sup id="r{n}"><a class="footnote-ref" href="#f{n}">{n}</a></sup> more.</p>'
        for n in range(count)
    )
    notes = "".join(f'<li id="f{n}"><p>Note {n}.</p></li>' for n in range(count))
    return f'{marks}<div class="footnote"><ol>{notes}</ol></div>'


KINDS: dict[str, Callable[[int], str]] = {
    "newlines of a diagram": _repeated("\n", '<pre class="mermaid"><code>', "</code></pre>"),
    "pictures in a row": _repeated('<img alt="a gate" src="a.png">'),
    "dark pictures": _repeated('<img alt="a gate" src="a-dark.png">'),
    "pictures apart": _repeated('<p><img alt="a gate" src="a.png"></p>', "", ""),
    "annotations": _repeated("(1)! "),
    "annotations in code": _repeated("(1)! ", "<pre><code>", "</code></pre>"),
    "footnotes": _footnotes,
    "spans": _repeated("<span>a </span>"),
    "nesting": lambda count: "<div>" * count + "<p>Hello, reader.</p>" + "</div>" * count,
    "rows": _repeated("<tr><td>a</td><td>b</td></tr>", "<table>", "</table>"),
    "cells": _repeated("<td>a</td>", "<table><tr>", "</tr></table>"),
    "items": _repeated("<li>a thing</li>", "<ul>", "</ul>"),
    "abbreviations": _repeated('<abbr title="x y">XY</abbr> '),
    "links": _repeated('<a href="http://a.b/c">http://a.b/c</a> '),
    "one address": _repeated("c", "<p>http://a.b/"),
    "digits": _repeated("1,"),
    "dots": _repeated("a."),
    "quotation marks": _repeated('"a" '),
    "formulas": _repeated(r'<span class="arithmatex">\(x^2\)</span> '),
    "one formula": _repeated("x^{2}+", r'<p><span class="arithmatex">\(', r"\)</span></p>"),
    "MathML": _repeated("<mi>x</mi><mo>+</mo>", "<p><math>", "</math></p>"),
    "headings": _repeated('<h2 id="a">A gate</h2>', "", ""),
    "lines of code": _repeated("x = 1\n", "<pre><code>", "</code></pre>"),
    "inline code": _repeated("<code>a_b.c()</code> "),
    "one word": _repeated("a"),
    "breaks": _repeated("a<br>"),
    "ruby": _repeated("<ruby>漢<rt>かん</rt></ruby>"),
    "comments": _repeated("<!-- a -->"),
    "definitions": _repeated("<dt>a</dt><dd>b</dd>", "<dl>", "</dl>"),
    "lists in lists": _repeated("<ul><li>a"),
    "tables in tables": _repeated("<table><tr><td>a"),
    "quotations in quotations": _repeated("<blockquote><p>a</p>"),
    "details in details": _repeated("<details><summary>a</summary>"),
    "definitions in definitions": _repeated("<dl><dt>a<dd>"),
    "formatting that never ends": _repeated("<p><b>a"),
    "formatting of many kinds": lambda count: "".join(f"<p><b id=b{n}>a" for n in range(count)),
    "fonts in a table": lambda count: (
        "<table>" + "".join(f"<font color={n}>a<tr>" for n in range(count))
    ),
    "attributes": lambda count: "<p" + "".join(f" a{n}" for n in range(count)) + ">a</p>",
    "links that never end": _repeated("<p><a href=x><i>a"),
    "raised text in raised text": _repeated("<sup>", "<p>", "a"),
    "rows of a formula": _repeated("<mrow>", "<p><math>", "<mi>x</mi>"),
    "fractions in fractions": _repeated("<mfrac><mi>x</mi>", "<p><math>", ""),
    "powers of powers": _repeated("x^{", r'<p><span class="arithmatex">\(', r"\)</span></p>"),
    "roots of roots": _repeated(r"\sqrt{", r'<p><span class="arithmatex">\(', r"\)</span></p>"),
    "cells without a table": _repeated('<td x="1">a', "", ""),
    "text between rows": _repeated('<tr x="1">a', "<table>", ""),
    "ends without a start": _repeated('</x y="1">a', "", ""),
    "options": _repeated("<option>a", "<select>", "</select>"),
    "bodies": _repeated('<body x="1">a', "", ""),
    "cells over many rows": _repeated('<tr><td rowspan="9999">a</td></tr>', "<table>", "</table>"),
    "cells over many columns": _repeated('<tr><td colspan="999">a', "<table>", "</table>"),
    "headings of rows": _repeated("<tr><th>a</th><td>b</td></tr>", "<table>", "</table>"),
    "admonitions": _repeated(
        '<div class="admonition note"><p class="admonition-title">A</p><p>b</p></div>', "", ""
    ),
    "tabs": _repeated(
        '<div class="tabbed-set"><label>A</label><div class="tabbed-block">b</div></div>', "", ""
    ),
    "languages": _repeated('<span lang="fr">mot</span> <span lang="de">Wort</span> '),
    "voices": _repeated('<span data-narration-voice="Ethan">a</span> b '),
    "keys": _repeated('<span class="keys"><kbd>Ctrl</kbd><span>+</span><kbd>C</kbd></span> '),
    "icons": _repeated('<span class="twemoji"><svg><path d="M0 0"/></svg></span> '),
    "words of code": _repeated("a_b-c.d(e)[f]{g} ", "<p><code>", "</code></p>"),
    "brackets of code": _repeated("((", "<p><code>", "</code></p>"),
    "lines of a diagram": _repeated(
        "A-->B\n", '<pre class="mermaid"><code>graph LR\n', "</code></pre>"
    ),
    "names in a list": _repeated('<li><a href="x">a</a></li>', "<ul>", "</ul>"),
    "signs": _repeated("✓ ✗ 🟢 "),
}


def seconds(html: str) -> float:
    """Processor time of finding the content of a built page, reading it and marking its passages."""
    page = SourcePage("a/", "A", "en", html)
    document = (
        f"<!DOCTYPE html><html><head><title>A</title></head><body><main>{html}</main></body></html>"
    )
    begun = time.process_time()
    content.find(document)
    script = prose.extract_script(page, Settings())
    if script.passages:
        mark(html, script.elements, sparse(html, script.elements))
    remove(document)
    return time.process_time() - begun


def steep(taken: Sequence[float]) -> bool:
    """Whether the last doubling of a page took far more than twice as long."""
    return taken[-1] > TOO_STEEP * max(taken[-2], 0.001) and taken[-1] > WORTH_TELLING


def main() -> None:
    """Print a line for each kind."""
    for kind in sys.argv[1:] or KINDS:
        taken = [seconds(KINDS[kind](size)) for size in SIZES]
        ratio = taken[-1] / max(taken[-2], 0.001)
        figures = "  ".join(f"{one:6.2f} s" for one in taken)
        print(
            f"{kind:24}{figures}  ×{ratio:.1f}{'  TOO STEEP' if steep(taken) else ''}", flush=True
        )


if __name__ == "__main__":
    main()
