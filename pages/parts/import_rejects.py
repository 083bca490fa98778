"""Rows that cannot be taken: which, why, what to do, and as a file to mend and drop again."""

import io
import re
import zipfile
from functools import partial

import pandas as pd
import streamlit as st

from model.importing.prepared import Prepared
from model.importing.rejects import rejected_rows
from model.importing.report import ImportReport
from pages.parts import downloads, formats
from pages.parts.arriving import Arrival
from pages.parts.view import known
from pages.parts.words import mark, say, say_many

MOST = 1000  # rows that are shown; the file has all
COLUMNS = {
    "file": (mark("File"), 150),
    "row": (mark("Row"), 55),
    "column": (mark("Column"), 120),
    "value": (mark("Value"), 130),
    "reason": (mark("Why"), 190),
    "advice": (mark("What to do"), 300),
}
EXCEL = "\ufeff"  # by it a spreadsheet knows that the file is UTF-8


def accept(arrival: Arrival, prepared: Prepared) -> bool:
    """Whether the import may go on: there are no rejected rows, or somebody agrees to leave them out."""
    rejections = prepared.report.rejections
    if not rejections:
        return True
    left = rejected_rows_of(prepared.report)
    rows = say_many("Leave out {n} row and import the rest", "Leave out {n} rows and import the rest", left)
    accepted = st.checkbox(rows, key=arrival.key(f"accept-{arrival.reads}"))
    download(prepared, arrival.key("rejects"))
    return accepted


def rejected_rows_of(report: ImportReport) -> int:
    """How many rows are rejected; one may be so for several reasons."""
    return len({(rejection.file, rejection.row) for rejection in report.rejections})


def table(prepared: Prepared, key: str) -> None:
    """Each rejected row with its file, row, column, value, reason and advice."""
    rejections = prepared.report.rejections
    shown = pd.DataFrame([{name: getattr(each, name) for name in COLUMNS} for each in rejections[:MOST]])
    config = {name: st.column_config.TextColumn(say(label), width=width) for name, (label, width) in COLUMNS.items()}
    config["row"] = st.column_config.NumberColumn(say(COLUMNS["row"][0]), format="%d", width=COLUMNS["row"][1])
    alt = say("Rows that cannot be taken, each with the reason and what to do")
    st.dataframe(shown, hide_index=True, height="auto", key=key, alt=alt, column_config=config)
    if len(rejections) > MOST:
        st.caption(say("The first {n} are shown; the file has all.", n=formats.count(MOST)))


def download(prepared: Prepared, key: str) -> None:
    """The rejected rows with their file's own columns and why; of several files, a zip, which can be dropped as it is."""
    label = say("Rejected rows, to mend and drop again")
    files = {rejection.file for rejection in prepared.report.rejections}
    name, mime = ("rejected.zip", "application/zip") if len(files) > 1 else ("rejected.csv", "text/csv")
    st.download_button(
        label,
        downloads.handed(known(), partial(_file, prepared), name, mime),
        name,
        mime,
        key=key,
        on_click="ignore",
        icon=":material/download:",
        type="secondary",
    )


def _file(prepared: Prepared) -> bytes:
    made = list(rejected_rows(prepared))
    if len(made) == 1:
        return (EXCEL + made[0][1]).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, text) in enumerate(made, start=1):
            stem = re.sub(r"[^\w.-]+", "_", name.removesuffix(".csv"))
            archive.writestr(f"rejected-{number}-{stem}.csv", EXCEL + text)
    return packed.getvalue()
