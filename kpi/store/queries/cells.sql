-- The cells of some units. The units come first: the table is sorted by unit_no, so the others' cells are never looked at.
SELECT s.indicator, u.code, r.year, ['T', 'K', 'M'][r.sex + 1] AS sex_name, s.population, s.method, r.value, r.numerator, r.denominator,
    r.n, r.sd, ['delivered', 'months', 'sexes', 'rolled'][r.origin + 1] AS origin_name, r.parts, r.parts_missing, r.rolled_value, r.months, r.hidden, r.synthetic
FROM {rollup} r
JOIN unit_code u ON u.unit_no = r.unit_no
JOIN series s ON s.series_no = r.series_no
WHERE u.code IN (SELECT unnest($units::VARCHAR[]))
    AND list_contains($sexes::INTEGER[], r.sex)
    AND ($years IS NULL OR list_contains($years::INTEGER[], r.year))
    AND ($indicators IS NULL OR list_contains($indicators::VARCHAR[], s.indicator))
ORDER BY s.indicator, u.unit_no, r.year, r.sex, s.population, s.method
