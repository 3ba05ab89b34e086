"""One table of formats serves settings, encoders, media types, published names and the store."""

from __future__ import annotations

import numpy as np
import pytest

from mkdocs_qwen_tts import _audio as audio
from mkdocs_qwen_tts._errors import ConfigurationError
from mkdocs_qwen_tts._model import Clip, Span, Tags, Utterance, Voice
from mkdocs_qwen_tts._model.formats import FORMATS
from mkdocs_qwen_tts._settings import Audio, Settings
from mkdocs_qwen_tts.site._publish import OURS

HUM = Clip((np.sin(np.arange(4800) / 17) * 9000).astype("<i2").tobytes(), 24_000)


def test_the_option_takes_every_row_and_nothing_else() -> None:
    for name in FORMATS:
        assert Settings.of({"audio": {"format": name}}).audio.format == name
    with pytest.raises(ConfigurationError, match=r"audio\.format: .*valid: .*mp3"):
        Settings.of({"audio": {"format": "aiff"}})


@pytest.mark.parametrize("name", FORMATS)
def test_a_row_is_all_that_a_format_needs(name: str) -> None:
    said = Utterance("One.", Voice("a", "b", "c"), (Span(0, 0, 4),))
    recipe = audio.TrackRecipe.of([said], Audio(format=name), Tags("One"))
    data = audio.assemble(recipe, lambda _: HUM).data
    assert FORMATS[name].begins(data)
    assert [other for other in FORMATS if FORMATS[other].begins(data)] == [name]
    assert OURS.fullmatch(f"{'0' * 16}.{name}".encode())
