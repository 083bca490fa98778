"""A minute's content as tables: the same for the page, the printed HTML and the workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from metrics.definition import Unit
from model.commands.answers import QUESTIONS
from pages.parts import formats
from pages.parts.retelling import retold
from pages.parts.tables import Column
from pages.parts.words import mark, say

ASKED = {
    "why-now": mark("Why this quarter?"),
    "why-amount": mark("Why this amount?"),
    "who-else": mark("Who else is involved?"),
    "blockers": mark("What blocks it?"),
}
"""The four questions, by their key (model/commands/answers.QUESTIONS)."""
assert tuple(ASKED) == QUESTIONS


@dataclass(frozen=True)
class Section:
    """One part of a minute: its title, its rows and how each column is shown; money in minor units."""

    name: str
    title: str
    rows: pd.DataFrame
    columns: Mapping[str, Column]


def sections(content: Mapping[str, Any]) -> list[Section]:
    """All parts of a minute, in the order of the meeting."""
    found = [_sums(content), _rollup(content), _calls(content), _bars(content), _moved(content), _deals(content)]
    found += [_answers(content), _owners(content), _judgements(content), _decisions(content)]
    return [*found, _reopened(content)] if content["reopened"] else found


def _frame(rows: list[dict[str, Any]], columns: Mapping[str, Column]) -> pd.DataFrame:
    """Rows with all columns, days and moments as such."""
    frame = pd.DataFrame([{name: row.get(name) for name in columns} for row in rows], columns=list(columns), dtype=object)
    for name, column in columns.items():
        if column.unit is Unit.DAY:
            frame[name] = [None if value is None else date.fromisoformat(value) for value in frame[name]]
        elif column.unit is Unit.MOMENT:
            frame[name] = [None if value is None else datetime.fromisoformat(value) for value in frame[name]]
    return frame


def _sums(content: Mapping[str, Any]) -> Section:
    columns = {"whose": Column(mark("Values"), width=170)}
    columns |= {name: Column(label, Unit.MONEY) for name, label in _LABELS.items()}
    columns |= {"coverage": Column(mark("Coverage"), Unit.NUMBER)}
    rows = [{"whose": say("By the owners"), **content["sums"]}]
    if content["judged"]:
        judged = content["judged"]
        rows.append({"whose": say("As {who} judges", who=content["team"]["name"]), **judged,
                     "expected": judged["closed"] + judged["commit"]})  # fmt: skip
    return Section("sums", say("The number"), _frame(rows, columns), columns)


_LABELS = {
    "closed": mark("Closed"), "commit": mark("Commit"), "expected": mark("Closed + commit"), "upside": mark("Upside"),
    "pipeline": mark("Pipeline"), "weighted": mark("Weighted"), "quota": mark("Quota"), "gap": mark("Gap"),
}  # fmt: skip


def _rollup(content: Mapping[str, Any]) -> Section:
    columns = {
        "person_name": Column(mark("Person"), width=150, pinned=True),
        **{name: Column(_LABELS[name], Unit.MONEY) for name in ("closed", "commit", "upside", "weighted", "quota", "gap")},
        "call_commit": Column(mark("Call"), Unit.MONEY),
        "difference": Column(mark("Call − closed − commit"), Unit.MONEY),
    }
    rows = [
        row
        | {"person_name": "\u00a0\u00a0" * row["depth"] + str(row["person_name"])}
        | ({"call_commit": None} if row["late"] else {})  # it does not count: it stands among the calls
        for row in content["rollup"]
    ]
    return Section("rollup", say("Roll-up"), _frame(rows, columns), columns)


def _calls(content: Mapping[str, Any]) -> Section:
    columns = {
        "person_name": Column(mark("Person"), width=150, pinned=True),
        "commit": Column(mark("Call"), Unit.MONEY), "upside": Column(mark("Upside on top"), Unit.MONEY),
        "called_at": Column(mark("Called at"), Unit.MOMENT), "author_name": Column(mark("By")),
        "late": Column(mark("Late"), Unit.FLAG), "counts": Column(mark("Counts"), Unit.FLAG),
        "note": Column(mark("Note"), width="large"),
    }  # fmt: skip
    return Section("calls", say("Calls of the week"), _frame(content["calls"], columns), columns)


def _bars(content: Mapping[str, Any]) -> Section:
    columns = {
        "bar": Column(mark("Step")), "count": Column(mark("Deals"), Unit.COUNT), "amount": Column(mark("Amount"), Unit.MONEY),
    }  # fmt: skip
    since = formats.day(date.fromisoformat(content["since"]))
    rows = [row | {"bar": formats.word(row["bar"])} for row in content["bridge"]["bars"]]
    return Section("bridge", say("Closed + commit since {day}", day=since), _frame(rows, columns), columns)


def _moved(content: Mapping[str, Any]) -> Section:
    columns = {
        "deal_name": Column(mark("Deal"), width=220, pinned=True), "owner_name": Column(mark("Owner")),
        "bar": Column(mark("Step")), "difference": Column(mark("Adds"), Unit.MONEY),
        "change": Column(mark("What changed"), width="large"),
    }  # fmt: skip
    rows = [
        row | {"bar": formats.word(row["bar"]), "change": row["change"] and formats.word(retold(row["change"]))}
        for row in content["bridge"]["deals"]
    ]
    return Section("changed", say("What changed"), _frame(rows, columns), columns)


def _deals(content: Mapping[str, Any]) -> Section:
    columns = {
        "deal_name": Column(mark("Deal"), width=220, pinned=True), "owner_name": Column(mark("Owner")),
        "stage_name": Column(mark("Stage")), "category": Column(mark("Category")), "amount": Column(mark("Amount"), Unit.MONEY),
        "close_on": Column(mark("Close date"), Unit.DAY), "next_step": Column(mark("Next step")),
        "flags": Column(mark("Flags"), width="large"),
    }  # fmt: skip
    rows = [
        row | {"category": formats.word(row["category"]), "flags": "; ".join(str(retold(each)) for each in row["flags"]) or None}
        for row in content["deals"]
    ]
    return Section("deals", say("Commit and upside deals"), _frame(rows, columns), columns)


def _answers(content: Mapping[str, Any]) -> Section:
    columns = {
        "deal_name": Column(mark("Deal"), width=220, pinned=True), "question": Column(mark("Question")),
        "text": Column(mark("Answer"), width="large"), "author_name": Column(mark("By")),
        "answered_at": Column(mark("When"), Unit.MOMENT),
    }  # fmt: skip
    rows = [row | {"question": say(ASKED[row["question"]])} for row in content["answers"]]
    return Section("answers", say("Questions and answers"), _frame(rows, columns), columns)


def _owners(content: Mapping[str, Any]) -> Section:
    columns = {
        "deal_name": Column(mark("Deal"), width=220, pinned=True), "owner_name": Column(mark("Owner")),
        "crm_category": Column(mark("CRM's category")), "category": Column(mark("Category")),
        "crm_amount": Column(mark("CRM's amount"), Unit.MONEY), "amount": Column(mark("Amount"), Unit.MONEY),
        "crm_close_on": Column(mark("CRM's close date"), Unit.DAY), "close_on": Column(mark("Close date"), Unit.DAY),
        "next_step": Column(mark("Next step"), width="large"),
    }  # fmt: skip
    words = ("crm_category", "category")
    rows = [row | {name: row[name] and formats.word(row[name]) for name in words} for row in content["owners"]]
    return Section("owners", say("Owners against the CRM"), _frame(rows, columns), columns)


def _reopened(content: Mapping[str, Any]) -> Section:
    columns = {
        "at": Column(mark("Opened again at"), Unit.MOMENT), "author_name": Column(mark("By")),
        "reason": Column(mark("Reason"), width="large"),
    }  # fmt: skip
    return Section("reopened", say("Opened again"), _frame(content["reopened"], columns), columns)


def _judgements(content: Mapping[str, Any]) -> Section:
    columns = {
        "deal_name": Column(mark("Deal"), width=220, pinned=True), "owner_name": Column(mark("Owner")),
        "category": Column(mark("Category")), "amount": Column(mark("Amount"), Unit.MONEY),
        "person_name": Column(mark("Judged by")), "judged_category": Column(mark("Their category")),
        "judged_amount": Column(mark("Their amount"), Unit.MONEY), "reason": Column(mark("Reason"), width="large"),
    }  # fmt: skip
    rows = [
        row | {name: row[name] and formats.word(row[name]) for name in ("category", "judged_category")}
        for row in content["judgements"]
    ]
    return Section("judgements", say("Judgements"), _frame(rows, columns), columns)


def _decisions(content: Mapping[str, Any]) -> Section:
    columns = {
        "what": Column(mark("Decision"), width="large", pinned=True), "person_name": Column(mark("Who")),
        "until": Column(mark("Until"), Unit.DAY), "deal_name": Column(mark("Deal")), "state": Column(mark("State")),
        "week": Column(mark("Week of"), Unit.DAY),
    }  # fmt: skip
    taken = sorted(content["decisions"], key=lambda row: str(row["decided_at"]))
    rows = [row | {"state": formats.word(row["state"])} for row in taken]
    return Section("decisions", say("Decisions"), _frame(rows, columns), columns)
