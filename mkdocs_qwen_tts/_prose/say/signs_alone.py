"""Signs that a sentence speaks of without quotes: "+ and ? are operators", "then . matches"."""

from __future__ import annotations

_SIGN = r"(?:\\[-+?*.^$|(){}\[\]]|[\\^$*+|{}~])"
_SAYS = r"\s(?:is|are|and|or|matches|match|does|inside|etc|cannot|can|means|stands)\b"
"""What stands behind a sign that is no part of the sentence."""
ALONE = (
    rf"(?:(?<!\d)\s|(?<!\s))(?<!\S){_SIGN}(?={_SAYS}|,\s(?:{_SIGN}[\s,]|and\b|or\b)|,?\s(?:{_SIGN}|\?)(?:{_SAYS}|\s(?:{_SIGN}|\?)\s|,))"
    rf"|\s?(?<!\S)\?(?=\s(?:is|are|matches|means|stands)\b|,?\s(?:and|or)\s{_SIGN}|,\s(?:and|or)\s)"
    r"|(?<=[*+|]\s)\?(?=\s(?:and|or)\s)"
    r"|\s\.(?=\s(?:matches|does|is|means|stands)\b)|(?<=\bunmatched)\s[()\[\]]"
    r"|\s\\(?=\s)|\((?=\sand\s\)\s)|(?<=\(\sand)\s\)(?=\s)"
    r"|\\\(\.\.\.\\\)|\\?\{\.\.\.\\?\}|\[\^\.\.\.\]"
)
"""A sign alone between blanks before words that say what it is, and groups whose content is
left open. Here a reader sees the sign, and a voice passes it over."""
