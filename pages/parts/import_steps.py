"""The steps of an import, one below the other: what is done, and what is asked now."""

from typing import Any

import streamlit as st

from model.importing.writing.attempts import forget_interrupted, interrupted
from pages.door import uploads
from pages.parts import (
    arriving,
    formats,
    import_answers,
    import_preview,
    import_report,
    recognised_files,
    scope,
    startup,
    states,
)
from pages.parts.arriving import Arrival
from pages.parts.import_collected import Collected
from pages.parts.import_jobs import Job
from pages.parts.words import mark, say, say_many

STEPS = (mark("Files"), mark("What they are"), mark("Preview"), mark("Report"))
ENDINGS = mark("CSV or Excel files as your CRM exports them, several at once, or a zip of them. No column has to be renamed.")
MOST_NAMED = 6  # files whose names are listed above
PAUSE = 0.2  # seconds between two looks at how far a job is


def draw() -> None:
    """The whole import, up to where it is."""
    if startup.is_demo():
        states.empty(
            say("This is the demo company: your own files go into a database of your own."),
            button=say("Back to your database") if startup.has_own() else say("Begin with an empty database"),
            on_click=startup.begin_empty,
        )
        return
    warehouse: Any = startup.warehouse(startup.url())
    arrival = arriving.current()
    arrival.stand_on(warehouse, scope.today_of(warehouse))
    if arrival.job is not None and not arrival.job.running:
        arrival.take()
    if arrival.job is None:
        _cut_off(warehouse.engine)
    _line(arrival)
    if arrival.report is not None:
        import_report.draw(arrival)
        return
    _files(arrival)
    if arrival.job is not None:
        _wait(arrival, arrival.job)
    if arrival.error:
        st.error(formats.plain(say(arrival.error)))
    if arrival.read is not None:
        collected, top = Collected(), st.container()  # what it will do stands above the files, once nothing is asked of them
        recognised_files.draw(arrival, arrival.read, collected)
        if import_answers.draw(arrival, arrival.read, collected):
            with top:
                import_preview.draw(arrival, arrival.read)


def _cut_off(engine: Any) -> None:
    """Imports that were killed on the way: said until somebody has seen it."""
    lines = interrupted(engine)
    if lines:
        st.warning(formats.plain(" ".join(lines)), icon=":material/warning:")
        st.button(say("I have seen it"), on_click=forget_interrupted, args=(engine,), key="seen_interrupted")


def _line(arrival: Arrival) -> None:
    """Where we are, in one line."""
    asking = arrival.read is not None and bool(arrival.read.prepared.problems)
    now = 3 if arrival.report else 0 if not arrival.files else 1 if arrival.read is None or asking else 2
    parts = []
    for place, step in enumerate(STEPS):
        done = place < now or arrival.report is not None
        icon = "check_circle" if done else "radio_button_checked" if place == now else "radio_button_unchecked"
        text = f":material/{icon}: {formats.plain(say(step))}"
        parts.append(f"**{text}**" if place == now else f":gray[{text}]")
    st.markdown("   ›   ".join(parts))


def _files(arrival: Arrival) -> None:
    """Where files are dropped, and those that are here."""
    if not arrival.files:
        st.subheader(say("Drop the files of your CRM"), anchor=False)
        _drop(arrival, say("Files"))
        st.caption(say(ENDINGS))
    elif arrival.job is None:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(_held(arrival), width="content")
            with st.popover(say("Add files"), type="tertiary", key=arrival.key(f"add-{arrival.drops}")):
                _drop(arrival, say("More files, or one again that was mended"))
            st.button(say("Start over"), on_click=arriving.start_over, type="tertiary", key=arrival.key("start-over"))


def _drop(arrival: Arrival, label: str) -> None:
    """A place to drop files: they are kept and read at once."""
    uploads.allow_this_session()
    dropped = st.file_uploader(label, accept_multiple_files=True, key=arrival.key(f"drop-{arrival.drops}"), help=say(ENDINGS))
    if dropped and arrival.job is None:
        arrival.drop(dropped)
        arrival.begin_reading()
        st.rerun()  # with an empty place for more files: these are kept, and the upload's memory is given back


def _held(arrival: Arrival) -> str:
    size = sum(path.stat().st_size for path in arrival.files.values() if path.exists())
    named = ", ".join(arrival.files) if len(arrival.files) <= MOST_NAMED else ""
    count = say_many("{n} file, {size}", "{n} files, {size}", len(arrival.files), size=_bytes(size))
    return formats.plain(f"{count}: {named}" if named else count)


def _bytes(size: int) -> str:
    return say("{n} MB", n=formats.decimal(size / 1e6)) if size >= 1e5 else say("{n} kB", n=formats.count(max(1, size // 1000)))


def _wait(arrival: Arrival, job: Job) -> None:
    """How far it is; the thread goes on when somebody leaves the page, and is found again."""
    with st.container(border=True):
        bar = st.progress(job.share, text=_line_of(job))
        if not arrival.writing:
            st.button(say("Stop"), on_click=arriving.start_over, key=arrival.key("stop"))
        while job.running:
            job.wait(PAUSE)
            bar.progress(job.share, text=_line_of(job))
    st.rerun()


def _line_of(job: Job) -> str:
    return formats.plain(say(job.line) if job.line else say("Beginning …"))
