"""One page, from clips to the published file."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _settings as settings
from mkdocs_qwen_tts._audio.loudness import loudness, true_peak
from mkdocs_qwen_tts._audio.pcm import bytes_of
from mkdocs_qwen_tts._errors import AudioError, BadAudioError
from mkdocs_qwen_tts._model import Clip, Encoded, Tags, Utterance, Voice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RATE = 24_000
MP3 = settings.Audio()
TITLE = Tags("A page")

PROSE = [
    ("Getting started.",),
    ("In a hurry?", "Run the first command.", "Then open the page, and listen."),
    (
        "This paragraph stands alone; it says what happens, and why, in two sentences. Here is the other.",
    ),
    ("Step one.", "Step two, which takes a little longer.", "Step three."),
    ("That is all.",),
]


def heard(encoded: Encoded) -> np.ndarray:
    samples, rate = soundfile.read(io.BytesIO(encoded.data))
    assert rate == RATE
    return np.asarray(samples)


@pytest.fixture
def page(speak: Callable[..., Clip], utter: Callable[..., Utterance]) -> Encoded:
    return audio.assemble(
        audio.TrackRecipe.of([utter(*texts, pause=0.45) for texts in PROSE], MP3, TITLE),
        lambda each: speak(each.text),
    )


# ---------------------------------------------------------------- what is published


def test_the_file_plays_exactly_as_many_samples_as_it_says(page: Encoded) -> None:
    assert heard(page).size == round(page.duration * RATE)


@pytest.mark.ffmpeg
def test_ffmpeg_plays_exactly_as_many_samples_too(page: Encoded, tmp_path: Path) -> None:
    path = tmp_path / "page.mp3"
    path.write_bytes(page.data)
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "pipe:1"]
    pcm = subprocess.run(command, capture_output=True, check=True).stdout
    assert len(pcm) // 2 == round(page.duration * RATE)


def test_the_file_has_the_loudness_asked_for_and_no_peak_over_the_ceiling(page: Encoded) -> None:
    import pyloudnorm  # slow to load, and every process would wait for it

    samples = heard(page)
    measured = pyloudnorm.Meter(RATE).integrated_loudness(samples)
    assert measured == pytest.approx(-16.0, abs=1.0)
    assert page.loudness == pytest.approx(measured, abs=0.1)
    assert true_peak([(samples * 32768).astype(np.int16)]) <= -1.0
    assert page.peak <= -1.0


def test_a_file_that_cannot_be_played_here_is_as_loud_as_what_is_said_of_it(
    page: Encoded,
    speak: Callable[..., Clip],
    utter: Callable[..., Utterance],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As with a libsndfile that decodes no MP3: how the encoder changes the level is known."""
    monkeypatch.setattr("mkdocs_qwen_tts._audio.page.heard", lambda *_: None)
    recipe = audio.TrackRecipe.of([utter(*texts, pause=0.45) for texts in PROSE], MP3, TITLE)
    unheard = audio.assemble(recipe, lambda each: speak(each.text))
    assert loudness([(heard(unheard) * 32768).astype(np.int16)], RATE) == pytest.approx(
        unheard.loudness, abs=0.1
    )
    assert unheard.loudness == pytest.approx(page.loudness, abs=0.1)


@pytest.mark.parametrize("target", [-23.0, -19.0, -14.0])
def test_another_loudness_is_reached_as_well(
    speak: Callable[..., Clip], utter: Callable[..., Utterance], target: float
) -> None:
    one = utter("Loudness is a matter of taste, and of the law in some countries.")
    encoded = audio.assemble(
        audio.TrackRecipe.of([one], settings.Audio(loudness=target), TITLE),
        lambda each: speak(each.text),
    )
    assert loudness([(heard(encoded) * 32768).astype(np.int16)], RATE) == pytest.approx(
        target, abs=1.0
    )
    assert encoded.peak <= -1.0


@pytest.mark.parametrize("bitrate", [16, 32, 160])
def test_every_bitrate_keeps_loudness_and_ceiling(
    speak: Callable[..., Clip], utter: Callable[..., Utterance], bitrate: int
) -> None:
    """The fewer bits, the higher an encoder throws the peaks."""
    script = [utter(*texts) for texts in PROSE]
    encoded = audio.assemble(
        audio.TrackRecipe.of(script, settings.Audio(bitrate=bitrate), TITLE),
        lambda each: speak(each.text),
    )
    samples = (heard(encoded) * 32768).astype(np.int16)
    assert loudness([samples], RATE) == pytest.approx(-16.0, abs=1.0)
    assert true_peak([samples]) <= -1.0


def test_the_same_clips_make_the_same_bytes(
    page: Encoded, speak: Callable[..., Clip], utter: Callable[..., Utterance]
) -> None:
    again = audio.assemble(
        audio.TrackRecipe.of([utter(*texts, pause=0.45) for texts in PROSE], MP3, TITLE),
        lambda each: speak(each.text),
    )
    assert again == page


