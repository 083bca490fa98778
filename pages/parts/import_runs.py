"""What was imported so far, with the way back; deals that vanished; the data's health."""

from pages.parts import health
from pages.parts.view import known


def draw() -> None:
    """Nothing as long as nothing was imported."""
    view = known()
    if view is not None:
        health.draw(view)
