"""Arguments as the shell of this machine wants them, for commands that a message tells."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

_PLAIN = re.compile(r"[\w\\/:.+~@-]+")
"""What `cmd` and PowerShell take as one word, as it is."""


def quoted(argument: object) -> str:
    """An argument that can be pasted: in double quotes on Windows, where `cmd` knows no others."""
    text = str(argument)
    return _for_cmd(text) if sys.platform == "win32" else shlex.quote(text)


def _for_cmd(text: str) -> str:
    told = subprocess.list2cmdline([text])
    if _PLAIN.fullmatch(text) or told.startswith('"'):
        return told
    # To Python such as `a&b` need no quotes. Backslashes before one count twice.
    last = told[len(told.rstrip("\\")) :]
    return f'"{told}{last}"'
