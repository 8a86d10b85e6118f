-- The yearly cells of a roll-up that may not be shown, of the series and years worked with.
SELECT y.series_no, y.year, y.unit_no, y.sex
FROM {rollup} y
JOIN t_scope c ON c.series_no = y.series_no AND c.year = y.year
WHERE y.hidden
