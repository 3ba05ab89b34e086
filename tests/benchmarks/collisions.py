"""Which different codes and formulas of real sites sound alike.

Prints, for each language: how many distinct inline codes and formulas there are, how many formulas
are only announced, and every pair that sounds alike though nothing in the list of equivalences
(`tests/prose/equivalences.py`) says why. Exits 1 where there is one.

Command: `python tests/benchmarks/collisions.py [--language en] SITE_DIR…`
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1] / "prose"))

from equivalences import canonical, canonical_formula
from selectolax.lexbor import LexborHTMLParser

from mkdocs_qwen_tts._prose.dom import parse
from mkdocs_qwen_tts._prose.rules.formula_image import tex_of_image
from mkdocs_qwen_tts._prose.rules.math import tex_source
from mkdocs_qwen_tts._prose.say import verbalizer
from mkdocs_qwen_tts._prose.say.formula import say_tex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FORMULAS = ".arithmatex, .katex, .math, math, mjx-container"


def found_in(folder: Path) -> tuple[set[str], set[str]]:
    """The distinct inline codes and formulas (as TeX) of a built site."""
    codes, formulas = set(), set()
    for path in filter(Path.is_file, folder.rglob("*.html")):
        tree = LexborHTMLParser(path.read_text("utf-8", "replace"))
        for node in tree.css(FORMULAS):
            root = parse(node.html or "")
            element = None if isinstance(root, str) else next(root.elements(), None)
            if element is not None:
                tex = (tex_of_image if element.tag == "img" else tex_source)(element)
                formulas.add(" ".join(tex.split()))
        for node in tree.css("pre"):
            node.decompose()
        codes.update(" ".join(node.text().split()) for node in tree.css("code"))
    return codes - {""}, formulas - {""}


def alike(
    written: Iterable[str], said: Callable[[str], str], form: Callable[[str], str]
) -> list[list[str]]:
    """What sounds alike though its form differs, one of each form."""
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for text in written:
        speech = " ".join(said(text).split()).casefold()
        if speech:
            groups[speech].setdefault(form(text), text)
    return [sorted(forms.values()) for forms in groups.values() if len(forms) > 1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--language", action="append")
    parser.add_argument("folders", nargs="+", type=Path)
    given = parser.parse_args()
    codes, formulas = set(), set()
    for folder in given.folders:
        more_codes, more_formulas = found_in(folder)
        codes |= more_codes
        formulas |= more_formulas
    total = 0
    for language in given.language or ("en", "zh"):
        say = verbalizer(language)
        unread = sum(not say_tex(tex, language) for tex in formulas)
        pairs = [
            *alike(codes, say.code, canonical),
            *alike(formulas, lambda tex: say_tex(tex, language), canonical_formula),  # noqa: B023 - it is called within its turn of the loop
        ]
        total += len(pairs)
        print(
            f"{language}: {len(codes)} codes, {len(formulas)} formulas ({unread} announced), "
            f"{len(pairs)} that sound alike"
        )
        for pair in pairs:
            print(f"  {' | '.join(pair)}")
    sys.exit(1 if total else 0)
