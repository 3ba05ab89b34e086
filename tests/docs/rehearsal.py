"""What the documentation shows of the plugin at work: the tutorial, carried out, and the price of edits, counted.

Everything runs against the fake service on this machine.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import textwrap
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import markdown
from click.testing import CliRunner

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._cli import main as command
from mkdocs_qwen_tts._model import Site, SourcePage, Usage
from mkdocs_qwen_tts._settings import Settings
from mkdocs_qwen_tts._store import Store
from mkdocs_qwen_tts.testing import FakeServer
from mkdocs_qwen_tts.testing._faults import known

if TYPE_CHECKING:
    from collections.abc import Iterator

os.environ["LANGUAGE"] = "en"  # what is shown, whatever language the developer reads
ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial.md"
CHINESE = ROOT / "docs" / "zh" / "tutorial.md"
FENCE = re.compile(
    r"(?:^[ \t]*<!-- (?P<mark>not run: .+?) -->\n\s*)?"
    r"^(?P<indent>[ \t]*)(?P<ticks>`{3,})(?P<language>\w+)(?P<facts>[^\n]*)\n(?P<text>.*?)^(?P=indent)(?P=ticks)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Fence:
    """A block of code in a page."""

    page: Path
    line: int
    language: str
    title: str
    """As in `title="mkdocs.yml"`; empty without one."""
    text: str
    not_run: str
    """Why a test leaves it alone; empty where none does."""

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def fences(page: Path) -> list[Fence]:
    """The blocks of code of a page, in order."""
    found = []
    content = page.read_text("utf-8")
    for match in FENCE.finditer(content):
        line = content.count("\n", 0, match.start("indent")) + 1
        title = re.search(r'title="([^"]+)"', match["facts"])
        text = textwrap.dedent(match["text"])
        found.append(
            Fence(
                page, line, match["language"], title[1] if title else "", text, match["mark"] or ""
            )
        )
    return found


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, as somebody whom it knows."""
    own = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *own, *arguments], cwd=folder, check=True)


def committed(folder: Path) -> None:
    """Put a folder under version control."""
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", ".")):
        git(folder, *arguments)


# ---------------------------------------------------------------- the tutorial


