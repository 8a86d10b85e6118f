-- What the disclosure rule needs of each cell. A missing depth is a unit outside that year's tree. adds_up: n counts people once, so that
-- the units below should add up to it; an average over months, or its smallest month, does not.
SELECT c.cell, c.grp, c.year, c.unit_no, coalesce(c.parent_no, -1)::INTEGER AS parent_no, c.sex, CASE WHEN c.gate < 0 THEN 0 ELSE c.gate END::DOUBLE AS gate,
    g.min_n::DOUBLE AS min_n, coalesce(c.depth, 99)::INTEGER AS depth, g.monthly = 0 AS adds_up
FROM t_cell c
JOIN t_group g ON g.grp = c.grp
