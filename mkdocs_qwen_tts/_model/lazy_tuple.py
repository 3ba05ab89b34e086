"""A tuple that is made when somebody first looks into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, overload

T = TypeVar("T")


class LazyTuple(Sequence[T]):
    """Reads as the tuple that `make` returns, which is called once, at the first look.

    A build of unchanged pages looks into hardly any of what earlier builds have found.

    Args:
        make: returns what is in it; it must not raise for what somebody else may have written.
    """

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Sequence[T]]) -> None:
        self._make: Callable[[], Sequence[T]] | None = make
        self._made: tuple[T, ...] = ()

    def _whole(self) -> tuple[T, ...]:
        make = self._make
        if make is not None:
            self._made, self._make = tuple(make()), None
        return self._made

    def __len__(self) -> int:
        return len(self._whole())

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        return self._whole()[index]

    def __iter__(self) -> Iterator[T]:
        return iter(self._whole())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, LazyTuple):
            return self._whole() == other._whole()
        return isinstance(other, tuple) and self._whole() == other

    def __hash__(self) -> int:
        return hash(self._whole())

    def __repr__(self) -> str:
        return repr(self._whole())

    def __reduce__(self) -> tuple[Any, ...]:
        return (tuple, (self._whole(),))
