"""The questions for the SQLite file, over the CTEs that plain_sqlite.py writes before them."""

from tests.benchmarks import plain
from tests.benchmarks.plain import LOST, OPEN, WON

TERMS = """{name}_terms AS (
  SELECT stage_id, probability_bp, default_category,
    row_number() OVER (PARTITION BY stage_id ORDER BY valid_from DESC, id DESC) AS nth
  FROM stage_terms WHERE revision_out IS NULL AND (valid_from IS NULL OR valid_from <= ${on})
)"""

SPEED = """WITH first_touch AS (
  SELECT a.lead_id, min(a.happened_at) AS first_at FROM activity a JOIN lead l ON l.id = a.lead_id
  WHERE a.done AND a.direction = 'out' AND a.revision_out IS NULL AND a.happened_at >= l.created_at
    AND l.created_at >= $first_us AND l.created_at < $last_end_us AND a.happened_at < $day_end_us GROUP BY a.lead_id
), waits AS (
  SELECT (f.first_at - l.created_at + 999999) / 1000000 AS waited, $end_second - (l.created_at + 999999) / 1000000 AS age
  FROM lead l LEFT JOIN first_touch f ON f.lead_id = l.id
  WHERE l.revision_out IS NULL AND l.created_at >= $first_us AND l.created_at < $last_end_us
)
SELECT count(*), count(*) - count(waited),
  sum(age >= 300 AND coalesce(waited <= 300, 0)) * 1.0 / nullif(sum(age >= 300), 0),
  sum(age >= 3600 AND coalesce(waited <= 3600, 0)) * 1.0 / nullif(sum(age >= 3600), 0),
  sum(age >= 86400 AND coalesce(waited <= 86400, 0)) * 1.0 / nullif(sum(age >= 86400), 0)
FROM waits"""

LEAKS = """
SELECT 'disqualified', count(*), NULL FROM lead
WHERE revision_out IS NULL AND disqualified_at >= $first_us AND disqualified_at < $last_end_us
UNION ALL SELECT 'lost_before_sql', count(*), sum(amount) FROM deal
WHERE stage_kind = 'lost' AND sql_on IS NULL AND closed_on BETWEEN $first AND $last
UNION ALL SELECT 'stalled', count(*), sum(amount) FROM deal_stood t
WHERE stage_kind = 'unqualified' AND valid_from < $stalled_end_us AND NOT EXISTS (
  SELECT 1 FROM activity a WHERE a.deal_id = t.deal_id AND a.done AND a.revision_out IS NULL
    AND a.happened_at >= $stalled_end_us AND a.happened_at < $day_end_us)"""

CONVERSION = """, entry AS (
  SELECT stage_id, CASE WHEN left_at IS NULL THEN 3 WHEN next_kind = 'lost' THEN 2
    WHEN next_kind = 'won' OR next_position > position THEN 0 ELSE 1 END AS way_out,
    row_number() OVER (PARTITION BY deal_id, stage_id ORDER BY valid_from) AS nth
  FROM visit WHERE kind IN ('unqualified', 'qualified') AND valid_from >= $first_us AND valid_from < $last_end_us
)
SELECT stage_id, count(*), sum(way_out = 0), sum(way_out = 1), sum(way_out = 2), sum(way_out = 3)
FROM entry WHERE nth = 1 GROUP BY stage_id"""

VELOCITY = f""", cycle AS (
  SELECT days, row_number() OVER (ORDER BY days) AS nth, count(*) OVER () AS n FROM (
    SELECT max(CAST(julianday(closed_on) - julianday(sql_on) AS INTEGER), 0) AS days FROM deal WHERE {WON}
  ) AS each_cycle
)
SELECT count(*) FILTER (WHERE stage_kind = 'qualified'),
  count(*) FILTER (WHERE {WON}) * 1.0 / nullif(count(*) FILTER (WHERE ({WON}) OR ({LOST})), 0),
  avg(amount) FILTER (WHERE {WON}), (SELECT avg(days) FROM cycle), (SELECT max(days) FROM cycle WHERE nth = (n + 1) / 2)
FROM deal WHERE stage_kind = 'qualified' OR ({WON}) OR ({LOST})"""

MOTIONS = f"""
SELECT motion, count(*) FILTER (WHERE stage_kind = 'qualified'), sum(amount) FILTER (WHERE stage_kind = 'qualified'),
  count(*) FILTER (WHERE {WON}), sum(amount) FILTER (WHERE {WON})
FROM deal WHERE stage_kind = 'qualified' OR ({WON}) GROUP BY motion"""

ACCOUNT_COVERAGE = """WITH touched AS (
  SELECT coalesce(a.account_id, d.account_id, l.account_id) AS account_id, count(*) AS n
  FROM activity a LEFT JOIN deal d ON d.id = a.deal_id LEFT JOIN lead l ON l.id = a.lead_id
  WHERE a.done AND a.revision_out IS NULL AND a.happened_at >= $month_ago_end_us AND a.happened_at < $day_end_us GROUP BY 1
)
SELECT a.owner_id, count(*), count(t.n), count(*) - count(t.n)
FROM account a LEFT JOIN touched t ON t.account_id = a.id WHERE a.named AND a.revision_out IS NULL GROUP BY a.owner_id"""

PUSHES = f""", step AS (
  SELECT v.deal_id,
    julianday(v.close_date) - julianday(lag(v.close_date) OVER (PARTITION BY v.deal_id ORDER BY v.valid_from)) AS days
  FROM deal t JOIN deal_version v ON v.deal_id = t.deal_id
  WHERE t.{OPEN} AND v.revision_out IS NULL AND v.valid_from < $day_end_us
)
SELECT deal_id, sum(days > 0), sum(CASE WHEN days > 0 THEN days END), sum(days < 0), -sum(CASE WHEN days < 0 THEN days END)
FROM step WHERE days <> 0 GROUP BY deal_id"""

ACCURACY = f"""{plain.BELOW}, own AS (
  SELECT coalesce(w.owner_id, n.owner_id) AS owner_id, sum(n.amount) AS won
  FROM deal n LEFT JOIN deal_then w ON w.deal_id = n.deal_id
  WHERE n.stage_kind = 'won' AND n.closed_on BETWEEN $b_first AND $b_last GROUP BY 1
), actual AS (SELECT b.top, sum(o.won) AS won FROM below b LEFT JOIN own o ON o.owner_id = b.person GROUP BY b.top
), said AS (
  SELECT person_id, week, "commit" AS amount,
    row_number() OVER (PARTITION BY person_id, week ORDER BY called_at DESC, id DESC) AS nth
  FROM call WHERE revision_out IS NULL AND period = $b_name AND week BETWEEN $b_week AND $b_last
    AND datetime((called_at + OFFSET) / 1000000, 'unixepoch') <= datetime(week, '+4 days', '+18 hours')
)
SELECT s.person_id, s.week, s.amount, a.won FROM said s JOIN actual a ON a.top = s.person_id WHERE s.nth = 1"""
