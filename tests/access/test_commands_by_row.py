"""Role × command × somebody else's row, on both databases: done or refused as the tables by hand say, and nothing told."""

import pytest
from sqlalchemy import func, literal, select, union_all

from model.access import AccessDenied
from model.acting import CannotDo
from model.database import current_revision
from model.importing.history.vanishing import CannotSettle
from model.importing.run import prepare
from model.importing.undoing.undo import undo
from model.importing.writing.committing import commit
from model.tables import MODELS, ImportAttempt, ImportRun, table
from tests.access.doing import DEEDS, Deed
from tests.access.grids import cells
from tests.access.house import DEALS, NOBODY, PEOPLE, forged, seen_as
from tests.company import Company

SECRET = {*PEOPLE, *(deal for deal, _ in DEALS.values())}
ONE_OF_EACH = ("Evadne", "Maximo", "Annika", "Gustel", "Adelmo", "Siddal", "Berenk", "Ozimir")
"""Who acts on PostgreSQL, where a command takes longer: one of each role, who left, and the administrator."""


def counts(company: Company) -> dict[str, int]:
    """How many rows each table has."""
    tables = [table(model) for model in (*MODELS, ImportAttempt)]
    query = union_all(*(select(literal(each.name), func.count()).select_from(each) for each in tables))
    with company.engine.connect() as connection:
        return {str(row[0]): int(row[1]) for row in connection.execute(query)}


def outcome(company: Company, deed: Deed, who: str, row: str) -> tuple[str, str]:
    """What came of it as a grid says it, and the words of a refusal."""
    ready = deed.ready(company, row)
    before = current_revision(company.engine)
    try:
        viewer = seen_as(company, who) if deed.honest else forged(company, who)
        deed.do(company, viewer, row, ready)
    except deed.denied as error:
        assert current_revision(company.engine) == before
        return ".", str(error)
    except (CannotDo, CannotSettle) as error:
        assert current_revision(company.engine) == before
        return "-", str(error)
    assert deed.honest or current_revision(company.engine) > before
    return "x", ""


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_a_command_is_done_to_rows_that_are_theirs_and_refused_to_all_others_in_the_same_words(
    company: Company, deed: Deed
) -> None:
    few = company.engine.dialect.name == "postgresql"
    for who, expected in cells(deed.grid).items():
        if few and who not in ONE_OF_EACH:
            continue
        before = counts(company) if deed.only_asks(expected) else None
        found = {row: outcome(company, deed, who, row) for row in expected}

        assert {row: what for row, (what, _) in found.items()} == expected, who
        assert before is None or counts(company) == before
        refusals = {words for what, words in found.values() if what == "."}
        assert len(refusals) <= 1, (who, refusals)
        assert not [name for words in refusals for name in SECRET - {who} if name in words], refusals


@pytest.fixture(scope="module")
def run(company: Company, tmp_path_factory: pytest.TempPathFactory) -> int:
    """An import that the administrator made, after everybody else was refused it."""
    folder = tmp_path_factory.mktemp("import")
    (folder / "accounts.csv").write_text("id,name,customer_since,segment\nCo-New,Newcomer,2020-01-01,Small\n")
    prepared = prepare(company.engine, [folder], work=folder)
    for who in PEOPLE:
        if who != "Adelmo":
            before = current_revision(company.engine), counts(company)
            with pytest.raises(AccessDenied, match=who):
                commit(company.engine, prepared, viewer=forged(company, who))
            assert (current_revision(company.engine), counts(company)) == before
    commit(company.engine, prepared, viewer=forged(company, "Adelmo"))
    with company.engine.connect() as connection:
        return int(connection.execute(select(func.max(table(ImportRun).c.id))).scalar_one())


def test_only_administrators_import_and_undo(company: Company, run: int) -> None:
    for who in PEOPLE:
        if who != "Adelmo":
            words = set()
            for number in (run, NOBODY):
                with pytest.raises(AccessDenied) as refused:
                    undo(company.engine, number, viewer=forged(company, who))
                words.add(str(refused.value))
            assert len(words) == 1

    assert undo(company.engine, run, viewer=forged(company, "Adelmo")).ended == {"account": 1}
