"""What opportunities were before: Salesforce's own history of stages, the history of fields, and a warehouse's of rows."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from model.importing.cells.plain_values import checked_money
from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.salesforce.deals import OPPORTUNITY, known_as
from model.importing.dialects.salesforce.words import ID, NOT_READ, SYSTEM, category_of, id_of, link
from model.importing.report import Refused

FIELDS = {
    "stagename": "stage", "amount": "amount", "closedate": "close_date", "owner": "owner", "ownerid": "owner",
    "nextstep": "next_step", "forecastcategoryname": "category", "forecastcategory": "category",
}  # fmt: skip
"""Tracked fields, in lower case, that say something of a deal's state."""

HISTORY = Sheet(
    "the history of opportunities",
    ("OpportunityId", "StageName", "CreatedDate"),
    SYSTEM
    | {
        "OpportunityId": link("deal"),
        "CreatedDate": Column("valid_from"),
        "StageName": Column("stage"),
        "Amount": Column("amount"),
        "CloseDate": Column("close_date"),
        "ForecastCategory": Column("category", read=category_of),
        "CreatedDateForInsert | ExpectedRevenue | Probability | PrevForecastUpdate | FromForecastCategory": NOT_READ,
        "FromOpportunityStageName | PrevOpportunityStageUpdate | ValidThroughDate | PrevAmount | PrevCloseDate": NOT_READ,
    },
    ("deal_versions",),
    zone="UTC",
)


def _change(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    """From that moment on the field was so, and until then as it had been."""
    field = FIELDS.get((row["field"] or "").casefold())
    deal, moment = row["deal"], row["moment"]
    if field is None or deal is None or moment is None or (row.get("object") or "Opportunity") != "Opportunity":
        return
    if field == "owner" and not any(ID.fullmatch(value or "") for value in (row["old_text"], row["new_text"])):
        return  # the same change is there a second time, by names
    old, new = (_value(field, row, which) for which in ("old", "new"))
    if field != "stage" or new is not None:
        yield "deal_versions", {"deal": deal, "valid_from": moment, field: new}
    if field != "stage" or old is not None:
        yield "earlier", {"deal": deal, "before": moment, field: old}


def _value(field: str, row: dict[str, Any], which: str) -> Any:
    """The old or the new value: in a column of its type in exports, as text from the API."""
    text = row[f"{which}_text"]
    if field == "amount":
        number = row.get(f"{which}_number")
        return number if number is not None or text is None else checked_money(text)
    if field == "close_date":
        day = row.get(f"{which}_day")
        return day if day is not None or text is None else _day_of(text, f"{which}_text")
    if text is None:
        return None
    return id_of(text) if field == "owner" else category_of(text) if field == "category" else text


def _day_of(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Refused("is not a day", "Write it as 2027-01-31", field) from None


FIELD_HISTORY = Sheet(
    "the history of fields",
    ("ParentId", "FieldName", "OldvalString", "NewvalString", "CreatedDate"),
    SYSTEM
    | {
        "ParentId": link("deal"),
        "ParentSobjectType": Column("object"),
        "CreatedDate": Column("moment", Kind.MOMENT),
        "FieldName": Column("field"),
        "OldvalString": Column("old_text"),
        "NewvalString": Column("new_text"),
        "OldvalNumber": Column("old_number", Kind.DEAL_MONEY),
        "NewvalNumber": Column("new_number", Kind.DEAL_MONEY),
        "OldvalDate": Column("old_day", Kind.DAY),
        "NewvalDate": Column("new_day", Kind.DAY),
        "DataType | OldvalFirstName | NewvalFirstName | OldvalLastName | NewvalLastName": NOT_READ,
    },
    records=_change,
    zone="UTC",
)

API_FIELD_HISTORY = Sheet(
    "the history of opportunities' fields",
    ("OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate"),
    SYSTEM
    | {
        "OpportunityId": link("deal"),
        "Field": Column("field"),
        "OldValue": Column("old_text"),
        "NewValue": Column("new_text"),
        "CreatedDate": Column("moment", Kind.MOMENT),
        "DataType": NOT_READ,
    },
    records=_change,
    zone="UTC",
)


def _moved(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    """A row of the report «Opportunity History»: from one stage, and perhaps amount, to another."""
    deal, moment = known_as(row), row["moment"]
    if moment is None:
        raise Refused("is empty", "Every row of a history has its moment", "moment")
    for field in ("stage", "amount"):
        if row.get(f"to_{field}") is not None:
            yield "deal_versions", {"deal": deal, "valid_from": moment, field: row[f"to_{field}"]}
        if row.get(f"from_{field}") is not None:
            yield "earlier", {"deal": deal, "before": moment, field: row[f"from_{field}"]}


REPORT_HISTORY = Sheet(
    "a report of opportunities' history",
    ("Opportunity Name | Opportunity ID", "To Stage", "From Stage", "Last Modified | Last Modified Date | Edit Date"),
    {
        "Opportunity ID": link("id"),
        "Opportunity Name": Column("name"),
        "Account Name": Column("account"),
        "Last Modified | Last Modified Date | Edit Date": Column("moment", Kind.MOMENT),
        "From Stage": Column("from_stage"),
        "To Stage": Column("to_stage"),
        "From Amount": Column("from_amount", Kind.DEAL_MONEY),
        "To Amount": Column("to_amount", Kind.DEAL_MONEY),
        "Opportunity Owner | Last Modified By | Probability (%) | Close Date | Amount": NOT_READ,
    },
    records=_moved,
)

STATE = ("stage", "amount", "close_date", "category", "owner", "next_step")
IDENTITY = ("name", "account", "type", "currency", "created_at", "source")


def _kept(row: dict[str, Any], _context: Context) -> Iterator[Record]:
    """A row of a warehouse that keeps every version of an opportunity: what it was from a moment on."""
    if row.get("active") is not False:
        yield "deals", {"id": row["id"]} | {name: row[name] for name in IDENTITY if name in row}
    said = {name: row[name] for name in STATE if name in row}
    yield "deal_versions", {"deal": row["id"], "valid_from": row["from"]} | said


WAREHOUSE = Sheet(
    "opportunities of a warehouse with their history",
    ("StageName", "CloseDate", "_fivetran_start"),
    {
        **{words: column for words, column in OPPORTUNITY.columns.items() if "since" not in column.fields},
        "Id": link("id"),
        "_fivetran_start": Column("from", Kind.MOMENT),
        "_fivetran_active": Column("active", Kind.FLAG),
        "_fivetran_end | LastStageChangeDate": NOT_READ,
    },
    ("deals", "deal_versions"),
    records=_kept,
    zone="UTC",
)
