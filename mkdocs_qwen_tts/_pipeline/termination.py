"""SIGTERM and SIGHUP are Ctrl-C while speech is asked for.

So neither `docker stop` nor a terminal that is closed loses what is under way.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STOPPING = ("SIGTERM", "SIGHUP")


@contextlib.contextmanager
def terminating() -> Iterator[None]:
    """Have these signals raise `KeyboardInterrupt` in the main thread, but for those handled."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    known = [getattr(signal, name) for name in STOPPING if hasattr(signal, name)]
    ours = [number for number in known if signal.getsignal(number) is signal.SIG_DFL]
    for number in ours:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)
