"""Rollup: the period in one look, for executives; the tree of teams; the week's bridge."""

from metrics.totals import totals, weekly
from model.access import Grain
from pages.parts import bridges, cards, teams
from pages.parts.figures import figure
from pages.parts.view import current

view = current()
now = figure(totals, period=view.period).iloc[0]
before = figure(totals, period=view.period, on=view.compared).iloc[0]
weeks = figure(weekly, period=view.period)

cards.row(teams.total_cards(now, before, weeks))
if view.sees(Grain.PERSON):
    teams.draw_bars(key="rollup")
bridges.draw(key="rollup")
if view.sees(Grain.PERSON):
    teams.draw_tree()
