"""Shapes and their sizes."""

from __future__ import annotations


class Square:
    """A square.

    Attributes:
        side: Length of a side, in metres.
    """

    def __init__(self, side: float = 1.0) -> None:
        """Make a square.

        Parameters:
            side: Length of a side.
        """
        self.side = side

    @property
    def diagonal(self) -> float:
        """Length of the diagonal."""
        return self.side * 2**0.5

    async def draw(self, *, color: str | None = None) -> None:
        """Draw it.

        Raises:
            ValueError: If the colour is unknown.

        Examples:
            >>> Square().draw()
        """


def area(width: float, height: float) -> float:
    """Area of a rectangle.

    Parameters:
        width: The width, in metres.
        height: The height, in metres.

    Returns:
        The area, in square metres.
    """
    return width * height
