"""The published MP3 in a real browser: its duration, and where a seek lands."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np
import pytest

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts import _settings as settings
from mkdocs_qwen_tts._audio.pcm import bytes_of
from mkdocs_qwen_tts._model import Clip, Tags

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

RATE = 24_000
STEP_HZ, LOWEST_HZ = 40, 300

LISTEN = """async ({data, places}) => {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const element = new Audio(URL.createObjectURL(new Blob([bytes], {type: "audio/mpeg"})));
  await new Promise((resolve) => element.addEventListener("loadedmetadata", resolve, {once: true}));
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, {fftSize: 8192, smoothingTimeConstant: 0});
  context.createMediaElementSource(element).connect(analyser);
  const spectrum = new Float32Array(analyser.frequencyBinCount);
  const heard = [];
  for (const place of places) {
    element.currentTime = place;
    await new Promise((resolve) => element.addEventListener("seeked", resolve, {once: true}));
    await element.play();
    await new Promise((resolve) => {
      const began = element.currentTime;
      element.addEventListener("timeupdate", function check() {
        if (element.currentTime > began + 0.45) {
          element.removeEventListener("timeupdate", check);
          resolve();
        }
      });
    });
    analyser.getFloatFrequencyData(spectrum);
    heard.push([element.currentTime, spectrum.indexOf(Math.max(...spectrum)) * context.sampleRate / analyser.fftSize]);
    element.pause();
  }
  return {duration: element.duration, heard};
}"""


def test_duration_and_seeks_are_true(utter: Callable, browser: Browser) -> None:
    """Every utterance is a tone of its own, so that what is heard tells where the player is."""
    count, seconds = 20, 3.0
    script = [utter(f"{number}.", pause=0.0) for number in range(count)]

    def clip_of(utterance: object) -> Clip:
        pitch = LOWEST_HZ + STEP_HZ * int(utterance.text[:-1])
        wave = np.sin(2 * np.pi * pitch * np.arange(int(seconds * RATE)) / RATE)
        return Clip(bytes_of((wave * 9000).astype(np.int16)), RATE)

    encoded = audio.assemble(
        audio.TrackRecipe.of(
            script, settings.Audio(), Tags("Tones", chapters=((0, "One"), (9, "Ten")))
        ),
        clip_of,
    )
    places = [encoded.spans[number].start + 0.3 for number in (17, 3, 11)]
    page = browser.new_page()
    found = page.evaluate(
        LISTEN, {"data": base64.b64encode(encoded.data).decode(), "places": places}
    )
    page.close()
    assert found["duration"] == pytest.approx(encoded.duration, abs=0.001)
    for now, pitch in found["heard"]:
        playing = max(number for number, timing in enumerate(encoded.spans) if timing.start <= now)
        assert pitch == pytest.approx(LOWEST_HZ + STEP_HZ * playing, abs=12)
