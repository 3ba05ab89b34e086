"""How many threads one piece of work on sound may take: one.

A build works on several clips and pages at once already. Their matrices are small, and the threads
that numpy's linear algebra adds to each mostly wait for one another, spinning: they doubled the
processor time of a build, and made it slower.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy  # noqa: F401, ICN001 - only a library that is loaded can be limited
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def single_threaded() -> Iterator[None]:
    """While this is entered, linear algebra of this process starts no threads of its own."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield
