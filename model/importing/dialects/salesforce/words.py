"""What Salesforce's own words mean, and its ids."""

import re

from model.importing.cells.plain_values import choice_reader
from model.importing.cells.values import Kind, is_empty, unshortened
from model.importing.dialect import Column, StageDefault
from model.importing.report import Refused

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
ID = re.compile(r"(?=0|a[0-9])[0-9A-Za-z]{15}([0-9A-Za-z]{3})?")

CATEGORIES = {
    "best case": "upside", "bestcase": "upside", "most likely": "upside", "mostlikely": "upside", "forecast": "commit",
}  # fmt: skip
"""Commit, pipeline, omitted and closed are called alike. «Most Likely» stands below commit, so it is no promise: upside."""

TYPES = {
    "new business": "new", "new customer": "new", "existing business": "existing", "existing customer": "existing",
    "existing customer - upgrade": "existing", "existing customer - replacement": "existing",
    "existing customer - downgrade": "existing", "renewal": "renewal",
}  # fmt: skip

STAGES = (
    StageDefault("Prospecting", "unqualified", 1_000, "pipeline"),
    StageDefault("Qualification", "qualified", 1_000, "pipeline"),
    StageDefault("Needs Analysis", "qualified", 2_000, "pipeline"),
    StageDefault("Value Proposition", "qualified", 5_000, "pipeline"),
    StageDefault("Id. Decision Makers", "qualified", 6_000, "pipeline"),
    StageDefault("Perception Analysis", "qualified", 7_000, "pipeline"),
    StageDefault("Proposal/Price Quote", "qualified", 7_500, "pipeline"),
    StageDefault("Negotiation/Review", "qualified", 9_000, "pipeline"),
    StageDefault("Closed Won", "won", 10_000, "closed"),
    StageDefault("Closed Lost", "lost", 0, "omitted"),
)
"""The stages that Salesforce begins with."""


def id_of(text: str) -> str | None:
    """An id in its long form: reports write 15 characters, in which case matters, files 18; both are the same id."""
    if is_empty(text, Kind.REFERENCE):
        return None
    if not ID.fullmatch(text):
        return unshortened(text)
    if len(text) == 18:
        return text
    fives = (text[start : start + 5] for start in (0, 5, 10))
    return text[:15] + "".join(LETTERS[sum(2**place for place, c in enumerate(five) if "A" <= c <= "Z")] for five in fives)


def category_of(text: str) -> str | None:
    """A forecast category by any of its names."""
    word = text.casefold()
    try:
        return choice_reader(("commit", "upside", "pipeline", "omitted", "closed"))(CATEGORIES.get(word, word))
    except Refused:
        what = "is none of Salesforce's forecast categories"
        raise Refused(what, "Export it under its standard name: Pipeline, Best Case, Commit, Omitted or Closed") from None


NOT_READ = Column("")
SYSTEM = {
    "Id | IsDeleted | CreatedDate | CreatedById | LastModifiedDate | LastModifiedById | SystemModstamp": NOT_READ,
    "LastActivityDate | RecordTypeId | Description | CurrencyIsoCode | _fivetran_synced | _fivetran_deleted": NOT_READ,
}
"""What every object has, where its sheet does not say more of it."""


def link(field: str) -> Column:
    """A column of ids."""
    return Column(field, read=id_of)
