-- What the units at $depth hold: their own figure, with what the units below give beside it when that is something else; or else the latter.
INSERT INTO t_inner
SELECT o.grp, o.year, o.unit_no, o.depth, o.parent_no, o.sex, o.value, o.numerator, o.denominator, o.add_num, o.add_den, o.n, o.gate, o.sd,
    o.origin, NULL AS parts, NULL AS parts_missing, CASE WHEN abs(o.value - r.value) > r.rounding THEN r.value END AS rolled_value,
    o.months, o.synthetic
FROM t_own o
LEFT JOIN t_rolled r ON r.grp = o.grp AND r.unit_no = o.unit_no AND r.sex = o.sex
WHERE o.depth = $depth AND o.children > 0
UNION ALL
SELECT r.grp, r.year, r.unit_no, r.depth, r.parent_no, r.sex, r.value, r.numerator, r.denominator, r.add_num, r.add_den, r.n, r.gate, r.sd,
    3::TINYINT AS origin, r.parts, r.parts_missing, NULL AS rolled_value, r.months, r.synthetic
FROM t_rolled r
WHERE NOT EXISTS (
    SELECT 1 FROM t_own o WHERE o.depth = $depth AND o.grp = r.grp AND o.unit_no = r.unit_no AND o.sex = r.sex
)
