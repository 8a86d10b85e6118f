-- As gate_input, at month grain. A cell whose year is hidden counts as too small: 0.5 is somebody, but never enough.
SELECT c.cell, c.grp, c.year, c.unit_no, coalesce(c.parent_no, -1)::INTEGER AS parent_no,
    c.sex,
    CASE WHEN y.unit_no IS NOT NULL THEN 0.5 WHEN c.gate < 0 THEN 0 ELSE c.gate END::DOUBLE AS gate,
    g.min_n::DOUBLE AS min_n, coalesce(c.depth, 99)::INTEGER AS depth, true AS adds_up, g.series_no
FROM t_cell c
JOIN t_group g ON g.grp = c.grp
LEFT JOIN {rollup} y ON y.hidden AND y.series_no = g.series_no AND y.year = c.year AND y.unit_no = c.unit_no AND y.sex = c.sex
