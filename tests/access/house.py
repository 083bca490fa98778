"""The little company of the tables: short names that are found nowhere else, so that a page can be searched for them.

Evadne (executive) leads Maximo and Miroda (managers) and Siddal (SDR). Under Maximo: Subira (manager, who leads Leandr), the
peers Annika and Bobrik, and Gustel, who left. Under Miroda: Zoelda, and Adelmo, a rep who is the administrator. Berenk
(marketing) and Ozimir (observer) lead nobody. Everybody who sells has one deal due in the period.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from metrics.minutes import minute
from model.access import MACHINE_OWNER, Sight, Viewer
from model.calendar import Calendar
from model.commands.answers import answer
from model.commands.decisions import decide
from model.commands.reviews import end_review, open_review
from model.commands.scenarios import save
from model.settings import Settings
from model.tables import Scenario, table
from tests.company import Company

TODAY = datetime.now(UTC).date()
CALENDAR = Calendar.of(Settings({}))
PERIOD = CALENDAR.period_at(TODAY)
LEFT = TODAY - timedelta(days=150)
PEOPLE = {
    "Evadne": ("executive", None), "Maximo": ("manager", "Evadne"), "Subira": ("manager", "Maximo"), "Leandr": ("rep", "Subira"),
    "Annika": ("rep", "Maximo"), "Bobrik": ("rep", "Maximo"), "Gustel": ("rep", "Maximo"), "Miroda": ("manager", "Evadne"),
    "Zoelda": ("rep", "Miroda"), "Adelmo": ("rep", "Miroda"), "Siddal": ("sdr", "Evadne"), "Berenk": ("marketing", None),
    "Ozimir": ("observer", None),
}  # fmt: skip
"""name → role, manager"""
DEALS = {
    "Evadne": ("Emerald", 4_110_301), "Maximo": ("Marblez", 4_230_711), "Subira": ("Schistz", 4_341_121),
    "Leandr": ("Lapislz", 4_451_931), "Annika": ("Agateum", 4_561_341), "Bobrik": ("Basaltz", 4_672_751),
    "Gustel": ("Granitz", 4_783_961), "Miroda": ("Malachi", 4_890_771), "Zoelda": ("Zirconz", 4_903_181),
    "Adelmo": ("Amberly", 5_114_391),
}  # fmt: skip
"""owner → their deal and its amount in whole units; their other amounts are those that follow (see amounts_of)"""
TEAMS = {"whole": None, "Maximo": "Maximo", "Subira": "Subira", "Miroda": "Miroda"}
"""The teams whose reviews were held: name → leader."""
DOERS = {"whole": "Miroda", "Maximo": "Annika", "Subira": "Leandr", "Miroda": "Zoelda"}
"""team → who is to do what its review decided"""
AUTHORS = ("Evadne", "Maximo", "Annika", "Zoelda")
"""Who saved a scenario."""
NOBODY = 10**6
"""An id that nobody and nothing has."""


def noon(days_ago: int = 0) -> datetime:
    """Midday of a day."""
    return datetime.combine(TODAY - timedelta(days=days_ago), datetime.min.time(), UTC) + timedelta(hours=12)


def on(days_ago: int) -> str:
    """A day as tests/company.py takes it."""
    return (TODAY - timedelta(days=days_ago)).isoformat()


def built(engine: Engine, *, frozen: bool = False) -> Company:
    """The company in a migrated, empty database. `ids` also holds «review of Maximo», «minute of Maximo» and the like.

    `frozen`: minutes hold all that a meeting's holds, as pages need it, which takes a while.
    """
    company = Company(engine)
    for name, (role, manager) in PEOPLE.items():
        last = LEFT if name == "Gustel" else None
        company.person(name, manager, role, admin=name == "Adelmo", active_from=date(2020, 1, 1), active_to=last)
    for owner in DEALS:
        _sells(company, owner)
    for name in ("Siddal", "Annika", "Zoelda"):
        company.lead(f"Lead-{name}", sdr=name, created_at=on(40), mql_at=on(38))
    _written(company, frozen)
    return company


def amounts_of(owner: str) -> dict[str, int]:
    """What is found in the owner's rows alone, in whole units: no two people share one."""
    amount = DEALS[owner][1]
    return {"deal": amount, "old deal": amount + 1, "quota": amount + 2, "call": amount + 3, "judged": amount + 4}


