"""Forecast review: the weekly meeting in five screens: the number, what changed, exceptions, upside, decisions."""

from functools import partial

import streamlit as st

from model.access import Grain
from pages.parts.meeting import changed, deciding, exceptions, number, screens, upside
from pages.parts.meeting.review import held
from pages.parts.view import current
from pages.parts.words import say

if not current().sees(Grain.DEAL):
    number.draw(held())
    st.stop()

found = held()
screens.draw(
    {
        say("The number"): partial(number.draw, found),
        say("What changed"): partial(changed.draw, found),
        say("Exceptions"): partial(exceptions.draw, found),
        say("Upside"): upside.draw,
        say("Decisions"): partial(deciding.draw, found),
    },
    found,
)
