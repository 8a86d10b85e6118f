-- The year from the unit's own months, where no yearly figure was delivered. gate is the smallest month's n.
INSERT INTO t_own
WITH summed AS (
    SELECT grp, year, unit_no, depth, parent_no, children, sex, count(*) AS months,
        count(add_den) AS usable, count(n) AS with_n,
        sum(add_num) AS add_num, sum(add_den) AS add_den, round(avg(n))::BIGINT AS n, min(n) AS gate, bool_or(synthetic) AS synthetic
    FROM t_fact
    WHERE month IS NOT NULL
    GROUP BY grp, year, unit_no, depth, parent_no, children, sex
)
SELECT s.grp, s.year, s.unit_no, s.depth, s.parent_no, s.children, s.sex, g.factor * s.add_num / s.add_den AS value,
    CASE WHEN g.kind <> 'mean' THEN s.add_num END AS numerator, CASE WHEN g.kind <> 'mean' THEN s.add_den END AS denominator,
    s.add_num, s.add_den,
    CASE WHEN s.with_n = s.months THEN s.n END AS n, CASE WHEN s.with_n = s.months THEN s.gate END AS gate,
    NULL AS sd, 1::TINYINT AS origin, s.months, s.synthetic
FROM summed s
JOIN t_group g ON g.grp = s.grp
WHERE s.usable = s.months AND s.add_den > 0
    AND NOT EXISTS (SELECT 1 FROM t_own y WHERE y.grp = s.grp AND y.unit_no = s.unit_no AND y.sex = s.sex)
