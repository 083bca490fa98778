"""Where the company's history starts: before that, nobody wrote down what happened."""

from datetime import date

from sqlalchemy import func, select

from model.tables import ImportRun, table
from model.warehouse import Warehouse


def history_since(warehouse: Warehouse) -> date | None:
    """The first day of which the files of any import say something; None without imports of deals.

    Undone imports do not count. What is known of earlier days is only what later files tell of them: deals that
    closed then, or were created.
    """
    own = table(ImportRun).c
    first = select(func.min(own.history_from).label("day")).where(own.revision_out.is_(None))

    def asked() -> date | None:
        day: date | None = warehouse.rows(first)[0][0]
        return day

    return warehouse.fact("history since", asked)
