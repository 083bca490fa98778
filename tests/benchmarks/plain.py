"""The questions whose SQL reads the same on SQLite and DuckDB, over `deal` (and `deal_then`): the deals as of a day.

`days(a, b)` writes the number of days from b to a in the dialect's way.
"""

from collections.abc import Callable

Days = Callable[[str, str], str]
IN_WINDOW = "closed_on BETWEEN $first AND $last AND sql_on IS NOT NULL"
WON, LOST = f"stage_kind = 'won' AND {IN_WINDOW}", f"stage_kind = 'lost' AND {IN_WINDOW}"
DUE = "due_on BETWEEN $p_first AND $p_last"
OPEN = "stage_kind IN ('unqualified', 'qualified')"

PIPELINE = """
SELECT stage_id, count(*), sum(amount), sum(weighted), count(*) - count(amount)
FROM deal WHERE stage_kind = 'qualified' GROUP BY stage_id"""

WIN_RATE = f"""
SELECT count(*) FILTER (WHERE {WON}), count(*) FILTER (WHERE {LOST}),
  sum(amount) FILTER (WHERE {WON}), sum(amount) FILTER (WHERE {LOST}),
  count(*) FILTER (WHERE sql_on BETWEEN $first AND $last),
  count(*) FILTER (WHERE sql_on BETWEEN $first AND $last AND stage_kind = 'won')
FROM deal WHERE sql_on IS NOT NULL AND (closed_on BETWEEN $first AND $last OR sql_on BETWEEN $first AND $last)"""

COVERAGE = f"""
SELECT sum(amount) FILTER (WHERE stage_kind = 'qualified'), sum(amount) FILTER (WHERE stage_kind = 'won')
FROM deal WHERE stage_kind IN ('qualified', 'won') AND {DUE}"""

ROLE_PRACTICE = f"""
SELECT owner_id, sum(amount) FILTER (WHERE {WON}), sum(amount) FILTER (WHERE stage_kind = 'qualified'),
  sum(amount) FILTER (WHERE {WON} AND motion = 'new') * 1.0 / nullif(sum(amount) FILTER (WHERE {WON}), 0),
  sum(amount) FILTER (WHERE stage_kind = 'qualified' AND motion = 'new') * 1.0
    / nullif(sum(amount) FILTER (WHERE stage_kind = 'qualified'), 0)
FROM deal WHERE stage_kind = 'qualified' OR ({WON}) GROUP BY owner_id"""

GROWTH = """
SELECT account_id, sum(amount) FILTER (WHERE closed_on >= $year), sum(amount) FILTER (WHERE closed_on < $year),
  sum(amount) FILTER (WHERE closed_on >= $year AND motion = 'existing' AND lower(type) LIKE '%renewal%')
FROM deal WHERE stage_kind = 'won' AND account_id IS NOT NULL AND closed_on BETWEEN $last_year AND $day GROUP BY account_id"""

SLIPPAGE = f"""
SELECT count(*), count(*) FILTER (WHERE n.{OPEN})
FROM deal_then w JOIN deal n ON n.deal_id = w.deal_id
WHERE w.{OPEN} AND w.close_on BETWEEN $p_first AND $p_last"""

BELOW = """, held AS (
  SELECT person_id, manager_id, row_number() OVER (PARTITION BY person_id ORDER BY
    CASE WHEN valid_to IS NULL OR valid_to >= $tree_day THEN 0 ELSE 1 END, valid_from DESC, id DESC) AS nth
  FROM reporting_line WHERE revision_out IS NULL AND (valid_from IS NULL OR valid_from <= $tree_day)
), below(top, person) AS (
  SELECT id, id FROM person WHERE revision_out IS NULL
  UNION ALL
  SELECT b.top, h.person_id FROM below b JOIN held h ON h.manager_id = b.person AND h.nth = 1
)"""

