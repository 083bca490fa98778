"""What is peculiar to deals: amounts in each deal's currency, versions that make up a history, lines as a set."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from model.histories import STATE, Difference
from model.importing.applying import Row, Writer, found_rows, records
from model.importing.cells.moneys import units_of
from model.importing.cells.values import Kind
from model.importing.entities import ENTITIES
from model.importing.report import ImportReport, Refused
from model.importing.rows.chunk import Chunk, Refusals
from model.money import exponent_of, minor_units
from model.settings import Settings
from model.tables import Deal, DealVersion, table

FEW = 20_000
LINE = ("product_id", "quantity", "amount")


def foreign_exponents(session: Session, chunks: list[Chunk], ids: dict[str, int], settings: Settings) -> dict[int, int]:
    """deal id → decimals of its currency, for the deals whose currency is not the company's."""
    own, home = table(Deal).c, settings.currency
    question = select(own.id, own.currency).where(own.currency.is_not(None), own.currency != home)
    foreign: dict[int, str] = {row[0]: row[1] for row in session.execute(question)}
    for chunk in chunks:
        if chunk.entity.name == "deals" and "currency" in chunk.columns:
            for external, currency in zip(chunk.columns["id"], chunk.columns["currency"], strict=True):
                if currency and currency != home:
                    foreign[ids[external]] = currency
                elif foreign:
                    foreign.pop(ids[external], None)
    return {key: exponent_of(code) for key, code in foreign.items()}


def read_amounts(chunk: Chunk, exponents: dict[int, int], usual: int, report: ImportReport) -> None:
    """The chunk's amounts in minor units of each row's deal; too many decimals are rejected, in a CRM's file rounded."""
    rounded = 0
    for name, each in chunk.entity.fields.items():
        if each.kind is Kind.DEAL_MONEY and name in chunk.columns:
            units: list[int | None] = []
            refusals: Refusals = {}
            pairs = zip(chunk.columns[name], chunk.values["deal_id"], strict=True)
            for place, (text, deal) in enumerate(pairs):
                try:
                    if chunk.lenient and text is not None:
                        amount, more = units_of(text, exponents.get(deal, usual))
                        units.append(amount)
                        rounded += more
                    else:
                        units.append(None if text is None else minor_units(text, exponents.get(deal, usual)))
                except ValueError as error:
                    units.append(None)
                    refusals[place] = Refused(str(error), "Check the amount and the deal's currency", name)
            chunk.values[each.column] = units
            chunk.reject(refusals, report)
    if rounded:
        report.notes.append(f"{chunk.file}: {rounded:,} amounts had more decimals than their currency and were rounded.")


def note_differences(differences: Mapping[int, Difference], writer: Writer) -> None:
    """Plan deal id → difference."""
    writer.end(DealVersion, [span.id for each in differences.values() for span in each.ended if span.id is not None])
    rows = [
        {"deal_id": deal, "valid_from": span.valid_from, "valid_to": span.valid_to} | dict(zip(STATE, span.state, strict=True))
        for deal, each in differences.items()
        for span in each.added
    ]
    writer.insert(DealVersion, rows)


def apply_lines(chunks: list[Chunk], writer: Writer) -> None:
    """Replace the lines of each deal as a whole where they differ: one product may stand in a deal twice."""
    entity = ENTITIES["deal_lines"]
    arriving: dict[int, list[Row]] = {}
    for chunk in chunks:
        for row in records(chunk):
            arriving.setdefault(row["deal_id"], []).append(dict.fromkeys(LINE) | row)
    held: dict[int, list[Row]] = {}
    for row in found_rows(writer.session, entity, "deal_id", sorted(arriving)):
        held.setdefault(row["deal_id"], []).append(row)
    count = writer.report.count("deal_lines")
    ended: list[int] = []
    added: list[Row] = []
    for deal, rows in arriving.items():
        old = held.get(deal, [])
        before, after = Counter(map(_line, old)), Counter(map(_line, rows))
        same = (before & after).total()
        count.unchanged += same
        if before != after:
            ended += [row["id"] for row in old]
            added += rows
            count.new += len(rows) - same if not old else max(0, len(rows) - len(old))
            count.changed += 0 if not old else len(rows) - same - max(0, len(rows) - len(old))
    writer.end(entity, ended)
    writer.insert(entity, added)


def _line(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in LINE)
