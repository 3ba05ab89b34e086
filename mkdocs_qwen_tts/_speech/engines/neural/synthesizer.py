"""A neural voice, spoken on this machine in this process: text in, 24 kHz samples out.

The package `hibari-tts` brings model, lexicon and phonemizer. It takes a twentieth of a processor
second for a second of sound at most, and the same text gives the same samples. Letters of other
scripts it leaves out without a word, so these are spoken by eSpeak NG.
"""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts._errors import InvalidRequestError, NarrationError, ServerError
from mkdocs_qwen_tts._model import Clip
from mkdocs_qwen_tts._speech.engine import Synthesizer
from mkdocs_qwen_tts._speech.engines.speakable import NOTHING, without_unspeakable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    import numpy.typing as npt

    from mkdocs_qwen_tts._model import RetryDetails, Utterance
    from mkdocs_qwen_tts._speech.engine import Answering
    from mkdocs_qwen_tts._speech.engines.espeak.synthesizer import EspeakSynthesizer

    Floats = npt.NDArray[np.float32]

SEED = 1
"""Of the noise in breath and consonants: the same text gives the same samples."""

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("cmn", re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
"""eSpeak NG's voices for letters that the neural voice lacks; the first found decides."""
_FOREIGN = re.compile(
    r"[\u0400-\u04ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
    r"(?:[\s\u3000-\u303f\uff00-\uffef]*[\u0400-\u04ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff])*"
)
_LINK = re.compile(r"\](?=\()")
"""`[word](/phonemes/)` is a command to the phonemizer; in the text of a page it is only text."""


class NeuralSynthesizer(Synthesizer):
    """Speaks utterances with neural voices, free of charge and without a network.

    Many threads may call `speak`. A voice is loaded when it is first spoken with, 0.4 s and 280 MB.

    Args:
        robot: opens the voice for letters of other scripts, where it is installed.
    """

    free = True

    def __init__(self, robot: Callable[[], EspeakSynthesizer | None]) -> None:
        self._robot = robot
        self._loaded: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._closed = False

    def speak(
        self,
        utterance: Utterance,
        *,
        again: Callable[[], bool] = lambda: True,  # noqa: ARG002 - it is free
        retried: Callable[[RetryDetails], None] = lambda _: None,  # noqa: ARG002 - and never fails
        answering: Answering = lambda: lambda _: None,  # noqa: ARG002 - nor is anything sent
    ) -> Clip:
        """Have an utterance spoken.

        Raises:
            InvalidRequestError: the text has nothing that can be spoken, or is too long.
            ServerError: the voice failed, or was closed.
        """
        text = without_unspeakable(utterance.text)
        if self._closed:
            raise ServerError("the free voice was closed")
        import numpy as np  # noqa: PLC0415 - most builds never need it

        voice = self._voice(utterance.voice.name)
        try:
            parts = [part for part in self._parts(voice, text) if part.size]
        except NarrationError:
            raise
        except Exception as error:  # whatever a young package raises is this utterance's failure
            raise ServerError(f"the free voice failed: {type(error).__name__}") from error
        if not parts:
            raise InvalidRequestError(NOTHING)
        samples = np.clip(np.concatenate(parts) * 32767, -32768, 32767).astype("<i2")
        return Clip(samples.tobytes(), voice.sample_rate)

    def close(self) -> None:
        """Forget the voices."""
        self._closed = True
        self._loaded.clear()

    def _voice(self, name: str) -> Any:
        with self._lock:
            if name not in self._loaded:
                from hibari import Hibari  # noqa: PLC0415 - takes 0.4 s and 280 MB
                from hibari.voices import voice_path  # noqa: PLC0415 - an extra, and slow to load

                try:
                    model = voice_path(name, download_missing=False)
                except (OSError, ValueError):
                    raise ServerError(f"the free voice {name!r} is not on this machine") from None
                voice = Hibari(voice=name, model=model, threads=1)
                _ = voice.g2p  # loaded now, under the lock
                self._loaded[name] = voice
            return self._loaded[name]

    def _parts(self, voice: Any, text: str) -> Iterator[Floats]:
        """The sound of each run of letters, by whoever can read them."""
        at = 0
        for found in _FOREIGN.finditer(text):
            yield self._own(voice, text[at : found.start()])
            yield self._foreign(found[0], voice.sample_rate)
            at = found.end()
        yield self._own(voice, text[at:])

    @staticmethod
    def _own(voice: Any, text: str) -> Floats:
        sound: Floats = voice(_LINK.sub("] ", text), seed=SEED)
        return sound

    def _foreign(self, text: str, rate: int) -> Floats:
        import numpy as np  # noqa: PLC0415 - an extra, and slow to load

        from mkdocs_qwen_tts._resampling import resample  # noqa: PLC0415 - slow to load

        robot = self._robot()
        if robot is None:
            return np.zeros(0, np.float32)
        name = next(name for name, letters in _SCRIPTS if letters.search(text))
        rendering = robot.render(text, name)
        sound = np.frombuffer(rendering.pcm, "<i2").astype(np.float32) / np.float32(32768)
        return resample(sound, rendering.sample_rate, rate)
