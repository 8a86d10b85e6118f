SELECT DISTINCT f.series_no, f.year
FROM fact f
JOIN series s ON s.series_no = f.series_no
WHERE s.indicator = $indicator AND f.month IS NOT NULL
