"""Files that no dialect knows: what kind of row they may hold, which column is which, and the sheet that follows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from model.importing.dialect import Column, Dialect, Sheet
from model.importing.words.headers import plain
from model.importing.words.mapping import FileMeaning

WORDS: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("field_words.json").read_text(encoding="utf-8"))
"""What columns are called, in several languages: kind of file → field → words, the likeliest first."""

ALIKE = 88  # of 100
CATEGORIES = {
    "closed won": "closed", "won": "closed", "best case": "upside", "bestcase": "upside", "best_case": "upside",
    "most likely": "commit", "committed": "commit", "omit": "omitted", "not forecasted": "omitted",
    "達成予測": "commit", "可能性が高い": "commit", "最善達成予測": "upside", "パイプライン": "pipeline",
    "売上予測から除外": "omitted", "完了": "closed",
}  # fmt: skip


@dataclass(frozen=True)
class RowKind:
    """A kind of row that a person can say a file holds. `needs` are the fields without which it says nothing.

    `also`: field → the fields of other entities that it fills too; `named_by` make the id where no column is one.
    """

    title: str
    entities: tuple[str, ...]
    needs: tuple[str, ...]
    also: Mapping[str, str]
    named_by: tuple[str, ...]


KINDS: dict[str, RowKind] = {
    "deals": RowKind("Deals as they stand", ("deals", "today"), ("name", "stage"), {"id": "id deal"}, ("name", "account")),
    "history": RowKind("Changes of deals", ("deal_versions",), ("deal", "valid_from"), {}, ()),
    "leads": RowKind("Leads", ("leads",), ("name",), {}, ("name", "company")),
    "accounts": RowKind("Accounts", ("accounts",), ("name",), {}, ("name",)),
    "people": RowKind("People and whom they report to", ("people", "reporting_lines"), ("name",), {"id": "id person"}, ("name",)),
    "activities": RowKind("Activities", ("activities",), ("at",), {}, ("at", "person", "kind", "deal", "lead", "account")),
    "quotas": RowKind("Quotas", ("quotas",), ("person", "period", "amount"), {}, ()),
}
"""What a file may hold, by the name that a mapping gives it."""
LEFT_OUT = "nothing"
"""The kind of a file that somebody does not want to be read."""


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that a column of such a file can be."""
    return tuple(WORDS[kind])


def sheet_of(meaning: FileMeaning, title: str = "") -> Sheet:
    """The sheet of a file that somebody described. ValueError for a kind or field that there is not."""
    if meaning.kind == LEFT_OUT:
        return Sheet("a file that is left out", (), {})
    if meaning.kind not in KINDS:
        raise ValueError(f"there is no kind of file {meaning.kind!r}; there are {', '.join(KINDS)}")
    kind, known = KINDS[meaning.kind], fields_of(meaning.kind)
    strange = sorted({field for field in meaning.fields.values() if field and field not in known})
    if strange:
        raise ValueError(f"{meaning.kind} have no field {', '.join(strange)}; they have {', '.join(known)}")
    columns = {header: _column(kind, field) for header, field in meaning.fields.items()}
    return Sheet(title or kind.title, (), columns, kind.entities, named_by=kind.named_by)


def _column(kind: RowKind, field: str) -> Column:
    return Column(kind.also.get(field, field), translate=CATEGORIES if field == "category" else {})


MAPPED = Dialect("mapped", (), title="Another system", needs_as_of=True)
"""The dialect of files that people described."""


def missing(meaning: FileMeaning) -> list[str]:
    """The needed fields that no column is."""
    return [field for field in KINDS[meaning.kind].needs if field not in meaning.fields.values()]


def proposed(written: Sequence[str], sample: Mapping[str, list[str]]) -> FileMeaning:
    """The kind of file and the columns that fit the headers best: a proposal, for somebody to confirm."""
    found = {kind: _columns(kind, written, sample) for kind in KINDS}
    kind = max(found, key=lambda each: _fitness(each, found[each]))
    fields = found[kind]
    return FileMeaning(kind, {plain(header): fields.get(plain(header), "") for header in written})


def proposed_columns(kind: str, written: Sequence[str], sample: Mapping[str, list[str]]) -> FileMeaning:
    """The columns that fit, for a kind that somebody chose."""
    fields = _columns(kind, written, sample)
    return FileMeaning(kind, {plain(header): fields.get(plain(header), "") for header in written})


def _fitness(kind: str, fields: Mapping[str, str]) -> float:
    """How much of a kind is there: what it needs counts most, then the number of columns understood."""
    got = set(fields.values())
    needs = KINDS[kind].needs
    return 10 * sum(field in got for field in needs) / len(needs) + len(got)


def _columns(kind: str, written: Sequence[str], sample: Mapping[str, list[str]]) -> dict[str, str]:
    """plain header → field, each field once: the best spellings first."""
    scores = sorted(
        ((_likeness(header, words), -place, plain(header), field)
         for header in written
         for place, (field, words) in enumerate(WORDS[kind].items())),
        reverse=True,
    )  # fmt: skip
    columns: dict[str, str] = {}
    for score, _, header, field in scores:
        if score >= ALIKE and header not in columns and field not in columns.values() and _suits(field, sample.get(header, [])):
            columns[header] = field
    return columns


def _likeness(header: str, words: list[str]) -> float:
    """100 for one of the words, a little less the later it stands; else how alike the nearest is spelled."""
    own = plain(header)
    spelled = [plain(word) for word in words]
    if own in spelled:
        return 200 - spelled.index(own)
    return max(fuzz.ratio(own, word) for word in spelled)


def _suits(field: str, values: list[str]) -> bool:
    """Whether the first values can be of that field: an amount and a date have digits, an address an @."""
    if not values:
        return True
    if field in ("amount", "close_date", "created_at", "valid_from", "at", "mql_at", "handed_over_at", "since", "chance"):
        return any(c.isdigit() for value in values for c in value)
    return field != "email" or any("@" in value for value in values)
