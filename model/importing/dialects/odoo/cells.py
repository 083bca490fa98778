"""Odoo's ids and headers."""

import re

EXPORTED = re.compile(r"__export__\.\w+?_(\d+)(?:_[0-9a-f]{8})?", re.ASCII)
ID = "id | External ID | .id | ID | Externe ID | 外部ID"


def number_of(cell: str) -> str:
    """The external ids that an export makes hold the record's number: «__export__.crm_lead_42_1f3a90bc» is 42."""
    found = EXPORTED.fullmatch(cell)
    return found[1] if found else cell


def link(field: str, label: str) -> str:
    """The headers under which an export has the id of what a field refers to."""
    return f"{field}/id | {field}/.id | {label}/External ID | {label}/ID | {label}/Externe ID | {label}/外部ID"
