"""The whole company, table by table, in the order in which a database takes them."""

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pyarrow as pa
from sqlalchemy import Table

from model.tables import (
    Account,
    Activity,
    BantAnswer,
    Call,
    Deal,
    DealLine,
    DealVersion,
    Judgement,
    Lead,
    Person,
    Product,
    Quota,
    ReportingLine,
    Setting,
    Stage,
    StageTerms,
    table,
)
from seed_data import catalog
from seed_data.accounts import account_rows, assign
from seed_data.activities import LARGE, all_touches
from seed_data.amounts import first_amounts, line_rows
from seed_data.bant import bant_rows
from seed_data.calls import call_rows
from seed_data.clock import Clock, Flags, Ints, at_work
from seed_data.deals import Deals, plan
from seed_data.history import NONE, version_rows
from seed_data.judgements import judgement_rows
from seed_data.leads import SOURCES, Leads, arrive, lead_rows
from seed_data.names import ids, pick
from seed_data.people import hire, people_rows
from seed_data.quotas import quota_rows
from seed_data.results import wins
from seed_data.story import tell

LEADS_PER_DEAL = 2.5
TYPES = ("new", "existing", "renewal")
Progress = Callable[[float, str], None]


class Dice:
    """A random source per topic, so that a change in one leaves the others as they were."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __call__(self, topic: str) -> np.random.Generator:
        """The source of that topic."""
        return np.random.default_rng([self._seed, *topic.encode()])


def company(today: date, deals: int, seed: int, progress: Progress) -> Iterator[tuple[Table, pa.Table]]:
    """Every table with its rows; `progress` is told the share done and what comes next."""
    dice, clock = Dice(seed), Clock.at(today)
    progress(0.0, "People")
    people = hire(dice("people"), clock, deals)
    person, reporting = people_rows(dice("names"), people)
    yield table(Setting), catalog.settings_rows()
    yield table(Person), person
    yield table(ReportingLine), reporting
    yield table(Product), catalog.product_rows()
    yield table(Stage), catalog.stage_rows()
    yield table(StageTerms), catalog.terms_rows(clock)
    progress(0.02, "Leads and deals")
    leads = arrive(dice("leads"), clock, round(LEADS_PER_DEAL * deals), deals, people.sdrs)
    plans = plan(dice("deals"), clock, leads, deals, people.reps)
    account, accounts = assign(dice("accounts"), clock, plans, people.reps)
    rows = account_rows(dice("account names"), accounts)
    yield table(Account), rows
    yield table(Deal), deal_rows(dice("deal names"), clock, plans, leads, account, rows["name"].combine_chunks())
    yield table(Lead), _lead_rows(dice, clock, leads, plans, account, rows["name"].combine_chunks())
    first, unknown = first_amounts(dice("amounts"), plans, account, accounts)
    progress(0.15, "History of deals")
    history = tell(dice("story"), clock, plans, people, first, unknown)
    yield table(DealVersion), version_rows(clock, history)
    progress(0.45, "Products sold")
    amount = history.columns["amount"][history.last()].astype(np.int64)
    yield table(DealLine), line_rows(dice("lines"), account, accounts, np.maximum(amount, 0), plans.reaches & (amount != NONE))
    progress(0.5, "Activities")
    yield table(Activity), all_touches(dice("activities"), clock, leads, plans, history, account, accounts, people.reps)
    progress(0.7, "BANT")
    yield table(BantAnswer), bant_rows(dice("bant"), clock, leads, plans, history, deals > LARGE)
    progress(0.78, "Quotas, calls and judgements")
    found = wins(clock, plans, people, np.where(amount == NONE, 0, amount))
    quotas, both = quota_rows(clock, people, found)
    yield table(Quota), quotas
    yield table(Call), call_rows(dice("calls"), clock, people, found, both)
    yield table(Judgement), judgement_rows(dice("judgements"), clock, people, history)


def deal_rows(rng: np.random.Generator, clock: Clock, deals: Deals, leads: Leads, account: Ints, names: pa.Array) -> pa.Table:
    """The table deal. The CRM's own type is wrong now and then."""
    n = len(deals)
    kind = np.where(deals.renewal, 2, np.where(deals.existing, 1, 0))
    kind = np.where(rng.random(n) < 0.03, (kind + 1) % 3, kind)
    product = pick([p[0] for p in catalog.PRODUCTS], (account * 7 + 7 * 10**6) % len(catalog.PRODUCTS))
    company = pa.compute.if_else(pa.array(account >= 0), names.take(pa.array(np.maximum(account, 0))), "Walk-in")
    return pa.table(
        {
            "id": np.arange(1, n + 1),
            "external_id": ids("D", n),
            "name": pa.compute.binary_join_element_wise(company, product, " – "),
            "account_id": pa.array(account + 1, mask=account < 0),
            "lead_id": pa.array(deals.lead + 1, mask=deals.lead < 0),
            "type": pick(TYPES, kind),
            "currency": pa.repeat("USD", n),
            "created_at": clock.moments(at_work(deals.created)),
            "source": pick(SOURCES, np.where(deals.lead >= 0, leads.source[np.maximum(deals.lead, 0)], 0), deals.lead < 0),
        }
    )


def _lead_rows(dice: Dice, clock: Clock, leads: Leads, deals: Deals, account: Ints, names: pa.Array) -> pa.Table:
    from_lead: Flags = deals.lead >= 0
    deal_of, account_of = np.zeros(len(leads.created), np.int64), np.zeros(len(leads.created), np.int64)
    deal_of[deals.lead[from_lead]] = np.flatnonzero(from_lead) + 1
    account_of[deals.lead[from_lead]] = account[from_lead] + 1
    return lead_rows(dice("lead names"), clock, leads, deal_of, account_of, names)
