"""The questions by hand for DuckDB, over the copy's tables and its snapshots: the shortest way that we know."""

from datetime import date

from tests.benchmarks import plain
from tests.benchmarks.plain import LOST, OPEN, WON
from tests.benchmarks.questions import Asked

CYCLE = f"CASE WHEN {WON} AND sql_on > DATE '0001-01-01' THEN greatest(closed_on - sql_on, 0) END"


def queries(asked: Asked, deals: dict[date, str], leads: str, zone: str) -> dict[str, str]:
    """Metric → SQL; `deals` and `leads` are the names of the snapshots."""
    deal = f"WITH RECURSIVE deal AS (SELECT * FROM {deals[asked.day]})"

    def then(day: date) -> str:
        return f"{deal}, deal_then AS (SELECT * FROM {deals[day]})"

    funnel = f"{deal}, lead_on AS (SELECT * FROM {leads})"
    met = "CASE WHEN account_id IS NOT NULL THEN account_id ELSE -lead_id END"
    meetings = f"""{deal}, meeting AS (
  SELECT {met} AS met, happened_at, happened_on, person_id FROM touch
  WHERE kind = 'meeting' AND {met} IS NOT NULL AND happened_on <= $day
)"""
    return {
        "funnel": funnel + plain.FUNNEL,
        "speed-to-lead": SPEED.format(leads=leads),
        "leaks": LEAKS.format(deals=deals[asked.day], leads=leads),
        "pipeline": deal + plain.PIPELINE,
        "trend": _trend(asked),
        "time-in-stage": TIME_IN_STAGE + plain.survival("stays"),
        "stage-conversion": CONVERSION,
        "win-rate": deal + plain.WIN_RATE,
        "sales-velocity": deal + VELOCITY,
        "coverage": deal + plain.COVERAGE,
        "motions": deal + MOTIONS,
        "role-practice": deal + plain.ROLE_PRACTICE,
        "account-coverage": ACCOUNT_COVERAGE,
        "new-customers": meetings + plain.NEW_CUSTOMERS,
        "growth": deal + plain.GROWTH,
        "forecast": deal + plain.FORECAST,
        "bridge": then(asked.since) + plain.BRIDGE,
        "pushes": deal + PUSHES,
        "slippage": then(asked.days()[2]) + plain.SLIPPAGE,
        "accuracy": then(asked.before.last) + ACCURACY.replace("ZONE_NAME", zone),
        "flags": deal + FLAGS,
        "health": deal + plain.HEALTH,
    }


def _trend(asked: Asked) -> str:
    ends = ", ".join(f"(DATE '{week}')" for week in asked.weeks)
    return f"""
SELECT e.week, h.stage_id, count(*), sum(h.amount)
FROM deal_history h JOIN (VALUES {ends}) AS e(week) ON h.from_on <= e.week AND h.to_on > e.week
WHERE h.stage_kind = 'qualified' AND h.to_on > DATE '{asked.weeks[0]}' GROUP BY e.week, h.stage_id"""


SPEED = """WITH waits AS (
  SELECT waited_seconds AS waited, $end_second - created_second AS age FROM {leads} WHERE created_on BETWEEN $first AND $last
)
SELECT count(*), count(*) - count(waited),
  count(*) FILTER (WHERE age >= 300 AND waited <= 300) / nullif(count(*) FILTER (WHERE age >= 300), 0)::DOUBLE,
  count(*) FILTER (WHERE age >= 3600 AND waited <= 3600) / nullif(count(*) FILTER (WHERE age >= 3600), 0)::DOUBLE,
  count(*) FILTER (WHERE age >= 86400 AND waited <= 86400) / nullif(count(*) FILTER (WHERE age >= 86400), 0)::DOUBLE
FROM waits"""

LEAKS = """
SELECT 'disqualified', count(*), NULL FROM {leads} WHERE disqualified_on BETWEEN $first AND $last
UNION ALL SELECT 'lost_before_sql', count(*), sum(amount) FROM {deals}
WHERE stage_kind = 'lost' AND sql_on IS NULL AND closed_on BETWEEN $first AND $last
UNION ALL SELECT 'stalled', count(*), sum(amount) FROM {deals} WHERE stage_kind = 'unqualified' AND changed_on <= $stalled
AND deal_id NOT IN (SELECT deal_id FROM touch WHERE happened_on > $stalled AND happened_on <= $day AND deal_id IS NOT NULL)"""

