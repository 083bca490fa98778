"""What the import will do: to the numbers, row by row, and what it cannot take and why. Then the button that does it."""

import re

import pandas as pd
import streamlit as st

from model.importing.prepared import Prepared
from model.importing.report import ImportReport
from pages.parts import cell_texts, formats, import_outlook, import_rejects
from pages.parts.arriving import Arrival
from pages.parts.import_reading import Read
from pages.parts.view import acting
from pages.parts.words import mark, say, say_many

OPTION = re.compile(r" \(--[a-z-]+\)")  # of the command; here it is a field
COUNTS = {
    "entity": mark("Kind"),
    "read": mark("Read"),
    "new": mark("New"),
    "changed": mark("Changed"),
    "unchanged": mark("Unchanged"),
    "rejected": mark("Rejected"),
}


def draw(arrival: Arrival, read: Read) -> None:
    """The preview, the button, and the details."""
    prepared = read.prepared
    report = prepared.report
    st.subheader(formats.plain(_finding(report)), anchor=False)
    _outdated(arrival, prepared)
    for standing in read.outlook if report.written else []:
        st.caption(formats.plain(import_outlook.title(standing, arrival.today)))
        import_outlook.draw(standing)
    if report.written and not acting().sees_everything:
        st.caption(say("What it changes in the numbers is shown to who sees every deal of the company."))
    if report.rejections:
        import_rejects.table(prepared, arrival.key("rejected"))
    _act(arrival, prepared)
    counts(report, arrival.key("counts"))
    notes(read)


def _outdated(arrival: Arrival, prepared: Prepared) -> None:
    """Say where somebody else has written since: the import itself compares again, but these figures are of before."""
    if arrival.warehouse.revision != prepared.plan.revision:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(say("Somebody has written since these figures were worked out."), width="content")
            st.button(say("Work them out again"), on_click=arrival.begin_reading, type="tertiary", key=arrival.key("again"))


def _act(arrival: Arrival, prepared: Prepared) -> None:
    """The button that writes; with rejected rows, only once somebody agrees to leave them out."""
    if not prepared.plan.rows:
        st.text(say("There is nothing to write: the database holds all of it already."))
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        place = st.container(width="content")
        accepted = import_rejects.accept(arrival, prepared)
        if place.button(say("Import"), type="primary", disabled=not accepted, key=arrival.key("apply")):
            arrival.begin_writing(accept_rejects=bool(prepared.report.rejections))
            st.rerun()


def _finding(report: ImportReport) -> str:
    """The preview in one sentence."""
    new, changed = (sum(getattr(count, what) for count in report.counts.values()) for what in ("new", "changed"))
    parts = []
    if new:
        parts.append(say_many("{n} new row", "{n} new rows", new))
    if changed:
        parts.append(say_many("{n} changed row", "{n} changed rows", changed))
    if not parts:
        parts.append(say("Nothing new in these files"))
    if left := import_rejects.rejected_rows_of(report):
        parts.append(say_many("{n} row that cannot be taken", "{n} rows that cannot be taken", left))
    return ", ".join(parts)


def counts(report: ImportReport, key: str) -> None:
    """How many rows of each kind are new, changed, unchanged and rejected."""
    kept = {name: count for name, count in report.counts.items() if count.read}
    if not kept:
        return
    rows = [{"entity": formats.word(name), **{what: getattr(count, what) for what in COUNTS if what != "entity"}}
            for name, count in kept.items()]  # fmt: skip
    frame = pd.DataFrame(rows)
    config = {name: st.column_config.NumberColumn(say(label), format="%,d") for name, label in COUNTS.items() if name != "entity"}
    st.dataframe(
        frame if cell_texts.by_browser() else frame.style.format(dict.fromkeys(config, formats.count)),
        hide_index=True,
        height="content",
        width="content",
        key=key,
        alt=say("How many rows of each kind are new, changed, unchanged and rejected"),
        column_config={"entity": st.column_config.TextColumn(say(COUNTS["entity"]), width="medium"), **config},
    )


def notes(read: Read) -> None:
    """What else is to be known, beyond single files."""
    files = tuple(f"{seen.file}: " for seen in read.prepared.files)
    for note in (note for note in read.prepared.report.notes if not note.startswith(files)):
        st.caption(f":material/info: {formats.plain(OPTION.sub('', note))}")
