"""BANT: what SDRs heard from leads, and what reps confirmed on deals. Appended; later answers know more."""

import numpy as np
import pyarrow as pa

from seed_data.clock import Clock, Flags, Floats, Ints, at_work
from seed_data.deals import Deals
from seed_data.history import History
from seed_data.leads import REASONS, Leads, is_known
from seed_data.names import pick

ANSWERS = ("yes", "no", "unknown")
LETTERS = ("budget", "authority", "need", "timing")


def _answers(rng: np.random.Generator, n: int, shares: tuple[float, float, float]) -> Ints:
    return rng.choice(3, size=(n, 4), p=shares)


def _of_leads(rng: np.random.Generator, leads: Leads, large: bool) -> list[tuple[Ints, Ints, Ints, Ints]]:
    """(lead, moment, person, answers): at MQL little is known; at hand-over nearly all; a reason names its letter."""
    parts = []
    settled = np.minimum(leads.handed_over, leads.disqualified)
    qualified = np.flatnonzero(is_known(leads.mql))
    if not large:
        parts.append((qualified, leads.mql[qualified], leads.owner[qualified], _answers(rng, len(qualified), (0.3, 0.07, 0.63))))
    told = np.flatnonzero(is_known(leads.mql) & is_known(settled))
    answers = _answers(rng, len(told), (0.86, 0.06, 0.08))
    lost = ~is_known(leads.handed_over[told])
    answers[lost] = _answers(rng, int(lost.sum()), (0.74, 0.07, 0.19))
    letter = np.array([0, 1, 2, 3, -1, -1])[leads.reason[told] % len(REASONS)]
    named = np.flatnonzero(lost & (letter >= 0))
    answers[named, letter[named]] = 1
    parts.append((told, settled[told], leads.owner[told], answers))
    return parts


def _of_deals(
    rng: np.random.Generator, clock: Clock, deals: Deals, history: History, large: bool
) -> list[tuple[Ints, Ints, Ints, Ints]]:
    """(deal, moment, person, answers): at SQL by the owner; midway some letters change."""

    def asked(which: Flags, raw: Floats, shares: tuple[float, float, float]) -> tuple[Ints, Ints, Ints, Ints]:
        deal = np.flatnonzero(which & (raw < clock.today + 0.9))
        moment = at_work(raw[deal])
        deal, moment = deal[moment < clock.end], moment[moment < clock.end]
        owner = history.columns["owner"][history.at(deal, moment)].astype(np.int64)
        return deal, moment, owner, _answers(rng, len(deal), shares)

    parts = [asked(deals.reaches, deals.sql, (0.82, 0.06, 0.12))]
    if not large:
        midway = deals.sql + (deals.closed - deals.sql) * 0.5
        parts.append(asked(deals.reaches & (rng.random(len(deals)) < 0.3), midway, (0.88, 0.08, 0.04)))
        dropped = ~deals.reaches & (rng.random(len(deals)) < 0.6)
        parts.append(asked(dropped, (deals.created + deals.closed) / 2, (0.4, 0.4, 0.2)))
    return parts


def bant_rows(rng: np.random.Generator, clock: Clock, leads: Leads, deals: Deals, history: History, large: bool) -> pa.Table:
    """The table bant_answer, leads' answers first."""
    of_leads, of_deals = _of_leads(rng, leads, large), _of_deals(rng, clock, deals, history, large)
    nobody = [np.zeros(len(part[0]), np.int64) for part in of_leads]
    lead = np.concatenate([part[0] + 1 for part in of_leads] + [np.zeros(len(part[0]), np.int64) for part in of_deals])
    deal = np.concatenate(nobody + [part[0] + 1 for part in of_deals])
    moment, person = (np.concatenate([part[i] for part in of_leads + of_deals]) for i in (1, 2))
    answers = np.concatenate([part[3] for part in of_leads + of_deals])
    columns = {
        "lead_id": pa.array(lead, mask=lead == 0),
        "deal_id": pa.array(deal, mask=deal == 0),
        "answered_at": clock.moments(moment),
        "person_id": person,
    }
    return pa.table(columns | {letter: pick(ANSWERS, answers[:, i]) for i, letter in enumerate(LETTERS)})