FORECAST = f"""{BELOW}, own AS (
  SELECT owner_id, sum(CASE WHEN category = 'closed' THEN amount END) AS closed,
    sum(CASE WHEN category = 'commit' THEN amount END) AS committed,
    sum(CASE WHEN category = 'upside' THEN amount END) AS upside,
    sum(CASE WHEN category = 'pipeline' THEN amount END) AS pipeline, sum(weighted) AS weighted
  FROM deal WHERE stage_kind IN ('won', 'qualified') AND {DUE} GROUP BY owner_id
)
SELECT b.top, sum(o.closed), sum(o.committed), sum(o.upside), sum(o.pipeline), sum(o.weighted)
FROM own o JOIN below b ON b.person = o.owner_id GROUP BY b.top"""

BRIDGE = f""", wanted AS (
  SELECT deal_id FROM deal WHERE stage_kind = 'qualified' AND {DUE}
  UNION SELECT deal_id FROM deal_then WHERE stage_kind = 'qualified' AND {DUE}
), both_sides AS (
  SELECT coalesce(n.stage_kind = 'qualified' AND n.{DUE}, false) AS is_in,
    coalesce(w.stage_kind = 'qualified' AND w.{DUE}, false) AS was_in,
    coalesce(n.amount, 0) AS amount, coalesce(w.amount, 0) AS was,
    w.deal_id IS NULL OR n.created_on > $since AS is_new, n.stage_kind AS kind, w.stage_kind AS was_kind,
    n.due_on IS NULL OR n.due_on > $p_last AS later, n.due_on < $p_first AS earlier,
    w.due_on IS NULL OR w.due_on > $p_last AS was_later, w.due_on < $p_first AS was_earlier
  FROM wanted LEFT JOIN deal n ON n.deal_id = wanted.deal_id LEFT JOIN deal_then w ON w.deal_id = wanted.deal_id
), bars AS (
  SELECT CASE WHEN is_in AND was_in THEN CASE WHEN amount > was THEN 'amount up' WHEN amount < was THEN 'amount down' END
    WHEN is_in THEN CASE WHEN is_new THEN 'new' WHEN was_kind IN ('won', 'lost') THEN 'reopened'
      WHEN was_later THEN 'pulled in' WHEN was_earlier THEN 'carried in' ELSE 'qualified' END
    ELSE CASE WHEN kind IN ('won', 'lost') THEN kind WHEN later THEN 'pushed out' WHEN earlier THEN 'pulled out'
      ELSE 'disqualified' END END AS bar,
    CASE WHEN is_in THEN amount ELSE 0 END AS amount, CASE WHEN was_in THEN was ELSE 0 END AS was, is_in, was_in
  FROM both_sides
)
SELECT bar, count(*), sum(amount - was) FROM bars WHERE bar IS NOT NULL GROUP BY bar
UNION ALL SELECT 'start', count(*), sum(was) FROM bars WHERE was_in
UNION ALL SELECT 'end', count(*), sum(amount) FROM bars WHERE is_in"""

FUNNEL = """, from_lead AS (
  SELECT deal_id, count(*) AS n, max(value) AS value, max(CASE WHEN sql_on IS NOT NULL THEN 1 ELSE 0 END) AS is_sql,
    max(CASE WHEN stage_kind = 'won' THEN 1 ELSE 0 END) AS is_won
  FROM lead_on WHERE mql_on BETWEEN $first AND $last GROUP BY deal_id
), direct AS (
  SELECT amount AS value, sql_on IS NOT NULL AS is_sql, stage_kind = 'won' AS is_won
  FROM deal WHERE lead_id IS NULL AND created_on BETWEEN $first AND $last
)
SELECT 'lead', 'mql', sum(n), NULL FROM from_lead
UNION ALL SELECT 'lead', 'srl', sum(n), sum(value) FROM from_lead WHERE deal_id IS NOT NULL
UNION ALL SELECT 'lead', 'sql', sum(n), sum(value) FROM from_lead WHERE deal_id IS NOT NULL AND is_sql = 1
UNION ALL SELECT 'lead', 'won', sum(n), sum(value) FROM from_lead WHERE deal_id IS NOT NULL AND is_won = 1
UNION ALL SELECT 'direct', 'srl', count(*), sum(value) FROM direct
UNION ALL SELECT 'direct', 'sql', count(*), sum(value) FROM direct WHERE is_sql
UNION ALL SELECT 'direct', 'won', count(*), sum(value) FROM direct WHERE is_won"""