def test_the_duration_is_the_sum_of_clips_and_pauses(
    utter: Callable[..., Utterance], babble: Callable[..., np.ndarray]
) -> None:
    """Clips without silence at their edges are not shortened; the last pause is the page's short tail."""
    clips = {
        f"Clip {number}.": Clip(bytes_of(babble(seconds)), RATE)
        for number, seconds in enumerate((1.5, 0.8, 3.25))
    }
    script = [utter(text, pause=pause) for text, pause in zip(clips, (0.5, 0.9, 2.0), strict=True)]
    encoded = audio.assemble(
        audio.TrackRecipe.of(script, MP3, TITLE), lambda each: clips[each.text]
    )
    assert encoded.duration == pytest.approx(1.5 + 0.5 + 0.8 + 0.9 + 3.25 + 0.3, abs=0.001)


def test_silence_around_clips_is_trimmed_so_that_pauses_are_as_set(
    utter: Callable[..., Utterance], babble: Callable[..., np.ndarray]
) -> None:
    padded = Clip(bytes(2 * RATE) + bytes_of(babble(1.0)) + bytes(3 * RATE), RATE)
    encoded = audio.assemble(
        audio.TrackRecipe.of([utter("One.", pause=0.5), utter("Two.")], MP3, TITLE),
        lambda _: padded,
    )
    assert encoded.duration == pytest.approx(2 * 1.04 + 0.5 + 0.3, abs=0.02)


def test_no_seam_clicks(utter: Callable[..., Utterance]) -> None:
    """Clips that begin and end in the middle of a loud wave: where they meet, no step is above 5 % of full scale."""
    tone = (np.sin(2 * np.pi * 150 * np.arange(RATE) / RATE + 1.2) * 30_000).astype(np.int16)
    clip = Clip(bytes_of(tone), RATE)
    encoded = audio.assemble(
        audio.TrackRecipe.of([utter(f"{number}.", pause=0.0) for number in range(6)], MP3, TITLE),
        lambda _: clip,
    )
    steps = np.abs(np.diff(heard(encoded)))
    seams = [round(timing.start * RATE) for timing in encoded.spans[1:]]
    assert max(steps[at - 60 : at + 60].max() for at in seams) < 0.05


def test_seams_of_real_speech_are_quiet(page: Encoded) -> None:
    samples = heard(page)
    for timing in (each for each in page.spans[1:] if each.exact):
        at = round(timing.start * RATE)
        # The clip begins 20 ms and more before its speech does.
        assert np.abs(np.diff(samples[at - 1_200 : at - 240])).max() < 0.05


def test_utterances_are_evened_out(
    utter: Callable[..., Utterance], babble: Callable[..., np.ndarray]
) -> None:
    levels = {"Soft.": 0.05, "Middle.": 0.1, "Loud.": 0.2}
    script = [utter(text) for text in levels]
    encoded = audio.assemble(
        audio.TrackRecipe.of(script, MP3, TITLE),
        lambda each: Clip(bytes_of(babble(3.0, levels[each.text])), RATE),
    )
    samples = heard(encoded)
    parts = [
        samples[round(timing.start * RATE) : round(timing.start * RATE) + 3 * RATE]
        for timing in encoded.spans
    ]
    measured = [loudness([(part * 32768).astype(np.int16)], RATE) for part in parts]
    assert max(measured) - min(measured) <= 2.0


def test_clips_of_other_rates_are_resampled(utter: Callable[..., Utterance]) -> None:
    """A tone of 440 Hz is one of 440 Hz on the page, whatever rate its clip has."""
    rates = {"8000.": 8_000, "22050.": 22_050, "24000.": 24_000, "48000.": 48_000}

    def clip(utterance: Utterance) -> Clip:
        rate = rates[utterance.text]
        return Clip(
            bytes_of(
                (np.sin(2 * np.pi * 440 * np.arange(2 * rate) / rate) * 9000).astype(np.int16)
            ),
            rate,
        )

    encoded = audio.assemble(
        audio.TrackRecipe.of([utter(text) for text in rates], MP3, TITLE), clip
    )
    samples = heard(encoded)
    for timing in encoded.spans:
        at = round(timing.start * RATE) + RATE // 2
        spectrum = np.abs(np.fft.rfft(samples[at : at + RATE]))
        assert int(np.argmax(spectrum)) == 440


# ---------------------------------------------------------------- timings


def test_timings_cover_the_file_without_gaps(page: Encoded) -> None:
    assert len(page.spans) == sum(len(texts) for texts in PROSE)
    assert page.spans[0].start == 0.0
    assert page.spans[-1].end == page.duration
    assert all(
        one.end == other.start for one, other in zip(page.spans, page.spans[1:], strict=False)
    )
    assert all(timing.start < timing.end for timing in page.spans)


def test_only_what_begins_a_clip_is_exact(page: Encoded) -> None:
    assert [span.exact for span in page.spans] == [
        index == 0 for texts in PROSE for index, _ in enumerate(texts)
    ]


