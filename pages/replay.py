"""Replay: the period week by week, closed, commit, upside and pipeline against the quota."""

from pages.parts import replays

replays.draw()
