"""Stage words that nobody described yet: where each stands in the process and what it means. Proposals are filled in."""

from typing import Any

import pandas as pd
import streamlit as st

from model.importing.words.mapping import StageMeaning, folded
from model.importing.words.questions import Question
from model.stages import Category, StageKind
from pages.parts import formats
from pages.parts.import_collected import Collected
from pages.parts.words import mark, say

KINDS = {
    StageKind.UNQUALIFIED: mark("Open, not yet qualified"),
    StageKind.QUALIFIED: mark("Open, qualified"),
    StageKind.WON: mark("Won"),
    StageKind.LOST: mark("Lost"),
}
HELP = mark("Deals count as qualified pipeline from the first qualified stage on.")


def draw(questions: list[Question], key: str, collected: Collected) -> None:
    """A row for each word; what stands in the table goes into `collected`."""
    st.markdown(f"**{formats.plain(say('Your stages'))}**")
    st.caption(say("Number them in the order of your process, and check which count as qualified, won and lost."))
    held = list(dict.fromkeys(choice for question in questions for choice in question.choices))
    rows = pd.DataFrame([_row(question, bool(held)) for question in questions])
    edited = st.data_editor(
        rows.drop(columns="key"), hide_index=True, key=key, height="content", column_config=_columns(held),
        num_rows="fixed", placeholder=formats.UNKNOWN,
        alt=say("The stages of the files: position, meaning, probability and category of each"),
    )  # fmt: skip
    for (_, row), question in zip(edited.iterrows(), questions, strict=True):
        _take(row, question, collected)
    positions = [m.position for m in collected.mapping.stages.values() if m.position is not None]
    if len(set(positions)) < len(positions):
        collected.lacking.append(say("Two stages have the same position."))


def _row(question: Question, others: bool) -> dict[str, Any]:
    proposal: StageMeaning = question.proposal
    row = {
        "key": proposal.key,
        "word": question.subject,
        "position": proposal.position,
        "kind": proposal.kind,
        "probability": _share(proposal.probability or 0),
        "category": proposal.category,
    }
    return row | ({"same": None} if others else {})


def _share(probability: int) -> float:
    """Basis points as per cents; what was only reckoned by the place in the process, in whole ones."""
    return probability / 100 if probability % 50 == 0 else float(round(probability / 100))


def _columns(held: list[Any]) -> dict[str, Any]:
    column = st.column_config
    found: dict[str, Any] = {
        "word": column.TextColumn(say("Stage in the file"), disabled=True, pinned=True, width="medium"),
        "position": column.NumberColumn(say("Position"), min_value=1, step=1, format="%d", required=True, width="small"),
        "kind": column.SelectboxColumn(
            say("Meaning"), options=[str(kind) for kind in KINDS], format_func=lambda kind: say(KINDS[StageKind(kind)]),
            required=True, help=say(HELP), width="medium",
        ),
        "probability": column.NumberColumn(
            say("Probability, %"), min_value=0, max_value=100, step=0.01, format="%.4g", required=True, width="small"
        ),
        "category": column.SelectboxColumn(
            say("Forecast category"), options=[str(each) for each in Category], format_func=formats.word, width="medium",
            help=say("Of a deal that names none itself"),
        ),
    }  # fmt: skip
    if held:
        found["same"] = column.SelectboxColumn(
            say("Another word for"),
            options=held,
            help=say("A stage that is there; the rest of the row does not count then."),
        )
    return found


def _take(row: Any, question: Question, collected: Collected) -> None:
    word = question.subject
    same = row.get("same")
    if same is not None and not formats.is_unknown(same):
        collected.mapping.stages[folded(word)] = StageMeaning(str(same))
        return
    if formats.is_unknown(row["position"]) or formats.is_unknown(row["kind"]):
        collected.lacking.append(say("The stage «{word}» has no position or no meaning.", word=word))
        return
    category = None if formats.is_unknown(row["category"]) else str(row["category"])
    chance = 0 if formats.is_unknown(row["probability"]) else round(float(row["probability"]) * 100)
    collected.mapping.stages[folded(word)] = StageMeaning(
        question.proposal.key, question.proposal.name, int(row["position"]), str(row["kind"]), chance, category
    )
