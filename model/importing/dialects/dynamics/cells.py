"""What the files of all tables have in common: the columns for its own use, lookups by id, by name or by both."""

from collections.abc import Callable

from model.importing.cells.values import Kind, is_empty
from model.importing.dialect import Column

FORMATTED = "@OData.Community.Display.V1.FormattedValue"
UNREAD = (
    "(Do Not Modify) Row Checksum | Row Checksum | Currency (Base) | Exchange Rate | exchangerate"
    " | Created By | createdby | _createdby_value | Modified By | modifiedby | _modifiedby_value | versionnumber"
    " | importsequencenumber | timezoneruleversionnumber | utcconversiontimezonecode | owningbusinessunit | Owning Business Unit"
    " | _owningbusinessunit_value | owninguser | owningteam | _owninguser_value | _owningteam_value | @odata.etag | Description"
    " | description | Process | processid | stageid | Last Interaction | Next Interaction | traversedpath | Record Created On"
    " | overriddencreatedon | SLA | Status Reason (Entity)"
)
OWNER = {
    "_ownerid_value | ownerid": Column("owner.id", read=lambda text: guid(text)),
    f"Owner | owneridname | _ownerid_value{FORMATTED} | Owner Name": Column("owner.name"),
    "Created On | createdon": Column("created_at", Kind.MOMENT),
    "Modified On | modifiedon | (Do Not Modify) Modified On": Column("modified", Kind.MOMENT),
}


def row_id(table: str, key: str) -> str:
    """The headers of a row's own id."""
    return f"(Do Not Modify) {table} | {key} | {table} ID"


def guid(text: str) -> str | None:
    """An id in one spelling: lower case, without brackets."""
    return None if is_empty(text, Kind.REFERENCE) else text.strip("{}").casefold()


def identified(field: str) -> Column:
    """A column of ids."""
    return Column(field, read=guid)


def coded(codes: dict[str, str]) -> Callable[[str], str]:
    """How a choice is read: by its code, as the API writes it, or its label; a label that is not known stays as it is."""
    return lambda text: codes.get(text.casefold(), text)
