"""References by external id → ids of rows, known or new; rows that refer to nothing are rejected."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from model.importing.chunk import Chunk, Refusals
from model.importing.entities import ALL, ENTITIES, Entity
from model.importing.linking import LINK, contradictions
from model.importing.mapping import Mapping as Words
from model.importing.mapping import folded
from model.importing.names import Names
from model.importing.questions import Question
from model.importing.report import ImportReport, Refused
from model.importing.values import Kind
from model.tables import Account, Person, Stage, table

FEW = 20_000
CHUNK = 500


class Known:
    """Which rows there are, by external id: those in the database and those about to be written.

    `words` is what people confirmed that a source's words mean, `questions` what they still have to say.
    """

    def __init__(self, session: Session, chunks: list[Chunk], report: ImportReport, words: Words | None = None) -> None:
        self.session, self.report, self.words = session, report, words or Words()
        self.questions: list[Question] = []
        self.dropped: dict[tuple[str, str, str], int] = {}
        self.ids: dict[str, dict[str, int]] = {}
        self.new: dict[str, set[int]] = {}
        self._next: dict[str, int] = {}
        needed: dict[str, set[str]] = {entity.name: set() for entity in ALL if entity.identity}
        for chunk in chunks:
            for name, values in chunk.columns.items():
                each = chunk.entity.fields[name]
                about = each.refers or (chunk.entity.name if chunk.entity.identity and name == chunk.entity.key[0] else None)
                if about:
                    needed[about].update(value for value in values if value is not None)
                if about and chunk.prefix:
                    needed[about].update(chunk.prefix + value for value in values if value is not None)
        for name, keys in needed.items():
            self.ids[name], self.new[name] = self._existing(ENTITIES[name], keys), set()
        people = table(Person).c
        self.emails: dict[str, int | None] = {}
        for email, key in session.execute(select(people.email, people.id).where(people.email.is_not(None))):
            self._add_email(email, key)
        lenient = any(chunk.lenient for chunk in chunks)
        self.names = {"people": Names(), "accounts": Names(), "stages": Names(), "products": Names()}
        for name, model in (("people", Person), ("accounts", Account), ("stages", Stage)) if lenient else ():
            self._read_names(name, table(model).c)

    def _read_names(self, name: str, own: Any) -> None:
        key = ENTITIES[name].fields[ENTITIES[name].key[0]].column
        for external, called, row in self.session.execute(select(own[key], own.name, own.id).where(own.revision_out.is_(None))):
            self.ids[name].setdefault(external, row)
            self.names[name].add(called, row)

    def _existing(self, entity: Entity, keys: set[str]) -> dict[str, int]:
        own = table(entity.model).c
        key = own[entity.fields[entity.key[0]].column]
        question = select(key, own.id)
        parts = [question] if len(keys) > FEW else [question.where(key.in_(part)) for part in _batches(keys)]
        return {row[0]: row[1] for part in parts for row in self.session.execute(part)}

    def add(self, chunk: Chunk) -> None:
        """Take up the rows of a chunk, giving new ones the next free ids."""
        name = chunk.entity.name
        ids = self.ids[name]
        if name not in self._next:
            highest = self.session.execute(select(func.max(table(chunk.entity.model).c.id))).scalar()
            self._next[name] = (highest or 0) + 1
        for external in chunk.columns[chunk.entity.key[0]]:
            if external not in ids:
                ids[external] = self._next[name]
                self.new[name].add(self._next[name])
                self._next[name] += 1
        if name == "people" and "email" in chunk.columns:
            pairs = zip(chunk.columns["email"], chunk.columns["id"], strict=True)
            for email, external in pairs:
                if email:
                    self._add_email(email, ids[external])
        if name in self.names and "name" in chunk.columns:
            for called, external in zip(chunk.columns["name"], chunk.columns[chunk.entity.key[0]], strict=True):
                self.names[name].add(called, ids[external])

    def _add_email(self, email: str, key: int) -> None:
        """An address that two people share names neither."""
        folded = email.casefold()
        self.emails[folded] = key if self.emails.get(folded, key) == key else None

    def reject(self, chunk: Chunk, refusals: Refusals) -> None:
        """Reject rows of a chunk; what refers to new ones among them has nothing to refer to."""
        own = {place for place, refused in refusals.items() if refused.where == f"{chunk.file}, row {chunk.rows[place]}"}
        if own:  # the same row of the file was rejected and reported as another entity
            self.report.count(chunk.entity.name).rejected += len(own)
            refusals = {place: refused for place, refused in refusals.items() if place not in own}
        if chunk.entity.identity:
            name, externals = chunk.entity.name, chunk.columns[chunk.entity.key[0]]
            for place in refusals:
                external = externals[place]
                if self.ids[name].get(external, 0) in self.new[name] or external not in self.ids[name]:
                    self.ids[name].pop(external, None)
                    self.report.lost.setdefault(name, {})[external] = f"{chunk.file}, row {chunk.rows[place]}"
        chunk.reject(refusals, self.report, also=own)

    def find(self, refers: str, external: str, chunk: Chunk | None = None) -> int | None:
        """The id of the row of that external id (or e-mail, for people); in a lenient chunk also of that name."""
        ids = self.ids[refers]
        found = ids.get(chunk.prefix + external) if chunk and chunk.prefix else None
        found = ids.get(external) if found is None else found
        found = self.emails.get(external.casefold()) if found is None and refers == "people" else found
        if found is None and chunk and chunk.lenient and refers in self.names:
            meant = self._meant(refers, external)
            found = ids.get(meant) if meant else None
            found = self.emails.get(meant.casefold()) if found is None and meant and refers == "people" else found
            found = self.names[refers].find(meant or external) if found is None else found
        return found

    def _meant(self, refers: str, word: str) -> str | None:
        """What somebody said that this word means."""
        if refers == "stages":
            meaning = self.words.stages.get(folded(word))
            return meaning.key if meaning else None
        meant: str | None = getattr(self.words, refers, {}).get(folded(word))
        return meant

    def drop_link(self, chunk: Chunk, name: str, count: int) -> None:
        """Note that rows of a lenient file refer to what is in no file."""
        key = (chunk.file, chunk.entity.name, chunk.headers.get(name, name))
        self.dropped[key] = self.dropped.get(key, 0) + count

    def dropped_notes(self) -> list[str]:
        """What was left out, in words."""
        return [
            f"{file}: {count:,} {'row' if count == 1 else 'rows'} of {entity} refer by {header} to what is in no file; left out."
            for (file, entity, header), count in self.dropped.items()
        ]

    def refusal(self, refers: str, external: str, field: str) -> Refused:
        """Why there is no such row."""
        where = self.report.lost.get(refers, {}).get(external)
        if where:
            return Refused(f"refers to a row that was rejected ({where})", "Mend that one first", field, where)
        if refers == "stages" and self.questions:
            return Refused(
                "is a stage that nobody has described yet", "Say what it is: on the page Import, or with --mapping", field
            )
        return Refused(f"is not among the {refers}", f"Import the {refers} with it, or correct it", field)


def _batches(keys: Iterable[str]) -> Iterator[list[str]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


DROPPED = ("deals", "leads")
"""What a CRM's file may refer to without its being in any file: a link to it is left out, and noted."""

