"""What the fake says: one piece of speech, and how it is packed into files and frames."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from mkdocs_qwen_tts.testing import babble

PLACEHOLDER = 0x7FFFFF9B
"""What the vendor's WAV files claim as the size of their samples (measured by several clients)."""


@dataclass(frozen=True)
class Speech:
    """A text as it was asked for. Its sound is made when it is needed: same speech, same sound."""

    model: str
    voice: str
    text: str
    manner: str = ""
    """Everything else that changes the sound."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return babble.seconds(self.text)

    def pcm(self) -> bytes:
        """Signed 16-bit little-endian mono samples at 24 kHz."""
        return babble.spoken(self.model, self.voice, self.text, self.manner)

    def wav(self, *, true_sizes: bool = False) -> bytes:
        """A WAV file, with the vendor's placeholder sizes unless told otherwise."""
        return wav(self.pcm(), true_sizes=true_sizes)


def wav(pcm: bytes, *, sample_rate: int = babble.SAMPLE_RATE, true_sizes: bool = False) -> bytes:
    """A WAV file of mono samples."""
    size = len(pcm) if true_sizes else PLACEHOLDER
    return (
        struct.pack("<4sI4s", b"RIFF", size + 36, b"WAVE")
        + struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, sample_rate, 2 * sample_rate, 2, 16)
        + struct.pack("<4sI", b"data", size)
        + pcm
    )
