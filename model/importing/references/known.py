"""Which rows there are: those in the database and those about to be written, by whatever files call them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from model.importing.entities import ALL, ENTITIES
from model.importing.references.ids import Given, existing, highest_id
from model.importing.references.names import Names
from model.importing.report import ImportReport, Refused
from model.importing.rows.chunk import Chunk, Refusals
from model.importing.words.mapping import Mapping as Words
from model.importing.words.mapping import folded
from model.importing.words.questions import Question
from model.tables import Account, Person, Stage, table


class Known:
    """Which rows there are, by external id: those in the database and those about to be written.

    `ids` are those rows' by entity and external id; `ended` those of rows that are believed no more: they are as good as
    unknown until they come again. `new` are the ids that the import gave. `words` is what people confirmed that a
    source's words mean, `questions` what they still have to say.
    """

    def __init__(self, session: Session, chunks: list[Chunk], report: ImportReport, words: Words | None = None) -> None:
        self.session, self.report, self.words = session, report, words or Words()
        self.questions: list[Question] = []
        self.dropped: dict[tuple[str, str, str], int] = {}
        self.ids: dict[str, dict[str, int]] = {}
        self.ended: dict[str, dict[str, int]] = {}
        self.new: dict[str, Given] = {}
        for name, keys in _needed(chunks).items():
            self.ids[name], self.ended[name] = existing(session, ENTITIES[name], keys)
            self.new[name] = Given(highest_id(session, ENTITIES[name]) + 1)
        people = table(Person).c
        self.emails: dict[str, int | None] = {}
        addresses = select(people.email, people.id).where(people.email.is_not(None), people.revision_out.is_(None))
        for email, key in session.execute(addresses):
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

    def add(self, chunk: Chunk) -> None:
        """Take up the rows of a chunk, giving new ones the next free ids."""
        name = chunk.entity.name
        ids, ended, new = self.ids[name], self.ended[name], self.new[name]
        for external in chunk.columns[chunk.entity.key[0]]:
            if external not in ids:
                ids[external] = new.give_back(ended[external]) if external in ended else new.give()
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


def _needed(chunks: Iterable[Chunk]) -> dict[str, set[str]]:
    """By entity the external ids that rows have or refer to."""
    needed: dict[str, set[str]] = {entity.name: set() for entity in ALL if entity.identity}
    for chunk in chunks:
        for name in chunk.columns:
            each = chunk.entity.fields[name]
            about = each.refers or (chunk.entity.name if chunk.entity.identity and name == chunk.entity.key[0] else None)
            if about:
                words = {value for value in chunk.columns[name] if value is not None}
                needed[about] |= words
                needed[about] |= {chunk.prefix + word for word in words} if chunk.prefix else set()
    return needed
