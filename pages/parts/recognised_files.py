"""What each file was recognised as: its system and kind, each column with the field that it fills and its first values."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from model.importing.files import Source
from model.importing.prepared import FileSeen
from pages.parts import field_names, file_mapping, formats
from pages.parts.arriving import Arrival
from pages.parts.import_collected import Collected
from pages.parts.import_reading import SETTINGS, Read
from pages.parts.words import say, say_many

SHOWN = 36  # letters of a value


def draw(arrival: Arrival, read: Read, collected: Collected) -> None:
    """A closed line for each file; open where something is asked about it. What is said goes into `collected`."""
    st.subheader(formats.plain(_finding(read)), anchor=False)
    for number, seen in enumerate(_dropped(read)):
        _draw_file(arrival, read, seen, number, collected)


def _dropped(read: Read) -> list[FileSeen]:
    """The files without the one that holds what was said of the company itself."""
    return [seen for seen in read.prepared.files if seen.file != SETTINGS]


def _finding(read: Read) -> str:
    """What is to be done about the files, in one sentence."""
    files = _dropped(read)
    unknown, unusable = sum(seen.question is not None for seen in files), sum(bool(seen.problem) for seen in files)
    if unusable:
        return say_many("{n} file cannot be read", "{n} files cannot be read", unusable)
    if unknown:
        return say_many("Say what this file holds", "Say what {n} files hold", unknown)
    return say_many("The file is recognised", "All {n} files are recognised", len(files))


def _draw_file(arrival: Arrival, read: Read, seen: FileSeen, number: int, collected: Collected) -> None:
    asked = seen.question is not None
    icon = "error" if seen.problem else "help" if asked else "check_circle"
    words = [_what(seen), formats.many(seen.size, "row") if seen.source and not seen.problem else ""]
    label = " · ".join([f"**{formats.plain(seen.file)}**", *(formats.plain(word) for word in words if word)])
    with st.expander(label, expanded=asked or bool(seen.problem), icon=f":material/{icon}:"):
        if notes := _notes(read, seen):
            st.caption(formats.plain(" ".join(notes)))
        if seen.problem:
            st.text(_sentence(seen.problem.removeprefix(f"{seen.file}: ")))
            _take_out(arrival, seen, number)
        elif file_mapping.is_open(arrival, seen):
            file_mapping.draw(arrival, seen, read.samples[seen.file], number, collected)
        elif seen.source is not None:
            _columns(seen, seen.source, read.samples[seen.file])
            file_mapping.offer(arrival, seen.source, number)


def _take_out(arrival: Arrival, seen: FileSeen, number: int) -> None:
    """The way on without a file that cannot be read: the file itself, or the zip that it came in."""
    dropped = next((name for name in arrival.files if seen.file == name or seen.file.startswith((f"{name}/", f"{name} ["))), None)
    if dropped is not None and st.button(say("Leave out {file}", file=formats.plain(dropped)), key=arrival.key(f"out {number}")):
        arrival.leave_out(dropped)
        arrival.begin_reading()
        st.rerun()


def _what(seen: FileSeen) -> str:
    """Its system and kind: Salesforce · Opportunities."""
    if seen.problem:
        return say("cannot be read")
    if seen.question is not None or seen.dialect is None or seen.sheet is None:
        return say("not known yet")
    if seen.dialect.name == "mapped":
        return field_names.kind_of(seen)
    system, kind = seen.dialect.title or seen.dialect.name, seen.sheet.name
    head, of, tail = kind.partition(" of ")
    kind = head if of and tail.casefold().startswith(system.split()[0].casefold()) else kind
    return f"{system} · {kind[:1].upper()}{kind[1:]}"


def _notes(read: Read, seen: FileSeen) -> list[str]:
    """What the reader decided about the file, such as its encoding or a footer that was left out."""
    begin = f"{seen.file}: "
    notes = read.prepared.report.notes or (seen.source.notes if seen.source else [])
    said = dict.fromkeys(note.replace(begin, "") for note in notes if note.startswith(begin))
    return [_sentence(note) for note in said]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _columns(seen: FileSeen, source: Source, sample: Mapping[str, list[str]]) -> None:
    """Header → field, with the first values; columns that are not read come last."""
    known = seen.sheet.matched(source.written) if seen.sheet else {}
    rows = [
        {
            "column": written,
            "field": ", ".join(map(field_names.said, known[header].fields if header in known else [])),
            "values": first_values(sample.get(header, [])),
        }
        for header, written in zip(source.headers, source.written, strict=True)
    ]
    rows.sort(key=lambda row: not row["field"])
    shown = pd.DataFrame(rows, columns=["column", "field", "values"]).astype("string")
    shown["field"] = shown["field"].where(shown["field"] != "", say("not read"))
    st.dataframe(
        shown,
        hide_index=True,
        height="content" if len(shown) <= 12 else "auto",
        alt=say("The columns of {file}, what each is, and its first values", file=seen.file),
        column_config={
            "column": st.column_config.TextColumn(say("Column in the file"), width="medium"),
            "field": st.column_config.TextColumn(say("What it is"), width="medium"),
            "values": st.column_config.TextColumn(say("First values"), width="large"),
        },
    )


def first_values(values: list[str]) -> str:
    """A few cells in one line."""
    return " · ".join(value if len(value) <= SHOWN else f"{value[: SHOWN - 1]}…" for value in values) or formats.UNKNOWN
