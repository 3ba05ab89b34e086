"""The fake service: for your tests, for ours, and for trying things without paying.

`Fake` is a WSGI application, `FakeServer` puts it on a port, the pytest plugin gives both as
fixtures. Importing this package costs nothing; werkzeug is loaded with the first thing that is
used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts.deferred import deferred

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing.fake import Fake
    from mkdocs_qwen_tts.testing.faults import Fault, Schedule
    from mkdocs_qwen_tts.testing.ledger import Entry, Ledger
    from mkdocs_qwen_tts.testing.server import FakeServer, serve_forever
    from mkdocs_qwen_tts.testing.speech import Speech

__all__ = ["Entry", "Fake", "FakeServer", "Fault", "Ledger", "Schedule", "Speech", "serve_forever"]

_HOMES = {
    "Entry": "ledger",
    "Fake": "fake",
    "FakeServer": "server",
    "Fault": "faults",
    "Ledger": "ledger",
    "Schedule": "faults",
    "Speech": "speech",
    "serve_forever": "server",
}

__getattr__ = deferred(__name__, _HOMES)
