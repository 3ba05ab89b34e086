"""What stands in for libraries that have no wheel everywhere: it is held against them."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
import soxr
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_qwen_tts import _resampling as resampling
from mkdocs_qwen_tts._audio import lame
from mkdocs_qwen_tts._audio.mp3 import BITRATES, RATE, mp3
from mkdocs_qwen_tts._errors import AudioError

RATES = [(24000, 96000), (22050, 24000), (48000, 24000), (16000, 24000), (44100, 24000), (8000, 24000), (24000, 44100)]  # fmt: skip


def tones(rate: int, *shares: float) -> np.ndarray:
    """Half a second of tones at shares of the lower rate that is meant."""
    at = np.arange(rate // 2) / rate
    return sum(np.sin(2 * np.pi * hertz * at) for hertz in shares).astype(np.float32) / 4


def loudest(error: np.ndarray) -> float:
    """The peak of a difference in dBFS, its ends aside."""
    middle = error[error.size // 8 : -error.size // 8]
    return 20 * np.log10(np.abs(middle).max() + 1e-12)


@pytest.mark.parametrize(("rate", "wanted"), RATES)
def test_the_filter_gives_what_soxr_gives(rate: int, wanted: int) -> None:
    lower = min(rate, wanted)
    values = tones(rate, 440, 0.2 * lower, 0.4 * lower)
    theirs = soxr.resample(values, rate, wanted, quality="HQ")
    ours = resampling.polyphase(values, rate, wanted)
    assert ours.size == theirs.size
    assert loudest(ours - theirs) < -80


@pytest.mark.parametrize(("rate", "wanted"), [pair for pair in RATES if pair[0] > pair[1]])
def test_what_the_lower_rate_cannot_hold_is_gone(rate: int, wanted: int) -> None:
    assert loudest(resampling.polyphase(tones(rate, 0.55 * wanted), rate, wanted)) < -95


@given(
    st.integers(0, 3000), st.sampled_from([8000, 11025, 16000, 22050, 24000, 44100, 48000, 96000])
)
def test_length_and_level_hold_for_every_length(size: int, rate: int) -> None:
    ours = resampling.polyphase(np.full(size, 0.5, np.float32), rate, RATE)
    assert abs(ours.size - size * RATE / rate) <= 0.5
    middle = ours[ours.size // 2 - 1 : ours.size // 2 + 1]
    if size * min(1, RATE / rate) > 200:
        assert np.allclose(middle, 0.5, atol=1e-4)


@pytest.mark.parametrize("channels", [1, 2])
def test_whole_samples_stay_whole_without_soxr(
    channels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = np.stack([tones(24000, 500 * (1 + each)) for each in range(channels)], axis=-1)
    samples = np.rint(values * 32767).astype(np.int16)
    theirs = resampling.resample_whole(samples, 24000, 48000)
    monkeypatch.setattr(resampling, "soxr", None)
    ours = resampling.resample_whole(samples, 24000, 48000)
    assert (ours.dtype, ours.shape) == (np.int16, theirs.shape)
    assert loudest((ours[:, 0] / 32768) - (theirs[:, 0] / 32768)) < -70


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        lame._library()
    except AudioError:
        pytest.skip("no libmp3lame on this machine")
    monkeypatch.setattr(lame, "lameenc", None)


def decoded(stream: bytes) -> np.ndarray:
    return soundfile.read(io.BytesIO(stream), dtype="float32")[0]


@pytest.mark.parametrize("bitrate", [BITRATES[0], 64, BITRATES[-1]])
def test_the_lame_of_the_system_writes_what_lameenc_writes(
    bitrate: int, request: pytest.FixtureRequest
) -> None:
    """Frame by frame as long; the samples differ as two builds of LAME do."""
    samples = np.rint(tones(24000, 300, 2100) * 32767).astype(np.int16)
    theirs = mp3([samples[:5000], samples[5000:]], bitrate)
    request.getfixturevalue("system")
    ours = mp3([samples[:5000], samples[5000:]], bitrate)
    assert len(ours) == len(theirs)
    assert decoded(ours).size == decoded(theirs).size == samples.size
    assert loudest(decoded(ours) - decoded(theirs)) < -60


@pytest.mark.usefixtures("system")
def test_two_channels_are_written_too() -> None:
    samples = np.rint(np.stack([tones(24000, 300), tones(24000, 900)], -1) * 32767).astype("<i2")
    encoder = lame.open_lame(24000, 64, channels=2)
    stream = bytes(encoder.encode(samples.tobytes())) + bytes(encoder.flush())
    assert decoded(stream).shape[1] == 2


@pytest.mark.usefixtures("system")
def test_an_ended_encoder_fails_instead_of_crashing() -> None:
    encoder = lame.open_lame(RATE, 64)
    encoder.flush()
    for call in (encoder.flush, lambda: encoder.encode(b"\0\0")):
        with pytest.raises(RuntimeError):
            call()


@pytest.mark.usefixtures("system")
def test_what_lame_cannot_do_is_refused() -> None:
    with pytest.raises(RuntimeError):
        lame.open_lame(RATE, 64, out_rate=12345)
