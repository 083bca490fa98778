"""What was set, by whom and from which day, with the way back."""

import json

import streamlit as st

from metrics.audit import written
from model.calendar import Window
from model.commands.settings import undo_setting
from pages.parts import acts, audit, formats, states
from pages.parts.figures import figure
from pages.parts.view import current
from pages.parts.words import say

KINDS = ("setting", "quota", "stage")
MOST = 50


def draw() -> None:
    """The latest changes of the last year, each with its undo."""
    view = current()
    rows = figure(written, window=Window(view.year.first, view.as_of))
    rows = rows[rows["kind"].isin(KINDS)].head(MOST)
    if rows.empty:
        states.empty(say("Nothing was set here in the last 12 months."))
        return
    told = audit.told(view, rows)
    back = {json.loads(text).get("entry") for done, text in zip(rows["done"], rows["after"], strict=True) if done == "took back"}
    for (_, row), (_, said) in zip(rows.iterrows(), told.iterrows(), strict=True):
        entry = int(row["entry"])
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"change {entry}"):
            about = "" if formats.is_unknown(row["person"]) else f" · {said['person_name']}"
            before = "" if formats.is_unknown(said["before"]) else say(" (before: {before})", before=said["before"])
            line = f"{formats.moment(said['when'])} · {said['who']} · {said['what']}{about}: {said['after']}{before}"
            st.text(line, width="stretch")
            stands = row["done"] == "set" and entry not in back
            undo = stands and st.button(say("Undo"), key=f"undo {entry}", icon=":material/undo:")
            if undo and acts.do(undo_setting, done=say("Taken back: past days stay as they were shown"), entry=entry):
                st.rerun()
