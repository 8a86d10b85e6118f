-- The months and quarters that hold of some indicators in some years, with what they add up from.
SELECT s.indicator, u.code AS unit, f.year, f.month, ['T', 'K', 'M'][f.sex + 1] AS sex, s.population, s.method, f.value, f.numerator,
    f.denominator
FROM fact f
JOIN t_active a ON a.seq = f.seq
JOIN series s ON s.series_no = f.series_no
JOIN unit_code u ON u.unit_no = f.unit_no
WHERE f.month IS NOT NULL AND list_contains($indicators::VARCHAR[], s.indicator) AND f.year BETWEEN $first AND $last
QUALIFY row_number() OVER (PARTITION BY f.series_no, f.unit_no, f.year, f.month, f.sex ORDER BY f.seq DESC) = 1
