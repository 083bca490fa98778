"""The formulas that definitions print are true: worked out on real frames they give the column that they define."""

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest

import seed_data
from metrics import explaining
from metrics.__main__ import options_of, parser
from metrics.definition import Unit, metrics
from metrics.totals import totals
from model.access import MACHINE_OWNER
from model.book import Book, Scope
from model.company import members_of
from model.warehouse import Copy
from tests.fresh import fresh

TODAY = date(2026, 11, 23)
TOTALS = explaining.name_of(totals)
NAMES = [*metrics(), TOTALS]
NO_FORMULA = {"reference"}  # a setting


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    engine = fresh(f"sqlite:///{tmp_path_factory.mktemp('explained') / 'demo.db'}")
    seed_data.fill(engine, TODAY, deals=400)
    warehouse = Copy(engine)
    warehouse.refresh()
    yield warehouse
    engine.dispose()


def ways_to_ask(book: Book, name: str) -> list[explaining.Options]:
    """The question with its defaults, of the last period, and by each of its splits."""
    if name == TOTALS:
        return [(("period", book.calendar.period_at(book.as_of)),)]
    metric = metrics()[name]
    asked: list[dict[str, str]] = [{}, {"period": "2026Q3"}] if {"period", "window"} & set(metric.options) else [{}]
    asked += [{"by": split} for split in metric.splits] + ([{"mode": "activity"}] if "mode" in metric.options else [])
    known = vars(parser().parse_args([name]))
    return [tuple(options_of(metric, type(parser().parse_args([]))(**(known | one)), book).items()) for one in asked]


def books(copy: Copy) -> list[Book]:
    manager = next(m for m in members_of(copy) if m.role == "manager")
    scopes = Scope(), Scope(under=manager.id), Scope(kind="new"), Scope(kind="existing")
    return [Book(copy, MACHINE_OWNER, TODAY, scope) for scope in scopes]


@pytest.mark.parametrize("name", [name for name in NAMES if explaining.formulas(name)])
def test_a_printed_formula_gives_the_column_that_it_defines(copy: Copy, name: str) -> None:
    checked: set[str] = set()
    for book in books(copy):
        for options in ways_to_ask(book, name):
            frame = explaining.live(book, name, options)
            rows = explaining.Live(name, frame)
            for column, formula in explaining.formulas(name).items():
                if name == "motions" and "by" in dict(options) and column in ("win_rate", "attainment"):
                    continue  # within a part of a split their numerators are not worked out
                for nth, shown in enumerate(frame[column]):
                    if pd.isna(shown):
                        continue
                    worked_out = formula.value(lambda wanted, nth=nth, rows=rows: rows.value(nth, wanted))
                    assert worked_out == pytest.approx(float(shown)), (column, options, frame.iloc[nth].to_dict())
                    checked.add(column)

    assert checked == set(explaining.formulas(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_rate_has_a_formula_that_its_definition_prints(name: str) -> None:
    units = explaining.units_of(name)
    columns = list(metrics()[name].columns if name in metrics() else units)
    rates = {column for column in columns if units[column] is Unit.RATE} - NO_FORMULA
    bounds = {bound for column in columns for bound in explaining.interval_of(columns, column) or ()}

    assert rates - bounds <= set(explaining.formulas(name))


def test_a_filled_formula_reads_as_a_sum_that_can_be_checked_by_hand(copy: Copy) -> None:
    book = books(copy)[0]
    frame = explaining.live(book, "win-rate", ways_to_ask(book, "win-rate")[0])
    won, lost = int(frame["won"].iloc[0]), int(frame["lost"].iloc[0])
    rows = explaining.Live("win-rate", frame)

    filled = explaining.formulas("win-rate")["rate"].filled(lambda n: f"{rows.value(0, n):.0f} {n.column}")

    assert filled == f"{won} won ÷ ({won} won + {lost} lost)"


@pytest.mark.parametrize("name", NAMES)
def test_the_statements_of_a_figure_run_as_they_stand(copy: Copy, name: str) -> None:
    book = books(copy)[0]

    ways = ways_to_ask(book, name)
    made = explaining.statements(book, name, ways[1] if name == "accuracy" else ways[0])  # of a period that is over

    assert made.statements
    for sql in [*made.statements, *made.looked_up, *made.tables.values()]:
        copy._cursor().sql(sql).to_arrow_table()


def test_the_statement_shown_gives_the_figure_shown(copy: Copy) -> None:
    book = books(copy)[1]
    options = ways_to_ask(book, "win-rate")[0]
    expected = explaining.live(book, "win-rate", options).iloc[0]

    made = explaining.statements(book, "win-rate", options)

    [sql] = made.statements
    row = copy._cursor().sql(sql).to_df().iloc[0]
    assert [row[c] for c in ("won", "lost", "won_value")] == [expected[c] for c in ("won", "lost", "won_value")]
    assert f"deals_on_{TODAY:%Y%m%d}" in next(iter(made.tables))


def test_another_threads_statements_are_not_written_down(copy: Copy) -> None:
    import threading

    from model.recording import recording

    book = books(copy)[0]
    with recording() as ran:
        other = threading.Thread(target=lambda: metrics()["pipeline"].function(book))
        other.start()
        other.join()

    assert ran == []


def test_who_may_not_see_a_function_is_not_given_one() -> None:
    for name in ("os.system", "metrics.totals._counting", "no-such-metric"):
        with pytest.raises(KeyError):
            explaining.function_of(name)
