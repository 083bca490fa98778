"""People: who may sign in, in which role, whom they report to, and who stands in for whom."""

from pages.parts.setting import people

people.draw()
