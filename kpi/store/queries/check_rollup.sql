-- Cells that are not what the facts and the organisation give.
SELECT coalesce(s.indicator, '?') AS indicator, coalesce(a.year, b.year) AS year, count(*) AS cells
FROM rollup a
FULL JOIN t_finished b ON b.unit_no = a.unit_no AND b.series_no = a.series_no AND b.year = a.year AND b.sex = a.sex
LEFT JOIN series s ON s.series_no = coalesce(a.series_no, b.series_no)
WHERE a.unit_no IS NULL OR b.unit_no IS NULL OR a.value IS NULL OR abs(a.value - b.value) > 1e-9 * greatest(1, abs(b.value))
    OR (a.numerator IS NULL) <> (b.numerator IS NULL) OR abs(a.numerator - b.numerator) > 1e-9 * greatest(1, abs(b.numerator))
    OR (a.denominator IS NULL) <> (b.denominator IS NULL) OR abs(a.denominator - b.denominator) > 1e-9 * greatest(1, abs(b.denominator))
    OR (a.sd IS NULL) <> (b.sd IS NULL) OR abs(a.sd - b.sd) > 1e-6 * greatest(1, abs(b.sd))
    OR (a.rolled_value IS NULL) <> (b.rolled_value IS NULL)
    OR abs(a.rolled_value - b.rolled_value) > 1e-9 * greatest(1, abs(b.rolled_value))
    OR a.n IS DISTINCT FROM b.n OR a.origin IS DISTINCT FROM b.origin OR a.parts IS DISTINCT FROM b.parts
    OR a.parts_missing IS DISTINCT FROM b.parts_missing OR a.months IS DISTINCT FROM b.months
    OR a.hidden IS DISTINCT FROM b.hidden OR a.synthetic IS DISTINCT FROM b.synthetic
GROUP BY ALL
ORDER BY ALL
