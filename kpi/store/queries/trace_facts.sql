-- The delivered facts of some units and sexes in a year, each with its batch, whether that is active, and whether the fact holds.
WITH known AS (
    SELECT f.*, u.code, s.method, p.sheet, p.col, b.batch, b.file, b.sha256, b.who, b.time, b.synthetic, b.layout,
        list_contains($active::BIGINT[], f.seq) AS active
    FROM t_wanted w
    JOIN unit_code u ON u.code = w.unit
    JOIN fact f ON f.unit_no = u.unit_no AND f.sex = w.sex
    JOIN series s ON s.series_no = f.series_no
    JOIN place p ON p.place_no = f.place_no
    JOIN batch b ON b.seq = f.seq
    WHERE s.indicator = $indicator AND s.method = $method AND f.year = $year AND f.seq <= $version
)
SELECT batch, file, sha256, who, time, sheet, row_first, row_last, col, code,
    {period} AS period,
    ['T', 'K', 'M'][sex + 1] AS sex_name, method, value, n, synthetic, active,
    active AND row_number() OVER (PARTITION BY series_no, unit_no, month, sex ORDER BY active DESC, seq DESC) = 1 AS holds,
    month > 12 AND list_contains($finished::VARCHAR[], layout) AS stands_alone
FROM known
ORDER BY unit_no, month, sex, seq DESC
