SELECT unit_no, series_no, year, sex, value, numerator, denominator, n, sd, origin, parts, parts_missing, rolled_value, months, hidden,
    synthetic
FROM rollup
WHERE (series_no, year) IN (SELECT (series_no, year) FROM t_scope)