def test_an_exact_start_is_where_the_sound_begins(
    utter: Callable[..., Utterance], babble: Callable[..., np.ndarray]
) -> None:
    """To the sample before encoding; the codec smears an onset by less than 3 ms."""
    script = [utter(f"Number {number}.", pause=0.5) for number in range(5)]
    encoded = audio.assemble(
        audio.TrackRecipe.of(script, MP3, TITLE),
        lambda each: Clip(bytes_of(babble(1.0 + len(each.text) / 90)), RATE),
    )
    samples = np.abs(heard(encoded))
    for timing in encoded.spans[1:]:
        at = round(timing.start * RATE)
        assert samples[at - 2_400 : at - 240].max() < 0.01
        assert samples[at : at + 720].max() > 0.05


def test_a_passage_of_several_utterances_has_a_timing_for_each(
    utter: Callable[..., Utterance], babble: Callable[..., np.ndarray]
) -> None:
    clip = Clip(bytes_of(babble(1.0)), RATE)
    encoded = audio.assemble(
        audio.TrackRecipe.of(
            [utter("One piece.", pause=0.12), utter("Another piece.")], MP3, TITLE
        ),
        lambda _: clip,
    )
    assert [timing.start for timing in encoded.spans] == [0.0, pytest.approx(1.12, abs=0.006)]


def test_a_silent_clip_among_others_takes_no_time_of_its_own(
    utter: Callable[..., Utterance], babble: Callable[..., np.ndarray]
) -> None:
    clips = {
        "Heard.": Clip(bytes_of(babble(1.0)), RATE),
        "Not. Heard.": Clip(bytes(2 * RATE), RATE),
    }
    script = [utter("Heard."), utter("Not.", "Heard."), utter("Heard.")]
    encoded = audio.assemble(
        audio.TrackRecipe.of(script, MP3, TITLE), lambda each: clips[each.text]
    )
    assert encoded.duration == pytest.approx(1.0 + 0.4 + 0.4 + 1.0 + 0.3, abs=0.001)
    assert [timing.start for timing in encoded.spans] == sorted(
        timing.start for timing in encoded.spans
    )


# ---------------------------------------------------------------- what can go wrong


def test_a_page_of_silence_is_an_error(utter: Callable[..., Utterance]) -> None:
    with pytest.raises(AudioError, match="can be heard"):
        audio.assemble(
            audio.TrackRecipe.of([utter("Nothing.")], MP3, TITLE), lambda _: Clip(bytes(RATE), RATE)
        )


def test_a_clip_that_cannot_be_read_stops_the_page(utter: Callable[..., Utterance]) -> None:
    def clip_of(_: Utterance) -> Clip:
        raise BadAudioError("the clip is damaged")

    with pytest.raises(BadAudioError):
        audio.assemble(audio.TrackRecipe.of([utter("One.")], MP3, TITLE), clip_of)


@pytest.mark.parametrize("form", ["opus", "m4a"])
def test_a_missing_ffmpeg_is_told_with_the_option_and_the_mend(
    form: str,
    monkeypatch: pytest.MonkeyPatch,
    utter: Callable[..., Utterance],
    babble: Callable[..., np.ndarray],
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(
        AudioError, match=rf"audio\.format: {form} needs the program ffmpeg.*format: mp3"
    ):
        audio.check_encoder(settings.Audio(format=form))
    with pytest.raises(AudioError, match="needs the program ffmpeg"):
        audio.assemble(
            audio.TrackRecipe.of([utter("One.")], settings.Audio(format=form), TITLE),
            lambda _: Clip(bytes_of(babble(1.0)), RATE),
        )


def test_mp3_needs_no_program(
    monkeypatch: pytest.MonkeyPatch,
    utter: Callable[..., Utterance],
    babble: Callable[..., np.ndarray],
) -> None:
    monkeypatch.setenv("PATH", "")
    audio.check_encoder(MP3)
    assert audio.assemble(
        audio.TrackRecipe.of([utter("One.")], MP3, TITLE),
        lambda _: Clip(bytes_of(babble(1.0)), RATE),
    ).data


def test_importing_the_room_loads_no_library() -> None:
    code = (
        "import sys, json, mkdocs_qwen_tts._audio as audio; audio.decode.__name__ if len(sys.argv) > 1 else None;"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    heavy = {"numpy", "soundfile", "pydub", "lameenc", "soxr"}
    plain = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    ).stdout
    assert not heavy & set(json.loads(plain))
    used = subprocess.run(
        [sys.executable, "-c", code, "use"], capture_output=True, check=True, text=True
    ).stdout
    assert heavy & set(json.loads(used)) == {"numpy", "soundfile", "soxr"}


def test_the_room_offers_what_it_lists() -> None:
    assert all(callable(getattr(audio, name)) for name in audio.__all__)
    assert set(audio.__all__) <= set(dir(audio))
    with pytest.raises(AttributeError, match="nothing_of_ours"):
        audio.nothing_of_ours  # noqa: B018 - reading it is the act


def test_an_utterance_without_spans_has_no_timing(babble: Callable[..., np.ndarray]) -> None:
    one = Utterance("One.", Voice("dashscope", "qwen3-tts-flash", "Cherry"))
    assert (
        audio.assemble(
            audio.TrackRecipe.of([one], MP3, TITLE), lambda _: Clip(bytes_of(babble(1.0)), RATE)
        ).spans
        == ()
    )
