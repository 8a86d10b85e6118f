-- Each arriving fact against the one that holds. Numbers are equal within 1e-9.
CREATE OR REPLACE TEMP VIEW t_compared AS
SELECT i.*, b.value AS value_from, b.n AS n_from,
    CASE
        WHEN b.series_no IS NULL THEN 'new'
        WHEN (i.value IS NULL) = (b.value IS NULL) AND coalesce(abs(i.value - b.value) <= 1e-9, true)
            AND (i.numerator IS NULL) = (b.numerator IS NULL) AND coalesce(abs(i.numerator - b.numerator) <= 1e-9, true)
            AND (i.denominator IS NULL) = (b.denominator IS NULL) AND coalesce(abs(i.denominator - b.denominator) <= 1e-9, true)
            AND (i.sd IS NULL) = (b.sd IS NULL) AND coalesce(abs(i.sd - b.sd) <= 1e-9, true)
            AND i.n IS NOT DISTINCT FROM b.n AND i.missing IS NOT DISTINCT FROM b.missing THEN 'unchanged'
        ELSE 'changed'
    END AS kind
FROM arriving_facts i
LEFT JOIN t_before b ON b.series_no = i.series_no AND b.unit_no = i.unit_no AND b.year = i.year AND b.month IS NOT DISTINCT FROM i.month
    AND b.sex = i.sex
