"""Who changes teams takes no numbers of the old one along, and brings none to the new one's leaders."""

import pytest
from sqlalchemy import Engine

from metrics.audit import written
from model.access import AccessDenied
from model.calendar import Window
from model.commands.judgements import judge
from model.minutes import content_of, sums_of
from tests.access import house
from tests.access.house import PERIOD, TODAY, forged, seen_as
from tests.access.pages import Signing, asked, sent
from tests.access.seven import moved
from tests.company import Company

MINUTE = "minute of Subira"


def opens(company: Company, who: str) -> bool:
    """Whether somebody may read the minute of Subira's team, in which Leandr's deal is."""
    try:
        return bool(content_of(company.engine, seen_as(company, who), company.ids[MINUTE]))
    except AccessDenied:
        return False


def test_a_minute_is_read_by_who_leads_everybody_in_it_today(engine: Engine) -> None:
    company = house.built(engine, frozen=True)
    assert [opens(company, who) for who in ("Subira", "Maximo", "Evadne")] == [True, True, True]

    moved(company, "Leandr", "Maximo")
    assert [opens(company, who) for who in ("Subira", "Maximo", "Evadne")] == [False, True, True]
    assert set(sums_of(company.engine, seen_as(company, "Subira"), company.ids[MINUTE])) == {"people", "own_sums"}

    moved(company, "Subira", "Miroda")
    assert [opens(company, who) for who in ("Subira", "Maximo", "Miroda", "Evadne")] == [False, False, False, True]
    for who in ("Maximo", "Leandr"):
        with pytest.raises(AccessDenied):
            sums_of(company.engine, seen_as(company, who), company.ids[MINUTE])


def test_who_led_somebody_reads_no_more_what_they_wrote_of_them(engine: Engine) -> None:
    company = house.built(engine)
    judge(company.engine, forged(company, "Subira"), deal=company.ids["Lapislz"], period=PERIOD.name, amount=7, reason="Slips")

    def read() -> bool:
        rows = written(company.book(TODAY.isoformat(), "Subira"), Window(TODAY, TODAY))
        return any("Slips" in str(after) for after in rows["after"])

    assert read()
    moved(company, "Leandr", "Maximo")
    assert not read()


def test_the_page_says_that_somebody_is_in_it_who_moved(home: tuple[Company, Signing]) -> None:
    company, signed = home
    signed.as_("Subira")
    assert b"Lapislz" in sent(asked("minutes"))

    moved(company, "Leandr", "Maximo")
    test = asked("minutes")

    assert b"Lapislz" not in sent(test)
    assert "people whom you do not lead today" in "".join(str(each.value) for each in test.markdown)
    assert not test.exception
