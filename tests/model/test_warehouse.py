"""The columnar copy: equal to the database, fresh after every write, the same on PostgreSQL itself."""

import threading
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlmodel import Session

from model import filling
from model.columns import OPEN_DAY, UNKNOWN_DAY, deal_fact, deal_history, lead_fact, touch, visit
from model.database import writing
from model.tables import MODELS, Activity, DealVersion, Setting, table
from model.warehouse import MOST_SNAPSHOTS, Copy, InPlace, Warehouse
from tests.company import STAGES, Company, moment
from tests.fresh import fresh

DERIVED = (deal_history, visit, deal_fact, lead_fact, touch)


def contents(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table and derived table, in an order of their own."""
    found = {}
    for which in (*(table(model) for model in MODELS), *DERIVED, warehouse.snapshot(date(2026, 6, 1))):
        query = select(*filling.kept(which))
        rows = warehouse.rows(query.where(which.c.revision_out.is_(None)) if "revision_out" in which.c else query)
        found[which.name.split("_2026")[0]] = sorted(rows, key=repr)
    return found


@pytest.fixture
def company(engine: Engine) -> Company:
    company = Company(engine)
    company.person("Max", role="manager")
    company.person("Ann", "Max", region="North", way="hunter")
    company.account("Acme", "Ann", segment="Mid")
    company.product("Box")
    company.product("Crate")
    company.deal(
        "D1",
        "Ann",
        [("2026-01-02", "ready"), ("2026-02-01 12:00", "proposal", {"amount": 1001, "close": "2026-03-05", "next_step": "call"}),
         ("2026-03-01", "won")],
        account="Acme",
    )  # fmt: skip
    company.deal("D2", "Ann", [("2026-04-02", "proposal", {"amount": 777, "close": "2026-09-05"})], account="Acme")
    company.deal("D3", "Ann", [(None, "ready"), ("2026-05-01", "discovery")], created=None)
    company.line("D1", "Box", 1)
    company.line("D1", "Crate", 1000)
    company.lead("L1", deal="D2", created_at="2026-03-30 09:00", mql_at="2026-03-31")
    company.activity("2026-03-30 09:30", "Ann", lead="L1", direction="out")
    company.activity("2026-03-30 08:30", "Ann", lead="L1", direction="out")
    company.activity("2026-04-05", "Ann", kind="meeting", deal="D2")
    company.activity("2026-04-06", "Ann", deal="D2", done=False)
    return company


def opened(engine: Engine) -> Warehouse:
    warehouse: Warehouse = InPlace(engine) if engine.dialect.name == "postgresql" else Copy(engine)
    warehouse.refresh()
    return warehouse


def test_a_history_knows_its_days_stays_and_when_it_reached_sql(company: Company) -> None:
    h = deal_history.c
    query = select(h.from_on, h.to_on, h.visit, h.visit_on, h.visit_known, h.sql_on, h.previous_close_on, h.has_next_step)

    rows = opened(company.engine).rows(query.where(h.deal_id == company.id("D1")).order_by(h.from_on))

    sql_on = date(2026, 2, 1)
    assert rows == [
        (date(2026, 1, 2), sql_on, 1, date(2026, 1, 2), True, None, None, False),
        (sql_on, date(2026, 3, 1), 2, sql_on, True, sql_on, None, True),
        (date(2026, 3, 1), OPEN_DAY, 3, date(2026, 3, 1), True, sql_on, date(2026, 3, 5), True),
    ]


def test_a_history_that_starts_inside_a_stay_does_not_know_its_beginning(company: Company) -> None:
    company.deal("late", "Ann", [("2026-05-01", "proposal")], created="2026-01-01")
    h = deal_history.c
    query = select(h.from_on, h.visit_known, h.sql_on)
    warehouse = opened(company.engine)

    assert warehouse.rows(query.where(h.deal_id == company.id("D3"))) == [
        (UNKNOWN_DAY, False, None),
        (date(2026, 5, 1), True, date(2026, 5, 1)),
    ]
    assert warehouse.rows(query.where(h.deal_id == company.id("late"))) == [(date(2026, 5, 1), False, UNKNOWN_DAY)]


def test_facts_find_the_lead_the_main_product_and_the_first_touch(company: Company) -> None:
    warehouse = opened(company.engine)
    f, lead = deal_fact.c, lead_fact.c

    assert warehouse.rows(select(f.lead_id, f.product_id).where(f.deal_id == company.id("D1"))) == [(None, company.id("Crate"))]
    assert warehouse.rows(select(f.lead_id).where(f.deal_id == company.id("D2"))) == [(company.id("L1"),)]
    assert warehouse.rows(select(lead.first_touch_at)) == [(moment("2026-03-30 09:30"),)]
    assert warehouse.rows(select(func.count().label("n")).select_from(touch)) == [(3,)]


def test_days_follow_the_companys_zone_and_the_day_it_was_changed(engine: Engine) -> None:
    company = Company(engine)
    company.setting("time_zone", "Asia/Tokyo")
    company.setting("time_zone", "America/New_York", since="2026-07-01")
    company.deal("D", None, [("2026-01-01 20:00", "ready"), ("2026-08-01 02:00", "won")])

    rows = opened(engine).rows(select(deal_history.c.from_on).order_by(deal_history.c.from_on))

    assert rows == [(date(2026, 1, 2),), (date(2026, 7, 31),)]


def test_the_copy_takes_in_each_write_as_if_it_had_been_filled_anew(company: Company) -> None:
    warehouse = opened(company.engine)
    contents(warehouse)  # so that snapshots and facts of the first revision exist

    company.deal("D4", "Ann", [("2026-05-02", "ready")], account="Acme")
    company.activity("2026-03-30 09:10", "Ann", lead="L1", direction="out")
    company.line("D2", "Box", 5)
    with writing(company.engine) as (session, revision):
        version = session.get(DealVersion, 4)
        assert version is not None
        version.revision_out = revision
        session.flush()
        values = version.model_dump(exclude={"id", "valid_to", "revision_in", "revision_out"})
        cut = moment("2026-05-20")
        session.add(DealVersion(**values, valid_to=cut, revision_in=revision))
        session.add(DealVersion(**values | {"valid_from": cut, "amount": 9}, revision_in=revision))
    with writing(company.engine) as (session, revision):
        activity = session.get(Activity, 1)
        assert activity is not None
        activity.revision_out = revision
    warehouse.refresh()

    assert contents(warehouse) == contents(opened(company.engine))


def test_the_copy_is_filled_anew_when_the_zone_changes(company: Company) -> None:
    warehouse = opened(company.engine)

    company.setting("time_zone", "Asia/Tokyo")
    warehouse.refresh()

    assert contents(warehouse) == contents(opened(company.engine))


def test_readers_in_processes_of_their_own_read_the_same(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    small = contents(_filled(company.engine))
    monkeypatch.setattr(filling, "SMALL", 0)

    assert contents(_filled(company.engine)) == small


def _filled(engine: Engine) -> Copy:
    copy = Copy(engine)
    copy.refresh()
    return copy


def test_texts_that_begin_with_two_thousand_unknowns_are_read(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "SMALL", 0)
    with writing(engine) as (session, revision):
        for i in range(2001):
            last = i == 2000
            session.add(
                Activity(
                    external_id=str(i), happened_at=moment("2026-01-01"), kind="call", revision_in=revision,
                    direction="out" if last else None,
                )
            )  # fmt: skip
    activity = table(Activity).c

    rows = _filled(engine).rows(select(activity.direction, func.count().label("n")).group_by(activity.direction))

    assert sorted(rows, key=repr) == [("out", 1), (None, 2000)]


def test_a_copy_filled_while_others_write_ends_up_equal_to_the_database(engine: Engine) -> None:
    with writing(engine) as (session, revision):
        session.add(Setting(key="stall_days", value="0", revision_in=revision))
    copy, problems = Copy(engine), []

    def write(who: int) -> None:
        try:
            for i in range(15):
                with writing(engine) as (session, revision):
                    session.add(Setting(key="stall_days", value=f"{who}-{i}", revision_in=revision))
        except Exception as error:
            problems.append(error)

    writers = [threading.Thread(target=write, args=(who,)) for who in range(3)]
    for writer in writers:
        writer.start()
    seen = []
    while any(writer.is_alive() for writer in writers):
        copy.refresh()
        seen.append(len(copy.rows(select(table(Setting).c.id))))
    for writer in writers:
        writer.join()
    copy.refresh()

    assert not problems
    assert seen == sorted(seen)
    with Session(engine) as session:
        stored = sorted(row.value for row in session.exec(select(Setting)).scalars())
    assert sorted(row[0] for row in copy.rows(select(table(Setting).c.value))) == stored
    assert len(stored) == 46
    assert copy.refresh() == 46


def naive_snapshot(company: Company, on: date) -> dict[int, dict[str, Any]]:
    """How deals stood at the end of a day, by loops over the database's rows."""
    with Session(company.engine) as session:
        versions = [v for v in session.exec(select(DealVersion)).scalars() if v.revision_out is None]
    keys = {id_: key.removeprefix("stage ") for key, id_ in company.ids.items() if key.startswith("stage ")}
    end = moment(on + timedelta(days=1))
    assert end is not None
    found = {}
    for v in versions:
        if (v.valid_from is None or v.valid_from < end) and (v.valid_to is None or v.valid_to >= end):
            history = sorted((o for o in versions if o.deal_id == v.deal_id and o.id <= v.id), key=lambda o: o.id)
            moved = next(o for i, o in enumerate(history) if all(p.stage_id == v.stage_id for p in history[i:]))
            kind = STAGES[keys[v.stage_id]][1]
            closed = None
            if kind in ("won", "lost"):
                early = v.close_date is not None and v.close_date <= on
                closed = v.close_date if early else moved.valid_from and moved.valid_from.date()
            bp = STAGES[keys[v.stage_id]][2]
            weighted = None if v.amount is None else (v.amount * bp * 2 + 10000) // 20000
            found[v.deal_id] = {"kind": kind, "amount": v.amount, "closed_on": closed, "weighted": weighted, "owner": v.owner_id}
    return found


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(list(STAGES)),
        st.fixed_dictionaries(
            {
                "amount": st.one_of(st.none(), st.integers(0, 10**12)),
                "close": st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 3, 1))),
            }
        ),
    ),
    min_size=1,
    max_size=5,
)


