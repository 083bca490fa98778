"""A believable company, made from a seed, any size: leads, deals with their whole history, forecasts, relative to a day."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Engine

from model.bulk import loading
from seed_data.company import company


def fill(
    engine: Engine,
    today: date,
    deals: int = 6000,
    seed: int = 7,
    progress: Callable[[float, str], None] | None = None,
) -> None:
    """Write the demo company as it stands at the end of `today` into an empty, migrated database.

    The same (deals, seed, today) give the same rows. One transaction, one revision. `progress` is told the share done
    (0 to 1) and what is being made. Raises model.bulk.NotEmpty where there are rows already, Busy where somebody else
    has the SQLite file open, ValueError for fewer than one deal.
    """
    if deals < 1:
        raise ValueError("A company needs at least one deal")
    tell = progress or (lambda share, what: None)
    with loading(engine) as load:
        for which, rows in company(today, deals, seed, tell):
            load.append(which, rows)
        tell(0.85, "Indexes")
    tell(1.0, "Done")
