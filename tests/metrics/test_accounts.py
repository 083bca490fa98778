"""Named accounts, growth and new customers: worked examples, plain loops, the nasty cases."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.accounts import ACCOUNT_COVERAGE, GROWTH, account_coverage, growth, quiet_accounts
from metrics.customers import NEW_CUSTOMERS, new_customers
from model.calendar import Window
from tests.company import Company
from tests.fresh import fresh

AS_OF = date(2026, 3, 31)
YEAR = Window(date(2025, 4, 1), AS_OF)


@pytest.fixture
def company(sqlite_url: str) -> Company:
    """Ann in the East and Bob in the West, under Mia; no account yet."""
    engine = fresh(sqlite_url)
    company = Company(engine)
    company.person("Mia", role="manager")
    company.person("Ann", "Mia", region="East")
    company.person("Bob", "Mia", region="West")
    return company


def won(company: Company, name: str, owner: str, account: str | None, on: str, amount: int | None = 1000, **values: str) -> None:
    """A deal created the day before it is won."""
    before = (date.fromisoformat(on) - timedelta(days=1)).isoformat()
    company.deal(name, owner, [(before, "discovery", {"amount": amount}), (on, "won")], account, **values)


def test_a_named_account_is_covered_by_one_activity_in_thirty_days(company: Company) -> None:
    for name in ("Acme", "Beta", "Gamma", "Delta"):
        company.account(name, "Ann", named=True)
    company.account("Small", "Ann")
    company.deal("d", "Ann", [("2026-01-01", "discovery")], "Beta")
    company.activity("2026-03-31 23:59", "Bob", account="Acme")  # by anybody, on the last moment of the day
    company.activity("2026-03-02", "Ann", deal="d")  # on a deal of Beta, the first of the 30 days
    company.activity("2026-03-20", "Ann", account="Beta")
    company.activity("2026-03-01", "Ann", account="Gamma")  # 30 days ago: one too many
    company.activity("2026-03-15", "Ann", account="Delta", done=False)
    company.activity("2026-03-15", "Ann", account="Small")
    company.activity("2026-04-01", "Ann", account="Gamma")  # after the day

    rows = account_coverage(company.book("2026-03-31")).to_dict("records")

    # Acme and Beta of four; 1 + 2 touches on four accounts; Gamma and Delta are quiet
    assert rows == [
        {"person": company.id("Ann"), "named": 4, "touched": 2, "share": 0.5, "touches_per_account": 0.75, "quiet": 2}
    ]
    quiet = quiet_accounts(company.book("2026-03-31"))
    assert quiet["account"].tolist() == [company.id("Delta"), company.id("Gamma")]  # never touched first
    assert quiet["last_on"].tolist() == [None, date(2026, 3, 1)]
    assert quiet["days"].tolist()[1] == 30
    assert len(quiet_accounts(company.book("2026-03-31"), limit=1)) == 1


def test_quiet_days_are_the_companys_setting(company: Company) -> None:
    company.account("Acme", "Ann", named=True)
    company.activity("2026-03-16", "Ann", account="Acme")
    company.setting("quiet_days", "15")

    row = account_coverage(company.book("2026-03-31")).iloc[0]

    assert (row["touched"], row["quiet"]) == (1, 1)  # 15 days without one, but one in the last 30


def test_accounts_are_cut_like_deals(company: Company) -> None:
    company.account("Acme", "Ann", named=True, segment="Big")
    company.account("Beta", "Bob", named=True)
    company.account("Nobody's", named=True)

    def owners(**scope: str) -> list[object]:
        return account_coverage(company.book("2026-03-31", **scope))["person"].tolist()

    assert owners()[:2] == [company.id("Ann"), company.id("Bob")]
    assert len(owners()) == 3
    assert owners(under="Ann") == owners(region="East") == owners(segment="Big") == owners(viewer="Ann") == [company.id("Ann")]


def test_growth_compares_this_fiscal_year_to_date_with_the_whole_of_the_last(company: Company) -> None:
    company.setting("fiscal_year_start", "2")
    for name in ("Acme", "Beta", "Gamma"):
        company.account(name)
    won(company, "a1", "Ann", "Acme", "2025-02-01", 10000)  # first day of FY2026
    won(company, "a2", "Ann", "Acme", "2026-01-31", 30000)  # its last
    won(company, "a3", "Bob", "Acme", "2026-02-01", 50000)
    won(company, "b", "Bob", "Beta", "2026-03-31", 700)
    won(company, "c", "Bob", "Gamma", "2025-01-31", 900)  # the year before

    rows = growth(company.book("2026-03-31")).to_dict("records")

    assert [row["account"] for row in rows] == [company.id("Acme"), company.id("Beta")]
    assert (rows[0]["this_year"], rows[0]["last_year"], rows[0]["growth"]) == (50000, 40000, 1.25)
    assert (rows[1]["this_year"], rows[1]["last_year"]) == (700, 0)
    assert growth(company.book("2026-03-31"))["growth"].isna().tolist() == [False, True]


def test_existing_business_is_renewal_upsell_or_cross_sell(company: Company) -> None:
    company.account("Acme")
    for product in ("Pump", "Valve"):
        company.product(product)
    won(company, "first", "Bob", "Acme", "2025-05-01", 1000)
    company.line("first", "Pump", 1000)
    won(company, "both", "Ann", "Acme", "2026-01-10", 50000)
    company.line("both", "Pump", 20000)  # bought from Bob before
    company.line("both", "Valve", 30000)
    won(company, "again", "Ann", "Acme", "2026-02-10", 400)
    company.line("again", "Valve", 400)
    won(company, "renewal", "Ann", "Acme", "2026-02-11", 7000, type="Annual RENEWAL")
    company.line("renewal", "Pump", 7000)
    won(company, "plain", "Ann", "Acme", "2026-02-12", 60)  # no lines: in this_year only
    won(company, "half", "Ann", "Acme", "2026-02-13", 101)  # lines without amounts: equal parts, halves rounded up
    company.line("half", "Pump")
    company.product("Pipe")
    company.line("half", "Pipe")

    row = growth(company.book("2026-03-31", under="Ann")).iloc[0]

    assert row["this_year"] == 50000 + 400 + 7000 + 60 + 101
    assert (row["upsell"], row["cross_sell"], row["renewal"]) == (20000 + 400 + 51, 30000 + 50, 7000)


def test_a_first_purchase_is_neither_upsell_nor_cross_sell(company: Company) -> None:
    company.account("Acme")
    company.product("Pump")
    won(company, "first", "Ann", "Acme", "2026-02-10", 400)
    company.line("first", "Pump", 400)

    row = growth(company.book("2026-03-31")).iloc[0]

    assert (row["this_year"], row["upsell"], row["cross_sell"], row["renewal"]) == (400, 0, 0, 0)


def test_a_new_customer_is_won_once_by_whoever_won_it_first(company: Company) -> None:
    for name in ("Acme", "Beta", "Gamma"):
        company.account(name)
    company.account("Old", customer_since="2020-01-01")
    won(company, "a1", "Ann", "Acme", "2025-05-01")
    won(company, "a2", "Bob", "Acme", "2025-05-31")  # the second, 30 days later
    won(company, "b1", "Ann", "Beta", "2025-06-01")
    won(company, "b2", "Ann", "Beta", "2025-06-11")  # 10 days later
    won(company, "g0", "Bob", "Gamma", "2024-01-01")  # before the window
    won(company, "g1", "Ann", "Gamma", "2025-07-01")
    won(company, "o", "Ann", "Old", "2025-07-01")  # a customer before, though its deals are not known
    won(company, "n", "Ann", None, "2025-07-01")

    rows = {row["person"]: row for row in new_customers(company.book("2026-03-31"), YEAR).to_dict("records")}

    ann = rows[company.id("Ann")]
    assert (ann["new_customers"], ann["median_days_to_second_deal"]) == (2, 10)  # of 10 and 30
    assert rows[company.id("Bob")]["new_customers"] == 0
    # Bob's own book: what Ann won first is not his, and he is told nothing of it
    own = new_customers(company.book("2026-03-31", viewer="Bob"), YEAR)
    assert own[["person", "new_customers"]].to_numpy().tolist() == [[company.id("Bob"), 0]]
    # before its second deal Acme had no days to it
    early = new_customers(company.book("2025-05-30"), Window(date(2025, 4, 1), date(2025, 5, 30)))
    assert early["median_days_to_second_deal"].isna().all()


def test_a_first_meeting_is_the_companys_first_with_an_account_or_a_lead(company: Company) -> None:
    company.account("Acme")
    company.account("Beta")
    company.lead("lead", created_at="2025-04-01 09:00")
    company.lead("of Acme", account="Acme", created_at="2025-04-01 09:00")
    company.activity("2025-05-01 10:00", "Ann", "meeting", account="Acme")
    company.activity("2025-05-02 10:00", "Bob", "meeting", lead="of Acme")  # Acme was met before
    company.activity("2025-05-01 09:00", "Bob", "call", account="Acme")  # no meeting
    company.activity("2025-03-31 10:00", "Ann", "meeting", account="Beta")  # before the window
    company.activity("2025-06-01 10:00", "Bob", "meeting", account="Beta")
    company.activity("2025-06-01 10:00", "Bob", "meeting", lead="lead")
    company.activity("2025-06-01 10:00", "Bob", "meeting", lead="lead")  # written down twice

    frame = new_customers(company.book("2026-03-31"), YEAR)

    meetings = dict(zip(frame["person"], frame["first_meetings"], strict=True))
    assert meetings == {company.id("Ann"): 1, company.id("Bob"): 1}


def test_an_empty_company_gives_no_row(company: Company) -> None:
    book = company.book("2026-03-31")

    assert (len(account_coverage(book)), list(account_coverage(book))) == (0, list(ACCOUNT_COVERAGE))
    assert (len(growth(book)), list(growth(book))) == (0, list(GROWTH))
    assert list(new_customers(book, YEAR)) == list(NEW_CUSTOMERS)
    assert new_customers(book, YEAR)["new_customers"].tolist() == [0, 0]  # both reps, nothing yet
    assert quiet_accounts(book).empty


WINS = st.lists(
    st.tuples(
        st.sampled_from(["Ann", "Bob"]),
        st.sampled_from(["Acme", "Beta", None]),
        st.integers(0, 700),
        st.one_of(st.none(), st.integers(0, 10**9)),
    ),
    max_size=8,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wins=WINS)
def test_customers_and_growth_are_those_of_plain_loops(
    tmp_path_factory: pytest.TempPathFactory, wins: list[tuple[str, str | None, int, int | None]]
) -> None:
    engine = fresh(f"sqlite:///{tmp_path_factory.mktemp('accounts') / 'fourcast.db'}")
    company = Company(engine)
    for name in ("Ann", "Bob"):
        company.person(name)
    for name in ("Acme", "Beta"):
        company.account(name)
    days = [AS_OF - timedelta(days=back) for *_, back, _ in wins]
    for number, ((owner, account, _, amount), day) in enumerate(zip(wins, days, strict=True)):
        won(company, f"d{number}", owner, account, day.isoformat(), amount)

    customers = new_customers(company.book(AS_OF.isoformat()), YEAR).set_index("person")
    grown = growth(company.book(AS_OF.isoformat())).set_index("account")

    gained, gaps = {"Ann": 0, "Bob": 0}, {"Ann": [], "Bob": []}
    for account in ("Acme", "Beta"):
        own = sorted((day, n) for n, day in enumerate(days) if wins[n][1] == account)
        if own and YEAR.first <= own[0][0] <= YEAR.last:
            gained[wins[own[0][1]][0]] += 1
            gaps[wins[own[0][1]][0]] += [(own[1][0] - own[0][0]).days] if len(own) > 1 else []
        for year, column in ((2026, "this_year"), (2025, "last_year")):
            total = sum(wins[n][3] or 0 for day, n in own if day.year == year)
            assert (grown[column].get(company.id(account), 0)) == total
    for name in ("Ann", "Bob"):
        row = customers.loc[company.id(name)]
        assert row["new_customers"] == gained[name]
        median = sorted(gaps[name])[(len(gaps[name]) - 1) // 2] if gaps[name] else None
        assert (None if row.isna()["median_days_to_second_deal"] else row["median_days_to_second_deal"]) == median
    engine.dispose()