@given(histories=st.lists(CHANGES, min_size=1, max_size=4), on=st.integers(0, 60))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_snapshot_is_what_loops_over_the_versions_find(
    tmp_path_factory: pytest.TempPathFactory, histories: list[Any], on: int
) -> None:

    first = date(2026, 1, 1)
    company = Company(fresh(f"sqlite:///{tmp_path_factory.mktemp('snap') / 'a.db'}"))
    for number, changes in enumerate(histories):
        ordered = sorted(changes, key=lambda change: change[0])
        dated = [(str(first + timedelta(days=d)) + f" 0{i}:00", stage, state) for i, (d, stage, state) in enumerate(ordered)]
        company.deal(f"D{number}", None, dated)
    day = first + timedelta(days=on)

    frame = _rows(company, day)

    expected = naive_snapshot(company, day)
    assert set(frame["deal_id"]) == set(expected)
    for row in frame.itertuples():
        want = expected[row.deal_id]
        assert row.stage_kind == want["kind"]
        assert (None if row.amount is pd.NA else row.amount) == want["amount"]
        assert (None if row.weighted is pd.NA else row.weighted) == want["weighted"]
        assert row.closed_on == want["closed_on"]


def _rows(company: Company, day: date) -> pd.DataFrame:
    warehouse = opened(company.engine)
    return warehouse.frame(select(warehouse.snapshot(day)))


