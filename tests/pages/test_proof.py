"""The proof of a figure: what a card shows, as a formula with figures, as rows and as SQL; each viewer sees their own."""

import re

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from metrics import evidence, explaining
from metrics.totals import totals
from model.people import Role
from model.warehouse import Copy
from tests.pages.conftest import Open, book, label_of

FORMULA, ROWS, SQL = "Formula", "Rows", "SQL"


def drawer(test: AppTest) -> object:
    """What stands in the drawer."""
    return test._tree[2]


def texts(test: AppTest, kind: str) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", str(element.value)) for element in drawer(test).get(kind)]  # type: ignore[attr-defined]


def opened(test: AppTest, tab: str, question: str = "metrics.totals.totals") -> AppTest:
    """The drawer with one of its tabs open."""
    test.session_state[f"proof of {question}"] = tab
    return test.run()


def test_a_click_shows_the_cards_formula_with_its_figures(open_page: Open, copy: Copy) -> None:
    test = open_page("rollup")

    next(button for button in test.button if button.label == "Explain Gap").click().run()

    whole = book(copy)
    row = totals(whole, whole.calendar.period_at(whole.as_of)).iloc[0]
    quota, closed, commit, gap = (f"{row[name] / 100:,.0f}" for name in ("quota", "closed", "commit", "gap"))
    gap = gap.replace("-", "−")
    assert texts(test, "title") == [f"{quota} quota − {closed} closed − {commit} commit = {gap}"]
    assert any("amounts in" in line for line in texts(test, "caption"))
    assert "why" in test.query_params


def test_the_address_alone_opens_it_again(open_page: Open) -> None:
    test = open_page("rollup")
    next(button for button in test.button if button.label == "Explain Coverage").click().run()
    slug = "".join(test.query_params["why"])

    again = open_page("rollup", why=slug)

    assert texts(again, "title") == texts(test, "title") != []


def test_what_the_page_does_not_offer_is_not_opened(open_page: Open) -> None:
    assert texts(open_page("rollup", why="metrics.totals.totals"), "title") == []


def test_the_rows_are_those_that_the_figure_is_made_of(open_page: Open, copy: Copy) -> None:
    test = open_page("rollup")
    next(button for button in test.button if button.label == "Explain Commit").click().run()

    opened(test, ROWS)

    whole = book(copy)
    options = (("period", whole.calendar.period_at(whole.as_of)),)
    behind = evidence.evidence(whole, "metrics.totals.totals", options, "commit")
    [table] = drawer(test).get("dataframe")  # type: ignore[attr-defined]
    assert len(table.value) == len(behind) > 0
    assert round(table.value["amount"].sum() * 100) == behind["amount"].sum()


def test_the_sql_is_what_was_run(open_page: Open, copy: Copy) -> None:
    test = open_page("rollup")
    next(button for button in test.button if button.label == "Explain Commit").click().run()

    opened(test, SQL)

    whole = book(copy)
    period = whole.calendar.period_at(whole.as_of)
    made = explaining.statements(whole, "metrics.totals.totals", (("period", period),))
    shown = [element.value for element in drawer(test).get("code")]  # type: ignore[attr-defined]
    assert re.sub(r"_\d+\b", "", shown[0]) == re.sub(r"_\d+\b", "", made.statements[0])
    figures = copy._cursor().sql(made.statements[0]).to_df().iloc[0]
    assert figures["commit"] == totals(whole, period).iloc[0]["commit"]


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.MANAGER])
def test_a_viewer_is_shown_rows_of_their_own_or_none(open_page: Open, copy: Copy, role: str) -> None:
    test = open_page("rollup", view_as=label_of(copy, role))
    next(button for button in test.button if button.label == "Explain Coverage").click().run()
    tabs = [tab.label for tab in drawer(test).get("tab")]  # type: ignore[attr-defined]

    if role == Role.OBSERVER:
        assert ROWS not in tabs
        return
    opened(test, ROWS)
    mine = book(copy, role)
    [table] = drawer(test).get("dataframe")  # type: ignore[attr-defined]
    own = {row[0] for row in copy.rows(select(mine.deal_names.c.name))}
    assert 0 < len(table.value) < len(book(copy).frame(select(book(copy).deals.c.deal_id)))
    assert set(table.value["deal_name"]) <= own
