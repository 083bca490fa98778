"""The forecast of a period: worked by hand, and the roll-up along the lines."""

from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from metrics.forecast import forecast, totals, weekly
from model.access import AccessDenied
from tests.company import Company, moment


@pytest.fixture
def company(engine: Engine) -> Company:
    """Eve leads Mia and Max; Mia leads Ann and Bob; Max has no reports. Stages as in tests/company.py:

    discovery 20 % pipeline, proposal 50 % upside, negotiation 75 % commit. The quarter is 2027Q1.
    """
    made = Company(engine)
    made.person("Eve", role="executive")
    made.person("Mia", "Eve", role="manager")
    made.person("Max", "Eve", role="manager")
    made.person("Ann", "Mia")
    made.person("Bob", "Mia")
    made.person("Sam", "Eve", role="sdr")
    return made


def rows(company: Company, on: str = "2027-02-10", judged_by: str | None = None, **scope: Any) -> dict[str, dict[str, Any]]:
    """Person → their row, unknown as None."""
    book = company.book(on, **scope)
    frame = forecast(book, book.calendar.period("2027Q1"), judged_by=company.id(judged_by))
    people = {id_: name for name, id_ in company.ids.items() if name in ("Eve", "Mia", "Max", "Ann", "Bob", "Sam", "Old")}
    records = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {people[record["person"]]: record | {"manager": people.get(record["manager"])} for record in records}


def money(row: dict[str, Any]) -> tuple[Any, ...]:
    """closed, commit, upside, pipeline, weighted."""
    return tuple(row[name] for name in ("closed", "commit", "upside", "pipeline", "weighted"))


def quarter_with_six_deals(company: Company) -> None:
    """Ann has won 1,000; Bob commits 333 at 75 %; Mia herself has 101 in upside at 50 %; the rest is out of the sums."""
    due = {"close": "2027-03-20"}
    company.deal("won", "Ann", [("2027-01-04", "proposal", {"amount": 1000, "close": "2027-01-20"}), ("2027-01-20", "won")])
    company.deal("commit", "Bob", [("2027-01-05", "negotiation", {"amount": 333} | due)])
    company.deal("upside", "Mia", [("2027-01-05", "proposal", {"amount": 101} | due)])
    company.deal("omitted", "Ann", [("2027-01-05", "discovery", {"amount": 50, "category": "omitted"} | due)])
    company.deal("unqualified", "Ann", [("2027-01-05", "ready", {"amount": 7000, "category": "commit"} | due)])
    company.deal("next", "Ann", [("2027-01-05", "negotiation", {"amount": 9000, "close": "2027-04-01"})])


def test_the_roll_up_adds_own_deals_and_all_below(company: Company) -> None:
    quarter_with_six_deals(company)
    company.quota("Ann", "2027Q1", 2000)
    company.quota("Bob", "2027Q1", 500)
    company.call("Mia", "2027Q1", "2027-02-08", "2027-02-09 10:00", commit=1500, upside=200)

    found = rows(company)

    # weighted: 1,000 + 75 % of 333 = 249.75 → 250, 50 % of 101 = 50.5 → 51, 20 % of 50 = 10
    assert money(found["Ann"]) == (1000, 0, 0, 0, 1010)
    assert money(found["Bob"]) == (0, 333, 0, 0, 250)
    assert money(found["Mia"]) == (1000, 333, 101, 0, 1311)
    assert money(found["Eve"]) == (1000, 333, 101, 0, 1311)
    assert money(found["Max"]) == (0, 0, 0, 0, 0)
    assert [found[name]["gap"] for name in ("Ann", "Bob", "Mia", "Eve", "Max")] == [1000, 167, 1167, 1167, None]
    mia = found["Mia"]
    assert (mia["call_commit"], mia["call_upside"], mia["late"], mia["difference"]) == (1500, 200, False, 167)
    assert mia["called_at"] == moment("2027-02-09 10:00")
    assert found["Eve"]["call_commit"] is found["Eve"]["late"] is found["Eve"]["difference"] is None
    assert [(name, row["depth"], row["manager"]) for name, row in found.items()] == [
        ("Eve", 0, None),
        ("Max", 1, "Eve"),
        ("Mia", 1, "Eve"),
        ("Ann", 2, "Mia"),
        ("Bob", 2, "Mia"),
    ]


