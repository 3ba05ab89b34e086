"""Whether the service answers and takes the key, found out for nothing.

Nothing here is ever billed. Of Model Studio the first of the account's cloned voices is asked for:
its documentation shows `usage.count` 0 for that answer, where making a voice shows 1. A self-hosted
server is asked which models it has.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mkdocs_qwen_tts.errors import AuthenticationError
from mkdocs_qwen_tts.speech import casting, catalogue
from mkdocs_qwen_tts.speech.custom import enrolment
from mkdocs_qwen_tts.speech.engines import registry
from mkdocs_qwen_tts.speech.engines.modelstudio import envelope
from mkdocs_qwen_tts.speech.http import endpoint, failures

if TYPE_CHECKING:
    from mkdocs_qwen_tts.settings import Settings
    from mkdocs_qwen_tts.speech.http.wire import Wire

PATIENCE = 10.0
"""Seconds without a byte after which a service counts as away: a person is waiting."""

MOST_MODELS = 20
"""Models of a server that are told."""


@dataclass(frozen=True)
class Reached:
    """A service that answered."""

    host: str
    key_accepted: bool
    """Whether a key was sent, and taken."""
    models: tuple[str, ...] = ()
    """What a self-hosted server says it has."""


def host(settings: Settings) -> str:
    """The host that would be asked."""
    return urlsplit(_root(settings)).hostname or ""


def reach(settings: Settings) -> Reached:
    """Ask once, without trying again.

    Raises:
        AuthenticationError: the service answers, and does not take the key.
        SpeechError: it cannot be reached, or refuses for another reason.
    """
    hosted = casting.resolve(settings) == "dashscope"
    api = settings.api.changed(timeout=min(settings.api.timeout, PATIENCE))
    wire = registry.wire(settings.changed(api=api), shared=_shared(settings), key_required=False)
    try:
        return _of_model_studio(wire, settings) if hosted else _of_self_hosted(wire, settings)
    finally:
        wire.close()


def _of_model_studio(wire: Wire, settings: Settings) -> Reached:
    question = {"action": "list", "page_index": 0, "page_size": 1}
    try:
        with wire.post(enrolment.PATH, {"model": enrolment.CLONING, "input": question}) as reply:
            next(envelope.frames(reply))
    except AuthenticationError:
        if settings.api.key is None:  # nothing was shown, so nothing was refused
            return Reached(host(settings), key_accepted=False)
        raise
    return Reached(host(settings), key_accepted=settings.api.key is not None)


def _of_self_hosted(wire: Wire, settings: Settings) -> Reached:
    with wire.get("/models") as reply:
        body = reply.read()
    try:
        listed = envelope.mapping(json.loads(body)).get("data")
    except (ValueError, RecursionError):
        listed = None
    entries = listed if isinstance(listed, list) else []
    names = [failures.clean(failures.text(envelope.mapping(entry).get("id"))) for entry in entries]
    return Reached(
        host(settings), settings.api.key is not None, tuple(filter(None, names))[:MOST_MODELS]
    )


def _shared(settings: Settings) -> bool:
    """Whether the model is spoken on the region's shared host alone."""
    hosted = casting.resolve(settings) == "dashscope"
    return hosted and catalogue.model(settings.model).protocol == "minimax"


def _root(settings: Settings) -> str:
    return endpoint.root(settings, shared=_shared(settings))
