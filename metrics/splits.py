"""By what a figure can be split, and how a split is read from deals and from leads."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, FromClause

from metrics.definition import Unit


@dataclass(frozen=True)
class Split:
    """A way to split: the columns that carry it in Book.deals and in Book.leads (None: it cannot), and its unit."""

    of_deals: str
    of_leads: str | None
    unit: Unit


SPLITS: dict[str, Split] = {
    "owner": Split("owner_id", "deal_owner_id", Unit.PERSON),
    "manager": Split("manager_id", None, Unit.PERSON),
    "region": Split("region", "region", Unit.TEXT),
    "segment": Split("segment", "segment", Unit.TEXT),
    "kind": Split("motion", "motion", Unit.TEXT),
    "way": Split("way", None, Unit.TEXT),
    "source": Split("source", "source", Unit.TEXT),
    "sdr": Split("sdr_id", "owner_id", Unit.PERSON),
    "product": Split("product_id", None, Unit.PRODUCT),
}
DEAL_SPLITS = tuple(SPLITS)
LEAD_SPLITS = tuple(name for name, split in SPLITS.items() if split.of_leads)


def split_of(rows: FromClause, by: str | None, *, leads: bool = False) -> list[ColumnElement[object]]:
    """The column to group by, labelled with the split's name, as a list of one; empty without a split."""
    if by is None:
        return []
    column = SPLITS[by].of_leads if leads else SPLITS[by].of_deals
    assert column is not None, f"leads have no {by}"
    return [rows.c[column].label(by)]