@contextmanager
def project(tutorial: Path = TUTORIAL) -> Iterator[Path]:
    """The project that the tutorial makes, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "garden"
        for fence in fences(tutorial):
            if fence.title in {
                "mkdocs.yml",
                "docs/index.md",
                "docs/compost.md",
                "tests/test_narration.py",
            }:
                target = root / fence.title
                target.parent.mkdir(parents=True, exist_ok=True)
                if not target.exists():  # later blocks of that name show changes to it
                    target.write_text(fence.text, encoding="utf-8")
        yield root


def run(root: Path, *arguments: str, **variables: str) -> str:
    """What a command prints, in a plain environment."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "LANG", "SYSTEMROOT")
        if name in os.environ
    }
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=root,
        env={
            **kept,
            "NO_MKDOCS_2_WARNING": "1",
            "COLUMNS": "100",
            # A session of pytest would clear up what other sessions of this machine have left.
            "PYTEST_DEBUG_TEMPROOT": str(root.parent),
            **variables,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def printed(*arguments: str) -> str:
    """What a command of ours prints."""
    done = CliRunner().invoke(command, arguments)
    if done.exit_code:
        raise RuntimeError(done.output)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def shown(output: str) -> str:
    """Output as a block of code."""
    return f"```text\n{output}\n```"


def tutorial(command: str, page: Path = TUTORIAL) -> str:
    """What a command prints in the tutorial's project; it needs no key."""
    with project(page) as root:
        return shown(printed(command, "-f", str(root / "mkdocs.yml")))


def tutorial_build() -> str:
    """What two builds say, with what differs from run to run left out."""
    with project() as root, FakeServer() as server:
        fake = {"DASHSCOPE_API_KEY": "sk-any", "DASHSCOPE_HTTP_BASE_URL": server.base_url}
        said = [run(root, "mkdocs", "build", **fake) for _ in range(2)]
    wanted = [re.findall(r"INFO +-  mkdocs_qwen_tts\S*: (Narrated.*)", one) for one in said]
    first, second = (lines[-1] for lines in wanted)
    return shown(f"$ mkdocs build\nINFO    -  {first}\n$ mkdocs build\nINFO    -  {second}")


def tutorial_test() -> str:
    """What the tutorial's test prints, without its duration."""
    with project() as root:
        said = run(root, "pytest", "-q", "-p", "no:cacheprovider", "tests")
    return shown(re.sub(r" in [\d.]+s.*", "", said.splitlines()[-1]))


# ---------------------------------------------------------------- what edits cost

EXTENSIONS = [
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "fenced_code",
    "footnotes",
    "md_in_html",
    "tables",
    "toc",
]
PAGES = ("guide/install.md", "guide/first-reading.md", "guide/tides.md", "guide/alarms.md")
EDITED = "guide/alarms.md"


@dataclass(frozen=True)
class State:
    """A site at some moment: its pages in Markdown, and its options."""

    pages: dict[str, str]
    options: dict[str, Any] = field(default_factory=dict)
    site: Site = field(default_factory=lambda: Site("Tidebook"))

    def written(self, before: str, after: str, page: str = EDITED) -> State:
        """With other words on a page."""
        text = self.pages[page]
        assert text.count(before) >= 1, (page, before)
        return replace(self, pages={**self.pages, page: text.replace(before, after, 1)})

    def set(self, **options: Any) -> State:
        """With other options."""
        return replace(self, options={**self.options, **options})


def edited(state: State) -> dict[str, State]:
    """The site after each edit."""
    own = state.pages[EDITED]
    paragraph = next(
        block
        for block in own.split("\n\n")[1:]
        if len(block) > 120 and block[0].isalpha() and "`" not in block
    )
    word = next(
        word for word in paragraph.split()[3:] if word.isalpha() and own.count(f" {word} ") == 1
    )
    renamed = {
        ("moved/" + path if path == EDITED else path): text for path, text in state.pages.items()
    }
    return {
        "One word changed": state.written(f" {word} ", f" {word}, {word} "),
        "A paragraph inserted": state.written(
            paragraph, f"{paragraph}\n\nThis paragraph is new, and it is short."
        ),
        "A paragraph deleted": state.written(paragraph + "\n\n", ""),
        "A sentence repeated on another page": state.written(
            paragraph, f"{paragraph}\n\n## Once more\n\n{paragraph}"
        ).written("\n\n", f"\n\n## Once more\n\n{paragraph}\n\n", "guide/tides.md"),
        "A code block edited, its number of lines kept": code_edited(state),
        "Line breaks and white space in the source": state.written(
            paragraph, " \n".join(paragraph.split())
        ),
        "Emphasis, or a link's target": state.written(
            f" {word} ", f" [{word}](https://example.org/) "
        ),
        "A page renamed or moved": replace(state, pages=renamed),
        "Pages reordered": replace(state, pages=dict(reversed(state.pages.items()))),
        "The same pages as another version or locale of the site": replace(
            state, site=Site("Tidebook", version="2")
        ),
        "Bitrate, loudness or pauses": state.set(
            audio={"bitrate": 96, "loudness": -18, "pauses": {"heading": 1}}
        ),
        "Any option of the player": state.set(player={"download": False, "style": "dim"}),
        "Streaming, or concurrency": state.set(api={"stream": True, "concurrency": 2}),
        "A voice for a language that no page is in": state.set(voices={"zh": "Serena"}),
        "Another voice for every page": state.set(voice="Ethan"),
    }


def code_edited(state: State) -> State:
    """The code in the first code block of the installation guide, otherwise."""
    text = state.pages["guide/install.md"]
    found = re.search(r"```\w*[^\n]*\n(.+?)\n", text) or re.search(r"\n    (\S.+?)\n", text)
    assert found is not None
    return state.written(found[1], found[1] + " --quite-another", "guide/install.md")


def edits() -> str:
    """The table: requests and characters for each edit, beside those of the whole site."""
    state = State(
        {path: (ROOT / "example_site" / "docs" / path).read_text("utf-8") for path in PAGES}
    )
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        first = planned(state, store)
        for (
            utterance
        ) in first.missing:  # a bill asks whether a clip is there, not what it sounds like
            store.put_clip(utterance.fingerprint, b"narrated", Usage())
        rows = [(f"The first build of {len(PAGES)} pages", first)]
        rows += [(name, planned(after, store)) for name, after in edited(state).items()]
    lines = [
        f"| {name} | {one.bill.total.requests} | {one.bill.total.characters:,} |"
        for name, one in rows
    ]
    return "\n".join(["| edit | requests | billing characters |", "| --- | --- | --- |", *lines])


def planned(state: State, store: Store) -> pipeline.Plan:
    """The plan of the site in that state."""
    settings = Settings.of(state.options, environ={})
    pages = [
        SourcePage(
            path.removesuffix(".md"),
            path,
            "en",
            markdown.markdown(text, extensions=EXTENSIONS),
            source=path,
        )
        for path, text in state.pages.items()
    ]
    return pipeline.prepare(pages, settings, store, state.site, ROOT)


def fault_costs() -> str:
    """What one strike of each fault comes to, counted at the ledger of the fake."""
    costs = ROOT / "tests" / "benchmarks" / "costs.py"
    done = subprocess.run(
        [sys.executable, costs, "faults"], check=True, capture_output=True, text=True
    )
    lines = ["| fault | requests | the page | billed |", "| --- | --- | --- | --- |"]
    for row in re.findall(
        r"^\| (`.+?`) \| .+? \| (\d+) \| (.+?) \| (.*?) \|$", done.stdout, re.MULTILINE
    ):
        name, requests, page, told = row
        struck = known()[name.strip("`")].bill == "1"
        times = struck + (page == "narrated") if requests != "1" else struck or page == "narrated"
        billed = "perhaps twice" if "may have been" in told else ("nothing", "once", "twice")[times]
        lines.append(f"| {name} | {requests} | {page} | {billed} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(edits())
