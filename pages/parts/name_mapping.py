"""Names in the files that may be another spelling of somebody, or of an account, that is known: offered, never taken silently."""

import streamlit as st

from model.importing.words.mapping import folded
from model.importing.words.questions import Question
from pages.parts import formats
from pages.parts.import_collected import Collected
from pages.parts.words import mark, say

NEW = ""
KINDS = {
    "person": (mark("Owners that may be known by another name"), mark("Somebody new"), "people"),
    "account": (mark("Accounts that may be known by another name"), mark("A new account"), "accounts"),
}
NARROWEST = 260  # pixels


def draw(questions: list[Question], kind: str, key: str, collected: Collected) -> None:
    """A picker for each name: new, or one of those that are near."""
    title, new, words = KINDS[kind]
    st.markdown(f"**{formats.plain(say(title))}**")
    with st.grid(3, min_column_width=NARROWEST, gap="small"):
        for question in questions:
            chosen = st.selectbox(
                formats.plain(question.subject), [NEW, *map(str, question.choices)],
                format_func=lambda name, new=new: str(name) if name else say(new),
                key=f"{key} {kind} {question.subject}", persist_state="session",
            )  # fmt: skip
            if chosen != NEW:
                getattr(collected.mapping, words)[folded(question.subject)] = chosen
