SELECT u.code, ['T', 'K', 'M'][r.sex + 1], ['delivered', 'months', 'sexes', 'rolled', 'quarters'][r.origin + 1], r.hidden
FROM {rollup} r
JOIN series s ON s.series_no = r.series_no
JOIN unit_code u ON u.unit_no = r.unit_no
WHERE s.indicator = $indicator AND s.method = $method AND r.year = $year
