"""Owners, accounts and products that rows of a CRM's file mention and no list holds: no deal is lost for them."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from model.importing.entities import ENTITIES
from model.importing.references.known import Known
from model.importing.references.names import near
from model.importing.references.resolving import Completion
from model.importing.rows.chunk import Chunk
from model.importing.staging import words_of
from model.importing.words.mapping import folded
from model.importing.words.questions import Question
from model.people import Role
from model.tables import Account, Person, table

MANY = 200  # words beyond which no near matches are looked for


def mentioned(name: str, as_of: date) -> Completion:
    """What makes rows of the people, accounts or products that are referred to and not known."""

    def complete(chunks: list[Chunk], known: Known) -> list[Chunk]:
        spelled: dict[str, tuple[str, str]] = {}
        for chunk in chunks:
            for word in sorted(words_of([chunk], name)):
                if folded(word) not in spelled and known.find(name, word, chunk) is None:
                    spelled[folded(word)] = word, chunk.prefix
        words = dict(spelled.values())
        if not words:
            return []
        _propose(name, sorted(words), known)
        columns: dict[str, list[Any]] = {"id": [words[word] + word for word in words], "name": list(words)}
        if name == "people":
            columns |= {"unconfirmed": [True] * len(words), "active_to": [as_of - timedelta(days=1)] * len(words)}
            note = "in no list of people: kept as inactive until somebody says who they are"
            known.report.notes.append(f"{len(words):,} owners are {note}: {_some(words)}.")
        known.report.count(name).read += len(words)
        return [Chunk(ENTITIES[name], "(mentioned)", [0] * len(words), columns)]

    return complete


def _some(words: dict[str, str]) -> str:
    return ", ".join(sorted(words)[:5]) + (" …" if len(words) > 5 else "")


def _propose(name: str, words: list[str], known: Known) -> None:
    """Offer the known names that a new one may be a spelling of."""
    if name not in ("people", "accounts") or len(words) > MANY:
        return
    called = known.names[name].called
    kind = "person" if name == "people" else "account"
    for word in words:
        if found := near(word, called):
            about = f"«{word}» is in no list of {name}. Is it {' or '.join(f'«{each}»' for each in found)}?"
            known.questions.append(Question(kind, word, about, None, list(found), needed=False))


def claim(chunks: list[Chunk], known: Known) -> None:
    """Rows of a list that say who somebody is, or what account, that was only mentioned by name so far: one and the same.

    A person of a list whose e-mail address only one known person has is that person too, under whatever id.
    """
    for name, model in (("people", Person), ("accounts", Account)):
        mine = [chunk for chunk in chunks if chunk.entity.name == name and chunk.lenient and not chunk.settled]
        if not mine:
            continue
        own = table(model).c
        only_named = own.unconfirmed if name == "people" else own.external_id == own.name
        question = select(own.external_id, own.name).where(only_named, own.revision_out.is_(None))
        waiting = {folded(row[1]): row[0] for row in known.session.execute(question)}
        unconfirmed = set(waiting.values()) if name == "people" else set()
        owners = {key: external for external, key in known.ids[name].items()} if name == "people" else {}
        waiting |= {email: owners[key] for email, key in known.emails.items() if key in owners and email not in waiting}
        for chunk in mine if waiting else ():
            confirmed = _claim(chunk, waiting, known) & unconfirmed
            if confirmed:
                chunks.append(_confirmed(sorted(confirmed), chunk))


def _claim(chunk: Chunk, waiting: dict[str, str], known: Known) -> set[str]:
    """Give rows the id under which they are known already; gives those ids."""
    keys, names = [*chunk.columns["id"]], chunk.columns.get("name", [None] * len(chunk))
    emails = chunk.columns.get("email", [None] * len(chunk))
    meanings = known.words.people if chunk.entity.name == "people" else known.words.accounts
    listed = known.ids[chunk.entity.name]
    claimed: set[str] = set()
    for place, (key, name, email) in enumerate(zip(keys, names, emails, strict=True)):
        said = meanings.get(folded(key))
        found = said or next((waiting[w] for w in map(folded, filter(None, (email, name, key))) if w in waiting), None)
        if found and found != key and key not in listed:
            meanings[folded(key)] = keys[place] = found
        if found and found == keys[place]:
            claimed.add(found)
    if claimed:
        chunk.columns["id"] = keys
    return claimed


def _confirmed(people: list[str], listed: Chunk) -> Chunk:
    """That these people are who a list says; and work here, where the list has no word on that."""
    said: dict[str, Any] = {"unconfirmed": False, "active_to": None}
    columns = {name: [value] * len(people) for name, value in said.items() if name not in listed.columns}
    return Chunk(ENTITIES["people"], "(confirmed)", [0] * len(people), {"id": people} | columns, counted=False, lenient=True)


def roles(chunks: list[Chunk], known: Known) -> list[Chunk]:
    """Who has others report to them and was taken for a rep is a manager, or an executive if above managers and below nobody."""
    lines = [chunk for chunk in chunks if chunk.entity.name == "reporting_lines" and chunk.lenient]
    above: dict[int, int] = {}
    for chunk in lines:
        pairs = zip(chunk.values["person_id"], chunk.values["manager_id"], strict=True)
        above |= {person: manager for person, manager in pairs if manager is not None}
    managers = set(above.values())
    over = {above[manager] for manager in managers if manager in above}
    wanted = {
        key: Role.EXECUTIVE if key in over and key not in above else Role.MANAGER
        for key in managers
        if _is_rep(key, known)
    }  # fmt: skip
    if not wanted:
        return []
    externals = {key: external for external, key in known.ids["people"].items() if key in wanted}
    columns: dict[str, list[Any]] = {"id": [externals[key] for key in wanted], "role": list(wanted.values())}
    for chunk in (each for each in chunks if each.entity.name == "people" and each.lenient and "role" not in each.columns):
        place_of = {external: wanted[key] for key, external in externals.items()}
        said = [place_of.get(external) for external in chunk.columns["id"]]
        chunk.columns["role"] = chunk.values["role"] = said
    made = Chunk(ENTITIES["people"], "(reporting lines)", [0] * len(wanted), columns, counted=False)
    made.values = {"external_id": columns["id"], "role": columns["role"]}
    return [made]


def _is_rep(key: int, known: Known) -> bool:
    if key in known.new["people"]:
        return True
    own = table(Person).c
    return known.session.execute(select(own.role).where(own.id == key)).scalar() == Role.REP


def completions(as_of: date) -> dict[str, Completion]:
    """By the entity after whose rows they are asked."""
    return {name: mentioned(name, as_of) for name in ("people", "accounts", "products")} | {"reporting_lines": roles}
