"""Quotas pasted from a spreadsheet: rows of people, columns of periods, cells of amounts."""

import csv
import io
from collections.abc import Sequence

from model.access import Member
from model.calendar import Calendar
from pages.parts import amounts
from pages.parts.words import say


class CannotRead(ValueError):
    """What was pasted cannot be taken; the message names row and column and says what to do."""


def read(text: str, members: Sequence[Member], calendar: Calendar, exponent: int) -> dict[tuple[int, str], int]:
    """(person, period) → amount in minor units; empty cells are left out. CannotRead names row and column."""
    separator = "\t" if "\t" in text else ";" if ";" in text else ","
    rows = [row for row in csv.reader(io.StringIO(text.strip("\n")), delimiter=separator) if any(cell.strip() for cell in row)]
    if len(rows) < 2 or len(rows[0]) < 2:
        raise CannotRead(say("Paste a first line with the periods, and below it a line per person."))
    periods = [_period(cell, calendar, place) for place, cell in enumerate(rows[0][1:], 2)]
    found: dict[tuple[int, str], int] = {}
    for line, row in enumerate(rows[1:], 2):
        person = _person(row[0], members, line)
        if any(cell.strip() for cell in row[len(rows[0]) :]):
            place = len(rows[0]) + 1
            raise CannotRead(
                say("Row {row}, column {column}: there is no period above it in the first line.", row=line, column=place)
            )
        for place, (period, cell) in enumerate(zip(periods, row[1:], strict=False), 2):
            try:
                amount = amounts.read(cell, exponent)
            except amounts.NoAmount as error:
                raise CannotRead(say("Row {row}, column {column}: {why}", row=line, column=place, why=error)) from error
            if amount is not None:
                found[person, period] = amount
    return found


def _period(cell: str, calendar: Calendar, place: int) -> str:
    try:
        return calendar.period(cell.strip()).name
    except ValueError as error:
        raise CannotRead(say("Row {row}, column {column}: {why}", row=1, column=place, why=error)) from error


def _person(cell: str, members: Sequence[Member], line: int) -> int:
    wanted = cell.strip().casefold()
    found = [m for m in members if wanted in (m.name.casefold(), (m.email or "").casefold(), m.external_id.casefold())]
    if len(found) == 1:
        return found[0].id
    said = {"row": line, "column": 1, "name": cell.strip()}
    if found:
        raise CannotRead(
            say("Row {row}, column {column}: more than one person is called {name}. Write the e-mail address.", **said)
        )
    raise CannotRead(
        say("Row {row}, column {column}: nobody with a quota is known as {name}. Write the name, e-mail or id.", **said)
    )
