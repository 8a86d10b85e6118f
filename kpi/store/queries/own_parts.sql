-- The year from the unit's own months or quarters, where no yearly figure was delivered. The two are never added together, since they tell
-- of the same hours: of those that have what the rule needs, the ones that cover most of the year make it, and the months when both cover
-- as much. gate is the smallest n of any part, also of the months beside the quarters that make the year: a year of one quarter is that
-- quarter, which is hidden when one of its months is.
INSERT INTO t_own
WITH summed AS (
    SELECT grp, year, unit_no, depth, parent_no, children, sex, month > 12 AS quarterly, count(*) AS parts,
        CASE WHEN month > 12 THEN 3 * count(*) ELSE count(*) END AS months, count(add_den) AS usable, count(n) AS with_n,
        sum(add_num) AS add_num, sum(add_den) AS add_den, round(avg(n))::BIGINT AS n, {gate} AS gate, bool_or(synthetic) AS synthetic
    FROM t_fact
    WHERE month IS NOT NULL {only}
    GROUP BY grp, year, unit_no, depth, parent_no, children, sex, month > 12
)
SELECT s.grp, s.year, s.unit_no, s.depth, s.parent_no, s.children, s.sex, g.factor * s.add_num / s.add_den AS value,
    CASE WHEN g.kind <> 'mean' THEN s.add_num END AS numerator, CASE WHEN g.kind <> 'mean' THEN s.add_den END AS denominator,
    s.add_num, s.add_den,
    CASE WHEN s.with_n = s.parts THEN s.n END AS n, CASE WHEN s.with_n = s.parts THEN s.gate END AS gate,
    NULL AS sd, CASE WHEN s.quarterly THEN 4 ELSE 1 END::TINYINT AS origin, s.months, s.synthetic
FROM summed s
JOIN t_group g ON g.grp = s.grp
WHERE s.usable = s.parts AND s.add_den > 0
    AND NOT EXISTS (SELECT 1 FROM t_own y WHERE y.grp = s.grp AND y.unit_no = s.unit_no AND y.sex = s.sex)
{most}
