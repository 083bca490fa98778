"""The forecast of a period: what is closed, expected and possible, rolled up along the reporting lines."""

from datetime import date

import pandas as pd

from metrics.calls import Counted, calls_on, covers_calls
from metrics.definition import Unit, framed, metric
from metrics.judging import Sums
from metrics.quotas import quota_of
from metrics.sums import own_sums, roll_up
from metrics.totals import totals, weekly
from model.access import Grain, Member, Sight
from model.book import Book
from model.calendar import Period
from model.people import Role
from model.tree import Node

__all__ = ["forecast", "totals", "weekly"]

FORECAST = {
    "person": Unit.PERSON,
    "manager": Unit.PERSON,
    "depth": Unit.COUNT,
    "closed": Unit.MONEY,
    "commit": Unit.MONEY,
    "upside": Unit.MONEY,
    "pipeline": Unit.MONEY,
    "weighted": Unit.MONEY,
    "quota": Unit.MONEY,
    "gap": Unit.MONEY,
    "call_commit": Unit.MONEY,
    "call_upside": Unit.MONEY,
    "called_at": Unit.MOMENT,
    "author": Unit.PERSON,
    "late": Unit.FLAG,
    "difference": Unit.MONEY,
}
LOOKERS = (Role.SDR, Role.MARKETING, Role.OBSERVER)  # roles that own no deals


@metric("forecast", columns=FORECAST, grain=Grain.PERSON)
def forecast(book: Book, period: Period, judged_by: int | None = None) -> pd.DataFrame:
    """What each person and everybody below them has closed and expects in a period, beside their quota and their call.

    Own deals and those of all below on the day's reporting lines (leavers stay under their last manager), managers before their
    reports: closed = Σ amounts won
    with the closing day in the period; commit, upside, pipeline = Σ amounts of open qualified deals due in the period,
    by forecast category; weighted = closed + Σ (amount × the stage's probability on the day, rounded half up to the minor
    unit per deal) of open qualified deals due in the period, also omitted ones. quota = own record, else the sum of the direct
    reports'; gap = quota − closed − commit. call_commit, call_upside = the person's call for the period in the week that
    the day lies in: the latest made by the week's deadline, else the latest late one (late = true), made by author; difference =
    call_commit − (closed + commit), unknown for a late one, which does not count.

    With `judged_by` each open deal counts with that person's judgement, else that of the highest manager below them in
    the owner's line, else the owner's values.

    Left out: unqualified open deals, omitted ones except in weighted, deals without an amount, deals that nobody owns; and
    people without any numbers who own no deals (SDR, marketing, observers) or did not work here between the period's first
    day and the day. No quota: quota and gap are unknown. No call that week: its columns are unknown. Within a kind,
    region or segment only those deals count, and the quota is that kind's, or the region's people's; a segment has none. Calls
    stay whole, so difference is unknown within a kind or segment, and within a region for whoever leads people outside it. A
    viewer who sees leads only gets no row. Empty input gives no row.

    Source: DOMAIN.md §6.
    """
    if book.viewer.sight is Sight.LEADS:
        return framed([], FORECAST)
    quotas, calls = quota_of(book, period), calls_on(book, period)
    own = own_sums(book, period, judged_by)
    rolled = roll_up(book.tree, own)
    with_numbers = {person for person in rolled if person in own or quotas[person] is not None or person in calls}
    shown = _shown(book, period, with_numbers)
    rows = [_row(book, n, rolled[n.person_id], quotas[n.person_id], calls.get(n.person_id)) for n in shown]
    return framed(rows, FORECAST)


def _shown(book: Book, period: Period, with_numbers: set[int]) -> list[Node]:
    """The tree without those who have no numbers, nobody shown below them, and no reason to have any."""
    members = {member.id: member for member in book.members}
    first = min(period.first, book.as_of)
    shown: list[Node] = []
    leading: set[int | None] = set()
    for node in reversed(book.tree):
        if node.person_id in with_numbers or node.person_id in leading or _forecasts(members[node.person_id], first, book.as_of):
            shown.append(node)
            leading.add(node.manager_id)
    return shown[::-1]


def _forecasts(member: Member, first: date, last: date) -> bool:
    """Whether somebody is expected to have numbers: owns or leads deals and worked here on a day from first to last."""
    here = (member.active_from or first) <= last and (member.active_to or last) >= first
    return here and member.role not in LOOKERS


def _row(book: Book, node: Node, sums: Sums, quota: int | None, call: Counted | None) -> dict[str, object]:
    expected = sums["closed"] + sums["commit"]
    return {
        "person": node.person_id,
        "manager": node.manager_id,
        "depth": node.depth,
        **sums,
        "quota": quota,
        "gap": None if quota is None else quota - expected,
        "call_commit": call and call.commit,
        "call_upside": call and call.upside,
        "called_at": call and call.called_at,
        "author": call and call.author,
        "late": call and call.late,
        "difference": call.commit - expected if call and not call.late and covers_calls(book, node.person_id) else None,
    }
