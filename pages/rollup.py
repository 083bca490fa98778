"""Rollup: the period in one look, for executives; the tree of teams; the week's bridge."""

from model.access import Grain
from pages.parts import bridges, period_cards, teams
from pages.parts.view import current

view = current()
period_cards.row(("closed", "commit", "upside", "quota", "gap", "coverage"))
if view.sees(Grain.PERSON):
    teams.draw_bars(key="rollup")
bridges.draw(key="rollup")
if view.sees(Grain.PERSON):
    teams.draw_tree()
