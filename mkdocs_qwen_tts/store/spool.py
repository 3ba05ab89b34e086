"""Sound that has arrived and is not a clip yet, kept so that a killed build loses none.

Between the last byte of an answer and its clip lie decoding, listening and packing: on a busy
machine seconds, in which a build may be killed. The next build takes up what it finds here before
it asks.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from typing import TYPE_CHECKING, Any

from mkdocs_qwen_tts.model import Sound, Usage
from mkdocs_qwen_tts.store import files
from mkdocs_qwen_tts.store.seal import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mkdocs_qwen_tts.store.seal import Seal

SPOOL = "spool"
ENDING = ".sound"


class Spool:
    """Sounds by the fingerprint of their utterance.

    Where nothing can be written, nothing is kept.
    """

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
        self._seal = seal
        self._thread = threading.local()

    @contextlib.contextmanager
    def receiving(self, fingerprint: str) -> Iterator[None]:
        """Sound that arrives on this thread belongs to this utterance.

        At the end its sound is removed.
        """
        self._thread.fingerprint, self._thread.size = fingerprint, -1
        try:
            yield
        finally:
            self._thread.fingerprint = ""
            with contextlib.suppress(OSError):
                self._path(fingerprint).unlink()

    def arrived(self, sound: Sound) -> None:
        """Keep a sound until its clip is kept; of several, the longest."""
        fingerprint = getattr(self._thread, "fingerprint", "")
        if not fingerprint or len(sound.data) <= self._thread.size:
            return
        if not sound.whole:  # what follows are halves of the text
            self._thread.fingerprint = ""
            return
        self._thread.size = len(sound.data)
        facts: dict[str, Any] = {"sample_rate": sound.sample_rate, "size": len(sound.data)}
        if self._seal.signs:
            signed = [
                "sound",
                fingerprint,
                sound.sample_rate,
                hashlib.sha256(sound.data).hexdigest(),
            ]
            facts[SIGNATURE] = self._seal.signature(signed)
        head = json.dumps(facts)
        with contextlib.suppress(OSError):
            # A killed build is what this is for; a power cut may take it.
            files.replace(
                self._path(fingerprint), head.encode() + b"\n" + sound.data, durable=False
            )

    def left_over(self, fingerprint: str) -> Sound | None:
        """What a killed build received for an utterance, or `None`."""
        try:
            head, _, data = self._path(fingerprint).read_bytes().partition(b"\n")
            facts = json.loads(head)
            rate, size = facts["sample_rate"], facts["size"]
            signature = facts.get(SIGNATURE)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        if size != len(data) or not (rate is None or isinstance(rate, int)):
            return None
        signed = ["sound", fingerprint, rate, hashlib.sha256(data).hexdigest()]
        if self._seal.signs and not self._seal.has_signed(signed, signature):
            return None
        return Sound(data, rate, Usage(requests=0))

    def _path(self, fingerprint: str) -> Path:
        return self._folder / fingerprint[:2] / f"{fingerprint}{ENDING}"
