"""Rejected rows as a file to mend and drop again."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import text

from model.__main__ import main
from model.database import connect
from model.importing.rejects import REASON

DEALS = """id;name;type;created_at
d1;One;new;2026-07-01
d2;Zwei;new;someday
d3;Three;new;2026-07-03
d4;Four;new;
d4;Vier;new;
"""


@pytest.fixture
def database(sqlite_url: str) -> list[str]:
    return ["--database", sqlite_url]


def test_rejected_rows_come_as_they_were_and_go_in_again(
    database: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, rejects = tmp_path / "deals.csv", tmp_path / "rejects.csv"
    file.write_text(DEALS, encoding="utf-8")

    assert main(["import", str(file), "--rejects", str(rejects), "--accept-rejects", *database]) == 0
    assert f"Rejected rows of deals.csv are in {rejects}." in capsys.readouterr().out
    with rejects.open(encoding="utf-8-sig", newline="") as written:
        header, *rows = csv.reader(written)
    assert header == ["id", "name", "type", "created_at", REASON]
    assert [row[:4] for row in rows] == [["d2", "Zwei", "new", "someday"], ["d4", "Vier", "new", ""]]
    assert "is not a" in rows[0][4]

    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("someday", "2026-07-02").replace("Vier", "Four"))
    assert main(["import", str(rejects), *database]) == 0
    outcome = capsys.readouterr().out
    assert REASON not in outcome
    assert "Written as revision 2" in outcome


def test_no_spreadsheet_runs_a_rejected_row_and_it_comes_back_as_it_was(
    database: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, rejects = tmp_path / "deals.csv", tmp_path / "rejects.csv"
    rows = ("-d1", "=1+1", "new", "someday"), ("+d2", "'@SUM(A1)", "new", "someday")
    file.write_text("id;name;type;created_at\n" + "".join(";".join(row) + "\n" for row in rows), encoding="utf-8")

    main(["import", str(file), "--rejects", str(rejects), "--accept-rejects", *database])
    with rejects.open(encoding="utf-8-sig", newline="") as written:
        found = list(csv.reader(written))
    assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "-", "@"))]

    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("someday", "2026-07-02"))
    assert main(["import", str(rejects), *database]) == 0, capsys.readouterr().out
    with connect(database[1]).connect() as connection:
        deals = connection.execute(text("select external_id, name from deal order by id")).all()
    assert [tuple(deal) for deal in deals] == [("-d1", "=1+1"), ("+d2", "@SUM(A1)")]


def test_several_files_have_each_their_own(database: list[str], tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"deals{number}.csv").write_text(DEALS.replace("d", f"{number}-d").replace(f"i{number}-d", "id"))
    (tmp_path / "out").mkdir()

    files = [str(tmp_path / f"deals{number}.csv") for number in (1, 2)]
    assert main(["import", *files, "--rejects", str(tmp_path / "out" / "r.csv"), *database]) == 1

    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["r-deals1.csv", "r-deals2.csv"]
