"""Whether a server of your own answers: it is asked which models it has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._speech.engine import Probe
from mkdocs_qwen_tts._speech.http import failures, reading
from mkdocs_qwen_tts._speech.http.wire import Wire

if TYPE_CHECKING:
    from mkdocs_qwen_tts._speech.engines.selfhosted.engine import SelfHosted

MOST_MODELS = 20
"""Models of a server that are told."""


def probe_models(engine: SelfHosted) -> Probe:
    """Ask once, without trying again.

    Raises:
        SpeechError: the server cannot be reached, or refuses.
    """
    wire = Wire.to(engine.root, engine.settings, key_required=False, patient=False)
    try:
        with wire.get("/models") as reply:
            body = reply.read()
    finally:
        wire.close()
    try:
        listed = reading.as_mapping(json.loads(body)).get("data")
    except (ValueError, RecursionError):
        listed = None
    entries = listed if isinstance(listed, list) else []
    names = [
        failures.clean(failures.text(reading.as_mapping(entry).get("id"))) for entry in entries
    ]
    return Probe(engine.host, None, tuple(filter(None, names))[:MOST_MODELS])