def test_columns_are_typed_and_the_same_without_any_row(company: Company) -> None:
    quarter_with_six_deals(company)
    book = company.book("2027-02-10")
    period = book.calendar.period("2027Q1")
    filled = forecast(book, period)
    nobody = forecast(company.book("2027-02-10", viewer="Sam"), period)

    assert list(filled.columns) == list(nobody.columns)
    assert len(nobody) == 0
    assert filled["closed"].dtype == filled["quota"].dtype == "Int64"


def test_an_sdr_who_owns_a_deal_is_shown(company: Company) -> None:
    company.deal("odd", "Sam", [("2027-01-05", "negotiation", {"amount": 5, "close": "2027-03-20"})])

    assert money(rows(company)["Sam"])[1] == 5


def test_who_left_before_the_period_is_shown_only_with_numbers(company: Company) -> None:
    from datetime import date

    company.person("Old", "Mia", active_to=date(2026, 12, 31))
    assert "Old" not in rows(company)

    company.deal("left", "Old", [("2026-12-05", "negotiation", {"amount": 5, "close": "2027-03-20"})])
    assert money(rows(company)["Old"])[1] == 5
    assert money(rows(company)["Mia"])[1] == 5


def test_lines_are_those_of_the_day(company: Company) -> None:
    company.deal("commit", "Bob", [("2027-01-05", "negotiation", {"amount": 333, "close": "2027-03-20"})])
    company.reports("Bob", "Max", since="2027-02-01")

    assert money(rows(company, "2027-01-31")["Mia"])[1] == 333
    assert money(rows(company, "2027-02-01")["Mia"])[1] == 0
    assert money(rows(company, "2027-02-01")["Max"])[1] == 333


def test_a_scope_rolls_up_only_its_deals(company: Company) -> None:
    company.account("Acme")
    due = {"close": "2027-03-20"}
    company.deal("for acme", "Ann", [("2027-01-05", "negotiation", {"amount": 30} | due)], account="Acme")
    company.deal("for nobody", "Ann", [("2027-01-05", "negotiation", {"amount": 4} | due)])

    assert money(rows(company)["Eve"])[1] == 34
    assert money(rows(company, kind="new")["Eve"])[1] == 30
    assert money(rows(company, kind="unknown")["Eve"])[1] == 4
    assert set(rows(company, under="Mia")) == {"Mia", "Ann", "Bob"}
    assert rows(company, under="Mia")["Mia"]["manager"] is None


# --- calls ---------------------------------------------------------------------------------------------------------


def test_the_latest_call_before_the_deadline_counts_for_its_week(company: Company) -> None:
    company.call("Ann", "2027Q1", "2027-02-08", "2027-02-08 09:00", commit=1)
    company.call("Ann", "2027Q1", "2027-02-08", "2027-02-12 18:00", commit=2)  # the deadline itself: Friday 18:00
    company.call("Ann", "2027Q1", "2027-02-08", "2027-02-12 18:01", commit=3)
    company.call("Ann", "2027Q2", "2027-02-08", "2027-02-11 18:00", commit=4)

    friday, monday = rows(company, "2027-02-12")["Ann"], rows(company, "2027-02-08")["Ann"]
    assert (friday["call_commit"], friday["late"]) == (2, False)
    assert (monday["call_commit"], monday["late"]) == (1, False)
    assert rows(company, "2027-02-07")["Ann"]["call_commit"] is None
    assert rows(company, "2027-02-15")["Ann"]["call_commit"] is None


