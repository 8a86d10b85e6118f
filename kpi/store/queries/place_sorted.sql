-- As place_rollup, sorted by unit.
INSERT INTO rollup
SELECT unit_no, series_no, year, sex, value, numerator, denominator, n, sd, origin, parts, parts_missing, rolled_value, months, hidden,
    synthetic
FROM t_finished
ORDER BY unit_no, series_no, year
