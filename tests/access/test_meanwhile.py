"""What a page remembers of its viewer counts for nothing: a command goes by today's rows. And what rows may not say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, select, update

from model.access import MACHINE_OWNER, AccessDenied, Viewer
from model.acting import CannotDo
from model.commands.calls import submit
from model.commands.judgements import judge
from model.commands.news import mark_seen
from model.commands.people import end_stand_in, let_stand_in, set_manager, set_person
from model.commands.settings import set_value
from model.company import absent_for, in_place_of
from model.database import current_revision
from model.first_admin import make_admin
from model.importing import import_files
from model.members import signed_in_as
from model.tables import Call, Entry, Judgement, Person, table
from tests.access.house import PERIOD, TODAY, forged, noon, on
from tests.company import Company

DAYS = count(20)
LATER = TODAY + timedelta(days=400)
PAST = TODAY - timedelta(days=1)


@pytest.fixture
def company(engine: Engine) -> Company:
    """Evadne leads Maximo (who leads Annika and Bobrik) and Miroda (who leads Zoelda and Adelmo, the administrator)."""
    company = Company(engine)
    company.person("Evadne", role="executive")
    for manager, reps in (("Maximo", ("Annika", "Bobrik")), ("Miroda", ("Zoelda", "Adelmo"))):
        company.person(manager, "Evadne", "manager")
        for rep in reps:
            company.person(rep, manager, admin=rep == "Adelmo")
    due = {"amount": 100, "close": PERIOD.last.isoformat()}
    for deal, owner in (("Agateum", "Annika"), ("Zirconz", "Zoelda")):
        company.deal(deal, owner, [(on(20), "negotiation", due)])
    return company


def calls_for(company: Company, viewer: Viewer, person: str, days_ahead: int = 0) -> int:
    return submit(company.engine, viewer, person=company.ids[person], period=PERIOD.name, commit=1, now=noon(-days_ahead))


def administers(company: Company, viewer: Viewer, _: str) -> int:
    return set_value(company.engine, viewer, key="stall_days", value=str(next(DAYS)))


def given(company: Company, person: str, **values: Any) -> None:
    set_person(company.engine, MACHINE_OWNER, person=company.ids[person], **values)


def moved(company: Company, person: str, manager: str | None) -> None:
    set_manager(company.engine, MACHINE_OWNER, person=company.ids[person], manager=company.id(manager))


def stands_in(company: Company, person: str, absent: str, first: int = 0, last: int = 0) -> int:
    days = {"first": TODAY + timedelta(days=first), "last": TODAY + timedelta(days=last)}
    return let_stand_in(company.engine, MACHINE_OWNER, absent=company.ids[absent], person=company.ids[person], **days)


def instead(company: Company, absent: str, person: str) -> Viewer:
    """Somebody who says that they stand in for somebody."""
    return replace(forged(company, absent, ("Evadne",)), by=company.ids[person])


def administered_by(company: Company, person: str) -> None:
    given(company, person, admin=True)
    given(company, "Adelmo", admin=False)


MEANWHILE: dict[str, tuple[str, str, Callable[[Company], None], Callable[..., int]]] = {
    "Maximo is a rep now": ("Maximo", "Annika", lambda c: given(c, "Maximo", role="rep"), calls_for),
    "Annika looks on only now": ("Annika", "Annika", lambda c: given(c, "Annika", role="observer"), calls_for),
    "Annika works leads now": ("Annika", "Annika", lambda c: given(c, "Annika", role="sdr"), calls_for),
    "Annika left yesterday": ("Annika", "Annika", lambda c: given(c, "Annika", active_to=PAST), calls_for),
    "Maximo lost them to another": ("Maximo", "Annika", lambda c: moved(c, "Annika", "Miroda"), calls_for),
    "Evadne leads their manager no more": ("Evadne", "Annika", lambda c: moved(c, "Maximo", None), calls_for),
    "Adelmo administers no more": ("Adelmo", "", lambda c: administered_by(c, "Bobrik"), administers),
}  # fmt: skip


@pytest.mark.parametrize("what", MEANWHILE)
def test_who_lost_a_right_since_the_page_was_shown_is_refused(company: Company, what: str) -> None:
    who, person, happens, deed = MEANWHILE[what]
    viewer = forged(company, who, ("Evadne",))
    assert deed(company, viewer, person)
    happens(company)
    before = current_revision(company.engine)

    with pytest.raises(AccessDenied):
        deed(company, viewer, person)

    assert current_revision(company.engine) == before


def test_who_gained_a_right_has_it_at_once(company: Company) -> None:
    moved(company, "Annika", "Miroda")

    assert calls_for(company, forged(company, "Miroda", ()), "Annika")


def test_whoever_nobody_is_writes_nothing(company: Company) -> None:
    maximo = forged(company, "Maximo", ("Evadne",))
    strange = {
        "looks as": replace(maximo, by=company.ids["Adelmo"], read_only=True),
        "looks as, made to write": replace(maximo, by=company.ids["Adelmo"]),
        "is nobody": replace(maximo, person_id=10**6),
        "is almost the machine's owner": replace(MACHINE_OWNER, name="This machine’s owner"),
        "has no person": replace(maximo, person_id=None),
        "acts by somebody unknown": replace(maximo, by=10**6),
    }
    for what, viewer in strange.items():
        for deed in (calls_for, administers):
            with pytest.raises(AccessDenied):
                assert not deed(company, viewer, "Annika"), what


@pytest.mark.parametrize(("day", "may"), [(1, False), (2, True), (3, True), (4, True), (5, False)])
def test_somebody_stands_in_from_the_first_day_to_the_last(company: Company, day: int, may: bool) -> None:
    stands_in(company, "Bobrik", "Maximo", 2, 4)
    viewer = instead(company, "Maximo", "Bobrik")
    warehouse = company.book(TODAY.isoformat()).warehouse
    then = TODAY + timedelta(days=day)

    assert [m.name for m in absent_for(warehouse, company.ids["Bobrik"], then)] == (["Maximo"] if may else [])
    if may:
        assert in_place_of(warehouse, forged(company, "Bobrik", ()), company.ids["Maximo"], then).by == company.ids["Bobrik"]
        assert calls_for(company, viewer, "Annika", day)
        return
    with pytest.raises(AccessDenied):
        in_place_of(warehouse, forged(company, "Bobrik", ()), company.ids["Maximo"], then)
    with pytest.raises(AccessDenied, match="do not stand in"):
        calls_for(company, viewer, "Annika", day)


def test_what_a_stand_in_writes_is_the_absents_and_says_who_it_was(company: Company) -> None:
    stands_in(company, "Bobrik", "Maximo")
    viewer = instead(company, "Maximo", "Bobrik")

    calls_for(company, viewer, "Annika")
    judge(company.engine, viewer, deal=company.ids["Agateum"], period=PERIOD.name, category="upside", reason="Seen")

    call, judgement, entry = table(Call).c, table(Judgement).c, table(Entry).c
    with company.engine.connect() as connection:
        assert connection.execute(select(call.person_id, call.author_id)).all() == [
            (company.ids["Annika"], company.ids["Bobrik"])
        ]
        assert connection.execute(select(judgement.person_id)).all() == [(company.ids["Maximo"],)]
        authors = connection.execute(select(entry.author_id).where(entry.kind.in_(("call", "judgement")))).scalars().all()
        assert authors == [company.ids["Bobrik"]] * 2


def test_what_a_stand_in_may_not(company: Company) -> None:
    given(company, "Maximo", admin=True)
    stands_in(company, "Bobrik", "Maximo")
    stands_in(company, "Zoelda", "Miroda")
    stands_in(company, "Miroda", "Evadne")
    viewer = instead(company, "Maximo", "Bobrik")

    refused: list[tuple[str, Callable[[], object]]] = [
        ("be administrator, though the absent is", lambda: administers(company, viewer, "")),
        ("read the absent's news", lambda: mark_seen(company.engine, viewer, entries=[1])),
        ("call for another team", lambda: calls_for(company, viewer, "Zoelda")),
        ("stand in for somebody else", lambda: calls_for(company, instead(company, "Miroda", "Bobrik"), "Zoelda")),
        ("stand in for whom the absent stands in", lambda: calls_for(company, instead(company, "Evadne", "Zoelda"), "Annika")),
        ("stand in for a peer", lambda: calls_for(company, instead(company, "Annika", "Bobrik"), "Annika")),
    ]
    for what, deed in refused:
        with pytest.raises(AccessDenied):
            assert not deed(), what
    assert calls_for(company, instead(company, "Miroda", "Zoelda"), "Adelmo")


@pytest.mark.parametrize("what", ["ended", "stand-in left", "absent left"])
def test_a_stand_in_that_is_over_writes_nothing(company: Company, what: str) -> None:
    row, viewer = stands_in(company, "Bobrik", "Maximo"), instead(company, "Maximo", "Bobrik")
    if what == "ended":
        end_stand_in(company.engine, MACHINE_OWNER, stand_in=row)
    else:
        given(company, "Bobrik" if what == "stand-in left" else "Maximo", active_to=PAST)

    with pytest.raises(AccessDenied):
        calls_for(company, viewer, "Annika")


def test_nobody_is_put_above_whoever_is_above_them(company: Company, tmp_path: Any) -> None:
    for person, manager in (("Maximo", "Annika"), ("Evadne", "Annika"), ("Maximo", "Maximo")):
        with pytest.raises(CannotDo, match="in a circle"):
            moved(company, person, manager)

    (tmp_path / "reporting_lines.csv").write_text(f"person,manager,from,to\nEvadne,Annika,{TODAY},\n")
    report = import_files(company.engine, [tmp_path])

    assert (report.revision, ["in a circle" in str(each) for each in report.rejections]) == (None, [True])


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
     ("maximo@example.com", "Maximo"), ("miroda@example.com", "is not known here")],
)  # fmt: skip
def test_who_signs_in_with_which_e_mail(company: Company, email: str, who: str) -> None:
    """Bobrik left; two have Zoelda's e-mail; of two with Maximo's one left long ago; Miroda has none."""
    given(company, "Bobrik", active_to=PAST)
    company.person("Zoelda2", email="Zoelda@example.com")
    company.person("Maximo2", email="MAXIMO@example.com", active_to=date(2024, 1, 1))
    with company.engine.begin() as connection:
        connection.execute(update(table(Person)).where(table(Person).c.name == "Miroda").values(email=None))
    members = company.book(TODAY.isoformat()).members

    if who in company.ids:
        assert signed_in_as(members, email, TODAY).name == who
    else:
        with pytest.raises(AccessDenied, match=who):
            signed_in_as(members, email, TODAY)
