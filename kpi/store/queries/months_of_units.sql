SELECT u.code, {period} AS period, m.sex, m.method, m.value, m.n, m.hidden, m.origin
FROM months_made m
JOIN unit_code u ON u.unit_no = m.unit_no
WHERE list_contains($units::VARCHAR[], u.code)
ORDER BY ALL
