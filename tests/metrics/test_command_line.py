"""`python -m metrics`: the same figures for scripts; wrong use in one line, never a traceback."""

import csv
import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from metrics.__main__ import main, options_of, parser
from metrics.definition import Metric, Unit, metrics
from metrics.presenting import as_csv, as_json, as_table, presented
from model.access import Grain
from tests.company import Company
from tests.fresh import fresh

ROOT = Path(__file__).parents[2]


@pytest.fixture
def company(sqlite_url: str) -> Company:
    """Mia leads Ann (East) and Bob (West); Olaf looks on. Ann's deal is in proposal, Bob's in discovery without amount."""
    engine = fresh(sqlite_url)
    company = Company(engine)
    company.person("Mia", role="manager")
    company.person("Ann", "Mia", region="East")
    company.person("Bob", "Mia", region="West", email=None)
    company.person("Olaf", role="observer")
    company.deal("D-1", "Ann", [("2026-01-05", "proposal", {"amount": 123456})])
    company.deal("D-2", "Bob", [("2026-01-06", "discovery")])
    return company


def said(company: Company, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """What the command line answers in this company: exit code, output, errors."""
    try:
        code = main([*arguments, "--database", str(company.engine.url)])
    except SystemExit as error:  # argparse's own
        code = int(error.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_a_moment_that_is_unknown_is_null_beside_one_that_is_known(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    company.call("Ann", "2026Q1", "2026-01-26", "2026-01-27", commit=100)

    _, out, _ = said(company, capsys, "forecast", "--as-of", "2026-02-01", "--format", "json")

    called = {row["person"]: row["called_at"] for row in json.loads(out)}
    assert called["mia@example.com"] is None
    assert called["ann@example.com"].startswith("2026-01-27T")
    assert "NaT" not in "".join(
        said(company, capsys, "forecast", "--as-of", "2026-02-01", "--format", kind)[1] for kind in ("csv", "table")
    )


def test_json_is_a_list_of_records_with_the_metrics_names(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = said(company, capsys, "pipeline", "--as-of", "2026-02-01", "--by", "owner", "--format", "json")

    assert code == 0
    # 1,234.56 at 50 % = 617.28; a deal without an amount is counted and in no sum
    assert json.loads(out) == [
        {"owner": "ann@example.com", "owner_name": "Ann", "stage": "proposal", "stage_name": "Proposal", "position": 3,
         "volume": 1, "value": 1234.56, "weighted": 617.28, "missing_amount": 0},
        {"owner": "Bob", "owner_name": "Bob", "stage": "discovery", "stage_name": "Discovery", "position": 2,
         "volume": 1, "value": 0, "weighted": 0, "missing_amount": 1},
    ]  # fmt: skip
    assert '"value": 0.00' in out


def test_a_day_before_everything_gives_no_record(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(company, capsys, "pipeline", "--as-of", "2025-01-01", "--format", "json")[:2] == (0, "[]\n")


def test_a_viewer_sees_what_is_theirs(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(company, capsys, "pipeline", "--as-of", "2026-02-01", "--viewer", "ann@example.com", "--format", "csv")

    assert [row["stage"] for row in csv.DictReader(io.StringIO(out))] == ["proposal"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nope"], 2, "No such figure: 'nope'"),
        ([], 2, "Name a figure"),
        (["pipeline", "--as-of", "31.12.2026"], 2, "'31.12.2026' is not a day like 2026-03-31"),
        (["pipeline", "--since", "2026-01-01"], 2, "pipeline does not take --since"),
        (["pipeline", "--period", "2026Q1"], 2, "pipeline does not take --period"),
        (["pipeline", "--by", "weather"], 2, "cannot be split by 'weather'"),
        (["pipeline", "--region", "North"], 2, "No such region: 'North'. There are: East, West"),
        (["win-rate", "--period", "2026Q9"], 2, "No such period: '2026Q9'"),
        (["win-rate", "--from", "2026-02-01", "--to", "2026-01-01"], 2, "ends (2026-01-01) before it begins"),
        (["pipeline", "--viewer", "nobody@example.com"], 1, "No person is known as 'nobody@example.com'"),
        (["pipeline", "--viewer", "Olaf", "--by", "owner"], 1, "Olaf sees totals only"),
        (["pipeline", "--viewer", "Olaf", "--under", "Ann"], 1, "No person is known as 'Ann'"),
        (["pipeline", "--viewer", "Bob", "--under", "Ann"], 1, "No person is known as 'Ann'"),
    ],
)
def test_what_cannot_be_answered_is_said_in_one_line(
    company: Company, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    got, out, err = said(company, capsys, *arguments)

    assert (got, out) == (code, "")
    assert message in err
    assert "Traceback" not in err


def test_a_missing_database_is_not_answered_with_zeros(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "typo.db"

    assert main(["pipeline", "--database", f"sqlite:///{file}"]) == 2

    assert "There is no database" in capsys.readouterr().err
    assert not file.exists()


def test_every_metric_is_listed_with_its_first_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    done = subprocess.run([sys.executable, "-m", "metrics", "--list"], cwd=ROOT, capture_output=True, text=True, check=True)

    listed = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert listed == {name: metric.sentence for name, metric in metrics().items()}
    assert main(["--define", "pipeline"]) == 0
    assert "Source: DOMAIN.md §4." in capsys.readouterr().out


def test_every_metric_answers_every_format(company: Company) -> None:
    book = company.book("2026-03-31")

    for name, metric in metrics().items():
        options = options_of(metric, parser().parse_args([name]), book)
        frame = presented(book, metric, metric.function(book, **options))
        records = json.loads(as_json(frame))
        assert [list(record) for record in records] == [list(frame)] * len(frame), name
        assert len(list(csv.reader(io.StringIO(as_csv(frame))))) == len(frame) + 1, name
        assert len(as_table(frame).splitlines()) == len(frame) + 1, name


def some_metric(**columns: Unit) -> Metric:
    """A metric that is not registered, to present hand-made frames by."""
    return Metric("some", lambda book: None, columns, Grain.TOTAL, ())  # type: ignore[arg-type, return-value]


def test_money_is_exact_to_the_minor_unit_and_means_are_rounded_half_up(company: Company) -> None:
    whole = pd.Series([10**17 + 1, -5, None], dtype="Int64")
    mean = pd.Series([0.5, 1233.4, None], dtype="Float64")
    frame = pd.DataFrame({"value": whole, "mean": mean})

    shown = presented(company.book("2026-02-01"), some_metric(value=Unit.MONEY, mean=Unit.MONEY), frame)

    assert shown["value"].tolist() == [Decimal("1000000000000000.01"), Decimal("-0.05"), None]
    assert shown["mean"].tolist() == [Decimal("0.01"), Decimal("12.33"), None]
    assert as_json(shown).startswith('[{"value": 1000000000000000.01, "mean": 0.01},')
    assert as_json(shown).endswith('{"value": null, "mean": null}]\n')


def test_a_currency_without_cents_shows_none(company: Company) -> None:
    company.setting("currency", "JPY")
    company.setting("currency_exponent", "0")
    frame = pd.DataFrame({"value": pd.Series([1250], dtype="Int64")})

    shown = presented(company.book("2026-02-01"), some_metric(value=Unit.MONEY), frame)

    assert as_json(shown) == '[{"value": 1250}]\n'


def test_text_that_a_spreadsheet_would_run_is_made_harmless_and_numbers_are_left_alone(company: Company) -> None:
    frame = pd.DataFrame(
        {"name": pd.Series(["=1+1", "@x", "fine"], dtype="string"), "value": pd.Series([-100, 0, 5], dtype="Int64")}
    )

    shown = presented(company.book("2026-02-01"), some_metric(name=Unit.TEXT, value=Unit.MONEY), frame)

    assert as_csv(shown) == "name,value\n'=1+1,-1.00\n'@x,0.00\nfine,0.05\n"


def test_a_table_is_aligned_and_keeps_control_characters_from_the_terminal(company: Company) -> None:
    frame = pd.DataFrame({"name": pd.Series(["a\x1b[2Jb", None], dtype="string"), "n": pd.Series([7, 1000], dtype="Int64")})

    shown = presented(company.book("2026-02-01"), some_metric(name=Unit.TEXT, n=Unit.COUNT), frame)

    assert as_table(shown) == "name       n\na [2Jb     7\n–       1000\n"
