-- Sorted by unit, so that the cells of one unit are read without looking at the others'.
INSERT INTO rollup
SELECT unit_no, series_no, year, sex, value, numerator, denominator, n, sd, origin, parts, parts_missing, rolled_value, months, hidden,
    synthetic
FROM (SELECT * EXCLUDE (month) FROM t_finished UNION ALL BY NAME SELECT * FROM t_kept)
ORDER BY unit_no, series_no, year
