"""Minutes: the reviews that ended, each as it was frozen, to read and to take along."""

from pages.parts import minutes

minutes.draw()
