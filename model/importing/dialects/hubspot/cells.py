"""What HubSpot's files have in common: the ids and the owner, lists of ids, columns that no file is read for."""

from model.importing.cells.values import Kind, is_empty

ID = "Record ID | hs_object_id | id | Datensatz-ID | レコードID"
OWNER = "hubspot_owner_id | HubSpot owner | Owner"
UNREAD = (
    "HubSpot Team | hubspot_team_id | Last Activity Date | notes_last_updated | Last Contacted | notes_last_contacted"
    " | Next Activity Date | notes_next_activity_date | Number of Sales Activities | num_notes | Number of times contacted"
    " | num_contacted_notes | Last Modified Date | hs_lastmodifieddate | lastmodifieddate | updatedAt | createdAt | archived"
    " | Created by user ID | Updated by user ID | Record source | Record source detail 1 | Record source detail 2"
    " | Original Source Data 1 | Original Source Data 2 | Latest Traffic Source | Tags | Brands"
)


def ids_of(cell: str) -> tuple[str, ...]:
    """«12;34» → both."""
    return tuple(part.strip() for part in cell.split(";") if not is_empty(part, Kind.REFERENCE))


def first_of(cell: str) -> str | None:
    """The first of a list: which of several is the primary one, an export does not say."""
    return next(iter(ids_of(cell)), None)


def only_of(cell: str) -> str | None:
    """The one of a list; of several none."""
    found = ids_of(cell)
    return found[0] if len(found) == 1 else None
