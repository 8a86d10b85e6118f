-- The groups that a roll-up is made for: a series (indicator, population, method) and a year, or a month or a quarter of it. A span is the
-- groups about the same people in a year; spans are never mixed, so they can be taken a few at a time.
CREATE OR REPLACE TEMP TABLE t_group AS
SELECT row_number() OVER (ORDER BY r.cluster, g.year, g.series_no, g.month)::INTEGER AS grp,
    dense_rank() OVER (ORDER BY r.cluster, g.year)::INTEGER AS span, g.*,
    s.method = $rolling AS rolling, r.kind, r.scale, r.factor, r.rounding, r.min_n, r.lowest, r.highest, r.narrowest, r.family, r.cluster, r.tells
FROM (
    SELECT f.series_no, f.year, CASE WHEN $by_month THEN f.month END AS month, count(*) AS facts, count(f.month) AS monthly,
        count(*) FILTER (f.month > 12) AS quarterly, min(f.seq) <> max(f.seq) AS mixed,
        coalesce(bool_or(f.month NOT IN (12, 16)), false) AS reaches_back -- a rolling year of December, or of the last quarter, is the year
    FROM {facts} f
    JOIN t_active a ON a.seq = f.seq
    JOIN t_scope c ON c.series_no = f.series_no AND c.year = f.year
    WHERE f.month IS NOT NULL OR NOT $by_month
    GROUP BY ALL
) g
JOIN series s ON s.series_no = g.series_no
JOIN t_rule r ON r.indicator = s.indicator
