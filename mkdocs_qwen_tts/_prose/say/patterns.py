"""What in a text is not words: the patterns that text and code have in common."""

from __future__ import annotations

from mkdocs_qwen_tts._prose.facts import facts

_NO_URL = r"\s<>\"'`”’\u3000-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uff60"
"""What ends an address; so do words of Chinese, Japanese and Korean, which stand right behind."""
URL = rf"(?:https?|ftp|wss?|file)://(?=[\w-]|\[)[^{_NO_URL}]*[^{_NO_URL}.,;:!?)\]}}*]"
EMAIL = r"(?<![\w.+-])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
REMOTE = (
    r"(?<![\w@/])[A-Za-z][\w.-]{0,40}@[\w.-]{1,80}:(?:~?/)?[\w.~-]+(?:/[\w.~-]+)*(?<![.])"
    r"|(?<![\w+])(?:ssh|sftp|git(?:\+ssh)?|rsync|s3|gs|smb|nfs|redis|postgres(?:ql)?|mysql|mongodb"
    r"|amqps?|ldaps?|sqlite|mqtt|tcp|udp|unix)://[\w@:/.~{}$?=&%+-]*[\w/}]"
)
"""A place on another machine, as commands name it: `me@host:~/notes`, `ssh://host/~/notes`."""
UUID = r"\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b"
HASH = (
    r"\$[a-z0-9-]{1,12}\$\S{20,}|"  # what crypt and Argon2 make of a password
    r"\b(?:sha\d+[:-])?(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{20,}\b"
)
"""Long enough to be no word and no number; the seven characters of a short commit are read."""
KEY_LIKE = (
    r"\b(?:sk|pk|rk|ghp|gho|ghs|github_pat|xox[abprs]|AKIA|AIza|glpat|hf|pypi)[-_]?(?=[\w-]*\d)[\w-]{16,}"
    r"|\beyJ[\w-]{10,}\.[\w-]+\.[\w-]+"
    r"|\b(?=(?:[A-Za-z]+\d+){3})(?=[0-9a-z]*[A-Z])(?=[0-9A-Z]*[a-z])[A-Za-z0-9+]{22,}={0,2}"
)
"""What looks like a key: nobody wants to hear it, and nobody should."""

_KEY = r"(?:Ctrl|Control|Strg|Cmd|Command|AltGr|Alt|Opt|Option|Shift|Win|Meta|Super|[⌘⇧⌥⌃])"
_PRESSED = (
    r"(?:F\d{1,2}|Del(?:ete)?|Ins(?:ert)?|Enter|Return|Tab|Space|Esc(?:ape)?|Home|End|Up|Down|Left"
    r"|Right|PgUp|PgDn|Backspace|[A-Za-z0-9/\\\[\].,`;])"
)
KEYS = (
    rf"(?<![A-Za-z0-9_-]){_KEY}(?:\ ?\+\ ?(?:AltGr|[⌘⇧⌥⌃]|[A-Z][a-z]+|F\d+|[A-Za-z0-9]))+"
    r"(?![A-Za-z0-9_])"
    rf"|(?<![A-Za-z0-9_-]){_KEY}(?:-{_KEY})*-{_PRESSED}(?![A-Za-z0-9_-])"
)
"""Keys pressed together: `Ctrl+C`, `Ctrl-Alt-Del`."""
MAC_KEYS = rf"[⌘⇧⌥⌃](?:\s?[⌘⇧⌥⌃])*\s?(?:{_PRESSED}|[⏎↵⌫⇥⎋␣↑↓←→])(?!\w)"
"""The same as Macs show them: `⌘K`, `⇧⌘ P`."""

EXTENSION = "|".join(sorted(facts("extensions"), key=len, reverse=True))
UNIT = "|".join(sorted(facts("units"), key=len, reverse=True))
EMOJI = (
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u231a\u231b\u23cf\u23e9-\u23fa\u2934\u2935"
    "\u3030\u303d\u3297\u3299\ue000-\uf8ff\U000e0020-\U000e007f\U000f0000-\U0010fffd][\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]*"
    "|[\ufe0e\ufe0f\u20e3]"
)
CHECKED = "✅✔✓☑🗸👍"
CROSSED = "❌✗✘✖✕❎🚫👎"
