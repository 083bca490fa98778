"""No figure shows a viewer a name, an id or an address of a row that is not theirs, whatever they ask for."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

import seed_data
from metrics.__main__ import options_of, parser
from metrics.definition import Metric, metrics
from metrics.presenting import as_json, presented
from model.access import AccessDenied, Member, Sight, Viewer
from model.book import Book, Scope
from model.company import lines_of, members_of, viewer_now
from model.tables import Deal, DealVersion, table
from model.tree import Line
from model.warehouse import Copy
from tests.fresh import fresh

TODAY = date(2026, 11, 23)
DAYS = (TODAY, date(2025, 3, 31))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    engine = fresh(f"sqlite:///{tmp_path_factory.mktemp('leaks') / 'demo.db'}")
    seed_data.fill(engine, TODAY, deals=500)
    warehouse = Copy(engine)
    warehouse.refresh()
    yield warehouse
    engine.dispose()


def reports_to(lines: list[Line], person: int, day: date) -> int | None:
    """The manager on the day, by a naive look through the lines: the latest begun that covers it, else the latest begun."""
    begun = [line for line in lines if line.person_id == person and (line.valid_from or date.min) <= day]
    covering = [line for line in begun if (line.valid_to or date.max) >= day]
    latest = max(covering or begun, key=lambda line: line.valid_from or date.min, default=None)
    return latest.manager_id if latest else None


def sees(lines: list[Line], viewer: Member, person: int) -> bool:
    """Whether somebody is the viewer or stands below them, walking up one manager at a time."""
    if viewer.role == "executive":
        return True
    if viewer.role != "manager":
        return person == viewer.id
    seen: set[int] = set()
    at: int | None = person
    while at is not None and at not in seen:
        if at == viewer.id:
            return True
        seen.add(at)
        at = reports_to(lines, at, TODAY)
    return False


def strangers(copy: Copy, viewer: Member, day: date) -> set[str]:
    """What must not be shown: e-mails of reps whom the viewer may not see, and external ids of the deals of such people.

    A deal is left out of the list where somebody whom they do see ever owned it: bridges and histories may name it. The
    manager above somebody and the SDR who handed them a lead are no secret to them.
    """
    members, lines = members_of(copy), lines_of(copy)
    hidden = {m.id for m in members if not sees(lines, viewer, m.id)}
    version, deal = table(DealVersion).c, table(Deal).c
    owners: dict[int, set[Any]] = {}
    for deal_id, owner in copy.rows(select(version.deal_id, version.owner_id)):
        owners.setdefault(deal_id, set()).add(owner)
    names = dict(copy.rows(select(deal.id, deal.external_id)))
    found = {str(names[deal_id]) for deal_id, had in owners.items() if had <= hidden}
    return found | {m.email for m in members if m.id in hidden and m.role == "rep" and m.email}


def viewer_and_member(copy: Copy, role: str, nth: int = 0) -> tuple[Viewer, Member]:
    working = [m for m in members_of(copy) if m.role == role and m.active_on(TODAY)]
    return viewer_now(copy, working[nth], TODAY), working[nth]


def answers(book: Book, metric: Metric) -> Iterator[str]:
    """The metric as JSON, plain and by each of its splits; nothing where the viewer is refused."""
    for by in (None, *metric.splits):
        chosen = parser().parse_args([metric.name, *(["--by", by] if by else [])])
        try:
            frame = metric.function(book, **options_of(metric, chosen, book))
        except AccessDenied:
            continue
        yield as_json(presented(book, metric, frame))


@pytest.mark.parametrize("name", list(metrics()))
@pytest.mark.parametrize("role", ["rep", "manager", "sdr", "marketing", "observer"])
def test_a_figure_names_nobody_whom_its_viewer_may_not_see(copy: Copy, role: str, name: str) -> None:
    viewer, member = viewer_and_member(copy, role)
    for day in DAYS:
        hidden = strangers(copy, member, day)
        if viewer.sight is Sight.LEADS:  # they see all leads, and so who works them
            hidden = {text for text in hidden if "@" not in text}
        for answer in answers(Book(copy, viewer, day), metrics()[name]):
            shown = {str(value) for row in json.loads(answer) for value in row.values()}
            assert not shown & hidden


@pytest.mark.parametrize("name", list(metrics()))
def test_a_figure_under_somebody_out_of_sight_is_as_empty_as_under_nobody(copy: Copy, name: str) -> None:
    viewer, member = viewer_and_member(copy, "rep")
    other = next(m for m in members_of(copy) if m.role == "rep" and m.id != member.id)

    for there, nowhere in zip(
        answers(Book(copy, viewer, TODAY, Scope(under=other.id)), metrics()[name]),
        answers(Book(copy, viewer, TODAY, Scope(under=10**6)), metrics()[name]),
        strict=True,
    ):
        assert there == nowhere


@pytest.mark.parametrize("role", ["sdr", "marketing"])
def test_those_who_see_leads_are_given_no_money(copy: Copy, role: str) -> None:
    viewer, _ = viewer_and_member(copy, role)
    book = Book(copy, viewer, TODAY)

    for metric in metrics().values():
        money = [name for name, unit in metric.columns.items() if unit == "money"]
        chosen = parser().parse_args([metric.name])
        frame = metric.function(book, **options_of(metric, chosen, book))
        assert not frame[money].fillna(0).to_numpy().any(), metric.name


def test_who_sees_totals_only_is_refused_every_part(copy: Copy) -> None:
    viewer, _ = viewer_and_member(copy, "observer")

    for scope in (Scope(kind="new"), Scope(region="West"), Scope(segment="Enterprise"), Scope(under=1)):
        with pytest.raises(AccessDenied):
            Book(copy, viewer, TODAY, scope)
    for metric in metrics().values():
        for split in metric.splits:
            chosen = parser().parse_args([metric.name, "--by", split])
            book = Book(copy, viewer, TODAY)
            with pytest.raises(AccessDenied):
                metric.function(book, **options_of(metric, chosen, book))
