"""What the files of all modules have in common: ids with and without «zcrm_», owners, columns that no file is read for."""

import re

from model.importing.cells.values import Kind, is_empty, unshortened
from model.importing.dialect import Column

NUMBER = re.compile(r"[0-9]{10,20}")
ID = "Record Id | Id"
UNREAD = (
    "Created By.id | Created By | SMCREATORID | Modified By.id | Modified By | MODIFIEDBY | Last Activity Time | Tag"
    " | Description | Layout | Layout.id | Exchange Rate | Currency Symbol | Change Log Time | Locked | Last Enriched Time"
    " | Enrich Status | Unsubscribed Mode | Unsubscribed Time | Record Image | User Modified Time | System Modified Time"
    " | User Related Activity Time | System Related Activity Time | Record Status | Connected To | Territory | Visited"
)
TIMES = {
    "Created Time": Column("created_at", Kind.MOMENT),
    "Modified Time | Last Modified Time": Column("modified", Kind.MOMENT),
}


def number_of(text: str) -> str | None:
    """A record's id in one spelling: with «zcrm_», as exports write it, also where only its number stands."""
    if is_empty(text, Kind.REFERENCE):
        return None
    return f"zcrm_{text}" if NUMBER.fullmatch(text) else unshortened(text)


def numbered(field: str) -> Column:
    """A column of ids."""
    return Column(field, read=number_of)


def owner(*modules: str) -> dict[str, Column]:
    """The columns of who owns a row."""
    return {
        " | ".join((*(f"{module} Owner.id | {module} Owner ID" for module in modules), "Owner.id | SMOWNERID | Owner ID")):
            numbered("owner.id"),
        " | ".join((*(f"{module} Owner | {module} Owner Name" for module in modules), "Owner | Owner Name")):
            numbered("owner.name"),  # tables of Zoho Analytics have the number there
    }  # fmt: skip