NEW_CUSTOMERS = """, ordered AS (
  SELECT account_id, owner_id, motion, closed_on,
    row_number() OVER (PARTITION BY account_id ORDER BY closed_on, deal_id) AS nth
  FROM deal WHERE stage_kind = 'won' AND account_id IS NOT NULL
), customers AS (
  SELECT owner_id AS person, count(*) AS n FROM ordered
  WHERE nth = 1 AND closed_on BETWEEN $first AND $last AND motion <> 'existing' GROUP BY owner_id
), first_met AS (SELECT met, min(happened_at) AS at_first FROM meeting GROUP BY met
), met AS (
  SELECT person_id AS person, count(*) AS n FROM (
    SELECT DISTINCT m.met, m.person_id, m.happened_on
    FROM meeting m JOIN first_met f ON f.met = m.met AND f.at_first = m.happened_at
  ) AS firsts WHERE happened_on BETWEEN $first AND $last GROUP BY person_id
)
SELECT p.id, coalesce(c.n, 0), coalesce(m.n, 0) FROM person p
LEFT JOIN customers c ON c.person = p.id LEFT JOIN met m ON m.person = p.id WHERE c.n > 0 OR m.n > 0"""

HEALTH = f""", named AS (
  SELECT t.*, count(*) OVER (PARTITION BY t.account_id, lower(trim(d.name)), t.amount) AS twins
  FROM deal t JOIN main.deal d ON d.id = t.deal_id
)
SELECT 'no-amount', count(*), NULL FROM named WHERE {OPEN} AND amount IS NULL
UNION ALL SELECT 'closed-no-amount', count(*), NULL FROM named
WHERE amount IS NULL AND (stage_kind = 'won' OR stage_kind = 'lost' AND sql_on IS NOT NULL)
UNION ALL SELECT 'no-close-date', count(*), sum(amount) FROM named WHERE {OPEN} AND close_on IS NULL
UNION ALL SELECT 'close-date-past', count(*), sum(amount) FROM named WHERE {OPEN} AND close_on < $day
UNION ALL SELECT 'closed-in-future', count(*), sum(amount) FROM named WHERE stage_kind IN ('won', 'lost') AND close_on > $day
UNION ALL SELECT 'no-owner', count(*), sum(amount) FROM named WHERE owner_id IS NULL
UNION ALL SELECT 'no-account', count(*), sum(amount) FROM named WHERE account_id IS NULL
UNION ALL SELECT 'duplicate-deals', count(*), sum(amount) FROM named
WHERE twins > 1 AND account_id IS NOT NULL AND amount <> 0"""


def survival(table: str) -> str:
    """Kaplan–Meier's median and 80th percentile per stage over `table`: stage_id, days, has_left (1 or 0)."""
    return f""", life AS (
  SELECT stage_id, days, sum(has_left) * 1.0 AS events, count(*) * 1.0 AS n FROM {table} GROUP BY stage_id, days
), risk AS (
  SELECT *, sum(n) OVER (PARTITION BY stage_id ORDER BY days DESC) AS at_risk FROM life
), curve AS (
  SELECT *, exp(sum(CASE WHEN events >= at_risk THEN -1000.0 ELSE ln(1 - events / at_risk) END)
    OVER (PARTITION BY stage_id ORDER BY days)) AS staying FROM risk
)
SELECT stage_id, sum(n), sum(n - events), min(days) FILTER (WHERE staying <= 0.5 + 1e-12),
  min(days) FILTER (WHERE staying <= 0.2 + 1e-12)
FROM curve GROUP BY stage_id"""