TIME_IN_STAGE = """WITH stays AS (
  SELECT stage_id, CASE WHEN left_on <= $day THEN 1 ELSE 0 END AS has_left, least(left_on, $day::DATE) - entered_on AS days
  FROM visit WHERE entered_on BETWEEN $first AND $last AND stage_kind IN ('unqualified', 'qualified')
)"""

CONVERSION = """WITH entry AS (
  SELECT stage_id, CASE WHEN left_on > $day THEN 3 WHEN next_kind = 'lost' THEN 2
    WHEN next_kind = 'won' OR next_position > position THEN 0 ELSE 1 END AS way_out
  FROM visit WHERE entered_on BETWEEN $first AND $last AND stage_kind IN ('unqualified', 'qualified')
    AND (before_on IS NULL OR before_on < $first)
)
SELECT stage_id, count(*), count(*) FILTER (WHERE way_out = 0), count(*) FILTER (WHERE way_out = 1),
  count(*) FILTER (WHERE way_out = 2), count(*) FILTER (WHERE way_out = 3)
FROM entry GROUP BY stage_id"""

VELOCITY = f"""
SELECT count(*) FILTER (WHERE stage_kind = 'qualified'),
  count(*) FILTER (WHERE {WON}) / nullif(count(*) FILTER (WHERE ({WON}) OR ({LOST})), 0)::DOUBLE,
  avg(amount) FILTER (WHERE {WON}), avg({CYCLE}), percentile_disc(0.5) WITHIN GROUP (ORDER BY {CYCLE})
FROM deal WHERE stage_kind = 'qualified' OR ({WON}) OR ({LOST})"""

MOTIONS = f"""
SELECT motion, count(*) FILTER (WHERE stage_kind = 'qualified'), sum(amount) FILTER (WHERE stage_kind = 'qualified'),
  count(*) FILTER (WHERE {WON}), sum(amount) FILTER (WHERE {WON}), percentile_disc(0.5) WITHIN GROUP (ORDER BY {CYCLE})
FROM deal WHERE stage_kind = 'qualified' OR ({WON}) OR ({LOST}) GROUP BY motion"""

ACCOUNT_COVERAGE = """WITH touched AS (
  SELECT account_id, max(happened_on) AS last_on FROM touch
  WHERE happened_on > $month_ago AND happened_on <= $day GROUP BY account_id
)
SELECT a.owner_id, count(*), count(t.last_on), count(*) - count(t.last_on)
FROM account a LEFT JOIN touched t ON t.account_id = a.id WHERE a.named AND a.revision_out IS NULL GROUP BY a.owner_id"""

PUSHES = f""", moved AS (
  SELECT deal_id, close_on - previous_close_on AS days FROM deal_history
  WHERE close_on <> previous_close_on AND from_on <= $day
)
SELECT deal_id, count(*) FILTER (WHERE days > 0), sum(days) FILTER (WHERE days > 0), count(*) FILTER (WHERE days < 0),
  -sum(days) FILTER (WHERE days < 0)
FROM moved WHERE deal_id IN (SELECT deal_id FROM deal WHERE {OPEN}) GROUP BY deal_id"""

ACCURACY = f"""{plain.BELOW}, own AS (
  SELECT coalesce(w.owner_id, n.owner_id) AS owner_id, sum(n.amount) AS won
  FROM deal n LEFT JOIN deal_then w ON w.deal_id = n.deal_id
  WHERE n.stage_kind = 'won' AND n.closed_on BETWEEN $b_first AND $b_last GROUP BY 1
), actual AS (SELECT b.top, sum(o.won) AS won FROM below b LEFT JOIN own o ON o.owner_id = b.person GROUP BY b.top
), said AS (
  SELECT person_id, week, "commit" AS amount,
    row_number() OVER (PARTITION BY person_id, week ORDER BY called_at DESC, id DESC) AS nth
  FROM call WHERE revision_out IS NULL AND period = $b_name AND week BETWEEN $b_week AND $b_last
    AND called_at AT TIME ZONE 'ZONE_NAME' <= week + INTERVAL '4 days 18 hours'
)
SELECT s.person_id, s.week, s.amount, a.won FROM said s JOIN actual a ON a.top = s.person_id WHERE s.nth = 1"""

