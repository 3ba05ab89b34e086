"""The fake service: for your tests, for ours, and for trying things without paying.

`Fake` is a WSGI application, `FakeServer` puts it on a port, the pytest plugin gives both as
fixtures. Importing this package costs nothing; werkzeug is loaded with the first thing that is
used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs_qwen_tts._deferred import deferred

if TYPE_CHECKING:
    from mkdocs_qwen_tts.testing._fake import Fake
    from mkdocs_qwen_tts.testing._faults import Fault, Schedule
    from mkdocs_qwen_tts.testing._ledger import Entry, Ledger
    from mkdocs_qwen_tts.testing._server import FakeServer, serve_forever
    from mkdocs_qwen_tts.testing._speech import Speech

__all__ = ["Entry", "Fake", "FakeServer", "Fault", "Ledger", "Schedule", "Speech", "serve_forever"]

_HOMES = {
    "Entry": "_ledger",
    "Fake": "_fake",
    "FakeServer": "_server",
    "Fault": "_faults",
    "Ledger": "_ledger",
    "Schedule": "_faults",
    "Speech": "_speech",
    "serve_forever": "_server",
}

__getattr__ = deferred(__name__, _HOMES)
