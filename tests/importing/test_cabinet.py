"""Columns that do not fit into memory are as they were put in."""

from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from model.importing.rows.cabinet import Cabinet, Columns

MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30))
CELLS = st.one_of(st.none(), st.text(max_size=5), st.integers(), st.dates(), st.booleans(), MOMENTS, st.floats(allow_nan=False))
COLUMN = st.one_of(st.lists(CELLS, max_size=6), st.lists(st.one_of(st.none(), MOMENTS), max_size=6))


@settings(max_examples=50)
@given(st.lists(COLUMN, max_size=8), st.integers(0, 12))
def test_what_is_put_in_comes_out(tmp_path_factory: object, columns: list[list[object]], most: int) -> None:
    folder: Path = tmp_path_factory.mktemp("cabinet")  # type: ignore[attr-defined]
    kept = Columns(Cabinet(folder, most), [(str(name), list(values)) for name, values in enumerate(columns)])

    for _ in range(2):
        found = list(kept.values())
        assert found == columns
        assert [[type(cell) for cell in values] for values in found] == [[type(cell) for cell in values] for values in columns]


def test_only_so_many_cells_stay_in_memory(tmp_path: Path) -> None:
    cabinet = Cabinet(tmp_path, 25)
    columns = Columns(cabinet, {str(n): [n] * 10 for n in range(5)})

    assert len(cabinet._held) == 2
    assert [columns[str(n)][0] for n in range(5)] == [0, 1, 2, 3, 4]
    assert len(cabinet._held) == 2
    size = sum(file.stat().st_size for file in tmp_path.iterdir())
    assert columns["0"] == [0] * 10
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) == size, "nothing is written twice"


def test_one_list_is_kept_once_and_forgotten_with_its_last_column() -> None:
    cabinet = Cabinet()
    ids = ["d1", "d2"]
    deals, today = Columns(cabinet, {"id": ids}), Columns(cabinet, {"deal": ids, "since": [date(2026, 1, 1), None]})
    assert len(cabinet._held) == 2

    copy = today.copy()
    copy["deal"] = ["d3", "d2"]
    assert (deals["id"], today["deal"], copy["deal"]) == (ids, ids, ["d3", "d2"])

    del copy, today
    assert len(cabinet._held) == 1