@pytest.mark.parametrize(
    ("won_on", "created", "customer_since", "dormancy", "kind"),
    [
        ("2026-01-10", "2026-02-01", None, None, "existing"),
        ("2026-02-01", "2026-02-01", None, None, "new"),  # won on the day of creation is not before it
        (None, "2026-02-01", "2026-01-31", None, "existing"),
        (None, "2026-02-01", "2026-02-01", None, "new"),
        ("2025-01-10", "2026-02-01", None, "12", "new"),  # the last win is 13 months old
        ("2025-02-01", "2026-02-01", None, "12", "existing"),  # exactly 12 months old
        ("2025-01-10", "2026-02-01", "2024-01-01", "12", "new"),
    ],
)
def test_a_deal_is_existing_when_its_account_was_a_customer_before(
    engine: Engine, won_on: str | None, created: str, customer_since: str | None, dormancy: str | None, kind: str
) -> None:
    company = Company(engine)
    company.account("Acme", customer_since=customer_since)
    if dormancy:
        company.setting("dormancy_months", dormancy)
    if won_on:
        company.deal("before", None, [("2024-12-01", "ready"), (won_on, "won", {"close": won_on})], account="Acme")
    company.deal("deal", None, [(created, "proposal")], account="Acme")
    company.deal("nobody's", None, [(created, "proposal")])

    frame = _rows(company, date(2026, 6, 1)).set_index("deal_id")

    assert frame.loc[company.ids["deal"], "motion"] == kind
    assert frame.loc[company.ids["nobody's"], "motion"] == "unknown"


