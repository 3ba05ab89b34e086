"""What a build's work on sound does to the threads of the process that it is part of."""

from __future__ import annotations

import numpy  # noqa: ICN001, F401 - the library whose threads are counted
from threadpoolctl import threadpool_info, threadpool_limits

from mkdocs_qwen_tts import _audio as audio


def blas_threads() -> list[int]:
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_linear_algebra_takes_one_thread_while_sound_is_made_and_as_many_as_before_afterwards() -> (
    None
):
    with threadpool_limits(limits=2, user_api="blas"):
        before = blas_threads()
        assert set(before) == {2}, "numpy's linear algebra takes no second thread here"
        with audio.single_threaded():
            assert set(blas_threads()) == {1}
        assert blas_threads() == before
