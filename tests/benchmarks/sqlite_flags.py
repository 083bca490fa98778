"""The flags by hand for the SQLite file; a file of their own, as they are ten questions in one."""

RANK = "CASE {} WHEN 'omitted' THEN 0 WHEN 'pipeline' THEN 1 WHEN 'upside' THEN 2 WHEN 'commit' THEN 3 END"
FLAGS = f""", open_deal AS MATERIALIZED (SELECT * FROM deal WHERE stage_kind = 'qualified'
), step AS (
  SELECT v.deal_id, v.close_date > lag(v.close_date) OVER (PARTITION BY v.deal_id ORDER BY v.valid_from) AS is_push
  FROM open_deal o JOIN deal_version v ON v.deal_id = o.deal_id WHERE v.revision_out IS NULL AND v.valid_from < $day_end_us
), pushed AS (SELECT deal_id, sum(is_push) AS n FROM step GROUP BY deal_id
), touched AS (
  SELECT a.deal_id, LAST_DAY AS last_on FROM open_deal o JOIN activity a ON a.deal_id = o.deal_id
  WHERE a.done AND a.revision_out IS NULL AND a.happened_at < $day_end_us GROUP BY a.deal_id
), was AS (
  SELECT v.deal_id, v.amount FROM open_deal o JOIN deal_version v ON v.deal_id = o.deal_id WHERE v.revision_out IS NULL
    AND v.valid_from < $since_end_us AND (v.valid_to IS NULL OR v.valid_to >= $since_end_us)
), answer AS (
  SELECT o.deal_id, b.* FROM open_deal o JOIN bant_answer b ON b.deal_id = o.deal_id
  UNION ALL SELECT o.deal_id, b.* FROM open_deal o JOIN bant_answer b ON b.lead_id = o.lead_id
), answered AS (
  SELECT deal_id, max(budget <> 'unknown') + max(authority <> 'unknown') + max(need <> 'unknown') + max(timing <> 'unknown') AS n
  FROM answer WHERE revision_out IS NULL AND answered_at < $day_end_us GROUP BY deal_id
), committed AS (
  SELECT strftime('%Y', close_on) * 4 + (strftime('%m', close_on) - 1) / 3 AS quarter, sum(amount) AS total
  FROM open_deal WHERE category = 'commit' GROUP BY 1
), wins AS (SELECT deal_id FROM deal WHERE stage_kind = 'won' AND closed_on BETWEEN $first AND $day
), spent AS (
  SELECT v.stage_id, CAST(julianday(LEFT_ON) - julianday(ENTERED_ON) AS INTEGER) AS days
  FROM wins w JOIN visit v ON v.deal_id = w.deal_id WHERE v.kind = 'qualified' AND v.left_at IS NOT NULL
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY stage_id ORDER BY days) AS nth, count(*) OVER (PARTITION BY stage_id) AS n FROM spent
), usual AS (SELECT stage_id, days AS p80 FROM ranked WHERE nth = (4 * n + 4) / 5
), stay AS (SELECT v.deal_id, ENTERED_ON AS visit_on FROM visit v WHERE v.left_at IS NULL
), fact AS (
  SELECT o.*, julianday($day) - julianday(y.visit_on) > u.p80 AS is_long,
    p.n AS pushes, t.last_on, w.amount AS was_amount, a.n AS letters, c.total
  FROM open_deal o LEFT JOIN pushed p ON p.deal_id = o.deal_id LEFT JOIN touched t ON t.deal_id = o.deal_id
  LEFT JOIN was w ON w.deal_id = o.deal_id LEFT JOIN answered a ON a.deal_id = o.deal_id
  LEFT JOIN usual u ON u.stage_id = o.stage_id LEFT JOIN stay y ON y.deal_id = o.deal_id
  LEFT JOIN committed c
    ON o.category = 'commit' AND c.quarter = strftime('%Y', o.close_on) * 4 + (strftime('%m', o.close_on) - 1) / 3
), counted AS (
  SELECT sum(close_on < $day) AS past, sum(pushes >= 2) AS pushed,
    sum(julianday($day) - julianday(coalesce(last_on, created_on)) >= 14) AS idle, sum(amount < was_amount) AS cut,
    sum(coalesce(next_step, '') = '') AS aimless, sum(amount IS NULL) AS worthless, sum(coalesce(letters, 0) < 4) AS bant,
    sum(chosen IS NOT NULL AND abs({RANK.format("category")} - {RANK.format("default_category")}) >= 2) AS conflict,
    sum(amount * 5 > total) AS large, sum(is_long) AS long
  FROM fact
)
SELECT 'close-date-past', past FROM counted UNION ALL SELECT 'pushed', pushed FROM counted
UNION ALL SELECT 'long-in-stage', long FROM counted
UNION ALL SELECT 'no-activity', idle FROM counted UNION ALL SELECT 'amount-cut', cut FROM counted
UNION ALL SELECT 'no-next-step', aimless FROM counted UNION ALL SELECT 'no-amount', worthless FROM counted
UNION ALL SELECT 'bant-incomplete', bant FROM counted UNION ALL SELECT 'category-conflict', conflict FROM counted
UNION ALL SELECT 'large-part', large FROM counted"""
