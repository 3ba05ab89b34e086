"""Fourier transforms of sound, in single precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from mkdocs_qwen_tts._audio.pcm import Floats

    Waves = npt.NDArray[np.complex64]

_SCALED: Literal["ortho"] = "ortho"
"""NumPy 2 transforms single precision as such only where it scales as well: elsewhere its factor,
the integer 1, makes doubles of all samples, which takes up to four times as long. A spectrum
scaled so has the power of its samples (Parseval)."""


def waves_of(values: Floats, size: int | None = None) -> Waves:
    """The one-sided spectrum of each row, divided by the root of the number of its samples.

    Args:
        values: samples, or rows of them.
        size: to how many samples each row is filled with zeros first.
    """
    return np.asarray(np.fft.rfft(values, size, norm=_SCALED), np.complex64)


def samples_from(waves: Waves, size: int) -> Floats:
    """What has such a spectrum: `size` samples."""
    return np.asarray(np.fft.irfft(waves, size, norm=_SCALED), np.float32)


def power_of(waves: Waves) -> Floats:
    """The power at each frequency."""
    # Not `abs`: a root that is squared again is three quarters of the work.
    return np.square(waves.real) + np.square(waves.imag)
