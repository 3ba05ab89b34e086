"""A store that machines share, through obstore: S3, Google Cloud, Azure or a folder.

It lies behind the local folder: what is missing there is fetched and checked on the way in, what is
written there is copied out. Nothing is ever listed. When it cannot be reached, the build goes on
with the local folder alone.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from mkdocs_qwen_tts._errors import ConfigurationError

if TYPE_CHECKING:
    from obstore.store import ObjectStore

CONNECT_SECONDS = 5
REQUEST_SECONDS = 60
RETRIES = 2

PATIENCE = 3
"""After so many failures in a row the remote store is not used for the rest of the build."""

SCHEMES = ("s3", "s3a", "gs", "az", "adl", "azure", "abfs", "abfss", "file", "https")

PROBE = "store.json"

NO_SUCH_STORE = ("NoSuchBucket", "ContainerNotFound", "bucket does not exist")
"""What services answer for a bucket that is not there (S3, Azure, Google Cloud)."""

REASONS = (
    ("connection refused", "connection refused"),
    ("dns error", "no such host"),
    ("certificate", "its certificate is not trusted"),
    ("badscheme", "its address is not https; set AWS_ALLOW_HTTP=true if that is meant"),
    ("timedout", "it does not answer"),
    ("timed out", "it does not answer"),
)
"""What errors of obstore hold, and what it means. Their text may hold addresses with signatures."""

OBJECT_LIMIT = 512 * 1024 * 1024
"""Bytes; no track of a page comes near it."""


class Remote:
    """Objects by name, in a store elsewhere. Failures never raise; `notes` tells them.

    Raises:
        ConfigurationError: the address is not one that obstore knows, or obstore is not installed.
    """

    def __init__(self, url: str) -> None:
        self._store = _open(url)
        self._guard = threading.Lock()
        self._reading = True
        self._writing = True
        self._leasing = True
        self._failures = 0
        self._refusals = 0
        self._notes: list[str] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know, one sentence each."""
        return tuple(self._notes)

    def get(self, name: str, most: int = OBJECT_LIMIT) -> bytes | None:
        """An object's bytes; `None` where there is none of `most` bytes that can be fetched."""
        if not self._reading:
            return None
        import obstore  # noqa: PLC0415 - an optional extra
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

        try:
            found = obstore.get(self._store, name)
            if found.meta["size"] > most:
                return None
            data = bytes(found.bytes())
        except FileNotFoundError:
            self._worked()
            return None
        except (BaseError, OSError) as error:
            self._failed(error, reading=True)
            return None
        self._worked()
        return data

    def put(self, name: str, data: bytes) -> bool:
        """Keep an object. If that fails, only the local copy exists.

        Returns:
            Whether it is kept.
        """
        if not self._writing:
            return False
        import obstore  # noqa: PLC0415 - an optional extra
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

        try:
            obstore.put(self._store, name, data)
        except (BaseError, OSError) as error:
            self._failed(error, reading=False)
            return False
        self._worked()
        return True

    def create(self, name: str, data: bytes) -> bool | None:
        """Make an object that must not be there.

        Returns:
            Whether it was made; `None` where the store does not say, or cannot be written.
        """
        if not (self._writing and self._leasing):
            return None
        import obstore  # noqa: PLC0415 - an optional extra
        from obstore.exceptions import (  # noqa: PLC0415 - an optional extra
            AlreadyExistsError,
            BaseError,
            NotSupportedError,
        )

        try:
            obstore.put(self._store, name, data, mode="create")
        except (AlreadyExistsError, FileExistsError):
            return False
        except (NotSupportedError, NotImplementedError):  # this kind of store cannot
            self._leasing = False
            return None
        except (BaseError, OSError):  # the next `put` reports it, if it lasts
            with self._guard:
                self._refusals += 1
                self._leasing = self._refusals < PATIENCE
            return None
        self._refusals = 0
        return True

    def delete(self, name: str) -> None:
        """Remove an object, if it is there; where that fails, it stays."""
        if not self._writing:
            return
        import obstore  # noqa: PLC0415 - an optional extra
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

        with contextlib.suppress(BaseError, OSError):
            obstore.delete(self._store, name)

    def names(self, folder: str) -> list[str] | None:
        """The names of all objects in a folder; `None` where they cannot be had."""
        if not self._reading:
            return None
        import obstore  # noqa: PLC0415 - an optional extra
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

        # Not everybody who may read objects may list them, so a failure says nothing of the store.
        with contextlib.suppress(BaseError, OSError):
            found = [one["path"] for part in obstore.list(self._store, folder) for one in part]
            return [path.rpartition("/")[2] for path in found]
        return None

    def is_writable(self) -> bool:
        """Whether an object can be kept. It tries, and removes it again; `notes` says why not."""
        if not self._writing:
            return False
        probe = f"probe-{secrets.token_hex(8)}"  # in no folder: one of `file://` would stay behind
        kept = self.put(probe, b"may this be written?")
        self.delete(probe)
        return kept

    def gives_leases(self) -> bool:
        """Whether it makes an object only once, so that builds can tell who asks for what."""
        probe = f"probe-{secrets.token_hex(8)}"
        made = [self.create(probe, b"may this be made twice?") for _ in range(2)]
        self.delete(probe)
        return made == [True, False]

    def trouble(self) -> str:
        """Why the store cannot be read, in a few words; empty if it can.

        It is asked for one small object. A store that does not exist also answers that it has no
        such object, so it is then asked for its list, which not everybody may see.
        """
        import obstore  # noqa: PLC0415 - an optional extra
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an extra

        try:
            obstore.get(self._store, PROBE)
        except FileNotFoundError:
            try:
                next(iter(obstore.list(self._store)), None)
            except (BaseError, OSError) as error:
                gone = any(word in str(error) for word in NO_SUCH_STORE)
                return "there is no such bucket" if gone else ""
        except (BaseError, OSError) as error:
            return _reason(error)
        return ""

    def _worked(self) -> None:
        with self._guard:
            self._failures = 0

    def _failed(self, error: Exception, *, reading: bool) -> None:
        """Count a failure."""
        from obstore.exceptions import PermissionDeniedError, UnauthenticatedError  # noqa: PLC0415 - an extra

        with self._guard:
            refused = isinstance(
                error, (PermissionDeniedError, UnauthenticatedError, PermissionError)
            )
            if refused and not reading:
                if self._writing:
                    self._writing = False
                    self._notes.append(
                        f"the remote store may not be written ({_reason(error)}); new clips are "
                        "kept locally only"
                    )
                return
            self._failures += 1
            if (self._failures >= PATIENCE or refused) and self._reading:
                self._reading = self._writing = False
                self._notes.append(
                    f"the remote store cannot be used ({_reason(error)}); the local folder alone "
                    "is used"
                )


