"""The bridge between two days: every bar by hand; a second implementation and its properties are in test_bridge_naive.py."""

from typing import Any

import pytest
from sqlalchemy import Engine

from metrics.bridge import bridge, bridge_deals
from metrics.bridge_deals import change, ordinal
from model.access import AccessDenied
from model.tables import StageTerms
from tests.company import Company, day

SINCE, NOW = "2027-02-01", "2027-02-08"
BEFORE, BETWEEN = "2027-01-10", "2027-02-04"
DUE = {"close": "2027-03-20"}


@pytest.fixture
def company(engine: Engine) -> Company:
    """Mia leads Ann and Bob; Zoe is in another team. Discovery 20 % pipeline, proposal 50 % upside, negotiation 75 % commit."""
    made = Company(engine)
    made.person("Mia", role="manager")
    made.person("Ann", "Mia")
    made.person("Bob", "Mia")
    made.person("Zoe")
    return made


def bars(company: Company, measure: str = "open", under: str | None = "Mia", **scope: Any) -> dict[str, tuple[int, int, int]]:
    """Bar → count, amount, missing, in their order."""
    book = company.book(NOW, under=under, **scope)
    frame = bridge(book, day(SINCE), book.calendar.period("2027Q1"), measure)
    return {bar: (int(n), int(amount), int(missing)) for bar, n, amount, missing in frame.itertuples(index=False)}


def deals(company: Company, measure: str = "open", bar: str | None = None, viewer: str | None = None) -> list[dict[str, Any]]:
    """The deals behind the bars, unknown as None."""
    book = company.book(NOW, viewer=viewer, under="Mia" if viewer is None else None)
    frame = bridge_deals(book, day(SINCE), book.calendar.period("2027Q1"), measure, bar)
    records: list[dict[str, Any]] = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return records


def one_deal_per_bar(company: Company) -> None:
    """Amounts are powers of two, so that every sum tells which deals are in it."""

    def deal(name: str, amount: int | None, before: dict[str, Any], after: dict[str, Any], **more: Any) -> None:
        first, last = {"stage": "negotiation", "owner": "Ann"} | DUE | before, after
        history = [(BEFORE, first["stage"], {"amount": amount, "close": first["close"], "category": first.get("category")})]
        if last:
            history.append((BETWEEN, last.pop("stage", first["stage"]), last))
        company.deal(name, first["owner"], history, **more)

    company.deal("new", "Ann", [(BETWEEN, "negotiation", {"amount": 1} | DUE)])
    deal("reopened", 2, {"stage": "lost"}, {"stage": "negotiation"})
    deal("owner in", 4, {"owner": "Zoe"}, {"owner": "Ann"})
    deal("pulled in", 8, {"close": None}, DUE.copy())
    deal("carried in", 16, {"close": "2026-12-31"}, DUE.copy())
    deal("qualified", 32, {"stage": "ready", "category": "commit"}, {"stage": "negotiation"})
    deal("won", 64, {"stage": "proposal"}, {"stage": "won", "close": BETWEEN})
    deal("category up", 128, {"stage": "proposal"}, {"category": "commit"})
    deal("lost", 256, {}, {"stage": "lost"})
    deal("owner out", 512, {}, {"owner": "Zoe"})
    deal("pushed out", 1024, {}, {"close": "2027-04-01"})
    deal("pulled out", 2048, {}, {"close": "2026-12-31"})
    deal("category down", 4096, {}, {"category": "upside"})
    deal("disqualified", 8192, {"category": "commit"}, {"stage": "ready"})
    deal("amount up", 16384, {}, {"amount": 16384 + 5})
    deal("amount down", 32768, {}, {"amount": 32768 - 7})
    deal("handed over inside", 65536, {}, {"owner": "Bob"})
    deal("commit won", 131072, {}, {"stage": "won", "close": BETWEEN})
    deal("missing", None, {}, {"stage": "lost"})


def test_each_deal_of_the_open_measure_is_in_one_bar(company: Company) -> None:
    one_deal_per_bar(company)

    start = 64 + 128 + 256 + 512 + 1024 + 2048 + 4096 + 8192 + 16384 + 32768 + 65536 + 131072
    end = 1 + 2 + 4 + 8 + 16 + 32 + 128 + 4096 + 16384 + 5 + 32768 - 7 + 65536
    assert bars(company) == {
        "start": (13, start, 1), "new": (1, 1, 0), "reopened": (1, 2, 0), "owner in": (1, 4, 0), "pulled in": (1, 8, 0),
        "carried in": (1, 16, 0), "qualified": (1, 32, 0), "won": (2, -64 - 131072, 0), "lost": (2, -256, 1),
        "owner out": (1, -512, 0), "pushed out": (1, -1024, 0), "pulled out": (1, -2048, 0), "disqualified": (1, -8192, 0),
        "amount up": (1, 5, 0), "amount down": (1, -7, 0), "end": (11, end, 0),
    }  # fmt: skip
    assert (*bars(company),)[:: len(bars(company)) - 1] == ("start", "end")


