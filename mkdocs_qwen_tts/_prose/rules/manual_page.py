"""References to pages of the manual, as `open(2)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkdocs_qwen_tts._html.tags import BLOCKS

if TYPE_CHECKING:
    from mkdocs_qwen_tts._prose.dom import Element
    from mkdocs_qwen_tts._prose.reader import Reader


MANUAL = re.compile(r"([a-z][\w.+]*)\(([1-9])(pm|ssl|posix|tcl|ncurses|[a-z]{0,2})\)")
SECTIONS = frozenset({"pm", "ssl", "posix", "tcl", "ncurses"})
"""Behind a number, these say that it is a section of the manual; other letters may be a factor."""
_LONGEST_ADDRESS = 300
_CLASSES_OF_MANUALS = frozenset({"manpage", "citerefentry", "cmake-manual", "Xr"})
"""Of Sphinx, DocBook, CMake, mandoc."""
_OF_MANUALS = re.compile(
    r"\bman(?:ual)?[ -]?pages?\b|\bsystem calls?\b|\bsyscalls?\b|手册页|man 手册|マニュアルページ",
    re.IGNORECASE,
)
"""Words beside which `open(2)` is no call."""


def is_of_manual(page: re.Match[str], element: Element, reader: Reader) -> bool:
    """Whether `ctest(1)` is a page of the manual: its class, its link or its block says so."""
    for around in (element, *element.ancestors()):
        if not _CLASSES_OF_MANUALS.isdisjoint(around.classes):
            return True
        if around.tag == "a" and _leads_to(page, around.get("href")[-_LONGEST_ADDRESS:]):
            return True
        if around.tag in BLOCKS and reader.once("manual", around, _speaks_of_manuals):
            return True
        if around.tag in BLOCKS:
            # On a page that speaks of them elsewhere, a whole word with a section is one too.
            is_word = len(page[1]) >= _WHOLE_WORD and page[1].isalpha()
            if (page[1] in _CALLS and page[2] == "2") or (
                page[1] in _OF_LIBRARY and page[2] == "3"
            ):
                return True
            return is_word and bool(reader.once("manual", reader.root, _speaks_of_manuals))
    return False


def _speaks_of_manuals(block: Element) -> bool:
    return _OF_MANUALS.search(block.text) is not None


_CALLS = frozenset(
    {
        *("access", "bind", "brk", "chdir", "chmod", "chown", "chroot", "close", "connect", "dup"),
        *("dup2", "execve", "fcntl", "fork", "fstat", "fsync", "getpid", "ioctl", "kill", "link"),
        *("listen", "lseek", "lstat", "mkdir", "mmap", "mount", "open", "pipe", "poll", "ptrace"),
        *("read", "readlink", "recv", "rename", "rmdir", "select", "send", "setuid", "socket"),
        *("stat", "symlink", "sync", "umask", "unlink", "wait", "waitpid", "write"),
    }
)
_OF_LIBRARY = frozenset(
    {
        *("ctime", "exec", "fopen", "free", "getenv", "getopt", "glob", "localtime", "malloc"),
        *("mktime", "printf", "regex", "scanf", "setenv", "sprintf", "strerror", "strftime"),
        *("strtol", "syslog", "system", "tzset"),
    }
)
"""What sections 2 and 3 of the manual hold: `open(2)` calls nothing with a 2."""
_WHOLE_WORD = 4
"""Letters of a name that is no variable of a formula."""


def _leads_to(page: re.Match[str], address: str) -> bool:
    """Whether an address holds the name of a page of the manual, with its section or "man"."""
    name, section = re.escape(page[1]), page[2]
    found = re.search(
        rf"(?:\bman[-_]?(?:\d|pages?)?\b|/{section}/).*\b{name}(?![\w-])"
        rf"|\b{name}(?:[.-]|\(|%28){section}\b",
        address,
        re.IGNORECASE,
    )
    return found is not None
