"""There is always an administrator, the right can be taken from each, and an e-mail lets one person in or nobody."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from model.access import AccessDenied
from model.acting import CannotDo
from model.company import PEOPLE as PEOPLE_NOW
from model.database import current_revision
from model.first_admin import make_admin
from model.importing import import_files
from model.importing.report import CannotImport
from model.members import Member, find_member, known, signed_in_as
from model.tables import Person, table
from tests.access.house import TODAY, forged
from tests.access.seven import PAST, administers, given, seven
from tests.company import Company

LATER = TODAY + timedelta(days=400)


@pytest.fixture
def company(engine: Engine) -> Company:
    return seven(engine)


@pytest.mark.parametrize(
    ("values", "other", "done"),
    [({"admin": False}, None, False), ({"active_to": PAST}, None, False), ({"active_to": TODAY}, None, False),
     ({"active_to": LATER}, None, False), ({"admin": False}, {}, True), ({"active_to": LATER}, {}, True),
     ({"admin": False}, {"active_to": LATER}, False), ({"active_to": TODAY}, {"active_to": LATER}, False),
     ({"role": "observer"}, None, True), ({"email": "new@example.com"}, None, True)],
)  # fmt: skip
def test_there_is_always_an_administrator(
    company: Company, values: dict[str, Any], other: dict[str, Any] | None, done: bool
) -> None:
    """`other`: what is set of another administrator; None = there is none."""
    if other is not None:
        given(company, "Bobrik", admin=True, **other)
    if done:
        given(company, "Adelmo", **values)
        return
    with pytest.raises(CannotDo, match="only administrator"):
        given(company, "Adelmo", **values)


def test_who_was_made_administrator_before_the_list_of_people_came_can_lose_it(company: Company) -> None:
    make_admin(company.engine, "kunkel@example.com")
    company.person("Kunkel", "Maximo")
    kunkel = forged(company, "Kunkel", ())
    assert administers(company, kunkel, "")

    given(company, "Kunkel", admin=False)

    with pytest.raises(AccessDenied):
        administers(company, kunkel, "")


def test_an_old_e_mail_of_the_first_administrator_lets_nobody_in(company: Company) -> None:
    make_admin(company.engine, "kunkel@example.com")
    company.person("Kunkel", "Maximo")

    given(company, "Kunkel", email="new@example.com")

    members = {m.name: m for m in company.book(TODAY.isoformat()).members}
    assert members["Kunkel"].admin
    with pytest.raises(AccessDenied):
        signed_in_as(members.values(), "kunkel@example.com", TODAY)


@pytest.mark.parametrize(
    ("email", "who"),
    [("annika@example.com", "Annika"), (" Annika@EXAMPLE.com ", "Annika"), ("annika@example.co", "is not known here"),
     ("", "is not known here"), ("  ", "is not known here"), ("Annika", "is not known here"), ("%", "is not known here"),
     ("bobrik@example.com", "does not work here any more"), ("zoelda@example.com", "More than one person"),
     ("maximo@example.com", "Maximo"), ("miroda@example.com", "is not known here"),
     ("anni\u212aa@example.com", "is not known here"), ("\u017fubira@example.com", "is not known here"),
     ("evadne@stra\u00dfe.example", "is not known here")],
)  # fmt: skip
def test_who_signs_in_with_which_e_mail(company: Company, email: str, who: str) -> None:
    """Bobrik left; two have Zoelda's e-mail; of two with Maximo's one left long ago; Miroda has none.

    The last three look like somebody's and are not: a sign for kelvin, a long s, a domain with ß.
    """
    given(company, "Bobrik", active_to=PAST)
    company.person("Zoelda2", email="Zoelda@example.com")
    company.person("Evadne2", email="evadne@strasse.example")
    company.person("Maximo2", email="MAXIMO@example.com", active_to=date(2024, 1, 1))
    with company.engine.begin() as connection:
        connection.execute(update(table(Person)).where(table(Person).c.name == "Miroda").values(email=None))
    members = company.book(TODAY.isoformat()).members

    if who in company.ids:
        assert signed_in_as(members, email, TODAY).name == who
    else:
        with pytest.raises(AccessDenied, match=who):
            signed_in_as(members, email, TODAY)


def test_who_gets_the_e_mail_of_a_first_administrator_who_left_is_none(company: Company) -> None:
    make_admin(company.engine, "kunkel@example.com")
    first = next(m for m in company.book(TODAY.isoformat()).members if m.email == "kunkel@example.com")
    company.ids["first"] = first.id
    given(company, "first", active_to=PAST)
    company.person("Kunkel", "Maximo")

    assert not next(m for m in company.book(TODAY.isoformat()).members if m.name == "Kunkel").admin


def test_the_command_line_knows_nobody_by_an_empty_name(company: Company) -> None:
    company.person("Nobody", email=None)

    with pytest.raises(AccessDenied):
        find_member(company.book(TODAY.isoformat()).members, "")


PEOPLE = "id,name,email,role,admin,active_from,active_to\n"


def imported(company: Company, folder: Path, *rows: str) -> None:
    (folder / "people.csv").write_text(PEOPLE + "".join(f"{row}\n" for row in rows))
    import_files(company.engine, [folder])


@pytest.mark.parametrize("last", ["no,,", f"yes,,{PAST}"])
def test_no_import_takes_the_last_administrator_away(company: Company, tmp_path: Path, last: str) -> None:
    row, before = f"Adelmo,Adelmo,adelmo@example.com,rep,{last}", current_revision(company.engine)

    with pytest.raises(CannotImport, match=r"people\.csv: by these rows nobody .* administrator any more; today it is Adelmo"):
        imported(company, tmp_path, row, "Newcomer,Newcomer,new@example.com,rep,no,,")

    assert current_revision(company.engine) == before
    assert not [m for m in company.book(TODAY.isoformat()).members if m.name == "Newcomer"]

    imported(company, tmp_path, row, "Newcomer,Newcomer,new@example.com,rep,yes,,")  # somebody else is one: nothing is in the way

    with company.engine.connect() as connection:
        people = known(Member(*each) for each in connection.execute(PEOPLE_NOW))
    assert [m.name for m in people if m.admin and m.active_on(TODAY)] == ["Newcomer"]
