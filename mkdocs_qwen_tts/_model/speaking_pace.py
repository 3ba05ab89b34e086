"""How fast texts are spoken, from `speaking_pace.csv`, and the limits that follow from it.

Two columns measure the speed of speech. `weight` is how long a character takes relative to a Latin
letter, found by speaking the same sentences in ten languages: it shares out the time of a clip.
`a_second` is how many letters an unhurried voice says: it estimates the length of a text before it
is spoken.
"""

from __future__ import annotations

from mkdocs_qwen_tts._datafile import csv_rows

_ROWS = {row["written"]: row for row in csv_rows(__package__, "speaking_pace.csv")}

SPEAKING_WEIGHTS = {name: float(row["weight"]) for name, row in _ROWS.items()}
"""Units of a Latin letter that one character takes, by how it is written."""

LETTERS_A_SECOND = {name: float(row["a_second"]) for name, row in _ROWS.items() if row["a_second"]}
"""Letters that an unhurried voice says in a second, by script."""

BILLING_UNITS_A_SECOND = LETTERS_A_SECOND["latin"]
"""Billing units spoken in a second, to judge whether a page is worth a player before anything is
spent. A Latin letter is one unit. A Han character is two: Chinese is slower, at 9 units a second,
so a page in Chinese takes longer than is judged here."""

UNREACHABLE_LETTERS = 80.0
"""Letters a second that no voice says: more than five times `latin`. It is so wide because it
counts letters alone, and does not know the speed that was asked for."""

FASTEST_WEIGHT = 26.0
"""Units of weight a second that no voice reaches at its usual pace: usual is 12 to 16, the fastest
has 20."""
BRISK_WEIGHT = 20.0
"""Units of weight a second of the fastest voice. A clip this fast is accepted only if it ends like
speech, not in the middle of a sound."""
SLOWEST_WEIGHT = 5.0
"""Units of weight a second, a third of the usual, that no voice falls below at its usual pace."""
