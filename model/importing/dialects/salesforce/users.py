"""Users and whom they report to: by ManagerId, and where that is empty by the hierarchy of roles."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from model.importing.cells.values import Context, Kind
from model.importing.dialect import Column, Record, Sheet
from model.importing.dialects.salesforce.words import NOT_READ, SYSTEM, link


@dataclass(frozen=True)
class User:
    """What a user's row says of the hierarchy. `alone`: it says that there is no manager."""

    role: str | None
    active: bool
    managed: bool
    alone: bool


def _user(row: dict[str, Any], context: Context) -> Iterator[Record]:
    name = row.get("name") or " ".join(part for part in (row.get("first"), row.get("last")) if part)
    person = {"id": row["id"], "name": name or None, "email": row.get("email")}
    if "region" in row:
        person["region"] = row["region"]
    if row.get("active") is False:
        left = row.get("last_login") or row.get("modified")
        person["active_to"] = context.calendar.day_of(left) if left else context.as_of
    elif row.get("active"):
        person["active_to"] = None
    yield "people", person
    manager = row.get("manager")
    if manager:
        yield "reporting_lines", {"person": row["id"], "manager": manager}
    user = User(row.get("role"), row.get("active") is not False, bool(manager), "manager" in row and not manager)
    context.kept.setdefault("users", {})[row["id"]] = user


def _role(row: dict[str, Any], context: Context) -> Iterator[Record]:
    context.kept.setdefault("roles", {})[row["id"]] = row["parent"]
    yield from ()


def managed_by_roles(context: Context) -> Iterator[Record]:
    """Whom active users without a ManagerId report to: the only active user in the next role above that is not empty."""
    users: dict[str, User] = context.kept.get("users", {})
    holders: dict[str, list[str]] = {}
    for key, user in users.items():
        if user.role and user.active:
            holders.setdefault(user.role, []).append(key)
    for key, user in users.items():
        if user.active and not user.managed:
            manager = _above(user.role, context.kept.get("roles", {}), holders)
            if manager or user.alone:
                yield "reporting_lines", {"person": key, "manager": manager}


def _above(role: str | None, parents: dict[str, str | None], holders: dict[str, list[str]]) -> str | None:
    """Who alone holds the nearest role above; None where nobody does, or several do."""
    passed = {role}
    while role and (role := parents.get(role)) and role not in passed:
        passed.add(role)
        if role in holders:
            return holders[role][0] if len(holders[role]) == 1 else None
    return None


USER = Sheet(
    "users",
    ("Id", "Username | Alias | Email", "LastName | Name", "IsActive | ManagerId | UserRoleId | ProfileId"),
    SYSTEM
    | {
        "Id | User ID": link("id"),
        "Name": Column("name"),
        "FirstName | First Name": Column("first"),
        "LastName | Last Name": Column("last"),
        "Email": Column("email"),
        "IsActive | Active": Column("active", Kind.FLAG),
        "ManagerId": link("manager"),
        "UserRoleId": link("role"),
        "Region__c | Region": Column("region"),
        "LastLoginDate": Column("last_login", Kind.MOMENT),
        "LastModifiedDate": Column("modified", Kind.MOMENT),
        "Username | Alias | Title | Division | Department | ProfileId | UserType | ForecastEnabled": NOT_READ,
        "TimeZoneSidKey | LocaleSidKey | EmailEncodingKey | LanguageLocaleKey | CommunityNickname | CompanyName": NOT_READ,
    },
    ("people",),
    records=_user,
    zone="UTC",
)

ROLE = Sheet(
    "roles of users",
    ("Id", "ParentRoleId", "Name | RollupDescription"),
    SYSTEM | {"Id": link("id"), "ParentRoleId": link("parent"), "Name | RollupDescription": NOT_READ},
    records=_role,
)
