"""eSpeak NG in a process of its own: phonemes of a text, and a rendering of it with the time of every word.

The library (wheel `espeakng-loader`, GPL-3) is loaded only in the child, which this file is when it is run as a
program: one JSON request a line on standard input, one answer a line on standard output. `Espeak` is the parent's end.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import subprocess
import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from mkdocs_qwen_tts._speech.engines.espeak.child import SpokenEvent

VOICE = "en-us"


class Espeak:
    """A child process that is asked for phonemes and renderings; safe for threads."""

    def __init__(self, voice: str = VOICE) -> None:
        self._child = subprocess.Popen(
            [sys.executable, __file__, "--child", voice],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._lock = threading.Lock()

    def _ask(self, **request):
        with self._lock:
            self._child.stdin.write(json.dumps(request).encode() + b"\n")
            self._child.stdin.flush()
            return json.loads(self._child.stdout.readline())

    def phonemes(self, text: str) -> list[tuple[str, int]]:
        """Clauses as `(IPA, offset in `text` behind the clause)`, in order."""
        return [tuple(each) for each in self._ask(do="phonemes", text=text)]

    def say(self, text: str) -> tuple[np.ndarray, int, list[tuple[int, int, float]]]:
        """Samples, their rate, and of each word `(offset in `text`, length, seconds at which it begins)`."""
        answer = self._ask(do="say", text=text)
        samples = (
            np.frombuffer(base64.b64decode(answer["pcm"]), dtype="<i2").astype(np.float32) / 32768
        )
        return samples, answer["rate"], [tuple(each) for each in answer["words"]]

    def cpu_seconds(self) -> float:
        """What the child has used so far."""
        fields = Path(f"/proc/{self._child.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        self._child.stdin.close()
        self._child.wait()


_WORD = 1
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(SpokenEvent)
)


class _Library:
    def __init__(self, voice: str) -> None:
        folder = Path(next(iter(find_spec("espeakng_loader").submodule_search_locations)))
        self.lib = ctypes.CDLL(str(folder / "libespeak-ng.so"))
        self.rate = self.lib.espeak_Initialize(2, 1000, os.fsencode(folder), 0x8000)
        self.lib.espeak_SetVoiceByName(voice.encode())
        self.lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self.lib.espeak_TextToPhonemes.argtypes = [
            ctypes.POINTER(ctypes.c_char_p),
            ctypes.c_int,
            ctypes.c_int,
        ]
        self.chunks: list[bytes] = []
        self.words: list[tuple[int, int, float]] = []
        self.callback = _CALLBACK(self._collect)
        self.lib.espeak_SetSynthCallback(self.callback)

    def phonemes(self, text: str) -> list[tuple[str, int]]:
        buffer = ctypes.create_string_buffer(text.encode())
        base = ctypes.addressof(buffer)
        at = ctypes.c_char_p(base)
        found = []
        while (place := ctypes.cast(at, ctypes.c_void_p).value) and place - base < len(buffer) - 1:
            ipa = self.lib.espeak_TextToPhonemes(ctypes.byref(at), 1, 2).decode()
            after = ctypes.cast(at, ctypes.c_void_p).value
            behind = (
                len(text)
                if after is None
                else len(buffer.raw[: after - base].decode("utf-8", "ignore"))
            )
            found.append((ipa, behind))
        return found

    def _collect(self, samples, count, events):
        if samples and count > 0:
            self.chunks.append(ctypes.string_at(samples, count * 2))
        number = 0
        while events[number].type:
            event = events[number]
            if event.type == _WORD:
                self.words.append((event.text_position - 1, event.length, event.sample / self.rate))
            number += 1
        return 0

    def say(self, text: str):
        self.chunks.clear()
        self.words.clear()
        buffer = ctypes.create_string_buffer(text.encode())
        self.lib.espeak_Synth(buffer, ctypes.c_size_t(len(buffer)), 0, 0, 0, 1 | 0x1000, None, None)
        pcm = base64.b64encode(b"".join(self.chunks)).decode()
        return {"pcm": pcm, "rate": self.rate, "words": self.words}


def _serve(voice: str) -> None:
    library = _Library(voice)
    for line in sys.stdin:
        request = json.loads(line)
        sys.stdout.write(json.dumps(getattr(library, request["do"])(request["text"])) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(sys.argv[2])
