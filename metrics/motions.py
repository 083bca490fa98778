"""New and existing business side by side."""

import pandas as pd
from sqlalchemy import BigInteger, Double, case, cast, func, or_, select
from sqlalchemy import ColumnElement as Column

from metrics.definition import Unit, metric
from metrics.quotas import total_quota
from metrics.rates import floats, share, wilson_bounds
from metrics.splits import DEAL_SPLITS, split_of
from metrics.velocity import cycle_days
from metrics.win_rate import closed_in
from model.book import Book
from model.calendar import Period, Window

MOTIONS = {
    "kind": Unit.TEXT,
    "volume": Unit.COUNT,
    "value": Unit.MONEY,
    "won": Unit.COUNT,
    "won_value": Unit.MONEY,
    "share": Unit.RATE,
    "win_rate": Unit.RATE,
    "low": Unit.RATE,
    "high": Unit.RATE,
    "reference": Unit.RATE,
    "median_cycle_days": Unit.DAYS,
    "quota": Unit.MONEY,
    "attainment": Unit.RATE,
}
KINDS = ("new", "existing", "unknown")
SPLITS = tuple(name for name in DEAL_SPLITS if name != "kind")


@metric("motions", columns=MOTIONS, splits=SPLITS)
def motions(book: Book, window: Window, period: Period, by: str | None = None) -> pd.DataFrame:
    """New business beside existing business: pipeline, wins, win rate and quota of each kind of deal, never blended only.

    kind: a deal is existing when its account had a deal won before it was created, or is recorded as a customer since
    before then; unknown without an account or a known creation; else new. volume, value = open qualified deals and Σ of
    their amounts on the day. won, won_value = deals won in the window and Σ of their amounts. share = won_value ÷ Σ
    won_value of all kinds shown. win_rate = won ÷ (won + lost) of the deals closed in the window that had reached SQL, with
    its Wilson 95 % interval (low, high); reference = the middle of the company's reference range for the kind.
    median_cycle_days = median days from reaching SQL to won. quota = that of the Book's people for the kind and the period;
    attainment = won_in_period ÷ quota; won_in_period = Σ amount of the deals won in the period.

    Left out: deals lost straight from the first stage; amounts that are unknown. With a split (`by`) quotas are not known per
    part: quota and attainment are empty; share is within the part. Rows for new and existing are always there, unless the
    scope names another kind; one for unknown only if there are such deals. Empty input gives counts of 0 and empty rates.

    Source: DOMAIN.md §5.
    """
    deal = book.deals
    won, lost = closed_in(deal, window)
    in_period, _ = closed_in(deal, period)
    qualified = deal.c.stage_kind == "qualified"
    split = split_of(deal, by)
    frame = book.frame(
        select(
            *split,
            deal.c.motion.label("kind"),
            func.count(case((qualified, 1))).label("volume"),
            _sum(qualified, deal.c.amount).label("value"),
            func.count(case((won, 1))).label("won"),
            _sum(won, deal.c.amount).label("won_value"),
            func.count(case((or_(won, lost), 1))).label("closed"),
            cast(func.percentile_disc(0.5).within_group(case((won, cycle_days(deal)))), Double).label("median_cycle_days"),
            _sum(in_period, deal.c.amount).label("won_in_period"),
        )
        .where(or_(qualified, won, lost, in_period))
        .group_by(*split, deal.c.motion)
    )
    rows = _ordered(frame, by, book.scope.kind)
    low, high = wilson_bounds(rows["won"], rows["closed"])
    quotas = [None if by else total_quota(book, period, kind) for kind in rows["kind"]]
    quota = pd.Series(quotas, dtype="Int64")
    whole = (
        rows.groupby(by, dropna=False)["won_value"].transform("sum") if by else rows["won_value"].sum() + 0 * rows["won_value"]
    )
    rows = rows.assign(
        share=share(rows["won_value"], whole),
        win_rate=share(rows["won"], rows["closed"]),
        low=low,
        high=high,
        reference=floats(_reference(book, kind) for kind in rows["kind"]),
        quota=quota,
        attainment=share(rows["won_in_period"], quota.mask(quota <= 0)),
    )
    return rows[[*([by] if by else []), *MOTIONS]]


def _sum(condition: Column[bool], amount: Column[int]) -> Column[int]:
    return cast(func.coalesce(func.sum(case((condition, amount))), 0), BigInteger)


def _ordered(frame: pd.DataFrame, by: str | None, scoped: str | None) -> pd.DataFrame:
    """New, existing, unknown in this order, for the whole or for each part of the split; new and existing also without deals."""
    if by and frame.empty:
        return frame.assign(nth=pd.Series(dtype="Int64"))
    wanted = [kind for kind in KINDS if kind == scoped or (scoped is None and kind != "unknown")]
    keys = pd.DataFrame({"kind": pd.Series(wanted, dtype="string")})
    if by:
        keys = frame[[by]].drop_duplicates().merge(keys, how="cross")
    on = [by, "kind"] if by else ["kind"]
    rows = keys.merge(frame, how="outer", on=on)
    rows = rows.fillna({str(name): 0 for name in rows if name not in (*on, "median_cycle_days")})
    rows["nth"] = rows["kind"].map(KINDS.index).astype("Int64")
    return rows.sort_values([*([by] if by else []), "nth"], ignore_index=True)


def _reference(book: Book, kind: str) -> float | None:
    if kind == "unknown":
        return None
    low, high = book.settings.reference(f"win_rate.{kind}")
    return (low + high) / 2
