SELECT u.code, {period} AS period, m.sex, m.hidden
FROM months_made m
JOIN unit_code u ON u.unit_no = m.unit_no
WHERE m.year = $year AND m.method = $method
