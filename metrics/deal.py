"""One deal: its facts, its versions and what was done on it. Nothing of a deal outside the Book, as if it did not exist."""

from collections.abc import Hashable
from itertools import pairwise
from typing import Any

import pandas as pd
from sqlalchemy import case, func, select

from metrics.bridge_deals import change
from model.access import Grain
from model.book import Book
from model.columns import OPEN_DAY, UNKNOWN_DAY
from model.snapshots import stages_at
from model.tables import Account, Deal, DealVersion, Lead, Product, Stage, table

FACTS = (
    "deal_id", "owner_id", "manager_id", "sdr_id", "stage_id", "stage_kind", "category", "chosen", "amount", "weighted",
    "probability_bp", "close_on", "closed_on", "created_on", "sql_on", "changed_on", "motion", "type", "source",
    "segment", "region", "crm_amount", "crm_chosen", "crm_close_on", "own_judgement_id",
)  # fmt: skip


def deal_facts(book: Book, deal_id: int) -> pd.DataFrame:
    """The deal as it stood at the end of the Book's day, in one row; none for a deal that is not in the Book.

    Columns: deal_id, external_id, name, account_id, account, product, lead_id, lead, owner_id, manager_id, sdr_id, stage_id,
    stage_kind, category, chosen (the owner's own), amount and weighted (minor units), probability_bp, close_on, closed_on,
    created_on, sql_on (None: not reached or before history), changed_on, entered_on (its stage; None: unknown), motion,
    type, source, segment, region, currency (the deal's own; None: the company's), next_step; crm_amount, crm_chosen,
    crm_close_on and crm_next_step: what the CRM says where the owner judges otherwise, else as before; own_judgement_id (None:
    all is as the CRM says).
    """
    book.allow(Grain.DEAL)
    deal, named = book.deals, book.deal_names
    account, lead, product, version = (table(model) for model in (Account, Lead, Product, DealVersion))
    own = table(Deal).alias("own")  # DuckDB cannot tell the table `deal` from the alias of Book.deals
    unknown = {name: case((deal.c[name] > UNKNOWN_DAY, deal.c[name])) for name in ("sql_on", "changed_on")}
    return book.frame(
        select(
            named.c.external_id,
            named.c.name,
            deal.c.account_id,
            account.c.name.label("account"),
            product.c.name.label("product"),
            deal.c.lead_id,
            lead.c.name.label("lead"),
            *(unknown.get(name, deal.c[name]).label(name) for name in FACTS),
            case((deal.c.visit_known, deal.c.visit_on)).label("entered_on"),
            own.c.currency,
            func.coalesce(deal.c.judged_next_step, version.c.next_step).label("next_step"),
            version.c.next_step.label("crm_next_step"),
        )
        .select_from(
            deal.join(own, own.c.id == deal.c.deal_id)
            .join(named, named.c.deal_id == deal.c.deal_id)
            .join(version, version.c.id == deal.c.version_id)
            .join(account, account.c.id == deal.c.account_id, isouter=True)
            .join(product, product.c.id == deal.c.product_id, isouter=True)
            .join(lead, lead.c.id == deal.c.lead_id, isouter=True)
        )
        .where(deal.c.deal_id == deal_id)
    )


def deal_versions(book: Book, deal_id: int) -> pd.DataFrame:
    """Every version of the deal begun by the Book's day, oldest first; none for a deal that is not in the Book.

    Columns: from_at (moment; None: unknown beginning), from_on, to_on (None: still so), stage_id, stage_kind, amount (minor
    units of the deal's currency), close_on, previous_close_on, chosen, category (chosen or, by the Book's day's settings, the
    stage's default; closed where won; None where it is in no sum: unqualified or lost), owner_id, next_step, moved (whether
    it entered a stage), change (from the version before, in words as in bridge_deals; None: nothing that they tell of).
    """
    book.allow(Grain.DEAL)
    history, version, stage, default = book.history, table(DealVersion), table(Stage), stages_at(book.as_of)
    order = (history.c.from_on, history.c.valid_from.nulls_first(), history.c.version_id)
    before = func.lag(history.c.visit).over(order_by=order)
    chosen = case((history.c.chosen == "closed", "commit"), else_=history.c.chosen)
    category = case(
        (stage.c.kind == "won", "closed"),
        (stage.c.kind == "qualified", func.coalesce(chosen, default.c.default_category)),
    )
    rows = book.frame(
        select(
            history.c.valid_from.label("from_at"),
            case((history.c.from_on > UNKNOWN_DAY, history.c.from_on)).label("from_on"),
            case((history.c.to_on < OPEN_DAY, history.c.to_on)).label("to_on"),
            history.c.stage_id,
            stage.c.name.label("stage"),
            stage.c.kind.label("stage_kind"),
            history.c.amount,
            history.c.close_on,
            history.c.previous_close_on,
            history.c.chosen,
            category.label("category"),
            history.c.owner_id,
            version.c.next_step,
            func.coalesce(history.c.visit != before, True).label("moved"),
        )
        .join(version, version.c.id == history.c.version_id)
        .join(stage, stage.c.id == history.c.stage_id)
        .join(default, default.c.stage_id == history.c.stage_id)
        .where(history.c.deal_id == deal_id)
        .order_by(*order)
    )
    changes = [None, *(difference(was, now) for was, now in pairwise(rows.to_dict("records")))][: len(rows)]
    return rows.drop(columns="stage").assign(change=pd.Series(changes, dtype="string"))


def difference(was: dict[Hashable, Any], now: dict[Hashable, Any]) -> str | None:
    """What changed from one version to the next in words; None for nothing but the next step. Rows as in deal_versions."""
    names = {"owner_id": "owner_id", "stage": "stage", "amount": "amount", "close_on": "due_on", "category": "category"}
    both = {
        f"{side}_{name}": None if pd.isna(row[column]) else row[column]
        for side, row in (("was", was), ("now", now))
        for column, name in names.items()
    }
    if None in (both["was_category"], both["now_category"]) or "closed" in (both["was_category"], both["now_category"]):
        both["was_category"] = both["now_category"]  # the stage says it: it was qualified, closed or reopened
    return change(both)


def deal_activities(book: Book, deal_id: int) -> pd.DataFrame:
    """Completed activities on the deal by the Book's day, latest first; none for a deal that is not in the Book.

    Columns: happened_at (moment), happened_on, person_id, kind, direction (out, in or None).
    """
    book.allow(Grain.DEAL)
    touch = book.deal_touches
    columns = ("happened_at", "happened_on", "person_id", "kind", "direction")
    return book.frame(
        select(*(touch.c[name] for name in columns))
        .where(touch.c.deal_id == deal_id)
        .order_by(touch.c.happened_at.desc(), touch.c.activity_id)
    )