def test_a_week_with_late_calls_only_shows_the_latest_as_late(company: Company) -> None:
    company.call("Ann", "2027Q1", "2027-02-08", "2027-02-12 18:01", commit=3)
    company.call("Ann", "2027Q1", "2027-02-08", "2027-02-13 09:00", commit=5)

    assert (rows(company, "2027-02-12")["Ann"]["call_commit"], rows(company, "2027-02-12")["Ann"]["late"]) == (3, True)
    assert (rows(company, "2027-02-14")["Ann"]["call_commit"], rows(company, "2027-02-14")["Ann"]["late"]) == (5, True)


def test_the_deadline_is_in_the_companys_zone_and_week(company: Company) -> None:
    company.setting("time_zone", "America/New_York")
    company.setting("week_start", "saturday")
    company.setting("call_deadline", "monday 12:00")
    company.call("Ann", "2027Q1", "2027-02-06", "2027-02-08 17:00", commit=1)  # Monday 12:00 in New York
    company.call("Bob", "2027Q1", "2027-02-06", "2027-02-08 17:01", commit=1)

    found = rows(company, "2027-02-10")
    assert (found["Ann"]["late"], found["Bob"]["late"]) == (False, True)


# --- judgements ----------------------------------------------------------------------------------------------------


def test_a_deal_counts_with_the_judges_view_else_the_highest_below_else_the_owners(company: Company) -> None:
    company.deal("deal", "Ann", [("2027-01-05", "proposal", {"amount": 100, "close": "2027-03-20"})])
    company.judgement("deal", "Mia", "2027Q1", "2027-02-01", category="commit", amount=81)

    assert money(rows(company)["Ann"]) == (0, 0, 100, 0, 50)
    assert money(rows(company, judged_by="Mia")["Mia"]) == (0, 81, 0, 0, 41)  # 50 % of 81 = 40.5 → 41
    assert money(rows(company, judged_by="Eve")["Eve"]) == (0, 81, 0, 0, 41)
    assert money(rows(company, judged_by="Max")["Ann"]) == (0, 0, 100, 0, 50)

    company.judgement("deal", "Eve", "2027Q1", "2027-02-02", category="pipeline")
    assert money(rows(company, judged_by="Eve")["Eve"]) == (0, 0, 0, 100, 50)
    assert money(rows(company, judged_by="Mia")["Mia"]) == (0, 81, 0, 0, 41)


def test_a_judgement_ends_when_it_is_withdrawn_or_the_deal_closes_or_leaves_the_period(company: Company) -> None:
    due = {"amount": 100, "close": "2027-03-20"}
    company.deal("withdrawn", "Ann", [("2027-01-05", "proposal", due)])
    company.deal("won", "Ann", [("2027-01-05", "proposal", due), ("2027-02-05", "won", {"close": "2027-02-05"})])
    left = [("2027-02-05", "proposal", {"close": "2027-04-02"}), ("2027-02-06", "proposal", {"close": "2027-03-20"})]
    company.deal("left and back", "Ann", [("2027-01-05", "proposal", due), *left])
    company.judgement("withdrawn", "Mia", "2027Q1", "2027-02-01", withdrawn="2027-02-09", category="commit")
    company.judgement("won", "Mia", "2027Q1", "2027-02-01", category="upside", amount=1)
    company.judgement("left and back", "Mia", "2027Q1", "2027-02-01", category="commit")

    assert money(rows(company, "2027-02-04", judged_by="Mia")["Mia"])[:3] == (0, 200, 1)
    assert money(rows(company, "2027-02-10", judged_by="Mia")["Mia"])[:3] == (100, 0, 200)


# --- the whole book ------------------------------------------------------------------------------------------------


def one(frame: pd.DataFrame) -> dict[str, Any]:
    return frame.astype(object).where(frame.notna(), None).to_dict("records")[0]


def test_totals_add_what_is_best_and_how_far_the_pipeline_covers_the_rest(company: Company) -> None:
    quarter_with_six_deals(company)
    company.quota("Eve", "2027Q1", 1242)
    book = company.book("2027-02-10")

    found = one(totals(book, book.calendar.period("2027Q1")))

    # open: 333 + 101 + 50 = 484 against 1,242 − 1,000 = 242
    assert found == {
        "closed": 1000, "commit": 333, "upside": 101, "pipeline": 0, "weighted": 1311, "quota": 1242, "gap": -91,
        "open_value": 484, "coverage": 2.0, "best": 1434, "expected": 1333,
    }  # fmt: skip


