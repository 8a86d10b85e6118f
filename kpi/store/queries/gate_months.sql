-- As gate_input, at month grain. already: the year's figure is hidden.
SELECT c.cell, c.grp, c.year, c.unit_no, coalesce(c.parent_no, -1)::INTEGER AS parent_no, c.sex, CASE WHEN c.gate < 0 THEN 0 ELSE c.gate END::DOUBLE AS gate,
    g.min_n::DOUBLE AS min_n, coalesce(c.depth, 99)::INTEGER AS depth, true AS adds_up, g.series_no, y.unit_no IS NOT NULL AS already
FROM t_cell c
JOIN t_group g ON g.grp = c.grp
LEFT JOIN {rollup} y ON y.hidden AND y.series_no = g.series_no AND y.year = c.year AND y.unit_no = c.unit_no AND y.sex = c.sex