def _reason(error: Exception) -> str:
    """Why something failed, in words of ours, or else the kind of the error."""
    text = str(error).lower()
    return next((told for word, told in REASONS if word in text), type(error).__name__)


def _open(url: str) -> ObjectStore:
    try:
        from obstore.exceptions import BaseError  # noqa: PLC0415 - an optional extra
        from obstore.store import from_url  # noqa: PLC0415 - an extra
    except ImportError:
        raise ConfigurationError(
            "cache.remote",
            'a remote store needs a further package: pip install "mkdocs-qwen-tts[remote]".',
        ) from None
    scheme = urlsplit(url).scheme
    if scheme == "file" and not Path(url2pathname(urlsplit(url).path)).is_dir():
        raise ConfigurationError("cache.remote", "there is no such folder; make it first.")
    if scheme not in SCHEMES:
        raise ConfigurationError.not_among("cache.remote", scheme or url, SCHEMES, "kind of store")
    web: dict[str, Any] = {}
    if scheme != "file":
        web = {
            "client_options": {
                "connect_timeout": f"{CONNECT_SECONDS}s",
                "timeout": f"{REQUEST_SECONDS}s",
                # obstore reads this variable itself, but not once options are given.
                "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() in ("1", "true"),
            },
            "retry_config": {
                "max_retries": RETRIES,
                "retry_timeout": timedelta(seconds=REQUEST_SECONDS),
            },
        }
    try:
        return from_url(url, **web)
    except (BaseError, ValueError, OSError) as error:
        kind = type(error).__name__
        raise ConfigurationError(
            "cache.remote", f"obstore cannot open this address ({kind})."
        ) from None