def test_totals_without_deals_or_quota_are_zero_and_unknown(company: Company) -> None:
    book = company.book("2027-02-10")
    period = book.calendar.period("2027Q1")

    found = one(totals(book, period))
    assert (found["closed"], found["open_value"], found["best"]) == (0, 0, 0)
    assert found["quota"] is found["gap"] is found["coverage"] is None

    company.quota("Eve", "2027Q1", 0)
    assert one(totals(company.book("2027-02-10"), period))["coverage"] is None


def test_who_sees_totals_only_gets_no_row_per_person_but_the_totals(company: Company) -> None:
    quarter_with_six_deals(company)
    company.person("Obi", role="observer")
    book = company.book("2027-02-10", viewer="Obi")
    period = book.calendar.period("2027Q1")

    with pytest.raises(AccessDenied):
        forecast(book, period)
    assert one(totals(book, period))["closed"] == 1000


def changing_quarter(company: Company) -> None:
    """Stage moves, pushes, a reopening, a win dated later, other probabilities and quotas on the way."""
    from model.tables import StageTerms
    from tests.company import day

    quarter_with_six_deals(company)
    due = {"amount": 77, "close": "2027-03-25"}
    company.deal("pushed", "Ann", [("2027-01-02", "discovery", due), ("2027-02-01", "proposal", {"close": "2027-04-09"})])
    company.deal(
        "reopened", "Bob", [("2027-01-02", "proposal", due), ("2027-01-18", "won"), ("2027-01-27", "proposal", {"amount": 90})]
    )
    company.deal("won early", "Bob", [(None, "proposal", due), ("2027-01-19", "won", {"close": "2027-02-11"})])
    company.deal("no amount", "Bob", [(None, "negotiation", {"close": "2027-02-20"})])
    stage = company.ids["stage proposal"]
    company._add(StageTerms, None, stage_id=stage, probability_bp=3333, default_category="pipeline", valid_from=day("2027-01-29"))
    company.quota("Eve", "2027Q1", 5000)
    company.quota("Eve", "2027Q1", 4000, since="2027-01-20")


def test_each_week_end_is_the_totals_of_that_day(company: Company) -> None:
    changing_quarter(company)
    book = company.book("2027-02-24")
    period = book.calendar.period("2027Q1")

    found = weekly(book, period)

    assert list(found["day"]) == book.calendar.weeks_back(book.as_of, 13)
    expected = pd.concat([totals(book.on(day), period) for day in found["day"]], ignore_index=True)
    pd.testing.assert_frame_equal(found.drop(columns="day"), expected)
    assert expected.drop_duplicates().shape[0] >= 6


def test_weeks_with_other_currencies_are_exchanged_at_each_days_rate(company: Company) -> None:
    changing_quarter(company)
    company.setting("rate.EUR", "1.10")
    company.setting("rate.EUR", "1.25", since="2027-02-01")
    company.deal("euro", "Ann", [("2027-01-05", "negotiation", {"amount": 1000, "close": "2027-03-20"})], currency="EUR")
    book = company.book("2027-02-24")
    period = book.calendar.period("2027Q1")

    found = weekly(book, period)

    expected = pd.concat([totals(book.on(day), period) for day in found["day"]], ignore_index=True)
    pd.testing.assert_frame_equal(found.drop(columns="day"), expected)


def test_the_past_of_a_deal_comes_with_its_present_owner(company: Company) -> None:
    company.deal(
        "moved",
        "Bob",
        [("2027-01-05", "negotiation", {"amount": 9, "close": "2027-03-20"}), ("2027-02-01", "negotiation", {"owner": "Max"})],
    )
    book = company.book("2027-02-10", under="Max")

    assert list(weekly(book, book.calendar.period("2027Q1"), weeks=6)["commit"]) == [9, 9, 9, 9, 9, 9]
