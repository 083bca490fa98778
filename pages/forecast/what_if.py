"""What if: deals ticked in or out, moved or changed, and what that does to the period, without touching any."""

from pages.parts import what_if

what_if.draw()
