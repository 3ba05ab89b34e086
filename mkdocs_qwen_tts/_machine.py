"""What kind of machine this is, where that decides which libraries there are."""

from __future__ import annotations

from importlib.machinery import EXTENSION_SUFFIXES


def is_musl() -> bool:
    """Whether Python was built for musl, the C library of Alpine Linux.

    Half of the compiled libraries have no wheels for it. Its packages bring the same programs:
    there, and only there, what the system has is looked for.
    """
    # `.cpython-311-x86_64-linux-musl.so`. What `sysconfig` says takes milliseconds to load.
    return "musl" in EXTENSION_SUFFIXES[0]
