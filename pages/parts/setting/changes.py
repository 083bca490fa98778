"""What was set, by whom and from which day, with the way back; and every value that is dated."""

import json
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from metrics.dated_values import changes, dated_values
from model.commands.settings import undo_settings
from pages.parts import acts, audit, formats, states
from pages.parts.figures import figure
from pages.parts.setting import telling
from pages.parts.tables import Column, table, tall
from pages.parts.view import View, current
from pages.parts.words import mark, say, say_many

MOST = 30
SET = {
    "setting": (mark("{n} setting set"), mark("{n} settings set")), "quota": (mark("{n} quota set"), mark("{n} quotas set")),
    "stage": (mark("{n} stage set"), mark("{n} stages set")),
}  # fmt: skip
TAKEN_BACK = {
    "setting": (mark("{n} setting taken back"), mark("{n} settings taken back")),
    "quota": (mark("{n} quota taken back"), mark("{n} quotas taken back")),
    "stage": (mark("{n} stage taken back"), mark("{n} stages taken back")),
}
STATES = {"holds": mark("Holds"), "over": mark("Over"), "coming": mark("To come")}
COLUMNS = {
    "what": Column("What", width=380), "value_text": Column("Value", width=190), "since_text": Column("From", width=150),
    "state_text": Column("Today", width=110),
}  # fmt: skip


def draw() -> None:
    """The latest acts, each with its undo; beneath them every dated value."""
    view = current()
    rows = figure(changes)
    if rows.empty:
        states.empty(say("Nothing was set here so far."), say("What imports set is below."))
    else:
        told = audit.told(view, rows.assign(raw_before=rows["before"], raw_after=rows["after"]))
        for _, act in list(told.groupby(["at", "kind", "done"], sort=False))[:MOST]:
            _act(view, act)
    _values(view)


def _act(view: View, rows: pd.DataFrame) -> None:
    """What was done at once, in a line."""
    first = rows.iloc[0]
    entries = tuple(int(entry) for entry in rows.loc[rows["undo"], "entry"])
    several = SET if first["done"] == "set" else TAKEN_BACK
    what = _entry(view, first) if len(rows) == 1 else say_many(*several[first["kind"]], len(rows))
    who = formats.UNKNOWN if formats.is_unknown(first["who"]) else str(first["who"])
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"change {first['entry']}"):
        st.text(" · ".join((formats.moment(first["when"].to_pydatetime()), who, what)), width="stretch")
        undo = bool(entries) and st.button(say("Undo"), key=f"undo {first['entry']}", icon=":material/undo:")
    if undo and acts.do(undo_settings, done=say("Taken back: past days stay as they were shown"), entries=entries):
        st.rerun()


def _entry(view: View, row: pd.Series) -> str:
    """What one entry says: the thing, its value before and after, from which day."""
    kind, raw = str(row["kind"]), row["raw_after"]
    after, before = json.loads(raw), {} if formats.is_unknown(row["raw_before"]) else json.loads(row["raw_before"])
    key = after.get("key")
    what = telling.thing(kind, key, after.get("stage"), row.get("person_name"), row["period"], after.get("kind"))
    said = {"what": what, "then": telling.value(view, kind, key, after), "was": telling.value(view, kind, key, before)}
    day = telling.day(date.fromisoformat(after["from"]))
    if row["done"] != "set":
        return say("{what}: {was} from {day} on taken back", **said, day=day)
    return say("{what}: {then} from {day} on (before: {was})", **(said | {"was": said["was"] or formats.UNKNOWN}), day=day)


def _values(view: View) -> None:
    """Every value that was set or imported, from which day."""
    rows = figure(dated_values)
    st.subheader(say("Every dated value"), anchor=False)
    if rows.empty:
        st.caption(say("Everything is as it is by default."))
        return
    each: list[dict[str, Any]] = rows.rename(columns={"category": "default_category"}).to_dict("records")
    names = ("kind", "key", "stage_name", "person_name", "period", "motion")
    said = rows.assign(
        what=[telling.thing(*(row.get(name) for name in names)) for row in each],
        value_text=[telling.value(view, row["kind"], row["key"], row) for row in each],
        since_text=[telling.day(day) for day in rows["since"]],
        state_text=[say(STATES[state]) for state in rows["state"]],
    )
    table(
        said, columns=COLUMNS, key=f"dated values {view.book.warehouse.revision}", alt=say("Every dated value"),
        height=tall(len(said), 460),
    )  # fmt: skip
