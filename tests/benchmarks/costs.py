"""What edits cost and what faults cost, counted at the ledger of the fake, as tables in Markdown.

python tests/benchmarks/costs.py edits
python tests/benchmarks/costs.py once
python tests/benchmarks/costs.py faults [SHARE] [FAULT …]
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._model import Status
from mkdocs_qwen_tts.testing import FakeServer
from mkdocs_qwen_tts.testing._faults import known

if TYPE_CHECKING:
    from types import ModuleType

PIPELINE = Path(__file__).parent.parent / "pipeline"

PAID = {
    "one word of a paragraph": ("remark 5", "observation 5"),
    "a paragraph inserted": (
        "remark 2 of page 1.</p>",
        "remark 2 of page 1.</p><p>A new paragraph stands here, and it speaks of the weather.</p>",
    ),
    "a heading renamed": ("Section 3 of page 1</h2>", "The third section of page 1</h2>"),
    "two paragraphs swapped": ("", ""),
}


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, PIPELINE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def edits() -> None:
    conftest, costs = load("conftest"), load("test_edits")
    with tempfile.TemporaryDirectory() as scratch, FakeServer() as server:
        finished = Path(scratch) / "finished"
        total = conftest.of_three_pages(server, finished).narrate().requests
        print(f"Three narrated pages of {total} requests in all; then one edit:\n")
        print("| what is edited | requests | characters |")
        print("| --- | ---: | ---: |")

        def row(name: str, edit: object) -> None:
            with tempfile.TemporaryDirectory() as folder:
                shutil.copytree(finished, folder, dirs_exist_ok=True)
                bench = conftest.of_three_pages(server, Path(folder))
                server.ledger.clear()
                options = edit(bench) or {}  # type: ignore[operator]
                bench.narrate(**options)
                print(
                    f"| {name} | {server.ledger.requests} | {server.ledger.characters} |",
                    flush=True,
                )

        for name, edit in costs.FREE.items():
            row(name, edit)
        for name, (before, after) in PAID.items():
            if before:
                row(name, costs.change(before, after))
            else:
                row(name, swap)


def swap(bench: object) -> None:
    page = bench.pages[1]  # type: ignore[attr-defined]
    blocks = page.html.split("\n")
    blocks[3], blocks[4] = blocks[4], blocks[3]
    bench.edit("page1", page.html, "\n".join(blocks))  # type: ignore[attr-defined]


def once() -> None:
    conftest = load("conftest")
    print("One page; the service does this once, to its first request:\n")
    print("| fault | the service … | requests | the page | reported |")
    print("| --- | --- | ---: | --- | --- |")
    for fault in known().values():
        stream = fault.modes != "plain"
        with tempfile.TemporaryDirectory() as folder, FakeServer(patience=0.5) as server:
            bench = conftest.Bench(server, Path(folder))
            bench.add(
                "page",
                "<h1>One</h1><p>The harbour keeps a careful log of every ship that calls.</p>",
            )
            server.fake.faults.add(fault.name, count=1)
            report = bench.narrate(api={"stream": stream, "timeout": 0.3})
            (outcome,) = report.outcomes
            page = "narrated" if outcome.status is Status.FRESH else "not narrated"
            told = outcome.reason.split(" (")[0].split(";")[0]
            told += "may have been billed twice" if report.unanswered else ""
            told += "billed twice" if report.billed_otherwise else ""
            print(
                f"| `{fault.name}` | {fault.does} | {server.ledger.requests} | {page} | {told} |",
                flush=True,
            )


SIZES = (2, 4, 6, 8, 10, 12, 14, 16, 18, 10, 2, 4, 6, 8, 10, 12, 14, 16, 18, 10)
"""Utterances of each page of a site of 200."""

SHARE = 0.3


def site_of_200(conftest: ModuleType, server: FakeServer, folder: Path) -> Any:
    """A site of 20 pages, each passage of which is a request of its own."""
    bench = conftest.Bench(server, folder, {"target": 0, "minimum": 0})
    for page, size in enumerate(SIZES):
        blocks = [f"<h1>Page {page}</h1>"]
        for place in range(1, size):
            subject = conftest.SUBJECTS[(page + place) % 6]
            blocks.append(f"<p>{subject} has remark {place} on {page}.</p>")
        bench.add(f"page{page:02}", "\n".join(blocks))
    return bench


def faults(share: str = str(SHARE), *names: str) -> None:
    """A first build under each fault, and the build that follows it in fair weather."""
    conftest = load("conftest")
    print(
        f"A site of 20 pages, 200 utterances; the fault strikes {float(share):.0%} of requests:\n"
    )
    print(
        "| fault | way | requests | of the bill | pages whole | with holes | silent | next build |"
    )
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for fault in known().values():
        if names and fault.name not in names:
            continue
        stream = fault.modes != "plain"
        slow = fault.stage == "wait"
        patience = {"patience": 3.0} if slow else {}
        with tempfile.TemporaryDirectory() as folder, FakeServer(**patience) as server:
            bench = site_of_200(conftest, server, Path(folder))
            api = {"stream": stream, "timeout": 1.5 if slow else 60.0}
            planned = bench.plan(api=api).bill.total
            server.fake.faults.add(fault.name, share=float(share), seed=7)
            report = bench.narrate(api=api)
            asked, billed = server.ledger.requests, server.ledger.characters
            sound = [one for one in report.outcomes if one.narration is not None]
            holes = sum(bool(getattr(one, "holes", ())) for one in sound)  # 0.1 had none
            server.ledger.clear()
            server.fake.faults.clear()
            bench.narrate(api=api)
            print(
                f"| `{fault.name}` | {'streamed' if stream else 'whole'} | {asked} "
                f"| {billed / planned.characters:.0%} | {len(sound) - holes} | {holes} "
                f"| {len(report.outcomes) - len(sound)} | {server.ledger.requests} |",
                flush=True,
            )


if __name__ == "__main__":
    command, *given = sys.argv[1:] or ["edits"]
    {"edits": edits, "once": once, "faults": faults}[command](*given)
