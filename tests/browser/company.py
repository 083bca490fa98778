"""The browser and the companies that browser tests and pictures are made with."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 30_000  # milliseconds: the machine may be busy with other tests
CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
AN_OPEN_DEAL = """
    select d.external_id from deal d join deal_version v on v.deal_id = d.id join stage s on s.id = v.stage_id
    where v.valid_to is null and s.kind = 'qualified' order by d.id limit 1
"""
SOMEBODY = """
    select name || ', ' || role from person where role = '{role}' and active_to is null order by (
        select count(*) from deal d join deal_version v on v.deal_id = d.id join stage s on s.id = v.stage_id
        where v.owner_id = person.id and v.valid_to is null and s.kind = 'qualified' and d.lead_id is not null
    ) desc, id limit 1
"""


@dataclass(frozen=True)
class Company:
    """A company in a database: its address and its file."""

    url: str
    file: Path

    def ask(self, question: str) -> str:
        """The first value that a query of the database gives; the app's server only reads meanwhile."""
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)
        try:
            return str(connection.execute(question).fetchone()[0])
        finally:
            connection.close()

    def somebody(self, role: str) -> str:
        """Whoever of a role has the most open deals that began as leads, else the first, as «view as» names them."""
        return self.ask(SOMEBODY.format(role=role))
