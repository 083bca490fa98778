"""What the fields are called, and what a file may hold, in words."""

from model.importing.prepared import FileSeen
from model.importing.words.mapped import KINDS, LEFT_OUT
from pages.parts import formats
from pages.parts.words import mark, say

KIND_NAMES = {
    "deals": mark("Deals as they stand"),
    "history": mark("Changes of deals"),
    "leads": mark("Leads"),
    "accounts": mark("Accounts"),
    "people": mark("People and whom they report to"),
    "activities": mark("Calls, meetings, tasks"),
    "quotas": mark("Quotas"),
    LEFT_OUT: mark("Nothing: leave it out"),
}
FIELDS = {
    "id": mark("Id"),
    "external_id": mark("Id"),
    "created_at": mark("Created on"),
    "since": mark("In this stage since"),
    "chance": mark("Probability"),
    "valid_from": mark("Changed on"),
    "mql_at": mark("MQL since"),
    "handed_over_at": mark("Handed to sales on"),
    "disqualified_at": mark("Disqualified on"),
    "disqualify_reason": mark("Why disqualified"),
    "lost_reason": mark("Why lost"),
    "customer_since": mark("Customer since"),
    "at": mark("When it was"),
    "type": mark("New or existing business"),
}


def said(field: str) -> str:
    """A field in words: close_date → Close date; of a field of one entity, «accounts.name», its last part."""
    own = field.rpartition(".")[2].replace("\u00a0", " ")
    return say(FIELDS[own]) if own in FIELDS else formats.word(own)


def kind(name: str) -> str:
    """What a file of that kind holds."""
    return say(KIND_NAMES.get(name, name))


def kind_of(seen: FileSeen) -> str:
    """What somebody said that a file holds."""
    names = [name for name, each in KINDS.items() if seen.sheet and each.title == seen.sheet.name]
    return kind(names[0]) if names else say("left out")
