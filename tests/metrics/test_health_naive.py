"""All checks of deals by plain loops over what was written, one deal at a time."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from metrics.health import health, health_rows
from metrics.health_rules import WHYS
from tests.company import STAGES, Company
from tests.metrics.random_companies import company_of, few
from tests.metrics.test_health import rename

DAY = "2026-03-31"
AS_OF = date.fromisoformat(DAY)
Kind = dict[str, Any]
OWNERS = ("Ann", "Uwe", "Lee", None)
days_around = st.integers(-100, 40).map(lambda n: AS_OF + timedelta(days=n))
specs = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["same", "Same ", "other"]),
            "account": st.sampled_from(["Acme", "Bolt", None]),
            "owner": st.sampled_from(OWNERS),
            "amount": st.sampled_from([None, 0, 100, 100, 250]),
            "close": st.one_of(st.none(), days_around),
            "next_step": st.sampled_from([None, "", "demo"]),
            "begun": st.one_of(st.none(), st.integers(-90, 0)),
            "stages": st.lists(st.sampled_from(list(STAGES)), min_size=1, max_size=3),
            "lead": st.one_of(st.none(), days_around),
            "touch": st.one_of(st.none(), days_around),
        }
    ),
    max_size=7,
)  # fmt: skip


def write(company: Company, all_: list[Kind]) -> None:
    company.person("Uwe", unconfirmed=True)
    company.person("Lee", active_to=AS_OF - timedelta(days=3))
    for nth, spec in enumerate(all_):
        values = {key: spec[key] for key in ("amount", "close", "next_step")}
        since: list[Any] = [None if spec["begun"] is None else AS_OF + timedelta(days=spec["begun"])]
        since += [(since[0] or AS_OF - timedelta(days=60)) + timedelta(days=n) for n in range(1, len(spec["stages"]))]
        spec["moves"] = list(zip(since, spec["stages"], strict=True))
        lead = None
        if spec["lead"] is not None:
            lead = company.lead(f"lead {nth}", created_at=f"{spec['lead']}")
        moments = [(None if on is None else datetime.combine(on, datetime.min.time()).isoformat(), stage, values)
                   for on, stage in spec["moves"]]  # fmt: skip
        company.deal(f"deal {nth}", spec["owner"], moments, spec["account"], lead_id=lead)
        rename(company, f"deal {nth}", spec["name"])
        if spec["touch"] is not None:
            company.activity(f"{spec['touch']}", "Ann", deal=f"deal {nth}")


def stood(spec: Kind, all_: list[Kind]) -> Kind | None:
    """A deal at the end of the day with what the checks ask."""
    held = [(on, stage) for on, stage in spec["moves"] if on is None or on <= AS_OF]
    if not held:
        return None
    stage = held[-1][1]
    entered = next(on for nth, (on, _) in enumerate(held) if all(other == stage for _, other in held[nth:]))
    _, kind, chance, category = STAGES[stage]
    closed = kind in ("won", "lost")
    found_lost = held[0] == (None, "lost")  # a deal that its history finds lost counts as having reached SQL
    of_account = [
        other["touch"]
        for other in all_
        if other["touch"] and (other is spec or (spec["account"] and other["account"] == spec["account"]))
    ]
    return spec | {
        "kind": kind,
        "closed_on": (spec["close"] if spec["close"] and spec["close"] <= AS_OF else entered) if closed else None,
        "reached": found_lost or any(STAGES[name][1] in ("qualified", "won") for _, name in held),
        "late": kind == "won" or (kind == "qualified" and (chance >= 5000 or category in ("commit", "upside"))),
        "created": held[0][0],
        "first": min((on for on in of_account if on <= AS_OF), default=None),
    }


def by_hand(all_: list[Kind]) -> dict[str, tuple[int, int, int | None]]:
    """check → count, of, value of the checks of deals."""
    deals = [now for spec in all_ if (now := stood(spec, all_))]
    since = min((spec["touch"] for spec in all_ if spec["touch"]), default=None)
    is_open, any_deal = lambda d: d["kind"] in ("unqualified", "qualified"), lambda d: True
    closed = lambda d: d["kind"] in ("won", "lost")  # noqa: E731
    twin = lambda d: (d["account"], d["name"].strip().lower(), d["amount"])  # noqa: E731
    alike = [twin(d) for d in deals]
    found: dict[str, tuple[Any, Any]] = {
        "no-amount": (is_open, lambda d: d["amount"] is None),
        "closed-no-amount": (lambda d: closed(d) and (d["kind"] == "won" or d["reached"]), lambda d: d["amount"] is None),
        "zero-late": (lambda d: d["late"], lambda d: d["amount"] == 0),
        "no-close-date": (is_open, lambda d: d["close"] is None),
        "close-date-past": (is_open, lambda d: d["close"] is not None and d["close"] < AS_OF),
        "closed-no-day": (closed, lambda d: d["closed_on"] is None),
        "closed-in-future": (closed, lambda d: d["close"] is not None and d["close"] > AS_OF),
        "no-owner": (any_deal, lambda d: d["owner"] is None),
        "unconfirmed-owner": (lambda d: d["owner"], lambda d: d["owner"] == "Uwe"),
        "owner-left": (lambda d: is_open(d) and d["owner"], lambda d: d["owner"] == "Lee"),
        "no-next-step": (is_open, lambda d: not d["next_step"]),
        "no-account": (any_deal, lambda d: d["account"] is None),
        "stage-unmapped": (lambda d: d["kind"] == "qualified", lambda d: False),
        "created-before-lead": (
            lambda d: d["lead"] and d["lead"] <= AS_OF and d["created"], lambda d: d["created"] < d["lead"]
        ),
        "won-before-contact": (
            lambda d: d["kind"] == "won" and d["first"] and d["closed_on"] and d["closed_on"] >= since,
            lambda d: d["closed_on"] < d["first"],
        ),
        "duplicate-deals": (lambda d: d["account"] and d["amount"], lambda d: alike.count(twin(d)) > 1),
    }  # fmt: skip
    counted = {}
    for check, (among, holds) in found.items():
        of = [d for d in deals if among(d)]
        amounts = [d["amount"] for d in of if holds(d)]
        known = [amount for amount in amounts if amount is not None]
        counted[check] = (len(amounts), len(of), sum(known) if known else None)
    return counted


@few
@given(all_=specs)
def test_the_checks_of_deals_are_those_of_plain_loops(all_: list[Kind]) -> None:
    with company_of([]) as company:
        write(company, all_)

        frame = health(company.book(DAY)).set_index("check")

        shown = {
            check: tuple(None if pd.isna(v) else int(v) for v in frame.loc[check, ["count", "of", "value"]]) for check in WHYS
        }
        assert shown == by_hand(all_)
        for check in [check for check in WHYS if shown[check][0]]:
            behind = health_rows(company.book(DAY), check)
            assert len(behind) == shown[check][0]
            assert behind["amount"].sum() == (shown[check][2] or 0)
