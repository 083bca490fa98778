"""What an import wrote, and where to look now."""

import streamlit as st

from model.access import MACHINE_OWNER
from pages.parts import arriving, days, formats, import_preview, import_rejects, navigation
from pages.parts.arriving import Arrival
from pages.parts.view import known
from pages.parts.words import say, say_many

LINKED = 4  # pages that are offered


def draw(arrival: Arrival) -> None:
    """The report of the import that was just made."""
    report, read = arrival.report, arrival.read
    assert report is not None
    assert read is not None
    with st.container(border=True):
        st.subheader(_finding(arrival), anchor=False)
        if facts := _facts(arrival):
            st.text(" ".join(facts))
        import_preview.counts(report, arrival.key("written"))
        import_preview.notes(read)
        if report.rejections:
            import_rejects.download(read.prepared, arrival.key("left-out"))
        _ways(arrival)


def _finding(arrival: Arrival) -> str:
    assert arrival.report is not None
    if arrival.report.revision is None:
        return say("Nothing was new: the database is as it was")
    if not arrival.report.written:
        return say("Imported: no row was new")
    return say_many("Imported: {n} row was written", "Imported: {n} rows were written", arrival.report.written)


def _facts(arrival: Arrival) -> list[str]:
    assert arrival.report is not None
    assert arrival.read is not None
    report, prepared = arrival.report, arrival.read.prepared
    said = []
    if left := import_rejects.rejected_rows_of(report):
        said.append(say_many("{n} row was left out.", "{n} rows were left out.", left))
    if prepared.plan.history_from is not None:
        said.append(say("History since {day}.", day=formats.day(prepared.plan.history_from)))
    if report.revision is not None:
        said.append(say("It is revision {n}; «Imports so far» below can undo it.", n=formats.count(report.revision)))
    return said


def _ways(arrival: Arrival) -> None:
    """Pages to look at, and the next import."""
    assert arrival.read is not None
    view, day = known(), arrival.read.prepared.context.as_of
    names = navigation.names(view.viewer.role if view else MACHINE_OWNER.role)[:LINKED]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for name in names:
            st.page_link(navigation.file_of(name), label=say(navigation.PAGES[name][0]), icon=":material/arrow_forward:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if view is not None and day < view.today and view.as_of != day:
            st.button(
                say("Look as of {day}", day=formats.date_of(day)), on_click=days.go_to, args=(day,), key=arrival.key("look")
            )
        st.button(say("Import more files"), on_click=arriving.start_over, key=arrival.key("more"))
