"""What kind of machine this is, and which names machines give another meaning."""

from __future__ import annotations

import re
from importlib.machinery import EXTENSION_SUFFIXES

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])(?:\..*)?", re.IGNORECASE)
"""Names that are devices in every folder, whatever ending they have (Microsoft, "Naming Files,
Paths, and Namespaces")."""


def is_device(name: str) -> bool:
    """Whether Windows takes the name of a file for a device, so that there can be no such file."""
    return _DEVICE.fullmatch(name) is not None


def is_musl() -> bool:
    """Whether Python was built for musl, the C library of Alpine Linux.

    Half of the compiled libraries have no wheels for it. Its packages bring the same programs:
    there, and only there, what the system has is looked for.
    """
    # `.cpython-311-x86_64-linux-musl.so`. What `sysconfig` says takes milliseconds to load.
    return "musl" in EXTENSION_SUFFIXES[0]
