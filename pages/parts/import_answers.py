"""What the files do not say: of which day they speak, whose they are, how their days and stages are to be read."""

import re
from dataclasses import replace
from datetime import date

import streamlit as st

from model.importing.words.questions import Question
from pages.parts import formats, import_company, name_mapping, stage_mapping
from pages.parts.arriving import Arrival
from pages.parts.import_collected import Collected
from pages.parts.import_reading import Answers, Read
from pages.parts.words import mark, say

FIRST = date(1990, 1, 1)
ORDERS = {
    "day_first": mark("The order of day and month cannot be seen in {file}: {about}."),
    "decimal_comma": mark("What the commas and points mean cannot be seen in {file}: {about}."),
}
ASKED_FOR = ("file", "as_of", "stage", *ORDERS, *name_mapping.KINDS)
"""The kinds of questions that the page has fields for."""


def draw(arrival: Arrival, read: Read, collected: Collected) -> bool:
    """Ask; True where everything is said and the files were read so, False where «Continue» has to be clicked."""
    asked = read.prepared.questions
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        answers = _whole(arrival, read)
        answers = import_company.draw(arrival, read, answers)
        if read.prepared.source is not None:
            answers = _holds_all(arrival, answers)
    for kind in ORDERS:
        answers = _order(arrival, [each for each in asked if each.kind == kind], kind, answers, collected)
    stages = [each for each in asked if each.kind == "stage"]
    if stages:
        stage_mapping.draw(stages, arrival.key(f"stages-{arrival.reads}"), collected)
    for kind in name_mapping.KINDS:
        if named := [each for each in asked if each.kind == kind]:
            name_mapping.draw(named, kind, arrival.key("name"), collected)
    for question in (each for each in asked if each.needed and each.kind not in ASKED_FOR):
        collected.lacking.append(question.about)  # the page has no field for it: at least it is said
    answers = replace(answers, mapping=read.answers.mapping | collected.mapping)
    return _continue(arrival, read, answers, collected)


def _continue(arrival: Arrival, read: Read, answers: Answers, collected: Collected) -> bool:
    """The button that reads the files again with what is said now; none where that is how they were read."""
    waits = bool(read.prepared.questions) and any(question.needed for question in read.prepared.questions)
    if answers == read.answers and not waits:
        if read.prepared.problems:
            st.warning(say("Leave out what cannot be read, or mend it and drop it again."))
        return not read.prepared.problems
    for sentence in collected.lacking:
        st.warning(formats.plain(sentence))
    if st.button(say("Confirm and continue"), type="primary", disabled=bool(collected.lacking), key=arrival.key("continue")):
        arrival.answers = answers
        arrival.begin_reading()
        st.rerun()
    return False


def _whole(arrival: Arrival, read: Read) -> Answers:
    """The day and the source's name. Our own format needs neither."""
    answers, prepared = read.answers, read.prepared
    asks = any(question.kind in ("as_of", "file") for question in prepared.questions)
    if prepared.source is None and not asks:
        return answers
    usual = answers.as_of or read.proposed
    chosen = st.date_input(
        say("The files speak of"), usual, min_value=FIRST, max_value=arrival.today, format="YYYY-MM-DD", width=170,
        key=arrival.key(f"{usual}"), persist_state="session",
        help=say("The day on which they were exported: today’s values were so on that day."),
    )  # fmt: skip
    name = prepared.source or say("Another system")
    called = st.text_input(
        say("Name of the source"), name, width=230, max_chars=60, key=arrival.key(f"source-{name}"),
        persist_state="session",
        help=say("What you confirm is remembered under it for the next time."),
    )  # fmt: skip
    if isinstance(chosen, date) and (asks or chosen != prepared.context.as_of):
        answers = replace(answers, as_of=chosen)
    described = any(question.kind == "file" for question in prepared.questions)
    if called.strip() and (described or called.strip() != name):
        answers = replace(answers, source=" ".join(called.split()))
    return answers


def _holds_all(arrival: Arrival, answers: Answers) -> Answers:
    """Whether the files hold every deal of their source."""
    whole = st.checkbox(
        say("They hold all its deals"), answers.whole, key=arrival.key(f"whole-{answers.whole}"),
        persist_state="session",
        help=say("Then deals that are missing here are listed as vanished. None is deleted."),
    )  # fmt: skip

    return replace(answers, whole=whole)


def _order(arrival: Arrival, asked: list[Question], kind: str, answers: Answers, collected: Collected) -> Answers:
    """How columns are read that can be read in two ways: never guessed, so nothing is chosen beforehand."""
    if not asked:
        return answers
    question = asked[0]
    about = re.sub(r"\. Add --.*$", "", question.about.removeprefix(f"{question.subject}: "))
    label = say(ORDERS[kind], file=question.subject, about=about)
    readings = dict(zip((True, False), question.choices, strict=True))
    given = getattr(answers, kind)
    chosen = st.radio(
        formats.plain(label), [True, False], index=None if given is None else int(not given), horizontal=True,
        format_func=lambda first: formats.plain(str(readings[first])), key=arrival.key(kind), persist_state="session",
    )  # fmt: skip
    if chosen is None:
        collected.lacking.append(say("Choose how {file} is to be read.", file=question.subject))
        return answers
    changed: Answers = replace(answers, **{kind: chosen})
    return changed
