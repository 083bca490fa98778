"""What somebody says of the data after an import: which deals were deleted upstream, which lead became which deal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from model.access import MACHINE_OWNER, Action, Viewer
from model.acting import must_now
from model.audit import Kind, write_entry
from model.database import reading
from model.importing.history.vanishing import Missing, settle, vanished
from model.importing.references.lead_links import LeadLink, link_leads, proposed_links
from model.writing import writing


@dataclass(frozen=True)
class Fate:
    """What became of a vanished deal, by external ids: «deleted», or «merged» `into` another."""

    deal: str
    fate: str
    into: str | None = None


def vanished_deals(engine: Engine) -> list[Missing]:
    """The deals that full exports lacked and that nobody has settled, the longest missed first."""
    with reading(engine) as (session, _):
        return vanished(session)


def settle_deals(engine: Engine, fates: Iterable[Fate], viewer: Viewer = MACHINE_OWNER) -> None:
    """Settle all of them or none, as `viewer`. CannotSettle says what is wrong."""
    with writing(engine) as (session, revision):
        who = must_now(session, viewer, Action.IMPORT)
        for each in fates:
            settle(session, revision, each.deal, each.fate, into=each.into)
            said = {"deal": each.deal, "fate": each.fate, "into": each.into}
            write_entry(session, revision, datetime.now(UTC), who.actor, Kind.IMPORT, "settled", after=said)


def lead_links(engine: Engine) -> list[LeadLink]:
    """The deals that leads may have become, where no file says so."""
    with reading(engine) as (session, _):
        return proposed_links(session)


def confirm_links(engine: Engine, links: Iterable[LeadLink], viewer: Viewer = MACHINE_OWNER) -> int:
    """Link these leads and deals, as `viewer`; gives how many were still free."""
    with writing(engine) as (session, revision):
        who = must_now(session, viewer, Action.IMPORT)
        linked = link_leads(session, revision, [(link.lead_id, link.deal_id) for link in links])
        write_entry(session, revision, datetime.now(UTC), who.actor, Kind.IMPORT, "linked", after={"leads": linked})
        return linked
