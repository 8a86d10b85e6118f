-- The yearly cells of a roll-up, of the series and years worked with.
SELECT y.series_no, y.year, y.unit_no, y.sex, y.origin, y.months, y.hidden, r.family, t.parent_no, t.depth
FROM {rollup} y
JOIN t_scope c ON c.series_no = y.series_no AND c.year = y.year
JOIN series s ON s.series_no = y.series_no
JOIN t_rule r ON r.indicator = s.indicator
LEFT JOIN t_tree t ON t.year = y.year AND t.unit_no = y.unit_no