FLAGS = """, open_deal AS (SELECT * FROM deal WHERE stage_kind = 'qualified'
), pushed AS (
  SELECT deal_id, count(*) AS n FROM deal_history WHERE close_on > previous_close_on AND from_on <= $day
    AND deal_id IN (SELECT deal_id FROM open_deal) GROUP BY deal_id
), touched AS (
  SELECT deal_id, max(happened_on) AS last_on FROM touch
  WHERE happened_on <= $day AND deal_id IN (SELECT deal_id FROM open_deal) GROUP BY deal_id
), was AS (
  SELECT deal_id, amount FROM deal_history WHERE from_on <= $since AND to_on > $since
    AND deal_id IN (SELECT deal_id FROM open_deal)
), answered AS (
  SELECT o.deal_id, bool_or(b.budget <> 'unknown') AND bool_or(b.authority <> 'unknown') AND bool_or(b.need <> 'unknown')
    AND bool_or(b.timing <> 'unknown') AS complete
  FROM (SELECT o.deal_id, b.* EXCLUDE (deal_id) FROM open_deal o JOIN bant_answer b ON b.deal_id = o.deal_id
    UNION ALL SELECT o.deal_id, b.* EXCLUDE (deal_id) FROM open_deal o JOIN bant_answer b ON b.lead_id = o.lead_id) AS b
  JOIN open_deal o ON o.deal_id = b.deal_id WHERE b.revision_out IS NULL AND b.answered_at < $end_at GROUP BY o.deal_id
), usual AS (
  SELECT v.stage_id, percentile_disc(0.8) WITHIN GROUP (ORDER BY v.left_on - v.entered_on) AS p80
  FROM visit v JOIN deal d ON d.deal_id = v.deal_id
  WHERE v.stage_kind = 'qualified' AND v.left_on <= $day AND d.stage_kind = 'won' AND d.closed_on BETWEEN $first AND $day
  GROUP BY v.stage_id
), committed AS (
  SELECT date_trunc('quarter', close_on) AS quarter, sum(amount) AS total FROM open_deal WHERE category = 'commit' GROUP BY 1
), terms AS (
  SELECT stage_id, arg_max(default_category, coalesce(valid_from, DATE '0001-01-01')) AS category FROM stage_terms
  WHERE revision_out IS NULL AND (valid_from IS NULL OR valid_from <= $day) GROUP BY stage_id
), fact AS (
  SELECT o.*, p.n AS pushes, t.last_on, w.amount AS was_amount, a.complete, u.p80, c.total, r.category AS default_category
  FROM open_deal o LEFT JOIN pushed p USING (deal_id) LEFT JOIN touched t USING (deal_id) LEFT JOIN was w USING (deal_id)
  LEFT JOIN answered a USING (deal_id) LEFT JOIN usual u USING (stage_id) LEFT JOIN terms r USING (stage_id)
  LEFT JOIN committed c ON o.category = 'commit' AND c.quarter = date_trunc('quarter', o.close_on)
)
SELECT flag, count(*) FROM (
  SELECT unnest([
    CASE WHEN close_on < $day THEN 'close-date-past' END,
    CASE WHEN pushes >= 2 THEN 'pushed' END,
    CASE WHEN $day::DATE - coalesce(last_on, created_on) >= 14 THEN 'no-activity' END,
    CASE WHEN visit_known AND $day::DATE - visit_on > p80 THEN 'long-in-stage' END,
    CASE WHEN amount < was_amount THEN 'amount-cut' END,
    CASE WHEN NOT has_next_step THEN 'no-next-step' END,
    CASE WHEN amount IS NULL THEN 'no-amount' END,
    CASE WHEN NOT coalesce(complete, false) THEN 'bant-incomplete' END,
    CASE WHEN chosen IS NOT NULL AND abs(list_position(['omitted', 'pipeline', 'upside', 'commit'], category)
      - list_position(['omitted', 'pipeline', 'upside', 'commit'], default_category)) >= 2 THEN 'category-conflict' END,
    CASE WHEN amount * 5 > total THEN 'large-part' END
  ]) AS flag FROM fact
) AS each_flag WHERE flag IS NOT NULL GROUP BY flag"""
