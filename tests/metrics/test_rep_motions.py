"""Each rep's new and existing business, worked by hand."""

from datetime import date

from sqlalchemy import Engine

from metrics.rep_motions import rep_motions
from model.calendar import Window
from tests.company import Company


def test_an_owner_has_a_row_for_each_kind_of_deal_they_closed_or_have_open(engine: Engine) -> None:
    company = Company(engine)
    company.person("Ann")
    company.account("Fresh")
    company.account("Old", customer_since="2020-01-01")
    won, lost = ("2026-02-02", "won", {"close": "2026-02-02"}), ("2026-02-03", "lost", {"close": "2026-02-03"})
    company.deal("A", "Ann", [("2026-01-05", "proposal", {"amount": 100}), won], account="Old")
    company.deal("B", "Ann", [("2026-01-05", "proposal", {"amount": 70}), lost], account="Old")
    company.deal("C", "Ann", [("2026-01-05", "proposal", {"amount": 40})], account="Fresh")
    company.deal("D", "Ann", [("2026-01-05", "ready", {"amount": 9000})], account="Fresh")
    company.deal("E", None, [("2026-01-05", "proposal", {"amount": 9000}), won], account="Old")

    frame = rep_motions(company.book("2026-02-15"), Window(date(2026, 2, 1), date(2026, 2, 15)))

    columns = ["owner", "kind", "won", "closed", "won_value", "value"]
    ann = company.ids["Ann"]
    assert frame[columns].values.tolist() == [[ann, "existing", 1, 2, 100, 0], [ann, "new", 0, 0, 0, 40]]
    assert frame["rate"].isna().tolist() == [False, True]
    assert frame["rate"].iloc[0] == 0.5