def test_commit_counts_what_is_won_and_follows_the_category(company: Company) -> None:
    one_deal_per_bar(company)

    found = bars(company, "commit")
    assert found["won"] == (1, 64, 0)  # the win out of upside; that out of commit is on both days
    assert found["category up"] == (1, 128, 0)
    assert found["qualified"] == (1, 32, 0)
    assert found["category down"] == (1, -4096, 0)
    assert found["disqualified"] == (1, -8192, 0)
    assert (
        found["start"][1] + sum(amount for bar, (_, amount, _) in found.items() if bar not in ("start", "end")) == found["end"][1]
    )


def test_best_includes_upside_so_those_moves_are_no_bars(company: Company) -> None:
    one_deal_per_bar(company)

    assert {"won", "category up", "category down"}.isdisjoint(bars(company, "best"))


def test_weighted_splits_a_deal_on_both_days_into_amount_stage_and_table(company: Company) -> None:
    company.deal("moved", "Ann", [(BEFORE, "proposal", {"amount": 101} | DUE), (BETWEEN, "negotiation", {"amount": 203})])
    stage = company.ids["stage negotiation"]
    company._add(StageTerms, None, stage_id=stage, probability_bp=8000, default_category="commit", valid_from=day("2027-02-03"))

    # 50 % of 101 = 50.5 → 51; 50 % of 203 = 101.5 → 102; 75 % of 203 = 152.25 → 152; 80 % of 203 = 162.4 → 162
    assert bars(company, "weighted") == {
        "start": (1, 51, 0), "amount up": (1, 51, 0), "stage": (1, 50, 0), "probability table": (1, 10, 0), "end": (1, 162, 0),
    }  # fmt: skip
    assert [(row["bar"], row["difference"]) for row in deals(company, "weighted")] == [
        ("amount up", 51), ("stage", 50), ("probability table", 10),
    ]  # fmt: skip


def test_weighted_takes_a_win_as_a_stage_with_certainty(company: Company) -> None:
    company.deal("won", "Ann", [(BEFORE, "proposal", {"amount": 100} | DUE), (BETWEEN, "won", {"close": BETWEEN})])

    assert bars(company, "weighted") == {"start": (1, 50, 0), "stage": (1, 50, 0), "end": (1, 100, 0)}


def test_an_amount_that_becomes_known_is_amount_up_and_counted_as_missing(company: Company) -> None:
    company.deal("known", "Ann", [(BEFORE, "proposal", DUE), (BETWEEN, "proposal", {"amount": 5})])
    company.deal("never", "Ann", [(BEFORE, "proposal", DUE)])

    assert bars(company) == {"start": (2, 0, 2), "amount up": (1, 5, 1), "end": (2, 5, 1)}


def test_no_close_date_is_later_than_any(company: Company) -> None:
    company.deal("dropped", "Ann", [(BEFORE, "proposal", {"amount": 3} | DUE), (BETWEEN, "proposal", {"close": None})])

    assert bars(company)["pushed out"] == (1, -3, 0)
    assert [row["change"] for row in deals(company)] == ["close date removed"]


def test_an_empty_book_and_a_bridge_of_no_time_have_only_start_and_end(company: Company) -> None:
    assert bars(company) == {"start": (0, 0, 0), "end": (0, 0, 0)}

    one_deal_per_bar(company)
    book = company.book(NOW)
    frame = bridge(book, book.as_of, book.calendar.period("2027Q1"), "best")
    assert list(frame["bar"]) == ["start", "end"]
    assert frame["amount"].nunique() == 1


def test_what_cannot_be_bridged_is_refused(company: Company) -> None:
    book = company.book(SINCE)
    period = book.calendar.period("2027Q1")

    with pytest.raises(ValueError, match="after its end"):
        bridge(book, day(NOW), period)
    with pytest.raises(ValueError, match="No such measure"):
        bridge(book, day(BEFORE), period, "sum")


def test_the_deals_behind_the_bars_add_up_to_them(company: Company) -> None:
    one_deal_per_bar(company)

    for measure in ("open", "commit", "best", "weighted"):
        found = bars(company, measure)
        for bar, (count, amount, _) in found.items():
            if bar not in ("start", "end"):
                behind = deals(company, measure, bar)
                assert (len(behind), sum(row["difference"] for row in behind)) == (count, amount), (measure, bar)


def test_a_side_outside_the_book_is_not_given_out(company: Company) -> None:
    one_deal_per_bar(company)
    by_bar = {row["bar"]: row for row in deals(company, viewer="Mia") if row["name"] in ("owner in", "owner out")}

    gone, come = by_bar["owner out"], by_bar["owner in"]
    assert (gone["amount_before"], gone["amount_now"], gone["change"]) == (512, None, None)
    assert gone["owner"] == company.id("Ann")
    assert (come["amount_before"], come["amount_now"], come["change"]) == (None, 4, None)


