-- Cells of the units $first to $last in number. The table is sorted by unit_no: the others' cells are never looked at.
SELECT unit_no, series_no, year, sex, value, numerator, denominator, n, sd, origin, parts, parts_missing, rolled_value, months, hidden,
    synthetic
FROM {rollup}
WHERE unit_no BETWEEN $first AND $last {only}
