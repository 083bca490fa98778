"""A call is for all of a person's deals: it is not compared with a part of them."""

import pandas as pd
from sqlalchemy import Engine

from metrics.forecast import forecast
from tests.company import Company


def test_the_difference_to_the_call_is_unknown_within_a_kind_or_segment(engine: Engine) -> None:
    company = Company(engine)
    company.person("Ann")
    company.account("Fresh", segment="SMB")
    due = {"amount": 300, "close": "2027-03-20"}
    company.deal("D", "Ann", [("2027-01-05", "negotiation", due)], account="Fresh")
    company.call("Ann", "2027Q1", "2027-02-08", "2027-02-08 10:00", commit=500)

    def row(**scope: str) -> pd.Series:
        book = company.book("2027-02-10", **scope)
        return forecast(book, book.calendar.period("2027Q1")).iloc[0]

    assert row()["difference"] == 200  # 500 − 300
    for scope in ({"kind": "new"}, {"segment": "SMB"}):
        assert (row(**scope)["commit"], row(**scope)["call_commit"]) == (300, 500)
        assert pd.isna(row(**scope)["difference"])
