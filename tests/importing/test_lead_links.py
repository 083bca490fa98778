"""Leads that were handed over and the deals that they may have become."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from model.database import writing
from model.importing import import_files
from model.importing.references.lead_links import link_leads, proposed_links
from model.importing.runs import imports_so_far
from model.importing.undoing.undo import CannotUndo, undo
from model.tables import Deal, Lead, table


def company(folder: Path) -> Path:
    """Two accounts; leads l1 (by company name), l2 (two deals fit), l3 (too long ago), l4 (already linked)."""
    folder.mkdir()
    (folder / "accounts.csv").write_text(
        "id,name,named\na1,Acme Corp,false\na2,Beta,false\na3,Gamma,false\na4,株式会社青空,false\n"
    )
    (folder / "stages.csv").write_text("key,name,position,kind,probability\nnew,New,1,unqualified,0.1\n")
    (folder / "deals.csv").write_text(
        "id,name,account,lead,created_at\nd1,Acme first,a1,,2026-03-03\nd2,Beta one,a2,,2026-03-02\nd3,Beta two,a2,,2026-03-04\n"
        "d4,Gamma,a3,,2026-03-01\nd5,Linked,a4,l4,2026-03-01\n"
    )
    (folder / "leads.csv").write_text(
        "id,name,company,account,handed_over_at\nl1,Ann,ACME  corp,,2026-03-01\nl2,Bob,Beta,a2,2026-03-03\n"
        "l3,Cy,Gamma,,2026-01-01\nl4,青木,株式会社青空,a4,2026-03-01\nl5,Dee,Nobody,,2026-03-01\n"
    )
    return folder


def test_only_the_one_deal_of_the_account_and_the_time_is_proposed(engine: Engine, tmp_path: Path) -> None:
    import_files(engine, [company(tmp_path / "files")])

    with Session(engine) as session:
        found = proposed_links(session)

    assert [(link.lead, link.company, link.deal, link.days) for link in found] == [("Ann", "ACME  corp", "Acme first", 2)]


def test_a_confirmed_link_stands_on_both_sides_and_is_not_proposed_again(engine: Engine, tmp_path: Path) -> None:
    import_files(engine, [company(tmp_path / "files")])
    with writing(engine) as (session, revision):
        (link,) = proposed_links(session)
        assert link_leads(session, revision, [(link.lead_id, link.deal_id)]) == 1

    with Session(engine) as session:
        assert proposed_links(session) == []
        lead = session.execute(select(table(Lead)).where(table(Lead).c.id == link.lead_id)).mappings().one()
        deal = session.execute(select(table(Deal)).where(table(Deal).c.id == link.deal_id)).mappings().one()
    assert (lead["deal_id"], deal["lead_id"]) == (link.deal_id, link.lead_id)
    assert lead["handed_over_at"] == datetime(2026, 3, 1, tzinfo=UTC)
    assert lead["revision_in"] == deal["revision_in"] == revision


def test_an_import_whose_leads_were_linked_since_is_not_undone(engine: Engine, tmp_path: Path) -> None:
    import_files(engine, [company(tmp_path / "files")])
    (run,) = imports_so_far(engine)
    with writing(engine) as (session, revision):
        (link,) = proposed_links(session)
        link_leads(session, revision, [(link.lead_id, link.deal_id)])

    with pytest.raises(CannotUndo, match="lead of Ann") as refused:
        undo(engine, run.id)

    assert len(refused.value.objections) == 2
