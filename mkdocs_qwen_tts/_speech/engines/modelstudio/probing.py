"""Whether Model Studio answers and accepts the key, found out for nothing.

The first of the account's own voices is asked for: the documentation shows `usage.count` 0 for
lists, where making a voice shows 1. Accounts and regions have some of the services that list
voices, so one that refuses, fails or is silent says nothing about the key, and the next one is
asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._errors import AuthenticationError, LocalNetworkError, SpeechError
from mkdocs_qwen_tts._speech.custom.services import CUSTOMIZATION_PATH, SERVICES
from mkdocs_qwen_tts._speech.engine import Probe
from mkdocs_qwen_tts._speech.engines.modelstudio import envelope
from mkdocs_qwen_tts._speech.http.wire import Wire

if TYPE_CHECKING:
    from mkdocs_qwen_tts._speech.custom.services import EnrolmentService
    from mkdocs_qwen_tts._speech.engines.modelstudio.engine import ModelStudio


def probe_account(engine: ModelStudio) -> Probe:
    """Ask each service once at most, until one answers.

    Raises:
        AuthenticationError: the service answers, and does not accept the key.
        LocalNetworkError: this machine keeps it out of reach.
        SpeechError: every service refuses, fails or is silent: the first one's.
    """
    wire = Wire.to(engine.root, engine.settings, key_required=False, patient=False)
    refusals: list[SpeechError] = []
    try:
        for service in SERVICES:
            try:
                _ask_for_one_voice(wire, service)
            except (AuthenticationError, LocalNetworkError):
                raise
            except SpeechError as error:
                refusals.append(error)
            else:
                break
    except AuthenticationError:
        if engine.settings.api.key is None:  # nothing was shown, so nothing was refused
            return Probe(engine.host, key_accepted=False)
        raise
    finally:
        wire.close()
    if len(refusals) == len(SERVICES):
        raise refusals[0]
    return Probe(engine.host, key_accepted=engine.settings.api.key is not None)


def _ask_for_one_voice(wire: Wire, service: EnrolmentService) -> None:
    question = {"action": service.list, "page_index": 0, "page_size": 1}
    with wire.post(CUSTOMIZATION_PATH, {"model": service.name, "input": question}) as reply:
        envelope.first_frame(reply)
