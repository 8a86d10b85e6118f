INSERT INTO rollup
SELECT unit_no, series_no, year, sex, value, numerator, denominator, n, sd, origin, parts, parts_missing, rolled_value, months, hidden,
    synthetic
FROM t_placed
