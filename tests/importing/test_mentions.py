"""Owners and accounts that files of a system nobody described mention: found, made, claimed later, never lost."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from model.database import writing
from model.importing import ImportReport, import_files
from model.importing.report import CannotImport
from model.importing.words.headers import plain
from model.importing.words.mapped import proposed
from model.importing.words.mapping import Mapping, StageMeaning, signature
from model.people_review import confirm_people, unconfirmed_people
from model.tables import Account, Deal, Meaning, Person, ReportingLine, Stage, table

DAY = date(2026, 11, 23)
STAGES = {
    "erstkontakt": StageMeaning("first", "Erstkontakt", 1, "unqualified", 1_000),
    "angebot": StageMeaning("offer", "Angebot", 2, "qualified", 5_000, "upside"),
    "gewonnen": StageMeaning("won", "Gewonnen", 3, "won", 10_000, "closed"),
}
DEALS = [
    ["Nr.", "Projekt", "Kunde", "Verkäufer", "Phase", "Betrag", "Abschluss"],
    ["1", "Neue Anlage", "Weiß KG", "Anna Berg", "Erstkontakt", "12.500,00 €", "31.12.2026"],
    ["2", "Erweiterung", "WEISS  KG", "anna berg", "Angebot", "8.000,00 €", "15.12.2026"],
    ["3", "", "株式会社青空", "田中 太郎", "Gewonnen", "1.200,50 €", "10.11.2026"],
]
PEOPLE = [
    ["Personalnummer", "Mitarbeiter", "E-Mail", "Vorgesetzter"],
    ["p7", "Anna Berg", "anna@example.com", "Carl Chef"],
    ["p8", "Carl Chef", "carl@example.com", "Ute Oben"],
    ["p9", "Ute Oben", "ute@example.com", ""],
]


def written(folder: Path, name: str, rows: list[list[str]]) -> Path:
    """A file as Excel saves it in Germany."""
    folder.mkdir(exist_ok=True)
    with (folder / name).open("w", encoding="cp1252" if name == "people.csv" else "utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return folder / name


def mapping(*tables: list[list[str]]) -> Mapping:
    """The files' columns as proposed, and the stages as somebody described them."""
    files = {signature(map(plain, rows[0])): proposed(rows[0], {}) for rows in tables}
    return Mapping(stages=STAGES, files=files)


def taken(engine: Engine, *paths: Path, **options: Any) -> ImportReport:
    return import_files(engine, list(paths), as_of=DAY, source="erp", **options)


def rows(engine: Engine, model: Any) -> list[dict[str, Any]]:
    with Session(engine) as session:
        own = table(model)
        found = session.execute(select(own).where(own.c.revision_out.is_(None)).order_by(own.c.id)).mappings()
        return [dict(row) for row in found]


def test_owners_and_accounts_that_no_list_holds_become_rows_to_review(engine: Engine, tmp_path: Path) -> None:
    report = taken(engine, written(tmp_path, "deals.csv", DEALS), mapping=mapping(DEALS))

    assert report.rejections == []
    people = {row["name"]: row for row in rows(engine, Person)}
    assert people.keys() == {"Anna Berg", "田中 太郎"}
    assert {(row["unconfirmed"], row["active_to"]) for row in people.values()} == {(True, date(2026, 11, 22))}
    assert {row["name"] for row in rows(engine, Account)} == {"WEISS  KG", "株式会社青空"}, "one account in two spellings"
    assert [row["name"] for row in rows(engine, Deal)] == ["Neue Anlage", "Erweiterung", "3"]
    assert any("2 owners are in no list of people" in note for note in report.notes)


