"""What a page remembers of its viewer counts for nothing: a command goes by today's rows. And what rows may not say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from model.access import MACHINE_OWNER, AccessDenied
from model.acting import CannotDo
from model.commands.judgements import judge
from model.commands.news import mark_seen
from model.commands.people import end_stand_in
from model.company import absent_for, in_place_of
from model.database import current_revision
from model.importing import import_files
from model.tables import Call, Entry, Judgement, table
from tests.access.house import PERIOD, TODAY, forged
from tests.access.seven import PAST, administers, calls_for, given, instead, moved, seven, stands_in
from tests.company import Company


@pytest.fixture
def company(engine: Engine) -> Company:
    return seven(engine)


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


OVER: dict[str, Callable[[Company], None]] = {
    "stand-in left": lambda company: given(company, "Bobrik", active_to=PAST),
    "absent left": lambda company: given(company, "Maximo", active_to=PAST),
    "stand-in looks on only now": lambda company: given(company, "Bobrik", role="observer"),
    "absent leads everybody now": lambda company: given(company, "Maximo", role="executive"),
    "absent leads nobody now": lambda company: given(company, "Maximo", role="rep"),
}


@pytest.mark.parametrize("what", ["ended", *OVER])
def test_a_stand_in_that_is_over_writes_nothing(company: Company, what: str) -> None:
    row, viewer = stands_in(company, "Bobrik", "Maximo"), instead(company, "Maximo", "Bobrik")
    if what == "ended":
        end_stand_in(company.engine, MACHINE_OWNER, stand_in=row)
    else:
        OVER[what](company)

    with pytest.raises(AccessDenied):
        calls_for(company, viewer, "Annika")


def test_nobody_is_put_above_whoever_is_above_them(company: Company, tmp_path: Any) -> None:
    for person, manager in (("Maximo", "Annika"), ("Evadne", "Annika"), ("Maximo", "Maximo")):
        with pytest.raises(CannotDo, match="in a circle"):
            moved(company, person, manager)

    (tmp_path / "reporting_lines.csv").write_text(f"person,manager,from,to\nEvadne,Annika,{TODAY},\n")
    report = import_files(company.engine, [tmp_path])

    assert (report.revision, ["in a circle" in str(each) for each in report.rejections]) == (None, [True])
