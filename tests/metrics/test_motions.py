"""New and existing business side by side: a worked example, naive loops, properties and the nasty cases."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from metrics.motions import MOTIONS, motions
from model.calendar import Period, Window
from tests.company import Company
from tests.fresh import fresh
from tests.metrics.histories import History, histories, percentile

YEAR = Window(date(2025, 4, 1), date(2026, 3, 31))
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31), "2026Q1")


@pytest.fixture
def company(engine: Engine) -> Company:
    """Beta buys from Ann, then from Bob again; Acme buys from Ann; one deal has no account.

    new: w1 10,000 won in 31 days, w4 9,000 in 30 days, l1 lost; o1 12,000 is open.
    existing: w2 50,000 won in 27 days (period: 2026Q1), lost straight from stage 1: l2, not in any rate.
    """
    company = Company(engine)
    company.person("Mia", role="manager")
    company.person("Ann", "Mia")
    company.person("Bob", "Mia")
    company.account("Beta")
    company.account("Acme")
    company.deal("w1", "Ann", [("2025-04-01", "discovery", {"amount": 10000}), ("2025-05-02", "won")], "Beta")
    company.deal("w2", "Bob", [("2026-01-05", "discovery", {"amount": 50000}), ("2026-02-01", "won")], "Beta")
    company.deal("w4", "Ann", [("2025-08-02", "discovery", {"amount": 9000}), ("2025-09-01", "won")], "Acme")
    company.deal("l1", "Ann", [("2025-08-02", "discovery", {"amount": 7000}), ("2025-08-09", "lost")], "Acme")
    company.deal("l2", "Bob", [("2026-02-02", "ready"), ("2026-02-09", "lost")], "Beta")
    company.deal("o1", "Ann", [("2025-08-03", "proposal", {"amount": 12000})], "Acme")
    company.quota("Ann", "2026Q1", 30000, "new")
    company.quota("Bob", "2026Q1", 100000, "existing")
    return company


def test_new_and_existing_business_stand_apart(company: Company) -> None:
    new, existing = motions(company.book("2026-03-31"), YEAR, QUARTER).to_dict("records")

    # new: 2 won of 3 closed; 19,000 of 69,000 won; days 30 and 31: the smallest with at least half is 30
    assert (new["kind"], new["volume"], new["value"], new["won"], new["won_value"]) == ("new", 1, 12000, 2, 19000)
    assert new["share"] == pytest.approx(19 / 69)
    assert new["win_rate"] == pytest.approx(2 / 3)
    assert (new["low"], new["high"]) == (pytest.approx(0.20766, abs=1e-5), pytest.approx(0.93851, abs=1e-5))
    assert (new["reference"], new["median_cycle_days"]) == (0.30, 30)
    assert (new["quota"], new["attainment"]) == (30000, 0)  # nothing new was won in 2026Q1
    # existing: l2 never reached SQL, so 1 of 1; 50,000 ÷ 100,000 of the quota
    assert (existing["kind"], existing["volume"], existing["won"], existing["won_value"]) == ("existing", 0, 1, 50000)
    assert (existing["win_rate"], existing["reference"], existing["median_cycle_days"]) == (1, 0.75, 27)
    assert (existing["quota"], existing["attainment"]) == (100000, 0.5)


def test_deals_without_an_account_have_a_row_of_their_own_only_if_there_are_any(company: Company) -> None:
    company.deal("u", "Ann", [("2026-02-01", "discovery", {"amount": 500})])

    frame = motions(company.book("2026-03-31"), YEAR, QUARTER)

    assert frame["kind"].tolist() == ["new", "existing", "unknown"]
    unknown = frame.iloc[2]
    assert (unknown["volume"], unknown["value"]) == (1, 500)
    assert unknown[["win_rate", "reference", "quota", "attainment", "median_cycle_days"]].isna().all()


def test_an_empty_company_has_counts_of_zero_and_no_rates(engine: Engine) -> None:
    frame = motions(Company(engine).book("2026-03-31"), YEAR, QUARTER)

    assert list(frame) == list(MOTIONS)
    assert frame["kind"].tolist() == ["new", "existing"]
    assert frame[["volume", "value", "won", "won_value"]].sum().sum() == 0
    assert frame[["share", "win_rate", "low", "high", "median_cycle_days", "quota", "attainment"]].isna().all().all()


def test_a_split_shows_both_kinds_in_each_part_with_shares_within_it(company: Company) -> None:
    frame = motions(company.book("2026-03-31"), YEAR, QUARTER, by="owner")

    assert frame["kind"].tolist() == ["new", "existing"] * 2
    shares = frame.set_index(["owner", "kind"])["share"]
    assert shares[company.id("Ann"), "new"] == 1
    assert shares[company.id("Bob"), "existing"] == 1
    assert frame["quota"].isna().all()


def test_a_scope_of_one_kind_shows_that_kind(company: Company) -> None:
    frame = motions(company.book("2026-03-31", kind="existing"), YEAR, QUARTER)

    assert frame["kind"].tolist() == ["existing"]
    assert frame["quota"].tolist() == [100000]


def test_a_reference_range_is_shown_by_its_middle(company: Company) -> None:
    company.setting("reference.win_rate.new", "20-30")

    assert motions(company.book("2026-03-31"), YEAR, QUARTER)["reference"].tolist() == [0.25, 0.75]


def naive_kind(company: Company, history: History, every: list[History], accounts: dict[int, int | None], as_of: date) -> str:
    """The kind of a deal created on the day of its first change."""
    account = accounts[history.deal]
    created = history.changes[0].on
    if account is None or created is None:
        return "unknown"
    wins = [h.closed_on(as_of) for h in every if h.now.kind == "won" and accounts[h.deal] == account]
    return "existing" if any(won is not None and won < created for won in wins) else "new"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["Acme", "Beta", None]),
        st.integers(0, 300),
        st.integers(0, 40),
        st.sampled_from(["discovery", "ready"]),
        st.sampled_from(["won", "lost", "proposal"]),
        st.one_of(st.none(), st.integers(0, 10**12)),
    ),
    max_size=7,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deals=STEPS)
def test_counts_and_values_are_those_of_plain_loops(
    tmp_path_factory: pytest.TempPathFactory, deals: list[tuple[str | None, int, int, str, str, int | None]]
) -> None:
    engine = fresh(f"sqlite:///{tmp_path_factory.mktemp('motions') / 'fourcast.db'}")
    company, accounts = Company(engine), {}
    company.person("Ann")
    ids = {name: company.account(name) for name in ("Acme", "Beta")}
    for number, (account, begun, days, first, last, amount) in enumerate(deals):
        on = [date(2025, 4, 1) + timedelta(days=n) for n in (begun, begun + days + 1)]
        changes = [(on[0].isoformat(), first, {"amount": amount}), (on[1].isoformat(), last)]
        deal = company.deal(f"d{number}", "Ann", changes, account)
        accounts[deal] = ids.get(account) if account else None
    as_of = date(2026, 3, 31)

    frame = motions(company.book("2026-03-31"), YEAR, QUARTER)

    every = histories(engine, as_of)
    shown = frame.set_index("kind")
    for kind in ("new", "existing", "unknown"):
        own = [h for h in every if naive_kind(company, h, every, accounts, as_of) == kind]
        still = [h for h in own if h.now.kind == "qualified"]
        closed = [h for h in own if h.now.kind in ("won", "lost") and h.sql_on]
        in_window = [h for h in closed if YEAR.first <= (h.closed_on(as_of) or date.min) <= YEAR.last]
        won = [h for h in in_window if h.now.kind == "won"]
        if kind not in shown.index:
            assert (still, in_window) == ([], [])
            continue
        row = shown.loc[kind]
        assert (row["volume"], row["won"]) == (len(still), len(won))
        assert row["value"] == sum(h.now.amount or 0 for h in still)
        assert row["won_value"] == sum(h.now.amount or 0 for h in won)
        cycles = [((h.closed_on(as_of) or as_of) - (h.sql_on or as_of)).days for h in won]
        median = percentile(cycles, 0.5)
        assert (None if row.isna()["median_cycle_days"] else row["median_cycle_days"]) == median
        assert row.isna()["win_rate"] if not in_window else row["win_rate"] == pytest.approx(len(won) / len(in_window))
    engine.dispose()


def test_kinds_add_up_to_the_whole_whatever_the_scope(company: Company) -> None:
    book = company.book("2026-03-31")
    whole = motions(book, YEAR, QUARTER)
    parts = [motions(company.book("2026-03-31", under=name), YEAR, QUARTER) for name in ("Ann", "Bob")]

    for column in ("volume", "value", "won", "won_value"):
        assert whole[column].sum() == sum(part[column].sum() for part in parts)
    assert whole["share"].sum() == pytest.approx(1)
