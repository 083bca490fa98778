"""Coverage along the reporting lines, worked by hand."""

import pandas as pd
from sqlalchemy import Engine

from metrics.team_coverage import team_coverage
from tests.company import Company


def test_a_manager_covers_with_the_deals_of_all_below_what_is_left_of_their_quotas(engine: Engine) -> None:
    company = Company(engine)
    company.person("Mia", role="manager")
    for name in ("Ann", "Bob", "Cyd"):
        company.person(name, "Mia")
    company.quota("Ann", "2026Q1", 1000)
    company.quota("Bob", "2026Q1", 400)
    company.deal("open", "Ann", [("2026-01-05", "discovery", {"amount": 2000, "close": "2026-03-20"})])
    company.deal("unqualified", "Ann", [("2026-01-05", "ready", {"amount": 9000, "close": "2026-03-20"})])
    company.deal("next", "Ann", [("2026-01-05", "discovery", {"amount": 9000, "close": "2026-04-01"})])
    company.deal("won", "Bob", [("2026-01-05", "proposal", {"amount": 400, "close": "2026-02-01"}), ("2026-02-01", "won")])
    company.deal("no quota", "Cyd", [("2026-01-05", "discovery", {"amount": 500, "close": "2026-03-20"})])
    book = company.book("2026-02-25")

    frame = team_coverage(book, book.calendar.period("2026Q1"))

    names = {company.ids[name]: name for name in ("Mia", "Ann", "Bob", "Cyd")}
    found = {names[row.person]: (row.open_value, None if pd.isna(row.coverage) else row.coverage) for row in frame.itertuples()}
    # Mia: (2000 + 500) ÷ (1000 + 400 − 400); Bob has reached his quota, Cyd has none
    assert found == {"Mia": (2500, 2.5), "Ann": (2000, 2.0), "Bob": (0, None), "Cyd": (500, None)}
