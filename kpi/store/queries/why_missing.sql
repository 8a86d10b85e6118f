-- Why units have no yearly figure of their own, as the file said it. A fact that holds and has a value is here too (missing is null), so that
-- an older mark does not stand in for it.
SELECT u.code, s.indicator, s.method, f.missing
FROM fact f
JOIN unit_code u ON u.unit_no = f.unit_no
JOIN series s ON s.series_no = f.series_no
WHERE f.seq IN (SELECT unnest($active::BIGINT[])) AND f.year = $year AND f.month IS NULL AND f.sex = 0 AND list_contains($units, u.code)
QUALIFY row_number() OVER (PARTITION BY f.series_no, f.unit_no ORDER BY f.seq DESC) = 1
