"""The grid of deals to live in: found and filtered, edited in place, a deal open beside it."""

from pages.parts.grid.drawing import draw

__all__ = ["draw"]
