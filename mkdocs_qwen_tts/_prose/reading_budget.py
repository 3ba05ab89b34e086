"""How much reading one page may take.

Reading takes as many steps as a page has elements, and some again where a sentence is made of what
stands inside one. A page that takes far more was made to, or meets a defect of ours: it is left
out, and the others are read.
"""

from __future__ import annotations

import time

STEPS = 100_000
STEPS_A_CHARACTER = 4
"""The shortest element has three characters, and is read once or twice."""

SECONDS = 600.0
"""Of processor time, as a last resort: a page of the largest size takes a minute."""

_LOOKS = 4096
"""Steps between two looks at the clock."""


class PageOverBudgetError(Exception):
    """Reading a page took too much. Its text says of what."""


class ReadingBudget:
    """Counts the steps of reading one page.

    Args:
        characters: the length of the page.
    """

    def __init__(self, characters: int) -> None:
        self._left = STEPS + STEPS_A_CHARACTER * characters
        self._began = time.thread_time()

    def step(self) -> None:
        """Take one step.

        Raises:
            PageOverBudgetError: it is one too many.
        """
        self._left -= 1
        if self._left < 0:
            raise PageOverBudgetError("reading it takes far more steps than it is long")
        if self._left % _LOOKS == 0 and time.thread_time() - self._began > SECONDS:
            raise PageOverBudgetError(f"reading it takes more than {SECONDS / 60:.0f} minutes")