def test_who_sees_totals_only_gets_the_bars_and_no_deals(company: Company) -> None:
    one_deal_per_bar(company)
    company.person("Obi", role="observer")
    book = company.book(NOW, viewer="Obi")

    assert len(bridge(book, day(SINCE), book.calendar.period("2027Q1"))) > 2
    with pytest.raises(AccessDenied):
        bridge_deals(book, day(SINCE), book.calendar.period("2027Q1"))


def test_a_push_out_says_the_how_manyeth_it_is_by_the_day(company: Company) -> None:
    first, since = (
        (BEFORE, "negotiation", {"amount": 7, "close": "2027-02-20"}),
        (BETWEEN, "negotiation", {"close": "2027-04-01"}),
    )
    pushed = [
        first,
        ("2027-01-20", "negotiation", {"close": "2027-02-25"}),
        ("2027-01-25", "negotiation", {"close": "2027-03-05"}),
    ]
    company.deal("thrice", "Ann", [*pushed, since])
    company.deal("later again", "Ann", [*pushed, since, ("2027-03-01", "negotiation", {"close": "2027-05-01"})])
    company.deal("once", "Ann", [first, ("2027-01-25", "negotiation", {"close": "2027-01-31"}), since])
    company.deal("judged", "Ann", [*pushed])
    company.judgement("judged", "Ann", "2027Q1", BETWEEN, close_date=day("2027-03-06"), amount=5)

    found = {row["name"]: row["change"] for row in deals(company)}
    assert found["thrice"] == found["later again"] == "pushed 27 days for the 3rd time"  # 5 March to 1 April
    assert found["once"] == "pushed 60 days"  # 31 January to 1 April; it had been pulled in before
    assert found["judged"] == "pushed 1 day for the 3rd time; amount cut by 29 %"  # twice in the CRM, once by its owner


@pytest.mark.parametrize(("n", "said"), [(2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (22, "22nd")])
def test_a_place_in_a_row_is_said_as_people_say_it(n: int, said: str) -> None:
    assert ordinal(n) == said


def test_a_change_is_said_in_words() -> None:
    same = {"owner_id": 1, "stage": "Proposal", "amount": 100, "due_on": day("2027-03-01"), "category": "commit"}

    def said(**after: Any) -> str | None:
        times = after.pop("pushes", 0)
        return change(
            {f"was_{k}": v for k, v in same.items()} | {f"now_{k}": v for k, v in (same | after).items()} | {"pushes": times}
        )

    assert said() is None
    assert said(due_on=day("2027-03-22"), amount=88) == "pushed 21 days; amount cut by 12 %"
    assert said(due_on=day("2027-03-22"), pushes=1) == "pushed 21 days"
    assert said(due_on=day("2027-03-22"), amount=88, pushes=3) == "pushed 21 days for the 3rd time; amount cut by 12 %"
    assert said(due_on=day("2027-02-28"), pushes=2) == "pulled in 1 day"
    assert said(stage="Negotiation", category="upside") == "moved from Proposal to Negotiation; category commit → upside"
    assert said(due_on=day("2027-02-28")) == "pulled in 1 day"
    assert said(amount=None, owner_id=2) == "changed hands; amount removed"


def test_a_judges_view_is_laid_over_each_side(company: Company) -> None:
    """Mia judged before the bridge begins, and again within it; one of the deals has no amount until she names one."""
    for name, amount in (("before", 10), ("within", 100), ("unknown", None), ("named", None)):
        company.deal(name, "Ann", [(BEFORE, "proposal", {"amount": amount} | DUE)])
    for name, at, judged in (
        ("before", "2027-01-20", {"category": "commit"}),
        ("within", BETWEEN, {"category": "commit", "amount": 81}),
        ("unknown", BETWEEN, {"category": "commit"}),
        ("named", BETWEEN, {"amount": 7}),
    ):
        company.judgement(name, "Mia", "2027Q1", at, reason="so", **judged)
    book = company.book(NOW, under="Mia")
    period, mia = book.calendar.period("2027Q1"), company.ids["Mia"]

    found = {
        measure: {row[0]: tuple(row[1:]) for row in bridge(book, day(SINCE), period, measure, mia).itertuples(index=False)}
        for measure in ("commit", "open", "weighted")
    }

    assert found["commit"] == {"start": (1, 10, 0), "category up": (2, 81, 1), "end": (3, 91, 1)}
    assert found["open"] == {"start": (4, 110, 2), "amount up": (1, 7, 1), "amount down": (1, -19, 0), "end": (4, 98, 1)}
    # 50 % of 10, 100, 81 and 7: 5, 50, 40.5 → 41, 3.5 → 4
    assert found["weighted"] == {"start": (4, 55, 2), "amount up": (1, 4, 1), "amount down": (1, -9, 0), "end": (4, 50, 1)}
    [named] = bridge_deals(book, day(SINCE), period, "open", "amount up", mia).to_dict("records")
    assert (named["name"], named["amount_now"], named["change"]) == ("named", 7, "amount set")
