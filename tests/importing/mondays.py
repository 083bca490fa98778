"""How deals stood, straight from the believed versions by pandas: what weekly imports are held against."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import Engine, text

from seed_data.exports.salesforce.ids import id_of

FIELDS = ["stage", "amount", "close_date", "owner", "next_step"]
States = dict[str, dict[str, Any]]


def end_of(day: date, zone: str = "UTC") -> datetime:
    """The last second of a day: when an export of that day speaks."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(zone))
    return midnight.astimezone(UTC) - timedelta(seconds=1)


def _read(engine: Engine, question: str) -> pd.DataFrame:
    with engine.connect() as connection:
        rows = connection.execute(text(question))
        return pd.DataFrame(rows.all(), columns=list(rows.keys()), dtype=object)


def versions(engine: Engine, *, original: bool = False) -> pd.DataFrame:
    """All believed versions of a SQLite file; deals and owners by their Salesforce ids, which the `original` has not yet."""
    found = _read(
        engine,
        "SELECT v.*, d.external_id AS deal, s.name AS stage, s.kind, p.external_id AS owner FROM deal_version v "
        "JOIN deal d ON d.id = v.deal_id JOIN stage s ON s.id = v.stage_id LEFT JOIN person p ON p.id = v.owner_id "
        "WHERE v.revision_out IS NULL",
    )
    if original:
        found["deal"] = pd.Series([id_of("deal", number) for number in found["deal_id"]], dtype=object)
        owners = [None if number is None else id_of("person", number) for number in found["owner_id"]]
        found["owner"] = pd.Series(owners, dtype=object)
    for name in ("valid_from", "valid_to"):
        found[name] = pd.to_datetime(found[name].astype("Int64"), unit="us", utc=True)
    return found.sort_values(["deal", "valid_from"], ignore_index=True)


def at(found: pd.DataFrame, moment: datetime) -> States:
    """deal → its fields, and the stage's kind, at a moment."""
    there = found[(found["valid_from"] <= moment) & (found["valid_to"].isna() | (found["valid_to"] > moment))]
    assert there["deal"].is_unique
    return there.set_index("deal")[[*FIELDS, "kind", "stage_id", "category"]].to_dict("index")


def timelines(found: pd.DataFrame) -> dict[str, list[tuple[Any, ...]]]:
    """deal → the moments at which its fields changed, and what they became."""
    lines: dict[str, list[tuple[Any, ...]]] = {}
    for deal, since, *fields in found[["deal", "valid_from", *FIELDS]].itertuples(index=False):
        line = lines.setdefault(deal, [])
        if not line or line[-1][1:] != tuple(fields):
            line.append((since, *fields))
    return lines


def default_categories(engine: Engine, day: date) -> dict[int, str | None]:
    """stage → where its deals stand in the forecast on a day until somebody chooses."""
    terms = _read(engine, "SELECT stage_id, valid_from, default_category FROM stage_terms WHERE revision_out IS NULL").astype(
        object
    )
    begun = terms[[since is None or str(since) <= str(day) for since in terms["valid_from"]]]
    return begun.sort_values("valid_from", na_position="first").set_index("stage_id")["default_category"].to_dict()


def figures(states: States, defaults: dict[int, str | None], monday: date) -> dict[tuple[str, str, Any], tuple[int, int]]:
    """Open qualified pipeline, commit and won in the fiscal quarter, per owner and per stage: count and minor units."""
    quarter = pd.Period(monday, freq="Q-MAR")
    found: dict[tuple[str, str, Any], tuple[int, int]] = {}
    for state in states.values():
        due = state["close_date"] and pd.Period(state["close_date"], freq="Q-MAR") == quarter
        open_, won = state["kind"] == "qualified", state["kind"] == "won" and due
        chosen = state["category"] or defaults.get(state["stage_id"])
        holds = {"open": open_, "won": won, "commit": won or (open_ and due and chosen == "commit")}
        for name in (name for name, held in holds.items() if held):
            for by in ("owner", "stage"):
                number, value = found.get((name, by, state[by]), (0, 0))
                found[name, by, state[by]] = (number + 1, value + (state["amount"] or 0))
    return found


def told(states: States) -> dict[str, tuple[Any, ...]]:
    return {deal: tuple(state[field] for field in FIELDS) for deal, state in states.items()}


def amounts_at(engine: Engine, day: date) -> dict[str, int | None]:
    """The deal's letter (of a 16-letter id) → its amount in whole units at the end of a day."""
    return {
        deal[15]: None if row["amount"] is None else row["amount"] // 100
        for deal, row in at(versions(engine), end_of(day)).items()
    }


def missing(engine: Engine) -> list[tuple[str, date]]:
    """The deals that are listed as vanished, by name, and since when."""
    rows = _read(
        engine,
        "SELECT d.name, v.missed_on FROM vanished_deal v JOIN deal d ON d.id = v.deal_id WHERE v.revision_out IS NULL ORDER BY 1",
    )
    return [(name, date.fromisoformat(day)) for name, day in rows.itertuples(index=False)]
