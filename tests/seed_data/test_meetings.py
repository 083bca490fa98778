"""Last week's reviews of the demo company are ended, asked and decided, and this week's begins from them."""

from datetime import date, timedelta
from pathlib import Path

from metrics.reviewing import OPEN, answers, decisions, minutes
from model.access import MACHINE_OWNER
from model.book import Book
from model.minutes import content_of
from model.warehouse import Copy
from seed_data import fill
from seed_data.meetings import ASKED, TEAMS, hold
from tests.fresh import fresh

TODAY = date(2026, 11, 24)  # a Tuesday


def test_this_weeks_meeting_begins_from_last_weeks(tmp_path: Path) -> None:
    engine = fresh(f"sqlite:///{tmp_path / 'company.db'}")
    fill(engine, TODAY, deals=400)

    held = hold(engine, TODAY)

    warehouse = Copy(engine)
    warehouse.refresh()
    book = Book(warehouse, MACHINE_OWNER, TODAY)
    period = book.calendar.period("2026Q4")
    kept = minutes(book)
    assert 1 <= held <= TEAMS
    assert kept["as_of"].tolist() == [date(2026, 11, 20)] * held
    content = content_of(engine, MACHINE_OWNER, int(kept["minute"].iloc[0]))
    assert content["sums"]["commit"] > 0
    assert 1 <= len(content["answers"]) <= ASKED
    assert [row["what"] for row in content["decisions"]]
    assert len(answers(book, period)) >= held
    taken = decisions(book, int(kept["team"].iloc[0]))
    assert set(taken["until"]) == {date(2026, 11, 20) + timedelta(days=7)}
    assert taken["state"].isin(OPEN).any()
