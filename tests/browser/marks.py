"""A demo company in which every row can be told wherever it turns up: each name, id and amount is like no other."""

import random
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tests.browser.company import Company

FIRST_IDS = {"person": 710_000_000, "deal": 720_000_000, "account": 730_000_000, "lead": 740_000_000}
"""What is added to the numbers that rows have in the database: nothing else on a page is that large and that round."""
POINTING = {
    "person_id": "person", "owner_id": "person", "author_id": "person", "manager_id": "person", "team_id": "person",
    "absent_id": "person", "deal_id": "deal", "account_id": "account", "lead_id": "lead",
}  # fmt: skip
WORDS = {
    "P": ("person", "name"), "X": ("person", "external_id"), "M": ("person", "email"),
    "D": ("deal", "name"), "E": ("deal", "external_id"), "T": ("deal_version", "next_step"),
    "A": ("account", "name"), "B": ("account", "external_id"),
    "L": ("lead", "name"), "K": ("lead", "external_id"), "C": ("lead", "company"), "N": ("lead", "email"),
    "U": ("activity", "external_id"), "W": ("call", "note"), "J": ("judgement", "reason"),
}  # fmt: skip
"""letter → the column whose every cell is such a word"""
AMOUNTS = (
    ("deal_version", "amount", "deal_id"), ("deal_line", "amount", "deal_id"), ("quota", "amount", "id"),
    ("call", "commit", "id"), ("call", "upside", "id"), ("judgement", "amount", "deal_id"),
)  # fmt: skip
"""(table, column, what of it is the same where the amount is: a deal's versions mostly say the same)"""
LARGER = (50_000, 150_000)
WORD = re.compile(rb"([A-Z])q(\d{5})z", re.IGNORECASE)


def word(letter: str, row: int) -> str:
    """The word that stands for a row: Dq00042z."""
    return f"{letter}q{row % 10_000_000:05d}z"


SAID = {"F": ("answer", "text"), "G": ("decision", "what")}
"""The same of what is said in meetings."""


def mark(company: Company) -> None:
    """Mark the rows of a demo company."""
    with _unguarded(company) as connection:
        _amounts(connection)
        _numbers(connection)
        _words(connection, WORDS)


def mark_said(company: Company) -> None:
    """Mark what was said in the meetings that were held since."""
    with _unguarded(company) as connection:
        _words(connection, SAID)


@contextmanager
def _unguarded(company: Company) -> Iterator[sqlite3.Connection]:
    """The company's file, without the triggers that keep old rows as they are."""
    connection = sqlite3.connect(company.file)
    guards = connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    for name, _ in guards:
        connection.execute(f'drop trigger "{name}"')
    yield connection
    for _, sql in guards:
        connection.execute(sql)
    connection.commit()
    connection.close()


def _amounts(connection: sqlite3.Connection) -> None:
    """Each amount larger, with digits of its own behind."""
    chance = random.Random(11)
    given: dict[tuple[str, int, int], int] = {}
    for table, column, same in AMOUNTS:
        kind = "deal" if same == "deal_id" else f"{table} {column}"
        query = f'select id, {same}, "{column}" from "{table}" where "{column}" is not null order by id'
        new = []
        for row, about, was in connection.execute(query).fetchall():
            amount = was * chance.randrange(*LARGER) + chance.randrange(1, LARGER[0])
            new.append((given.setdefault((kind, about, was), amount), row))
        connection.executemany(f'update "{table}" set "{column}" = ? where id = ?', new)


def _numbers(connection: sqlite3.Connection) -> None:
    """Each row's number in the database larger, wherever it is pointed to."""
    tables = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
    for table in tables:
        columns = [row[1] for row in connection.execute(f'pragma table_info("{table}")')]
        new = [f'"{name}" = "{name}" + {FIRST_IDS[POINTING[name]]}' for name in columns if name in POINTING]
        if table in FIRST_IDS:
            new.append(f"id = id + {FIRST_IDS[table]}")
        if new:
            connection.execute(f'update "{table}" set {", ".join(new)}')


def _words(connection: sqlite3.Connection, words: dict[str, tuple[str, str]]) -> None:
    """Each name, id and note a word of its own."""
    for letter, (table, column) in words.items():
        rows = connection.execute(f'select id from "{table}" where "{column}" is not null').fetchall()
        ending = "@example.com" if column == "email" else ""
        new = [(f"{word(letter, row).lower() if ending else word(letter, row)}{ending}", row) for (row,) in rows]
        connection.executemany(f'update "{table}" set "{column}" = ? where id = ?', new)


def words_in(text: bytes) -> Iterable[str]:
    """The words of rows that stand in a text."""
    return {f"{letter.decode().upper()}q{digits.decode()}z" for letter, digits in WORD.findall(text)}
