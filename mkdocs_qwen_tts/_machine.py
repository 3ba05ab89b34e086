"""What kind of machine this is, where that decides which libraries there are."""

from __future__ import annotations

import sysconfig


def is_musl() -> bool:
    """Whether Python was built for musl, the C library of Alpine Linux.

    Half of the compiled libraries have no wheels for it. Its packages bring the same programs:
    there, and only there, what the system has is looked for.
    """
    return "musl" in str(sysconfig.get_config_var("SOABI"))
