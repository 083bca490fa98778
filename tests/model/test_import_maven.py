"""Maven's CRM data as it stands, counted with naive SQL and pandas on the imported database."""

import shutil
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from metrics.bridge import bridge
from model.access import MACHINE_OWNER
from model.base import from_micros
from model.book import Book
from model.database import open_database
from model.importing import ImportReport, import_files
from model.importing.report import CannotImport
from model.warehouse import Copy
from tests.fresh import fresh

DATA = Path(__file__).parents[2] / "../shared/data/maven-crm"
AS_OF = date(2017, 12, 31)

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="shared/data/maven-crm is not beside the repository")

DEALS = """
SELECT d.external_id AS deal, s.name AS stage, v.amount, v.close_date, v.valid_from, v.valid_to, p.name AS agent,
       m.name AS manager, a.name AS account, d.created_at
FROM deal d JOIN deal_version v ON v.deal_id = d.id JOIN stage s ON s.id = v.stage_id
LEFT JOIN person p ON p.id = v.owner_id LEFT JOIN reporting_line r ON r.person_id = p.id
LEFT JOIN person m ON m.id = r.manager_id LEFT JOIN account a ON a.id = d.account_id
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ImportReport]:
    """The database file with the data, and the report of its import."""
    file = tmp_path_factory.mktemp("maven") / "fourcast.db"
    engine = fresh(f"sqlite:///{file}")
    report = import_files(engine, [DATA], as_of=AS_OF)
    engine.dispose()
    return file, report


@pytest.fixture(scope="module")
def versions(imported: tuple[Path, ImportReport]) -> pd.DataFrame:
    """Every version of every deal, by plain SQL."""
    with sqlite3.connect(imported[0]) as connection:
        return pd.read_sql_query(DEALS, connection)


@pytest.fixture(scope="module")
def today(versions: pd.DataFrame) -> pd.DataFrame:
    """Each deal as it stands."""
    return versions[versions.valid_to.isna()]


def test_every_row_is_taken(imported: tuple[Path, ImportReport]) -> None:
    _, report = imported

    assert report.rejections == []
    assert report.revision == 1
    assert "data_dictionary.csv" in report.notes[0]


def test_the_company_has_35_agents_under_6_managers_in_3_regions(imported: tuple[Path, ImportReport]) -> None:
    with sqlite3.connect(imported[0]) as connection:
        people = pd.read_sql_query("SELECT role, region FROM person", connection)
        reports = connection.execute("SELECT count(*), count(DISTINCT manager_id) FROM reporting_line").fetchone()

    assert people.role.value_counts().to_dict() == {"rep": 35, "manager": 6}
    assert people.region.nunique() == 3
    assert reports == (35, 6)


def test_each_deal_stands_in_its_stage(today: pd.DataFrame) -> None:
    assert len(today) == today.deal.nunique() == 8_800
    assert today.stage.value_counts().to_dict() == {"Won": 4_238, "Lost": 2_473, "Engaging": 1_589, "Prospecting": 500}


def test_won_deals_are_worth_what_the_file_says(today: pd.DataFrame) -> None:
    won = today[today.stage == "Won"]

    assert won.amount.sum() == 10_005_534_00
    by_manager = won.groupby("manager").amount.sum()
    assert by_manager["Melvin Marxen"] == 2_251_930_00
    assert by_manager["Summer Sewald"] == 1_964_750_00
    assert by_manager["Cara Losch"] == 1_130_049_00


def test_won_deals_fall_in_their_close_quarters(today: pd.DataFrame) -> None:
    won = today[today.stage == "Won"]

    by_quarter = won.groupby(pd.to_datetime(won.close_date).dt.to_period("Q")).amount.sum()

    assert by_quarter.tolist() == [1_134_672_00, 3_086_111_00, 2_982_255_00, 2_802_496_00]
    assert [str(quarter) for quarter in by_quarter.index] == ["2017Q1", "2017Q2", "2017Q3", "2017Q4"]


def test_unknown_things_stay_unknown(today: pd.DataFrame, versions: pd.DataFrame) -> None:
    still = today[today.stage.isin(["Prospecting", "Engaging"])]
    prospecting = today[today.stage == "Prospecting"]

    assert today[today.stage == "Lost"].amount.isna().all()
    assert still.amount.isna().all()
    assert still.close_date.isna().all()
    assert prospecting.valid_from.isna().all()
    assert prospecting.created_at.isna().all()
    assert today.account.isna().sum() == 1_425
    assert (versions[versions.stage == "Engaging"].valid_from == versions[versions.stage == "Engaging"].created_at).all()


def test_misspelt_names_are_mended(imported: tuple[Path, ImportReport]) -> None:
    with sqlite3.connect(imported[0]) as connection:
        products = dict(connection.execute(
            "SELECT p.name, count(*) FROM deal_line l JOIN product p ON p.id = l.product_id GROUP BY 1"
        ).fetchall())  # fmt: skip
        sectors = {row[0] for row in connection.execute("SELECT industry FROM account")}
    raw = pd.read_csv(DATA / "sales_pipeline.csv")

    assert products["GTX Pro"] == (raw["product"].isin(["GTX Pro", "GTXPro"])).sum()
    assert sum(products.values()) == 8_800
    assert "technology" in sectors
    assert "technolgy" not in sectors


def test_importing_it_again_changes_nothing(imported: tuple[Path, ImportReport]) -> None:
    engine = open_database(f"sqlite:///{imported[0]}")

    again = import_files(engine, [DATA], as_of=AS_OF)

    assert (again.revision, again.written) == (None, 0)
    engine.dispose()


BELIEVED = "SELECT count(*) FROM deal_version WHERE revision_out IS NULL"


def test_an_edited_amount_stage_and_close_date_are_three_versions_at_the_exports_day(
    imported: tuple[Path, ImportReport], tmp_path: Path
) -> None:
    shutil.copy(imported[0], tmp_path / "fourcast.db")
    engine = open_database(f"sqlite:///{tmp_path / 'fourcast.db'}")
    raw = pd.read_csv(DATA / "sales_pipeline.csv", dtype=str, keep_default_na=False).set_index("opportunity_id")
    late = raw[(raw.deal_stage == "Won") & (raw.close_date >= "2017-11-01") & (raw.engage_date < "2017-09-01")]
    rich, early = late.index[:2]
    signed = raw[(raw.deal_stage == "Engaging") & (raw.engage_date < "2017-12-01")].index[0]
    values = raw.loc[[rich, early], "close_value"].astype(int).mul(100).tolist()
    raw.loc[rich, "close_value"] = str(values[0] // 100 + 1_000)
    raw.loc[signed, ["deal_stage", "close_date", "close_value"]] = ["Won", "2017-12-20", "500"]
    raw.loc[early, "close_date"] = "2017-09-30"
    raw.to_csv(tmp_path / "sales_pipeline.csv")

    with engine.connect() as connection:
        before = connection.exec_driver_sql(BELIEVED).scalar_one()
        report = import_files(engine, [tmp_path / "sales_pipeline.csv"], as_of=date(2018, 1, 31))
    with engine.connect() as connection:
        after = connection.exec_driver_sql(BELIEVED).scalar_one()
        since = "SELECT valid_from FROM deal_version WHERE revision_out IS NULL ORDER BY valid_from DESC LIMIT 4"
        latest = [from_micros(row[0]) for row in connection.exec_driver_sql(since)]
    count = report.count("deal_versions")
    assert (count.new, count.changed, count.rejected, after - before) == (3, 0, 0, 3)
    assert latest[:3] == [datetime(2018, 1, 31, 23, 59, 59, tzinfo=UTC)] * 3
    assert latest[3] < datetime(2018, 1, 1, tzinfo=UTC)

    warehouse = Copy(engine)
    warehouse.refresh()
    book = Book(warehouse, MACHINE_OWNER, date(2018, 1, 31))
    quarter = book.calendar.period("2017Q4")
    bars = bridge(book, AS_OF, quarter, "commit").set_index("bar")["amount"].to_dict()
    assert {bar: amount for bar, amount in bars.items() if bar not in ("start", "end")} == {
        "amount up": 100_000, "pulled in": 50_000, "pulled out": -values[1],
    }  # fmt: skip
    engine.dispose()


def test_edited_probabilities_survive_another_import(tmp_path: Path) -> None:
    engine = fresh(f"sqlite:///{tmp_path / 'fourcast.db'}")
    import_files(engine, [DATA / "sales_teams.csv"], as_of=AS_OF)
    (tmp_path / "stages.csv").write_text("key,probability,from\nEngaging,45,\nLost,0,\n")
    import_files(engine, [tmp_path / "stages.csv"])

    again = import_files(engine, [DATA / "sales_teams.csv"], as_of=AS_OF)

    with engine.connect() as connection:
        question = "SELECT probability_bp FROM stage_terms WHERE stage_id = 2 AND revision_out IS NULL"
        assert connection.exec_driver_sql(question).scalar_one() == 4_500
    assert again.revision is None


def test_it_needs_the_day_of_which_it_speaks(sqlite_url: str) -> None:
    with pytest.raises(CannotImport, match="--as-of"):
        import_files(fresh(sqlite_url), [DATA])


def test_the_files_are_known_by_their_headers_alone(tmp_path: Path, sqlite_url: str) -> None:
    for number, file in enumerate(sorted(DATA.glob("*.csv"))):
        shutil.copy(file, tmp_path / f"download ({number}).csv")

    report = import_files(fresh(sqlite_url), [tmp_path], as_of=AS_OF)

    assert report.count("deals").new == 8_800


def test_a_day_before_the_data_rejects_what_came_later(sqlite_url: str) -> None:
    report = import_files(fresh(sqlite_url), [DATA], as_of=date(2017, 6, 30))

    assert report.stopped
    assert "after 2017-06-30" in report.rejections[0].reason


def test_stages_and_days_that_contradict_each_other_are_rejected(tmp_path: Path, sqlite_url: str) -> None:
    head = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
    rows = "A,Anna Snelling,MG Special,,Won,2017-01-02,,55\nB,Anna Snelling,MG Special,,Lost,2017-03-02,2017-02-02,0\n"
    (tmp_path / "pipeline.csv").write_text(head + rows)

    report = import_files(fresh(sqlite_url), [tmp_path / "pipeline.csv", DATA / "sales_teams.csv"], as_of=AS_OF)

    assert [(each.file, each.row) for each in report.rejections] == [("pipeline.csv", 2), ("pipeline.csv", 3)]
    assert report.revision is None
