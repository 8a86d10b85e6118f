-- As trace_cells, of one month or quarter.
SELECT u.code, m.sex, m.origin, m.hidden
FROM months_made m
JOIN unit_code u ON u.unit_no = m.unit_no
WHERE m.year = $year AND m.month = $month AND m.method = $method
