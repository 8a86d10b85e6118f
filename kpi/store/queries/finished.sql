SELECT c.unit_no, g.series_no, c.year, g.month, c.sex, c.value, c.numerator, c.denominator, c.n, c.sd,
    c.origin, c.parts, c.parts_missing, c.rolled_value, c.months, h.cell IS NOT NULL AS hidden, c.synthetic
FROM t_cell c
JOIN t_group g ON g.grp = c.grp
LEFT JOIN t_hidden h ON h.cell = c.cell