def firm_of(owner: str) -> str:
    """The account that buys from them."""
    return f"Firm{list(DEALS).index(owner):02d}x"


def _sells(company: Company, owner: str) -> None:
    """What everybody has who sells: an account, an open deal and a won one, a lead, a quota, a call, a judgement."""
    deal, firm = DEALS[owner][0], firm_of(owner)
    minor = {what: amount * 100 for what, amount in amounts_of(owner).items()}
    company.account(firm, owner)
    changes = [(on(50), "discovery", {"amount": minor["deal"], "close": PERIOD.last.isoformat()}),
               (on(20), "negotiation", {"next_step": f"Ring {deal}"})]  # fmt: skip
    company.deal(deal, owner, changes, account=firm)
    won = {"amount": minor["old deal"], "close": on(120)}
    company.deal(f"{deal}-Old", owner, [(on(200), "proposal", won), (on(120), "won")], account=firm)
    company.lead(f"Lead {firm}", sdr="Siddal", deal=deal, account=firm, created_at=on(60), mql_at=on(55))
    company.activity(on(10), owner, deal=deal, account=firm)
    company.quota(owner, PERIOD.name, minor["quota"])
    week = CALENDAR.week_of(TODAY - timedelta(days=7))
    company.call(owner, PERIOD.name, week.first.isoformat(), on(7), minor["call"])
    if owner != "Gustel":
        company.judgement(deal, owner, PERIOD.name, on(5), amount=minor["judged"], reason=f"Felt {deal}")


def _written(company: Company, frozen: bool) -> None:
    """Answers, reviews with minutes and decisions, and scenarios."""
    engine, ids = company.engine, company.ids
    for owner in ("Annika", "Zoelda"):
        deal = DEALS[owner][0]
        answer(engine, MACHINE_OWNER, deal=ids[deal], period=PERIOD.name, question="why-now", text=f"Because {deal}")
    for team, leader in TEAMS.items():
        held = open_review(engine, MACHINE_OWNER, team=company.id(leader), period=PERIOD.name)
        doer = DOERS[team]
        given = {"what": f"Act on {team}", "person": ids[doer], "deal": ids[DEALS[doer][0]]}
        ids[f"review of {team}"] = held
        ids[f"decision of {team}"] = decide(engine, MACHINE_OWNER, review=held, **given)
        content = _content(company, leader) if frozen else {"team": {"name": leader}}
        ids[f"minute of {team}"] = end_review(engine, MACHINE_OWNER, review=held, content=content, as_of=TODAY, known=1)
    for author in AUTHORS:
        given = {"name": f"Plan {author}", "period": PERIOD.name, "changes": {DEALS[author][0]: {"in": False}}}
        save(engine, forged(company, author), as_of=TODAY, **given)


def _content(company: Company, leader: str | None) -> dict[str, Any]:
    book = company.book(TODAY.isoformat(), under=leader)
    return minute(book, PERIOD, TODAY - timedelta(days=7), company.id(leader))


def seen_as(company: Company, who: str) -> Viewer:
    """The viewer that somebody is today; AccessDenied for who left."""
    return company.book(TODAY.isoformat(), who).viewer


def forged(company: Company, who: str, leads: Iterable[str] = PEOPLE) -> Viewer:
    """Somebody who says that they are an executive and administrator who leads everybody: no command may believe it."""
    everybody = frozenset(company.ids[name] for name in leads)
    return Viewer(company.ids[who], who, "executive", True, Sight.DEALS, None, everybody)


def key_of(company: Company, author: str) -> str:
    """The key of the scenario that somebody saved."""
    own = table(Scenario).c
    with company.engine.connect() as connection:
        return str(connection.execute(select(own.key).where(own.author_id == company.ids[author])).scalars().first())
