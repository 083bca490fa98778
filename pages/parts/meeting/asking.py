"""The four questions about a deal, with the last answer to each, who gave it and when."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from metrics.reviewing import answers
from model.commands.answers import answer
from pages.parts import acts, formats
from pages.parts.figures import figure
from pages.parts.minute_tables import ASKED
from pages.parts.view import current
from pages.parts.words import say, say_many


def draw(deal: int, place: str) -> None:
    """Each question with its answer, and room for a new one; what was answered stays. `place`: as for judging.draw."""
    view = current()
    given = figure(answers, period=view.period)
    given = given[given["deal"] == deal].set_index("question")
    typed, shut = {}, acts.why_not() is not None
    with st.form(key=f"questions {place} {deal}", border=True):
        for cell, (question, text) in zip(_cells(), ASKED.items(), strict=True):
            said = given.loc[question] if question in given.index else None
            old = "" if said is None else str(said["text"])
            with cell:
                typed[question] = (old, st.text_input(say(text), old, key=f"answer to {question} {place} {deal}", disabled=shut))
                if said is not None:
                    st.caption(formats.plain(_when(said)))
        pressed = st.form_submit_button(say("Keep the answers"), key=f"keep answers {place} {deal}", disabled=shut)
    if pressed:
        _keep(deal, {question: new for question, (old, new) in typed.items() if new.strip() and new.strip() != old.strip()})


def _cells() -> list[DeltaGenerator]:
    """Two beside each other, in the order of the questions."""
    return [cell for _ in range(0, len(ASKED), 2) for cell in st.columns(2, gap="small")]


def _when(said: object) -> str:
    day = formats.day(said["answered_at"].date(), current().as_of.year)  # type: ignore[index]
    who = say("this machine’s owner") if formats.is_unknown(said["author"]) else said["author_name"]  # type: ignore[index]
    text = say("{who}, {day}", who=who, day=day)
    earlier = int(said["earlier"])  # type: ignore[index]
    return f"{text} {say_many('(after {n} earlier answer)', '(after {n} earlier answers)', earlier)}" if earlier else text


def _keep(deal: int, new: dict[str, str]) -> None:
    view = current()
    done = say_many("{n} answer kept", "{n} answers kept", len(new))
    kept = [
        acts.do(answer, done=done, deal=deal, period=view.period.name, question=name, text=text) for name, text in new.items()
    ]
    if kept and all(kept):
        st.rerun()
