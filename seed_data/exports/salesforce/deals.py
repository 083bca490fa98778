"""Opportunities, their two histories, their products and their stages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from model.tables import Deal, DealLine, DealVersion
from seed_data.exports.company import Company
from seed_data.exports.files import Columns
from seed_data.exports.salesforce.ids import CELLS, id_of

CATEGORIES = {"closed": "Closed", "commit": "Commit", "upside": "Best Case", "pipeline": "Pipeline", "omitted": "Omitted"}
TYPES = {"new": "New Business", "existing": "Existing Business", "renewal": "Renewal"}


@dataclass(frozen=True)
class Change:
    """One field of a deal that became something else."""

    number: int
    deal: int
    moment: datetime
    field: str
    kind: str  # Text, Number or Date: in which columns the values stand
    old: str
    new: str


def products_columns() -> Columns[Any]:
    return {
        "Id": lambda p: id_of("product", p.id),
        "Name": lambda p: p.name,
        "ProductCode": lambda p: p.external_id,
        "IsActive": lambda _: "1",
    }


def stages_columns(company: Company) -> Columns[Any]:
    terms = company.terms
    return {
        "Id": lambda s: id_of("stage", s.id),
        "MasterLabel": lambda s: s.name,
        "IsActive": lambda _: "1",
        "SortOrder": lambda s: str(s.position),
        "IsClosed": lambda s: CELLS.flag(s.kind in ("won", "lost")),
        "IsWon": lambda s: CELLS.flag(s.kind == "won"),
        "ForecastCategoryName": lambda s: CATEGORIES[terms[s.id].default_category or "pipeline"],
        "DefaultProbability": lambda s: CELLS.per_cent(terms[s.id].probability_bp),
    }


def _state(company: Company, version: Callable[[Any], DealVersion]) -> Columns[Any]:
    """What a deal's own row and a row of its history both say."""

    def amount(row: Any) -> str:
        state = version(row)
        return CELLS.money(state.amount, company.exponent(company.deals[state.deal_id]))

    return {
        "StageName": lambda row: company.stage(version(row)).name,
        "Amount": amount,
        "Probability": lambda row: CELLS.per_cent(company.terms[version(row).stage_id].probability_bp),
        "CloseDate": lambda row: CELLS.day(version(row).close_date),
    }


def deals_columns(company: Company) -> Columns[Deal]:
    last = company.last
    return {
        "Id": lambda d: id_of("deal", d.id),
        "IsDeleted": lambda _: "0",
        "AccountId": lambda d: id_of("account", d.account_id),
        "Name": lambda d: d.name,
        **_state(company, last),
        "Type": lambda d: TYPES.get(d.type or "", ""),
        "NextStep": lambda d: CELLS.text(last(d).next_step),
        "LeadSource": lambda d: CELLS.text(d.source),
        "IsClosed": lambda d: CELLS.flag(company.stage(last(d)).kind in ("won", "lost")),
        "IsWon": lambda d: CELLS.flag(company.stage(last(d)).kind == "won"),
        "ForecastCategoryName": lambda d: CATEGORIES[company.category(last(d))],
        "CurrencyIsoCode": lambda d: d.currency or company.settings.currency,
        "OwnerId": lambda d: id_of("person", last(d).owner_id),
        "CreatedDate": lambda d: CELLS.moment(d.created_at),
        "LastModifiedDate": lambda d: CELLS.moment(last(d).valid_from),
        "LastStageChangeDate": lambda d: CELLS.moment(company.entered(d)),
    }


def moves(company: Company) -> Iterator[tuple[int, DealVersion]]:
    """The versions that Salesforce's own history has a row for, numbered."""
    number = 0
    for history in company.versions.values():
        for before, version in zip([None, *history], history, strict=False):
            said = (version.stage_id, version.amount, version.close_date, company.category(version))
            if before is None or said != (before.stage_id, before.amount, before.close_date, company.category(before)):
                number += 1
                yield number, version


def history_columns(company: Company) -> Columns[tuple[int, DealVersion]]:
    return {
        "Id": lambda row: id_of("history", row[0]),
        "OpportunityId": lambda row: id_of("deal", row[1].deal_id),
        "CreatedById": lambda row: id_of("person", row[1].owner_id),
        "CreatedDate": lambda row: CELLS.moment(row[1].valid_from),
        **_state(company, lambda row: row[1]),
        "ForecastCategory": lambda row: CATEGORIES[company.category(row[1])].replace("Best Case", "BestCase"),
        "IsDeleted": lambda _: "0",
    }


def field_changes(company: Company) -> Iterator[Change]:
    """Every change of a tracked field; what a deal began with is in no row."""
    number = 0
    for deal, history in company.versions.items():
        exponent = company.exponent(company.deals[deal])
        fields: dict[str, tuple[str, Callable[[DealVersion], str]]] = {
            "StageName": ("Text", lambda v: company.stage(v).name),
            "Amount": ("Number", lambda v, exponent=exponent: CELLS.money(v.amount, exponent)),  # type: ignore[misc]
            "CloseDate": ("Date", lambda v: CELLS.day(v.close_date)),
            "Owner": ("Text", lambda v: id_of("person", v.owner_id)),
            "NextStep": ("Text", lambda v: CELLS.text(v.next_step)),
        }
        for before, version in pairwise(history):
            for field, (kind, said) in fields.items():
                if said(before) != said(version) and version.valid_from:
                    number += 1
                    yield Change(number, deal, version.valid_from, field, kind, said(before), said(version))


def changes_columns() -> Columns[Change]:
    def value(kind: str, which: str) -> Callable[[Change], str]:
        return lambda change: getattr(change, which) if change.kind == kind else ""

    return {
        "Id": lambda c: id_of("change", c.number),
        "IsDeleted": lambda _: "0",
        "ParentId": lambda c: id_of("deal", c.deal),
        "ParentSobjectType": lambda _: "Opportunity",
        "CreatedDate": lambda c: CELLS.moment(c.moment),
        "FieldName": lambda c: c.field,
        "DataType": lambda c: c.kind,
        **{f"{said}val{where}": value(kind, which) for kind, where in (("Text", "String"), ("Number", "Number"), ("Date", "Date"))
           for said, which in (("Old", "old"), ("New", "new"))},
    }  # fmt: skip


def lines_columns(company: Company) -> Columns[DealLine]:
    return {
        "Id": lambda line: id_of("line", line.id),
        "OpportunityId": lambda line: id_of("deal", line.deal_id),
        "Product2Id": lambda line: id_of("product", line.product_id),
        "Quantity": lambda line: "" if line.quantity is None else f"{line.quantity:g}",
        "TotalPrice": lambda line: CELLS.money(line.amount, company.exponent(company.deals[line.deal_id])),
        "IsDeleted": lambda _: "0",
    }
