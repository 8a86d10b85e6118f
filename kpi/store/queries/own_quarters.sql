-- A quarter from the unit's own three months, where others have delivered the quarter: a total without the unit would be a wrong number.
-- Only of what adds up over time.
INSERT INTO t_own
WITH summed AS (
    SELECT q.grp, m.year, m.unit_no, m.depth, m.parent_no, m.children, m.sex, q.factor, count(*) AS parts, count(m.add_den) AS usable,
        count(m.n) AS with_n, sum(m.add_num) AS add_num, sum(m.add_den) AS add_den, round(avg(m.n))::BIGINT AS n, min(m.n) AS gate,
        bool_or(m.synthetic) AS synthetic
    FROM t_own m
    JOIN t_group g ON g.grp = m.grp AND g.month <= 12 AND g.kind = 'ratio'
    JOIN t_group q ON q.series_no = g.series_no AND q.year = g.year AND q.month = 12 + (g.month + 2) // 3
    GROUP BY q.grp, m.year, m.unit_no, m.depth, m.parent_no, m.children, m.sex, q.factor
)
SELECT s.grp, s.year, s.unit_no, s.depth, s.parent_no, s.children, s.sex, s.factor * s.add_num / s.add_den AS value,
    s.add_num AS numerator, s.add_den AS denominator, s.add_num, s.add_den,
    CASE WHEN s.with_n = s.parts THEN s.n END AS n, CASE WHEN s.with_n = s.parts THEN s.gate END AS gate,
    NULL AS sd, 1::TINYINT AS origin, NULL::INTEGER AS months, s.synthetic
FROM summed s
WHERE s.parts = 3 AND s.usable = 3 AND s.add_den > 0
    AND NOT EXISTS (SELECT 1 FROM t_own y WHERE y.grp = s.grp AND y.unit_no = s.unit_no AND y.sex = s.sex)
