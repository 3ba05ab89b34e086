"""Whether hostile pages cost in proportion to their length: `python tests/benchmarks/quadratic.py [KIND …]`.

Each kind is read at three sizes in one run. Twice the page takes twice the time; a ratio above 3
between the last two sizes is marked.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from mkdocs_qwen_tts import prose
from mkdocs_qwen_tts.html import mark, sparse
from mkdocs_qwen_tts.model import SourcePage
from mkdocs_qwen_tts.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

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
}


def seconds(html: str) -> float:
    """Processor time of reading a page and marking its passages."""
    page = SourcePage("a/", "A", "en", html)
    begun = time.process_time()
    script = prose.extract_script(page, Settings())
    mark(html, script.elements, sparse(html, script.elements))
    return time.process_time() - begun


def main() -> None:
    """Print a line for each kind."""
    for kind in sys.argv[1:] or KINDS:
        taken = [seconds(KINDS[kind](size)) for size in SIZES]
        ratio = taken[-1] / max(taken[-2], 0.001)
        steep = ratio > TOO_STEEP and taken[-1] > WORTH_TELLING
        figures = "  ".join(f"{one:6.2f} s" for one in taken)
        print(f"{kind:24}{figures}  ×{ratio:.1f}{'  TOO STEEP' if steep else ''}", flush=True)


if __name__ == "__main__":
    main()
