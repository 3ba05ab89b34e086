"""Arguments as the shell of this machine wants them, for commands that a message tells."""

from __future__ import annotations

import shlex
import subprocess
import sys


def quoted(argument: object) -> str:
    """An argument that can be pasted: in double quotes on Windows, where `cmd` knows no others."""
    text = str(argument)
    return subprocess.list2cmdline([text]) if sys.platform == "win32" else shlex.quote(text)
