"""Rollup: the period in one look, for executives: against quota, where it is in trouble, the week's bridge, the tree of teams,
what is judged and called."""

from model.access import Grain
from pages.parts import bridges, judgement_bridge, period_cards, team_tree, teams, troubles
from pages.parts.view import current

view = current()
period_cards.row(("closed", "commit", "upside", "quota", "gap", "coverage"))
if view.sees(Grain.PERSON):
    teams.draw_bars(key="rollup")
troubles.draw()
bridges.draw(key="rollup")
if view.sees(Grain.PERSON):
    team_tree.draw_tree()
    judgement_bridge.draw()
