"""What an edit costs: `python tests/benchmarks/edits.py [--every N] SITE_DIR…`.

Each folder holds built HTML. At every passage (or every N-th) an ordinary sentence is put in, the
passage is deleted, or a word is added to it; counted are the utterances that must be spoken anew.
Also prints requests by passage.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

sys.path.insert(0, str(Path(__file__).parent))

from built_pages import pages

from mkdocs_qwen_tts._model import Kind, Limit, Script, Voice
from mkdocs_qwen_tts._prose import extract_script, pack_script
from mkdocs_qwen_tts._prose.language import primary
from mkdocs_qwen_tts._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

VOICE = Voice("dashscope", "qwen3-tts-flash", "Cherry")
SENTENCES = {
    "zh": "作者后来在这里补充了一句话，编号是{number}。",
    "en": "The author later put in this sentence, which is number {number} of them.",
}
WORDS = {"zh": "而且", "en": " indeed"}


def units(text: str) -> int:
    """Billing characters: a Han character counts as two."""
    return len(text) + sum("\u3400" <= character <= "\u9fff" for character in text)


def texts(made: Script, target: int) -> set[str]:
    """What is sent for a script."""
    limit = Limit(600, units)
    voices = [VOICE] * len(made.passages)
    return {
        one.text
        for one in pack_script(made, voices, lambda _: limit, target=target, sentence_pause=0.12)
    }


def edits(made: Script, at: int) -> Iterator[tuple[str, Script]]:
    """The script with one passage edited, in each way."""
    before, passage, behind = made.passages[:at], made.passages[at], made.passages[at + 1 :]
    language = "zh" if primary(made.language) == "zh" else "en"
    new = replace(passage, kind=Kind.PARAGRAPH, text=SENTENCES[language].format(number=at))
    yield "insert", replace(made, passages=(*before, new, passage, *behind))
    yield "delete", replace(made, passages=(*before, *behind))
    middle = passage.text.find(" ", len(passage.text) // 2)
    middle = len(passage.text) if middle < 0 else middle
    edited = replace(passage, text=passage.text[:middle] + WORDS[language] + passage.text[middle:])
    yield "edit", replace(made, passages=(*before, edited, *behind))


def main() -> None:
    """Measure the folders named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--target", type=int, default=200)
    options = parser.parse_args()
    for folder in options.folders:
        scripts = [extract_script(page, Settings()) for page in pages(folder)]
        requests = sum(len(texts(made, options.target)) for made in scripts)
        passages = sum(len(made.passages) for made in scripts)
        print(f"{folder.name}: {len(scripts)} pages, {passages} passages, {requests} requests")
        print(f"  requests by passage {requests / passages:.3f}")
        changed: dict[str, list[int]] = defaultdict(list)
        for made in scripts:
            before = texts(made, options.target)
            for at in range(0, len(made.passages), options.every):
                for kind, edited in edits(made, at):
                    changed[kind].append(len(texts(edited, options.target) - before))
        changed["all"] = [count for counts in list(changed.values()) for count in counts]
        for kind, counts in changed.items():
            within = sum(count <= 2 for count in counts) / len(counts)
            mean = sum(counts) / len(counts)
            print(
                f"  {kind}: {len(counts)} places, mean {mean:.3f}, ≤ 2 in {within:.2%}, worst {max(counts)}"
            )


if __name__ == "__main__":
    main()
