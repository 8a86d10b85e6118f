SELECT {period} AS period, sex, method, value, n, hidden, origin
FROM months_made
WHERE unit_no IN (SELECT unit_no FROM unit_code WHERE code = $unit) AND ($method IS NULL OR method = $method)
ORDER BY period, sex, method
