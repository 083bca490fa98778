"""What happened to leads week by week, and how many wait, worked by hand."""

from sqlalchemy import Engine

from metrics.lead_weeks import steps_by_week, waiting_leads
from tests.company import Company


def test_each_step_counts_in_the_week_of_its_own_day(engine: Engine) -> None:
    company = Company(engine)
    company.person("Ann")
    company.person("Sue", role="sdr")
    company.deal(
        "D", "Ann", [("2026-02-05", "ready"), ("2026-02-09", "proposal"), ("2026-02-15", "won", {"close": "2026-02-15"})]
    )
    company.lead("became a deal", "Sue", "D", created_at="2026-01-26", mql_at="2026-01-26")
    company.lead("waits", "Sue", created_at="2026-02-08", mql_at="2026-02-08")
    company.lead("too long ago", "Sue", created_at="2026-01-25", mql_at="2026-01-25", disqualified_at="2026-01-27")
    company.lead("touched", "Sue", created_at="2026-02-09", mql_at="2026-02-09")
    company.activity("2026-02-10 09:00", "Sue", lead="touched", direction="out", done=True)
    book = company.book("2026-02-15")

    frame = steps_by_week(book, weeks=3)

    assert frame[["week", "mql", "srl", "sql", "won"]].values.tolist() == [
        [2, 1, 0, 0, 0],  # 26 January to 1 February
        [1, 1, 1, 0, 0],  # 2 to 8 February
        [0, 1, 0, 1, 1],  # 9 to 15 February
    ]
    assert waiting_leads(book) == 1
