"""A naive reading of a filled database with pandas: one row per deal, with what it is and how it ended."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import Engine, select

from model.tables import MODELS, table
from seed_data.clock import ZONE

SRL, DISCOVERY, NEGOTIATION, WON, LOST = 1, 2, 5, 6, 7


@dataclass
class Told:
    """All tables by name, days in the company's zone beside the moments (`…_on`), and `deals` with their outcome."""

    today: pd.Timestamp
    tables: dict[str, pd.DataFrame]
    deals: pd.DataFrame

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    @property
    def closed(self) -> pd.DataFrame:
        """Won and lost deals that had reached SQL."""
        return self.deals[(self.deals.stage_id >= WON) & self.deals.sql_on.notna()]


def days(moments: pd.Series) -> pd.Series:
    """Local days of UTC moments."""
    return pd.to_datetime(moments, utc=True).dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()


def read(engine: Engine, today: date) -> Told:
    """Read every table, and put each deal's last version, account and owner beside it."""
    tables = {}
    with engine.connect() as connection:
        for model in MODELS:
            rows = connection.execute(select(table(model))).mappings().all()
            frame = pd.DataFrame(rows, columns=[c.name for c in table(model).columns])
            for column in frame.columns:
                if column.endswith("_at") or (column in ("valid_from", "valid_to") and table(model).name == "deal_version"):
                    frame[column.removesuffix("_at") + "_on"] = days(frame[column])
            tables[table(model).name] = frame.sort_values("id")
    return Told(pd.Timestamp(today), tables, _deals(tables))


def _deals(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    versions = tables["deal_version"].sort_values(["deal_id", "valid_from"])
    last = versions[versions.valid_to.isna()].set_index("deal_id")
    sql = versions[versions.stage_id.between(DISCOVERY, WON)].groupby("deal_id").valid_from_on.min().rename("sql_on")
    before = versions.groupby("deal_id").close_date.shift()
    pushes = (versions.close_date > before).groupby(versions.deal_id).sum().rename("pushes")
    deals = tables["deal"].set_index("id").join(last[["stage_id", "amount", "close_date", "owner_id", "category"]])
    deals = deals.join(sql).join(pushes)
    deals["close_date"] = pd.to_datetime(deals.close_date)
    deals["amount"] = deals.amount.astype(float)
    people = tables["person"].set_index("id")[["region", "way"]]
    deals = deals.join(people, on="owner_id")
    since = tables["account"].set_index("id").customer_since
    deals["since"] = pd.to_datetime(deals.account_id.map(since))
    first_win = deals[deals.stage_id == WON].groupby("account_id").close_date.min()
    known = (deals.account_id.map(first_win) < deals.created_on) | (deals.since < deals.created_on)
    deals["kind"] = known.map({True: "existing", False: "new"}).where(deals.account_id.notna(), "unknown")
    return deals
