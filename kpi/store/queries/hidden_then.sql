-- The units and sexes whose yearly figure is hidden in the roll-up just made.
SELECT u.code, ['T', 'K', 'M'][t.sex + 1]
FROM t_finished t
JOIN series s ON s.series_no = t.series_no
JOIN unit_code u ON u.unit_no = t.unit_no
WHERE t.hidden AND s.indicator = $indicator AND s.method = $method
