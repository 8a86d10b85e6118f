-- The total from a unit's own women and men, where it has no total of its own.
INSERT INTO t_own
WITH women AS MATERIALIZED (
    SELECT * FROM t_own k
    WHERE k.sex = 1 AND NOT EXISTS (SELECT 1 FROM t_own t WHERE t.sex = 0 AND t.grp = k.grp AND t.unit_no = k.unit_no)
),
pairs AS (
    SELECT k.grp, k.year, k.unit_no, k.depth, k.parent_no, k.children, g.kind, g.factor,
        k.add_num + m.add_num AS add_num, k.add_den + m.add_den AS add_den,
        k.n + m.n AS n, k.gate + m.gate AS gate, least(k.months, m.months) AS months, k.synthetic OR m.synthetic AS synthetic,
        k.n AS n_k, m.n AS n_m, k.sd AS sd_k, m.sd AS sd_m, k.value AS value_k, m.value AS value_m
    FROM women k
    JOIN t_own m ON m.sex = 2 AND m.grp = k.grp AND m.unit_no = k.unit_no
    JOIN t_group g ON g.grp = k.grp
)
SELECT grp, year, unit_no, depth, parent_no, children, 0::TINYINT AS sex, factor * add_num / add_den AS value,
    CASE WHEN kind <> 'mean' THEN add_num END AS numerator, CASE WHEN kind <> 'mean' THEN add_den END AS denominator,
    add_num, add_den, n, gate,
    CASE WHEN kind = 'mean' AND n > 1 AND (n_k <= 1 OR sd_k IS NOT NULL) AND (n_m <= 1 OR sd_m IS NOT NULL) THEN
        sqrt((CASE WHEN n_k > 1 THEN (n_k - 1) * sd_k * sd_k ELSE 0 END
            + CASE WHEN n_m > 1 THEN (n_m - 1) * sd_m * sd_m ELSE 0 END
            + n_k * n_m / n * (value_k - value_m) * (value_k - value_m)) / (n - 1))
    END AS sd,
    2::TINYINT AS origin, months, synthetic
FROM pairs
WHERE add_den > 0
