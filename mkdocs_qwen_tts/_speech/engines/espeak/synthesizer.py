"""The free voice: eSpeak NG, spoken on this machine, so that anyone can hear a site without a key.

It is intelligible and robotic, in all ten languages of the service. One caveat: it cannot read
Japanese kanji (each is read as the English words "Chinese letter"); kana are fine.

The library comes as the wheel `espeakng-loader`, the extra `preview`, or is the system's. It is
under the GPL, is not safe for threads, and what it says depends on what it said before. So it is
never loaded here: every clip is spoken by a process of its own, and the same text gives the same
bytes whatever was spoken before or meanwhile.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import ConfigurationError, InvalidRequestError, ServerError
from mkdocs_qwen_tts._model import Clip, Mark, Rendering, Word
from mkdocs_qwen_tts._quotation import closest_of
from mkdocs_qwen_tts._speech.engine import Synthesizer
from mkdocs_qwen_tts._speech.engines.espeak.child import FAILED, NO_LIBRARY, NO_VOICE, TOO_LONG
from mkdocs_qwen_tts._speech.engines.espeak.library import INSTALL, library_and_data
from mkdocs_qwen_tts._speech.engines.espeak.processes import EspeakProcesses
from mkdocs_qwen_tts._speech.engines.speakable import NOTHING, without_unspeakable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs_qwen_tts._model import RetryDetails, Utterance
    from mkdocs_qwen_tts._speech.engine import Answering

MAX_SECONDS = 1800
WORD_LEAD = 0.02
"""Seconds by which the library states a word before it is heard: the median over 1,004 words that
follow a pause."""

_WORD = re.compile(r"\S+")
_HEAD = struct.Struct("<ii")
"""The sample rate, and how many words are told."""
_DATA_PATH_LIMIT = 144
"""Bytes of the data folder's path: the library copies it into a buffer of 160 and appends to it."""

_VOICE_ID = re.compile(r"[a-z]{2,4}(?:-[a-z0-9]+)*(?:\+[A-Za-z0-9_-]+)?", re.IGNORECASE)
_AUDIBLE = 33
"""Peak in sample units: -60 dBFS."""


class EspeakSynthesizer(Synthesizer):
    """Speaks with eSpeak NG, free and offline. Many threads may call `speak`.

    Raises:
        ConfigurationError: when eSpeak NG is not installed.
    """

    free = True

    def __init__(self) -> None:
        library, data = library_and_data()
        self._link: Path | None = None
        self._data = data
        if len(os.fsencode(data)) > _DATA_PATH_LIMIT:
            self._link = Path(tempfile.mkdtemp(prefix="narration-"))
            self._data = _nearer(data, self._link)
        self._processes = EspeakProcesses(library, self._data, str(MAX_SECONDS))

    def speak(
        self,
        utterance: Utterance,
        *,
        again: Callable[[], bool] = lambda: True,  # noqa: ARG002 - it is free
        retried: Callable[[RetryDetails], None] = lambda _: None,  # noqa: ARG002 - and never fails
        answering: Answering = lambda: lambda _: None,  # noqa: ARG002 - nor is anything sent
    ) -> Clip:
        """Have an utterance spoken; the voice's name is an eSpeak NG voice id (`en-us`, `cmn+f3`).

        Raises:
            ConfigurationError: there is no such voice, or the library does not load on this
            machine.
            InvalidRequestError: the text has nothing that can be spoken, or is too long.
            ServerError: the library failed.
        """
        rendering = self.render(utterance.text, utterance.voice.name)
        words = tuple(_words(utterance.text, rendering))
        return Clip(rendering.pcm, rendering.sample_rate, words=words)

    def render(self, text: str, voice: str) -> Rendering:
        """Speak a text and tell when each word of it is spoken; `voice` is an eSpeak NG voice id.

        Raises:
            ConfigurationError, InvalidRequestError, ServerError: as `speak`.
        """
        text = without_unspeakable(text)
        if not _VOICE_ID.fullmatch(voice):
            raise self._unknown(voice)
        code, output = self._processes.answer(voice, text)
        if code == NO_VOICE:
            raise self._unknown(voice)
        if code == TOO_LONG:
            raise InvalidRequestError(
                f"the preview voice would speak this text for more than {MAX_SECONDS} s"
            )
        if code == NO_LIBRARY:
            raise ConfigurationError(
                "engine",
                f"the preview voice does not load on this machine; reinstall it: {INSTALL}",
            )
        if code or len(output) < _HEAD.size:
            reason = "failed" if code == FAILED else f"ended with code {code}"
            raise ServerError(
                f"the preview voice {reason}; if it does so again, reinstall it: {INSTALL}"
            )
        rate, count = _HEAD.unpack_from(output)
        numbers = struct.unpack_from(f"<{2 * count}i", output, _HEAD.size)
        pcm = output[_HEAD.size + 8 * count :]
        if not _audible(pcm):
            raise InvalidRequestError(NOTHING)
        words = zip(numbers[::2], numbers[1::2], strict=True)
        marks = (Mark(at, sample / rate + WORD_LEAD) for at, sample in words)
        return Rendering(pcm, rate, tuple(marks))

    def close(self) -> None:
        """End every clip under way, and remove what was put in the temporary folder."""
        self._processes.close()
        if self._link is not None:
            shutil.rmtree(self._link, ignore_errors=True)
            self._link = None

    def _unknown(self, voice: str) -> ConfigurationError:
        known = _voices(Path(self._data))
        language = voice.partition("+")[0].lower()
        near = [each for each in known if each.split("-")[0] == language.split("-")[0]]
        message = (
            f"{voice[:80]!r} is not a preview voice; valid are the ids of eSpeak NG "
            f"({len(known)} of them)."
        )
        return ConfigurationError(
            "voice", message, value=voice, closest=closest_of(language, near or known)
        )


def _words(text: str, rendering: Rendering) -> Iterator[Word]:
    """What eSpeak NG says about its own words, as a service would state it."""
    marks = [mark for mark in rendering.words if text[mark.at : mark.at + 1].strip()]
    length = len(rendering.pcm) / 2 / rendering.sample_rate
    ends = [*(mark.start for mark in marks[1:]), length][: len(marks)]
    for mark, end in zip(marks, ends, strict=True):
        if found := _WORD.match(text, mark.at):
            yield Word(found[0], mark.start, end)


def _nearer(data: str, folder: Path) -> str:
    """The data under a path short enough for the library: a link, or else a copy."""
    target = folder / "espeak-ng-data"
    source = Path(data) / "espeak-ng-data"
    try:
        target.symlink_to(source, target_is_directory=True)
    except OSError:
        shutil.copytree(source, target)
    return str(folder)


def _voices(data: Path) -> list[str]:
    """The ids of all voices: each is named in a file of its language."""
    ids = set()
    for path in (data / "espeak-ng-data" / "lang").rglob("*"):
        if path.is_file():
            match = re.search(rb"^language\s+(\S+)", path.read_bytes(), re.MULTILINE)
            if match:
                ids.add(match[1].decode("ascii", "replace"))
    return sorted(ids)


def _audible(pcm: bytes) -> bool:
    samples = memoryview(pcm[: len(pcm) // 2 * 2]).cast("h")
    return any(sample > _AUDIBLE for sample in samples)
