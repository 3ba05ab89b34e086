"""What sound costs, as ratios to a baseline measured in the same run, so that they hold on any machine.

    python tests/benchmarks/audio.py [minutes]

Speaks a text with the free voice (`pip install -e ".[preview]"`), makes a page of so many minutes
of it (default 30)
and prints one line a figure: what, how much, the bound. Ends with 1 if a figure is over its bound.
Times are processor times of this process; take three runs on a quiet machine.
"""

from __future__ import annotations

import subprocess
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING

import lameenc
import numpy as np

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _settings as settings
from mkdocs_qwen_tts._model import Clip, Span, Tags, Utterance, Voice
from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import EspeakSynthesizer

if TYPE_CHECKING:
    from collections.abc import Callable

VOICE = Voice("preview", "espeak-ng", "en-us", "English")
TEXTS = [
    f"Paragraph {number}. This is what documentation sounds like: a sentence, and another one, with a pause between "
    "them. It says what to do, and why. Then it says what happens if you do not."
    for number in range(40)
]


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def lame(pcm: bytes) -> None:
    """The encoder alone, at a constant bitrate, on the same samples."""
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(24_000)
    encoder.set_channels(1)
    encoder.set_quality(5)
    for start in range(0, len(pcm), 480_000):
        encoder.encode(pcm[start : start + 480_000])
    encoder.flush()


def page_of(utterances: list[Utterance], clips: dict[str, Clip]) -> object:
    return audio.assemble(
        audio.TrackRecipe.of(utterances, settings.Audio(), Tags("A long page")),
        lambda each: clips[each.text],
    )


def main(minutes: float) -> int:
    with EspeakSynthesizer() as engine:
        start = time.perf_counter()
        clips = {text: engine.speak(Utterance(text, VOICE)) for text in TEXTS}
        speaking = (time.perf_counter() - start) / len(TEXTS)
    start = time.perf_counter()
    for _ in TEXTS:
        subprocess.run([sys.executable, "-I", "-S", "-c", "import ctypes"], check=True)
    starting = (time.perf_counter() - start) / len(TEXTS)

    utterances, length = [], 0.0
    while length < minutes * 60:
        text = TEXTS[len(utterances) % len(TEXTS)]
        half = text.index(" ", len(text) // 2)
        spans = (Span(0, 0, half), Span(1, half + 1, len(text)))
        utterances.append(Utterance(text, VOICE, spans, 0.45))
        length += clips[text].duration + 0.45
    third = utterances[: len(utterances) // 3]

    page_of(utterances[:1], clips)  # loads the libraries
    whole, part = (
        seconds(lambda: page_of(utterances, clips)),
        seconds(lambda: page_of(third, clips)),
    )
    joined = b"".join(clips[each.text].pcm for each in utterances)
    baseline = seconds(lambda: lame(joined))

    tracemalloc.start()
    page_of(third, clips)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    clip = clips[TEXTS[0]]
    kept = seconds(lambda: [audio.to_flac(clip.pcm, clip.sample_rate) for _ in range(20)])
    looked = seconds(
        lambda: [audio.examine(clip.pcm, clip.sample_rate, TEXTS[0]) for _ in range(20)]
    )

    code = "import time; start = time.process_time(); import {}; print(time.process_time() - start)"
    room, numpy = (
        float(
            np.median(
                [
                    float(subprocess.check_output([sys.executable, "-c", code.format(name)]))
                    for _ in range(5)
                ]
            )
        )
        for name in ("mkdocs_qwen_tts._audio", "numpy")
    )

    figures = [
        (
            f"a page of {length / 60:.0f} minutes, in times of its encoder alone ({whole:.1f} s)",
            whole / baseline,
            2.5,
        ),
        ("a page three times as long, in times of the shorter one", whole / part, 3.6),
        (
            "memory of a page, in copies of its samples at 24 kHz",
            peak / (len(joined) / 3 * 24_000 / clip.sample_rate),
            4.5,
        ),
        ("examining a clip, in times of keeping it as FLAC", looked / kept, 8.0),
        (
            "speaking a clip with the free voice, in times of starting a process",
            speaking / starting,
            4.0,
        ),
        ("importing the room, in times of importing numpy", room / numpy, 0.5),
    ]
    for what, value, bound in figures:
        print(f"{value:8.2f}  (at most {bound:4.1f})  {what}")
    return int(any(value > bound for _, value, bound in figures))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0))
