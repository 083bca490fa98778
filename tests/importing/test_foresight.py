"""What an import would change can be asked before it is written, and is so afterwards."""

from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy import Engine, select

from model.audit import TOLD
from model.database import current_revision, writing
from model.derivations import DERIVATIONS
from model.importing import import_files
from model.importing.rows.workplace import work_folder
from model.importing.run import after, commit, prepare
from model.tables import MODELS, Deal, ImportRun, table
from model.warehouse import Copy, Warehouse

COMPANY = Path(__file__).parents[1] / "model" / "import_company"
DAY = date(2026, 11, 20)
CHANGES = {
    "deals.csv": "id,name,account,type,currency,created_at\nd1,Renamed,,new,,2026-07-01\nd7,Seven,,new,,2026-10-01\n",
    "deal_versions.csv": "deal,valid_from,stage,amount,close_date\nd1,2026-11-10,won,900,2026-11-09\nd7,2026-10-01,offer,70,\n",
    "deal_lines.csv": "deal,product,quantity,amount\nd1,p1,2.5,900\nd7,p1,,70\n",
    "quotas.csv": "person,period,kind,amount\nr1,2026Q4,,99999\n",
    "people.csv": "id,name,email,active_from\nr7,Seven,seven@acme.test,2026-01-01\n",
}


def frames(warehouse: Warehouse) -> dict[str, pd.DataFrame]:
    """Everything that a Book can ask of it."""
    assert isinstance(warehouse, Copy)
    names = [table(model).name for model in MODELS if model not in (ImportRun, *TOLD)] + list(DERIVATIONS)
    names.append(warehouse.snapshot(DAY).name)
    found = {name: warehouse.raw(name).read_all().to_pandas() for name in names}
    return {name.split("_20")[0]: each.sort_values(list(each)).reset_index(drop=True) for name, each in found.items()}


def assert_same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    assert one.keys() == other.keys()
    for name in one:
        pd.testing.assert_frame_equal(one[name], other[name], obj=name)


def test_what_is_foreseen_is_so_after_the_import(engine: Engine, tmp_path: Path) -> None:
    import_files(engine, [COMPANY], as_of=date(2026, 11, 1))
    with writing(engine) as (session, revision):  # an import that was undone: its deal comes again
        session.add(Deal(external_id="d7", name="Undone", revision_in=revision, revision_out=revision))
    before = Copy(engine)
    before.refresh()
    for name, text in CHANGES.items():
        (tmp_path / name).write_text(text)

    with work_folder() as work:
        prepared = prepare(engine, [tmp_path], as_of=DAY, work=work)
        foreseen, copied = frames(after(engine, prepared)), frames(after(engine, prepared, before))
        assert current_revision(engine) == before.revision == 2
        commit(engine, prepared)
    done = Copy(engine)
    done.refresh()

    assert_same(foreseen, frames(done))
    assert_same(copied, foreseen)
    amounts = foreseen["deals_on"].set_index("deal_id")["amount"]
    assert amounts.loc[list(_deals(engine, "d1", "d7"))].tolist() == [900_00, 70_00]


def _deals(engine: Engine, *externals: str) -> list[int]:
    own = table(Deal).c
    with engine.connect() as connection:
        found = {row[0]: row[1] for row in connection.execute(select(own.external_id, own.id))}
    return [found[external] for external in externals]
