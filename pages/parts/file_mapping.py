"""A file that no dialect knows: what it holds, and which column is which. Proposals are filled in; it is remembered."""

from collections import Counter
from collections.abc import Mapping

import streamlit as st

from model.importing.files import Source
from model.importing.prepared import FileSeen
from model.importing.words.headers import plain
from model.importing.words.mapped import KINDS, LEFT_OUT, MAPPED, fields_of, missing, proposed, proposed_columns
from model.importing.words.mapping import FileMeaning, signature
from pages.parts import field_names, formats
from pages.parts.arriving import Arrival
from pages.parts.import_collected import Collected
from pages.parts.words import say

NOT_READ = ""
NARROWEST = 220  # pixels: four fields beside one another at 1280 px
MOST = 4
VALUE = 28  # letters of a first value
Sample = Mapping[str, list[str]]


def is_open(arrival: Arrival, seen: FileSeen) -> bool:
    """Whether its columns are described by a person rather than by a dialect."""
    if seen.source is None or seen.problem:
        return False
    return seen.question is not None or seen.dialect is MAPPED or signature(seen.source.headers) in arrival.described


def offer(arrival: Arrival, source: Source, number: int) -> None:
    """For a file that was recognised: describe its columns oneself."""
    st.button(
        say("Describe the columns yourself"), on_click=arrival.described.add, args=(signature(source.headers),), type="tertiary",
        key=arrival.key(f"describe {number}"),
    )  # fmt: skip


def draw(arrival: Arrival, seen: FileSeen, sample: Sample, number: int, collected: Collected) -> None:
    """The kind of file and the field of each column, to confirm; what is chosen goes into `collected`."""
    assert seen.source is not None
    source, known = seen.source, _meaning_so_far(seen, sample)
    kinds = [*KINDS, LEFT_OUT]
    kind = st.selectbox(
        say("What does the file hold?"), kinds, index=kinds.index(known.kind), format_func=field_names.kind,
        key=arrival.key(f"kind of {number}"), persist_state="session",
    )  # fmt: skip
    meaning = FileMeaning(LEFT_OUT, {})
    if kind != LEFT_OUT:
        proposal = known if kind == known.kind else proposed_columns(kind, source.written, sample)
        meaning = FileMeaning(kind, _fields(arrival.key(f"{kind} {number}"), source, proposal, sample))
        _check(seen.file, meaning, collected)
    if signature(source.headers) in arrival.described and seen.dialect not in (None, MAPPED):
        st.button(
            say("As it was recognised"), on_click=arrival.described.discard, args=(signature(source.headers),), type="tertiary",
            key=arrival.key(f"recognised-{number}"),
        )  # fmt: skip
    if seen.dialect is not MAPPED or meaning != known:
        collected.mapping.files[signature(source.headers)] = meaning


def _meaning_so_far(seen: FileSeen, sample: Sample) -> FileMeaning:
    """As it was read with, else as it was proposed."""
    assert seen.source is not None
    if seen.dialect is MAPPED and seen.sheet is not None:
        kinds = [name for name, kind in KINDS.items() if kind.title == seen.sheet.name]
        if not kinds:
            return FileMeaning(LEFT_OUT, {})
        return FileMeaning(kinds[0], {header: column.field.split(" ")[0] for header, column in seen.sheet.columns.items()})
    if seen.question is not None and isinstance(seen.question.proposal, FileMeaning):
        return seen.question.proposal
    return proposed(seen.source.written, sample)


def _fields(key: str, source: Source, proposal: FileMeaning, sample: Sample) -> dict[str, str]:
    """plain header → the field that is chosen for it; the columns that are understood come first."""
    options = [NOT_READ, *fields_of(proposal.kind)]
    chosen: dict[str, str] = {}
    order = sorted(source.written, key=lambda header: not proposal.fields.get(plain(header)))
    with st.grid(MOST, min_column_width=NARROWEST, gap="small"):
        for header in order:
            with st.container(gap=None):
                own = proposal.fields.get(plain(header), NOT_READ)
                chosen[plain(header)] = st.selectbox(
                    formats.plain(header), options, index=options.index(own) if own in options else 0, format_func=_said,
                    key=f"{key} {plain(header)}", persist_state="session",
                )  # fmt: skip
                st.caption(formats.plain(_short(sample.get(plain(header), [])[:2])))
    return chosen


def _said(field: str) -> str:
    return field_names.said(field) if field else say("– not read –")


def _short(values: list[str]) -> str:
    return " · ".join(value if len(value) <= VALUE else f"{value[: VALUE - 1]}…" for value in values) or formats.UNKNOWN


def _check(file: str, meaning: FileMeaning, collected: Collected) -> None:
    """Say which fields are needed and are no column's, or are two columns'."""
    lacking = [field_names.said(field) for field in missing(meaning)]
    twice = [field_names.said(field) for field, n in Counter(meaning.fields.values()).items() if field and n > 1]
    if lacking:
        collected.lacking.append(say("{file}: choose the column that is {fields}.", file=file, fields=", ".join(lacking)))
    if twice:
        collected.lacking.append(say("{file}: two columns are {fields}. Keep one.", file=file, fields=", ".join(twice)))
