-- Facts that hold but are not shown: of an indicator that the pack does not have, or of a unit that does not exist or not that year.
SELECT CASE WHEN r.indicator IS NULL THEN 'indicator' WHEN o.code IS NULL THEN 'unit' ELSE 'year' END AS kind,
    CASE WHEN r.indicator IS NULL THEN s.indicator ELSE u.code END AS name, count(*) AS times
FROM fact f
JOIN t_active a ON a.seq = f.seq
JOIN series s ON s.series_no = f.series_no
JOIN unit_code u ON u.unit_no = f.unit_no
LEFT JOIN t_rule r ON r.indicator = s.indicator
LEFT JOIN (SELECT DISTINCT code FROM unit JOIN t_active USING (seq)) o ON o.code = u.code
LEFT JOIN t_tree t ON t.year = f.year AND t.unit_no = f.unit_no
WHERE r.indicator IS NULL OR t.unit_no IS NULL
GROUP BY ALL
ORDER BY ALL
