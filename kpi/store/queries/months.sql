SELECT n.unit_no, n.year, n.month, ['T', 'K', 'M'][n.sex + 1] AS sex, s.method, n.value, n.n, n.hidden,
    ['delivered', 'months', 'sexes', 'rolled', 'quarters'][n.origin + 1] AS origin
FROM t_finished n
JOIN series s ON s.series_no = n.series_no
ORDER BY n.unit_no