def test_a_list_of_people_later_says_who_they_are(engine: Engine, tmp_path: Path) -> None:
    taken(engine, written(tmp_path, "deals.csv", DEALS), mapping=mapping(DEALS))
    report = taken(engine, written(tmp_path, "people.csv", PEOPLE), mapping=mapping(PEOPLE))
    again = taken(engine, written(tmp_path, "people.csv", PEOPLE))

    assert report.rejections == []
    people = {row["name"]: row for row in rows(engine, Person)}
    assert people.keys() == {"Anna Berg", "田中 太郎", "Carl Chef", "Ute Oben"}
    anna = people["Anna Berg"]
    assert (anna["unconfirmed"], anna["active_to"], anna["email"]) == (False, None, "anna@example.com")
    assert [people[name]["role"] for name in ("Anna Berg", "Carl Chef", "Ute Oben")] == ["rep", "manager", "executive"]
    assert {(row["person_id"], row["manager_id"]) for row in rows(engine, ReportingLine)} >= {
        (anna["id"], people["Carl Chef"]["id"])
    }
    assert again.revision is None, again.lines()


def test_what_was_confirmed_is_not_asked_again(engine: Engine, tmp_path: Path) -> None:
    file = written(tmp_path, "deals.csv", DEALS)
    taken(engine, file, mapping=mapping(DEALS))
    again = import_files(engine, [file], as_of=DAY)

    assert again.revision is None
    assert {row["source"] for row in rows(engine, Meaning)} == {"erp"}


def test_stages_that_nobody_described_stop_the_import_and_are_named(engine: Engine, tmp_path: Path) -> None:
    known = mapping(DEALS)
    known.stages = {}

    with pytest.raises(CannotImport) as error:
        taken(engine, written(tmp_path, "deals.csv", DEALS), mapping=known)

    for word in ("Erstkontakt", "Angebot", "Gewonnen"):
        assert word in str(error.value)
    assert rows(engine, Stage) == []


def test_somebody_can_say_that_an_owner_works_here(engine: Engine, tmp_path: Path) -> None:
    taken(engine, written(tmp_path, "deals.csv", DEALS), mapping=mapping(DEALS))
    with writing(engine) as (session, revision):
        waiting = unconfirmed_people(session)
        assert [(each.name, each.deals) for each in waiting] == [("Anna Berg", 2), ("田中 太郎", 1)]
        assert confirm_people(session, revision, [waiting[0].id], "manager") == 1

    anna, tanaka = sorted(rows(engine, Person), key=lambda row: str(row["name"]))
    assert (anna["unconfirmed"], anna["active_to"], anna["role"]) == (False, None, "manager")
    assert tanaka["unconfirmed"]


def test_a_person_of_a_list_with_a_known_address_is_that_person(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "known.csv").write_text("id,name,email,role,active_to\nu1,Anna Berg,ANNA@example.com,rep,2026-10-31\n")
    import_files(engine, [tmp_path / "known.csv"])

    report = taken(engine, written(tmp_path, "people.csv", PEOPLE), mapping=mapping(PEOPLE))

    assert report.rejections == []
    people = {row["external_id"]: row for row in rows(engine, Person)}
    assert sorted(row["name"] for row in people.values()) == ["Anna Berg", "Carl Chef", "Ute Oben"]
    assert people["u1"]["active_to"] == date(2026, 10, 31), "the list says nothing of it"


def test_what_an_older_export_says_without_a_day_only_fills_gaps(engine: Engine, tmp_path: Path) -> None:
    def people(name: str, manager: str, *more: list[str]) -> Path:
        anna = ["p7", name, "anna@example.com", manager]
        return written(tmp_path, "people.csv", [PEOPLE[0], anna, *PEOPLE[2:], *more])

    known = mapping(PEOPLE)
    import_files(engine, [people("Anna Berg", "Carl Chef")], as_of=DAY, source="erp", mapping=known)
    older = import_files(
        engine, [people("Anna Alt", "Ute Oben", ["p6", "Otto Neu", "", "Carl Chef"])], as_of=date(2026, 10, 26), source="erp"
    )

    assert older.rejections == []
    by_name = {row["name"]: row["id"] for row in rows(engine, Person)}
    assert by_name.keys() == {"Anna Berg", "Carl Chef", "Ute Oben", "Otto Neu"}
    managers = {(row["person_id"], row["manager_id"]) for row in rows(engine, ReportingLine)}
    assert managers >= {(by_name["Anna Berg"], by_name["Carl Chef"]), (by_name["Otto Neu"], by_name["Carl Chef"])}
    assert (by_name["Anna Berg"], by_name["Ute Oben"]) not in managers
