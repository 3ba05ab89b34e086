"""Narrate real sites against the fake over real sockets, twice, and check everything that can be checked.

    python tests/benchmarks/corpus.py SITE [SITE …]

SITE is a folder with `mkdocs.yml` and `docs/`; it is copied, and the plugin is added to the copy.
Links that lead out of an excerpt are silenced, for `--strict` is to speak about the narration.
Needs the `dev` extra.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import soundfile
import yaml

from mkdocs_qwen_tts.testing import FakeServer

QUIET_LINKS = {
    "not_found": "ignore",
    "absolute_links": "ignore",
    "unrecognized_links": "ignore",
    "anchors": "ignore",
}
TOLERANCE = 0.050
"""Seconds between a file's decoded duration and the sum of its clips and pauses."""


class Loader(yaml.SafeLoader):
    """Keeps tags such as `!!python/name:` as they are."""


Loader.add_multi_constructor(
    "tag:", lambda loader, suffix, node: Tagged(f"tag:{suffix}", loader.construct_scalar(node))
)


class Tagged:
    def __init__(self, tag: str, value: object) -> None:
        self.tag, self.value = tag, value


class Dumper(yaml.SafeDumper):
    pass


Dumper.add_representer(Tagged, lambda dumper, one: dumper.represent_scalar(one.tag, one.value))


def copy_of(site: Path, folder: Path, options: dict[str, object] | None) -> Path:
    """The site, with the plugin in its configuration; without options, as it is."""
    shutil.copytree(site, folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    config = folder / "mkdocs.yml"
    content = yaml.load(config.read_text(), Loader)  # noqa: S506 - a safe loader with one harmless addition
    if options is not None:
        content["plugins"] = [*content["plugins"], {"qwen-tts": options}]
    content["validation"] = {
        "links": QUIET_LINKS,
        "nav": {"omitted_files": "ignore", "not_found": "ignore"},
    }
    config.write_text(yaml.dump(content, Dumper=Dumper, allow_unicode=True, sort_keys=False))
    return config


def run(*command: str, environ: dict[str, str]) -> tuple[str, float]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *command],
        env=environ,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise SystemExit(
            f"{' '.join(command)} exited with {done.returncode}\n{done.stdout}\n{done.stderr[-4000:]}"
        )
    return done.stdout, time.perf_counter() - began


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in {".html", ".mp3"}
    }


def measure(site: Path, scratch: Path, server: FakeServer, *, stream: bool) -> None:
    api = {"requests_per_minute": 1_000_000, "stream": stream}
    config = copy_of(site, scratch / site.name, {"api": api})
    environ = {
        **os.environ,
        "DASHSCOPE_API_KEY": "sk-fake",
        "DASHSCOPE_HTTP_BASE_URL": server.base_url,
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": "1700000000",
    }
    ledger_url = server.base_url.replace("/api/v1", "/ledger")

    def ledger() -> dict[str, int]:
        with urllib.request.urlopen(ledger_url) as answer:  # noqa: S310 - our own server
            found = json.load(answer)
        return {"requests": found["requests"], "characters": found["characters"]}

    def plan() -> dict[str, int]:
        printed, _ = run("mkdocs_qwen_tts", "plan", "-f", str(config), "--json", environ=environ)
        return json.loads(printed)["total"]

    def build(name: str) -> float:
        return run(
            "mkdocs",
            "build",
            "--strict",
            "-f",
            str(config),
            "-d",
            str(scratch / name),
            environ=environ,
        )[1]

    server.ledger.clear()
    printed, _ = run("mkdocs_qwen_tts", "script", "-f", str(config), "--json", environ=environ)
    scripts = json.loads(printed)
    passages = sum(len(script["passages"]) for script in scripts)
    bill = plan()
    assert ledger()["requests"] == 0, "planning sent something"
    first = build("first")
    after = ledger()
    assert after == {"requests": bill["requests"], "characters": bill["characters"]}, (after, bill)
    second = build("second")
    assert ledger() == after, "the second build sent something"
    one, two = contents(scratch / "first"), contents(scratch / "second")
    assert one == two, (
        f"the builds differ: {[name for name in one if one[name] != two.get(name)][:5]}"
    )

    tracks = list((config.parent / ".cache/plugin/qwen-tts/tracks").rglob("*.json"))
    worst, spoken = 0.0, 0.0
    for record_path in tracks:
        record = json.loads(record_path.read_text())
        samples, rate = soundfile.read(
            io.BytesIO(record_path.with_suffix(".mp3").read_bytes()), dtype="int16"
        )
        worst = max(worst, abs(len(samples) / rate - record["duration"]))
        spoken += record["duration"]
    assert worst <= TOLERANCE, worst
    pages = [path for path in (scratch / "first").rglob("*.html") if path.name != "404.html"]
    players = sum("<qwen-narration" in path.read_text(encoding="utf-8") for path in pages)

    edited = edit_a_word(config.parent / "docs")
    changed = plan()
    build("edited")
    after_edit = ledger()
    grown = {name: after_edit[name] - after[name] for name in after}
    assert grown == {"requests": changed["requests"], "characters": changed["characters"]}, (
        grown,
        changed,
    )
    assert grown["requests"] == 1, (edited, grown)

    share = bill["requests"] / passages
    print(
        f"{site.name} ({'stream' if stream else 'whole'}): {len(pages)} pages, {players} players, {passages} passages, "
        f"{bill['requests']} requests ({share:.3f} of the passages), {bill['characters']:,} characters, "
        f"{spoken / 60:.0f} min of speech; cold {first:.1f} s, warm {second:.1f} s, 0 requests, {len(two)} files identical; "
        f"ledger = plan; worst duration error {worst * 1000:.2f} ms; one word edited: {grown['requests']} request, "
        f"{grown['characters']} characters"
    )


def edit_a_word(docs: Path) -> str:
    """Change one word in the middle of a paragraph of some page."""
    for page in sorted(docs.rglob("*.md")):
        lines = page.read_text(encoding="utf-8").splitlines()
        for number in range(1, len(lines) - 1):
            line = lines[number]
            alone = not lines[number - 1].strip() and not lines[number + 1].strip()
            plain = re.fullmatch(r"[\w ,.'’，。、：；（）-]{40,}", line)
            if alone and plain and not line.startswith(" ") and "   " not in line:
                middle = line.find(" ", len(line) // 2)
                place = middle if middle > 0 else len(line) // 2
                lines[number] = line[:place] + " really" + line[place:]
                page.write_text("\n".join(lines) + "\n", encoding="utf-8")
                return f"{page.name}:{number + 1}"
    raise SystemExit(f"no plain paragraph to edit in {docs}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sites", nargs="+", type=Path)
    parser.add_argument(
        "--whole", action="store_true", help="ask for finished files instead of streams"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, FakeServer() as server:
        for site in arguments.sites:
            measure(site, Path(scratch) / site.name, server, stream=not arguments.whole)


if __name__ == "__main__":
    main()