Check = Callable[[list[Chunk], Known], None]
"""A rule over all rows of one entity, together with what the database holds; rejects through `Known`."""


Completion = Callable[[list[Chunk], Known], list[Chunk]]
"""Chunks that an entity lacks: what others refer to and no file lists."""


def resolve(
    chunks: list[Chunk], known: Known, checks: Mapping[str, Check], complete: Mapping[str, Completion] | None = None
) -> None:
    """Fill every chunk's `values`; reject rows that contradict each other, refer to nothing or break a check.

    `checks` by the name of the entity run once its references are resolved, before others refer to it; what `complete`
    finds missing of an entity by then is added to `chunks`.
    """
    for entity in ALL:
        seen: dict[str, tuple[Chunk, tuple[Any, ...]]] = {}
        for chunk in [each for each in chunks if each.entity is entity]:
            _take_up(chunk, known, seen)
        for chunk in (complete or {}).get(entity.name, _nothing)(chunks, known):
            chunks.append(chunk)
            if chunk.entity is entity:
                _take_up(chunk, known, seen)
        if entity.name == "leads":
            _resolve_links(chunks, known)
        if entity.name in checks:
            checks[entity.name](chunks, known)


def _nothing(_chunks: list[Chunk], _known: Known) -> list[Chunk]:
    return []


