"""hibari's voice with the exact time of every word, whose sounds do not come from eSpeak NG.

Its graph rounds a duration for each phoneme, in steps of 25 ms; a copy of the model gives that tensor
as one more output.
"""

from __future__ import annotations

import re
import tempfile
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from joe import _aligned

HOP = 600
MODEL = Path(tempfile.gettempdir()) / "hibari-with-durations.onnx"
_SILENT = set(' ˈˌ.,;:!?—…"“”()')


def _model() -> Path:
    if not MODEL.exists():
        import hibari
        import onnx

        graph = onnx.load(str(Path(hibari.__file__).parent / "assets" / "hibari.onnx"))
        (rounded,) = [node for node in graph.graph.node if node.op_type == "Round"]
        (clip,) = [node for node in graph.graph.node if rounded.output[0] in node.input]
        graph.graph.output.append(
            onnx.helper.make_tensor_value_info(clip.output[0], onnx.TensorProto.FLOAT, None)
        )
        onnx.save(graph, str(MODEL))
    return MODEL


class Skylark:
    rate = 24_000
    speed = 1.0

    @cached_property
    def _hibari(self):
        from hibari import Hibari

        return Hibari(model=str(_model()))

    @lru_cache(maxsize=20_000)  # noqa: B019 - one voice lives as long as the program
    def _alone(self, word: str) -> str:
        return "".join(
            each for each in "".join(self._hibari.phonemize(word)) if each not in _SILENT
        )

    def speak(self, text: str, gap: float = 0.0) -> tuple[np.ndarray, list[dict]]:
        """Samples (float) and the words: `{text, at, end, start, stop}`."""
        from hibari import dsp

        voice, draw = self._hibari, np.random.default_rng(3)
        sound, words, begin, at = [], [], 0, 0
        for sentence in voice.split_sentences(text):
            at = text.index(sentence, at)
            for phonemes in [voice.g2p(sentence)]:
                ids, place = [0], []
                for each in phonemes:
                    place.append(len(ids))
                    if each in voice.vocab:
                        ids.append(voice.vocab[each])
                place.append(len(ids))
                ids.append(0)
                if len(ids) < 3:
                    continue
                outputs = voice.sess.run(
                    None,
                    {"ids": np.array([ids], np.int64), "speed": np.array([self.speed], np.float32)},
                )
                samples = dsp.synth(*(each[0] for each in outputs[:6]), draw)
                frames = np.concatenate(([0], np.cumsum(outputs[6].reshape(-1))))
                assert abs(frames[-1] * HOP - len(samples)) <= HOP, (frames[-1] * HOP, len(samples))
                times = frames[place] * HOP / self.rate + begin / self.rate
                words += self._words(sentence, at, phonemes, times)
                sound.append(samples)
                begin += len(samples)
                if gap:
                    sound.append(np.zeros(int(gap * self.rate), np.float32))
                    begin += len(sound[-1])
            at += len(sentence)
        return np.concatenate(sound), words

    def _words(self, sentence: str, offset: int, phonemes: str, times: np.ndarray) -> list[dict]:
        heard = [index for index, each in enumerate(phonemes) if each not in _SILENT]
        expected, owner = "", []
        found = list(re.finditer(r"\S+", sentence))
        for number, each in enumerate(found):
            alone = self._alone(each[0])
            expected += alone
            owner += [number] * len(alone)
        path = _aligned(expected, "".join(phonemes[index] for index in heard))
        first: dict[int, int] = {}
        for of, at in zip(owner, path, strict=False):
            first.setdefault(of, at)
        gaps = {
            index
            for index, at in enumerate(heard)
            if index == 0 or " " in phonemes[heard[index - 1] : at]
        }
        listed = []
        for number, each in enumerate(found):
            if number not in first or not heard:
                continue
            index = first[number]
            if index not in gaps:
                index = next((near for near in (index - 1, index + 1) if near in gaps), index)
            place = heard[0 if number == min(first) else min(index, len(heard) - 1)]
            while place and phonemes[place - 1] in "ˈˌ":
                place -= 1
            listed.append(
                {
                    "text": each[0],
                    "at": offset + each.start(),
                    "end": offset + each.end(),
                    "place": place,
                }
            )
        for number, word in enumerate(listed):
            last = listed[number + 1]["place"] if number + 1 < len(listed) else len(phonemes)
            while last > word["place"] + 1 and phonemes[last - 1] in _SILENT:
                last -= 1
            word["start"], word["stop"] = (
                round(float(times[word["place"]]), 4),
                round(float(times[last]), 4),
            )
            del word["place"]
        return listed
