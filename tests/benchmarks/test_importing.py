"""The benchmark of imports on small files: all arrives, once, and every figure is there."""

from typing import Any

import pytest

from tests.benchmarks.importing import measure_imports
from tests.benchmarks.report import import_lines

ROWS = 2_000


@pytest.fixture(scope="module")
def imports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is measured of both kinds of file, in this process."""
    return measure_imports(tmp_path_factory.mktemp("imports"), ROWS, run=lambda work, *arguments: work(*arguments))


def test_every_row_arrives_once(imports: dict[str, Any]) -> None:
    assert imports["history"]["counts"]["deal_versions"] == (ROWS, 0, 0)
    assert imports["opportunities"]["counts"]["deals"] == (ROWS, 0, 0)
    assert imports["opportunities"]["counts"]["deal_versions"] == (ROWS, 0, 0)
    for of in imports.values():
        assert {(new, changed) for new, changed, _ in of["unchanged"].values()} == {(0, 0)}


def test_what_is_asked_of_imports_is_measured(imports: dict[str, Any]) -> None:
    said = list(import_lines(ROWS, imports))

    assert len([line for line in said if line.startswith("import 2,000 rows of")]) == 2
    for of in imports.values():
        assert of["seconds"] > of["transaction"] > 0
        assert of["rows_a_second"] == pytest.approx(ROWS / of["seconds"])
        assert of["of_plain"] == pytest.approx(of["seconds"] / of["plain"])
        assert next(iter(of["phases"])) == "Reading"