def _take_up(chunk: Chunk, known: Known, seen: dict[str, tuple[Chunk, tuple[Any, ...]]]) -> None:
    if chunk.entity.identity and not chunk.settled:
        chunk.reject(_twice(chunk, seen), known.report)
    _resolve_fields(chunk, known, skip="lead" if chunk.entity.name == "deals" else None)
    if chunk.entity.identity:
        known.add(chunk)


def _twice(chunk: Chunk, seen: dict[str, tuple[Chunk, tuple[Any, ...]]]) -> Refusals:
    """Rows whose id came before with other values; rows repeated in full are harmless."""
    refusals: Refusals = {}
    names = list(chunk.columns)
    keys = chunk.columns[chunk.entity.key[0]]
    for place, row in enumerate(zip(*chunk.columns.values(), strict=True)):
        if keys[place] not in seen:
            seen[keys[place]] = (chunk, row)
            continue
        other, before = seen[keys[place]]
        was = dict(zip(other.columns, before, strict=True))
        differing = [name for name, value in zip(names, row, strict=True) if name in was and was[name] != value]
        if differing:
            what = f"differs from an earlier row of {chunk.entity.key[0]} {keys[place]}"
            refusals[place] = Refused(what, "Keep one row for each", differing[0])
    return refusals


def _resolve_fields(chunk: Chunk, known: Known, skip: str | None) -> None:
    for name in [name for name, each in chunk.entity.fields.items() if each.refers and name != skip]:
        if name in chunk.columns:
            _resolve_field(chunk, name, known)
    for name, values in chunk.columns.items():
        each = chunk.entity.fields[name]
        if not each.refers and each.kind is not Kind.DEAL_MONEY:
            chunk.values[each.column] = values


def _resolve_field(chunk: Chunk, name: str, known: Known) -> int:
    """Resolve one field; gives how many rows were rejected for it."""
    each = chunk.entity.fields[name]
    refers = each.refers
    assert refers is not None
    ids: dict[str | None, int | None] = {None: None}
    refusals: Refusals = {}
    strange: set[int] = set()
    for place, external in enumerate(chunk.columns[name]):
        if external not in ids:
            ids[external] = known.find(refers, external, chunk)
        if external is not None and ids[external] is None:
            if chunk.lenient and refers in DROPPED and external not in known.report.lost.get(refers, {}):
                strange.add(place)
            else:
                refusals[place] = known.refusal(refers, external, name)
    if strange:
        known.drop_link(chunk, name, len(strange))
    if each.required:
        chunk.drop(strange - refusals.keys())
        refusals = {place - sum(gone < place for gone in strange): refused for place, refused in refusals.items()}
    known.reject(chunk, refusals)
    chunk.values[chunk.entity.fields[name].column] = [ids[external] for external in chunk.columns[name]]
    return len(refusals)


def _resolve_links(chunks: list[Chunk], known: Known) -> None:
    """Deals' leads and leads' deals, again until no rejection takes another with it."""
    linked = [(chunk, LINK[chunk.entity.name]) for chunk in chunks if LINK.get(chunk.entity.name) in chunk.columns]
    lost = 1
    while lost:
        lost = sum(_resolve_field(chunk, name, known) for chunk, name in linked)
        for chunk, refusals in contradictions([chunk for chunk, _ in linked]):
            lost += len(refusals)
            known.reject(chunk, refusals)
