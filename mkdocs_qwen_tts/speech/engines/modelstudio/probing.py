"""Whether Model Studio answers and accepts the key, found out for nothing.

The first of the account's cloned voices is asked for: the documentation shows `usage.count` 0 for
that answer, where making a voice shows 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.errors import AuthenticationError
from mkdocs_qwen_tts.speech.custom import enrolment
from mkdocs_qwen_tts.speech.engine import Probe
from mkdocs_qwen_tts.speech.engines.modelstudio import envelope
from mkdocs_qwen_tts.speech.http.wire import Wire

if TYPE_CHECKING:
    from mkdocs_qwen_tts.speech.engines.modelstudio.engine import ModelStudio


def probe_account(engine: ModelStudio) -> Probe:
    """Ask once, without trying again.

    Raises:
        AuthenticationError: the service answers, and does not accept the key.
        SpeechError: it cannot be reached, or refuses for another reason.
    """
    settings = engine.settings
    question = {"action": "list", "page_index": 0, "page_size": 1}
    wire = Wire.to(engine.root, settings, key_required=False, patient=False)
    try:
        with wire.post(enrolment.PATH, {"model": enrolment.CLONING, "input": question}) as reply:
            envelope.first_frame(reply)
    except AuthenticationError:
        if settings.api.key is None:  # nothing was shown, so nothing was refused
            return Probe(engine.host, key_accepted=False)
        raise
    finally:
        wire.close()
    return Probe(engine.host, key_accepted=settings.api.key is not None)