def test_a_win_that_was_reopened_makes_no_customer(engine: Engine) -> None:
    company = Company(engine)
    company.account("Acme")
    company.deal("undone", None, [("2026-01-01", "won"), ("2026-03-01", "proposal")], account="Acme")
    company.deal("deal", None, [("2026-02-01", "proposal")], account="Acme")

    assert _rows(company, date(2026, 2, 2)).set_index("deal_id").loc[company.ids["deal"], "motion"] == "existing"
    assert _rows(company, date(2026, 3, 1)).set_index("deal_id").loc[company.ids["deal"], "motion"] == "new"


def test_other_currencies_count_at_the_rate_of_the_day_they_closed_or_of_the_day(engine: Engine) -> None:
    company = Company(engine)
    company.setting("rate.EUR", "1.10")
    company.setting("rate.EUR", "1.20", since="2026-04-01")
    company.setting("rate.JPY", "0.0067")
    company.deal("open", None, [("2026-01-01", "proposal", {"amount": 101})], currency="EUR")
    company.deal("closed", None, [("2026-01-01", "won", {"amount": 101, "close": "2026-02-01"})], currency="EUR")
    company.deal("yen", None, [("2026-01-01", "proposal", {"amount": 1000})], currency="JPY")
    company.deal("no rate", None, [("2026-01-01", "proposal", {"amount": 1000})], currency="GBP")
    company.deal("ours", None, [("2026-01-01", "proposal", {"amount": 1000})], currency="USD")

    def amounts(on: date) -> dict[str, int | None]:
        frame = _rows(company, on).set_index("deal_id")["amount"]
        return {
            name: None if frame[id_] is pd.NA else frame[id_] for name, id_ in company.ids.items() if not name.startswith("stage")
        }

    # 1.01 EUR × 1.10 = 1.111 → 1.11; × 1.20 = 1.212 → 1.21; 1,000 JPY × 0.0067 = 6.70
    assert amounts(date(2026, 3, 1)) == {"open": 111, "closed": 111, "yen": 670, "no rate": None, "ours": 1000}
    assert amounts(date(2026, 5, 1)) == {"open": 121, "closed": 111, "yen": 670, "no rate": None, "ours": 1000}


def test_a_past_day_keeps_the_probabilities_of_that_day(engine: Engine) -> None:
    from model.tables import StageTerms

    company = Company(engine)
    company.deal("D", None, [("2026-01-01", "proposal", {"amount": 1000})])
    with writing(engine) as (session, revision):
        terms = {"probability_bp": 1000, "default_category": "commit", "revision_in": revision}
        session.add(StageTerms(stage_id=company.ids["stage proposal"], valid_from=date(2026, 4, 1), **terms))

    before, after = _rows(company, date(2026, 3, 31)), _rows(company, date(2026, 4, 1))

    assert (before["weighted"][0], before["category"][0]) == (500, "upside")
    assert (after["weighted"][0], after["category"][0]) == (100, "commit")


def test_a_book_that_was_opened_before_a_write_can_still_be_read_after_it(company: Company) -> None:
    book = company.book("2026-06-01")
    before = len(book.frame(select(book.deals.c.deal_id)))

    company.deal("D5", "Ann", [("2026-05-02", "ready")])
    book.warehouse.refresh()

    assert len(book.frame(select(book.deals.c.deal_id))) == before
    again = company.book("2026-06-01")
    assert len(again.frame(select(again.deals.c.deal_id))) == before + 1


def test_a_snapshot_that_made_room_for_others_is_there_again_when_asked_for(engine: Engine) -> None:
    company = Company(engine)
    company.deal("D", None, [("2026-01-01", "proposal", {"amount": 5})])
    warehouse = company.book("2026-06-30").warehouse
    days = [date(2026, 1, 10) + timedelta(days=n) for n in range(MOST_SNAPSHOTS + 2)]

    for day in [*days, *days[:2]]:
        rows = warehouse.snapshot(day)
        assert warehouse.rows(select(rows.c.amount)) == [(5,)]
