"""The questions by hand for the SQLite file, from the base tables, without anything worked out before.

Moments are microseconds since 1970 there, days are text; SQLite knows no time zones, so the zone's changes are written out.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from model.base import to_micros
from tests.benchmarks import plain, sqlite_texts
from tests.benchmarks.questions import Asked
from tests.benchmarks.sqlite_flags import FLAGS

DAYS_BACK = 8 * 366


def offsets(zone: str, day: date) -> str:
    """SQL with the place-holder MOMENT: the zone's offset from UTC then, in microseconds, for the years up to `day`."""
    first = datetime.combine(day, datetime.min.time(), UTC) - timedelta(days=DAYS_BACK)
    changes, before = [], None
    for hour in range((DAYS_BACK + 366) * 24):
        moment = first + timedelta(hours=hour)
        offset = moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
        if offset != before:
            changes.append((to_micros(moment), offset // timedelta(microseconds=1)))
            before = offset
    whens = " ".join(f"WHEN MOMENT >= {since} THEN {offset}" for since, offset in reversed(changes))
    return f"CASE {whens} ELSE {changes[0][1]} END"


class Sqlite:
    """Writes the queries for one zone and day."""

    def __init__(self, asked: Asked, zone: str) -> None:
        self.asked = asked
        self.offset = offsets(zone, asked.day)

    def local(self, moment: str) -> str:
        """A moment's local day as text; NULL stays NULL."""
        offset = self.offset.replace("MOMENT", moment)
        return f"CASE WHEN {moment} IS NOT NULL THEN date(({moment} + {offset}) / 1000000, 'unixepoch') END"

    def deals(self, *extra: str, name: str = "deal", on: str = "day") -> str:
        """The CTE of the deals as of a day; `extra`: sql_on, motion, terms (category and weighted)."""
        moved = """(SELECT max(o.valid_to) FROM deal_version o WHERE o.deal_id = v.deal_id AND o.revision_out IS NULL
          AND o.stage_id <> v.stage_id AND o.valid_from < v.valid_from)"""
        stood = f"""{name}_stood AS (
  SELECT v.deal_id, v.stage_id, s.kind AS stage_kind, s.position, v.amount, v.close_date AS close_on, v.category AS chosen,
    v.owner_id, v.valid_from, v.next_step, d.account_id, d.lead_id, d.type, {self.local("d.created_at")} AS created_on,
    CASE WHEN s.kind IN ('won', 'lost') THEN CASE WHEN v.close_date <= ${on} THEN v.close_date
      ELSE {self.local(f"coalesce({moved}, d.created_at)")} END END AS closed_on
  FROM deal_version v JOIN stage s ON s.id = v.stage_id JOIN main.deal d ON d.id = v.deal_id
  WHERE v.revision_out IS NULL AND v.valid_from < ${on}_end_us AND (v.valid_to IS NULL OR v.valid_to >= ${on}_end_us)
)"""
        columns, joins, parts = ["t.*", "coalesce(t.closed_on, t.close_on) AS due_on"], [], [stood]
        if "sql_on" in extra:
            parts.append(f"""{name}_reached AS (
  SELECT r.deal_id, min(r.valid_from) AS reached_at FROM deal_version r JOIN stage s ON s.id = r.stage_id
  WHERE s.kind IN ('qualified', 'won') AND r.revision_out IS NULL AND r.valid_from < ${on}_end_us GROUP BY r.deal_id
)""")
            columns.append(f"{self.local('r.reached_at')} AS sql_on")
            joins.append(f"LEFT JOIN {name}_reached r ON r.deal_id = t.deal_id")
        if "motion" in extra:
            parts.append(f"""{name}_first_win AS (
  SELECT account_id, min(closed_on) AS first_on FROM {name}_stood
  WHERE stage_kind = 'won' AND account_id IS NOT NULL GROUP BY account_id
)""")
            columns.append("""CASE WHEN t.account_id IS NULL OR t.created_on IS NULL THEN 'unknown'
      WHEN f.first_on < t.created_on OR a.customer_since < t.created_on THEN 'existing' ELSE 'new' END AS motion""")
            joins.append(
                f"LEFT JOIN {name}_first_win f ON f.account_id = t.account_id LEFT JOIN account a ON a.id = t.account_id"
            )
        if "terms" in extra:
            parts.append(sqlite_texts.TERMS.format(name=name, on=on))
            columns.append("""CASE WHEN t.stage_kind = 'won' THEN 'closed' WHEN t.stage_kind <> 'qualified' THEN 'omitted'
      WHEN t.chosen = 'closed' THEN 'commit' ELSE coalesce(t.chosen, p.default_category, 'pipeline') END AS category,
    CASE t.stage_kind WHEN 'won' THEN t.amount WHEN 'lost' THEN 0
      ELSE (t.amount * p.probability_bp + 5000) / 10000 END AS weighted, p.default_category""")
            joins.append(f"LEFT JOIN {name}_terms p ON p.stage_id = t.stage_id AND p.nth = 1")
        parts.append(f"{name} AS (SELECT {', '.join(columns)} FROM {name}_stood t {' '.join(joins)})")
        return ", ".join(parts)

    def then(self, on: str) -> str:
        """The CTE `deal_then`: the deals as of another day."""
        return self.deals(name="deal_then", on=on)

    def visits(self) -> str:
        """The CTE `visit`: the stays in stages begun by the day."""
        return """moves AS (
  SELECT v.deal_id, v.stage_id, s.position, s.kind, v.valid_from,
    lag(v.stage_id) OVER (PARTITION BY v.deal_id ORDER BY v.valid_from) AS was
  FROM deal_version v JOIN stage s ON s.id = v.stage_id WHERE v.revision_out IS NULL AND v.valid_from < $day_end_us
), visit AS (
  SELECT deal_id, stage_id, position, kind, valid_from, lead(valid_from) OVER later AS left_at,
    lead(position) OVER later AS next_position, lead(kind) OVER later AS next_kind
  FROM moves WHERE was IS NULL OR was <> stage_id WINDOW later AS (PARTITION BY deal_id ORDER BY valid_from)
)"""

    def queries(self) -> dict[str, str]:
        """Metric → SQL."""
        start, deals = "WITH RECURSIVE ", self.deals
        lead_on = f""", lead_on AS (
  SELECT {self.local("l.mql_at")} AS mql_on, d.deal_id, d.sql_on, d.stage_kind, d.amount AS value
  FROM lead l LEFT JOIN deal d ON d.deal_id = l.deal_id
  WHERE l.revision_out IS NULL AND l.mql_at >= $first_us AND l.mql_at < $last_end_us
)"""
        stays = f"""{start}{self.visits()}, stays AS (
  SELECT stage_id, left_at IS NOT NULL AS has_left,
    CAST(julianday(coalesce({self.local("left_at")}, $day)) - julianday({self.local("valid_from")}) AS INTEGER) AS days
  FROM visit WHERE kind IN ('unqualified', 'qualified') AND valid_from >= $first_us AND valid_from < $last_end_us
)"""
        meetings = f""", meeting AS (
  SELECT coalesce(a.account_id, d.account_id, l.account_id, -coalesce(a.lead_id, d.lead_id)) AS met, a.happened_at, a.person_id,
    {self.local("a.happened_at")} AS happened_on
  FROM activity a LEFT JOIN deal d ON d.id = a.deal_id LEFT JOIN lead l ON l.id = a.lead_id
  WHERE a.kind = 'meeting' AND a.done AND a.revision_out IS NULL AND a.happened_at < $day_end_us
    AND coalesce(a.account_id, d.account_id, l.account_id, a.lead_id) IS NOT NULL
)""".replace("JOIN deal d ON d.id", "JOIN main.deal d ON d.id")
        accuracy = sqlite_texts.ACCURACY.replace("OFFSET", self.offset.replace("MOMENT", "called_at"))
        return {
            "funnel": start + deals("sql_on") + lead_on + plain.FUNNEL,
            "speed-to-lead": sqlite_texts.SPEED,
            "leaks": start + deals("sql_on") + sqlite_texts.LEAKS,
            "pipeline": start + deals("terms") + plain.PIPELINE,
            "trend": self._trend(),
            "time-in-stage": stays + plain.survival("stays"),
            "stage-conversion": start + self.visits() + sqlite_texts.CONVERSION,
            "win-rate": start + deals("sql_on") + plain.WIN_RATE,
            "sales-velocity": start + deals("sql_on") + sqlite_texts.VELOCITY,
            "coverage": start + deals() + plain.COVERAGE,
            "motions": start + deals("sql_on", "motion") + sqlite_texts.MOTIONS,
            "role-practice": start + deals("sql_on", "motion") + plain.ROLE_PRACTICE,
            "account-coverage": sqlite_texts.ACCOUNT_COVERAGE,
            "new-customers": start + deals("motion") + meetings + plain.NEW_CUSTOMERS,
            "growth": start + deals("motion") + plain.GROWTH,
            "forecast": start + deals("terms") + plain.FORECAST,
            "bridge": f"{start}{deals()}, {self.then('since')}{plain.BRIDGE}",
            "pushes": start + deals() + sqlite_texts.PUSHES,
            "slippage": f"{start}{deals()}, {self.then('before_period')}{plain.SLIPPAGE}",
            "accuracy": f"{start}{deals()}, {self.then('b_last')}{accuracy}",
            "flags": f"{start}{deals('terms')}, {self.visits()}{self._flags()}",
            "health": start + deals("sql_on") + plain.HEALTH,
        }

    def _flags(self) -> str:
        moments = {"LAST_DAY": "max(a.happened_at)", "LEFT_ON": "v.left_at", "ENTERED_ON": "v.valid_from"}
        sql = FLAGS
        for word, moment in moments.items():
            sql = sql.replace(word, self.local(moment))
        return sql

    def _trend(self) -> str:
        ends = ", ".join(f"('{week}', {to_micros(self._end(week))})" for week in self.asked.weeks)
        return f"""WITH ends(week, ends_at) AS (VALUES {ends})
SELECT e.week, v.stage_id, count(*), sum(v.amount)
FROM deal_version v JOIN stage s ON s.id = v.stage_id
JOIN ends e ON v.valid_from < e.ends_at AND (v.valid_to IS NULL OR v.valid_to >= e.ends_at)
WHERE v.revision_out IS NULL AND s.kind = 'qualified' GROUP BY e.week, v.stage_id"""

    def _end(self, day: date) -> datetime:
        midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
        return midnight - timedelta(microseconds=self._offset_at(midnight))

    def _offset_at(self, moment: datetime) -> int:
        whens = [part.split(" THEN ") for part in self.offset.split(" WHEN MOMENT >= ")[1:]]
        return next(int(offset.split()[0]) for since, offset in whens if to_micros(moment) >= int(since))
