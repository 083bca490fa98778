"""The demo company as other systems would export it: what the importer is tested with, and what a newcomer can try.

To add a system: a file here with `write(company, folder) -> {file: rows}` and its name in DIALECTS below. A file is
described by its columns, header → what stands there of an item, and how the system writes values by one `Cells`:

    def write(company: Company, folder: Path) -> dict[str, int]:
        cells = Cells(day_form="{0:%d.%m.%Y}", zone=company.settings.time_zone, point=",", empty="(blank)")
        columns = {"Deal Name": lambda deal: deal.name, "Amount": lambda deal: cells.money(company.last(deal).amount)}
        return {"deals.csv": write_csv(folder / "deals.csv", columns, company.deals.values(), Style(separator=";"))}

Its test is tests/importing/test_NAME.py with a `CARRIES`: see tests/importing/round_trip.py.
"""

from datetime import date
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine

from seed_data.exports.company import Company, read_company

DIALECTS: tuple[str, ...] = (
    "salesforce",
    "hubspot",
    "pipedrive",
    "odoo",
    "sugarcrm",
    "suitecrm",
    "dynamics",
    "zoho",
)  # fmt: skip
"""The systems, each a module of this package."""


def export_as(engine: Engine, dialect: str, folder: Path, today: date) -> dict[str, int]:
    """Write the company of a database, as it stood at the end of `today`, as that system's files; gives file → rows.

    Files of the same names are replaced. ValueError for a system that nobody described.
    """
    if dialect not in DIALECTS:
        raise ValueError(f"No such dialect: {dialect}. There are: {', '.join(DIALECTS)}")
    folder.mkdir(parents=True, exist_ok=True)
    company = read_company(engine, today)
    written: dict[str, int] = import_module(f"seed_data.exports.{dialect}").write(company, folder)
    return written


__all__ = ["DIALECTS", "Company", "export_as", "read_company"]
