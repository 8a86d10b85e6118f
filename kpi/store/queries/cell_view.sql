-- What every unit holds: its own figure where nothing is below it (or it is outside that year's tree), and t_inner. cell is a row's number.
CREATE OR REPLACE TEMP VIEW t_cell AS
SELECT rowid AS cell, grp, year, unit_no, depth, parent_no, sex, value, numerator, denominator, add_num, add_den, n, gate, sd, origin,
    NULL::INTEGER AS parts, NULL::INTEGER AS parts_missing, NULL::DOUBLE AS rolled_value, months, synthetic
FROM t_own
WHERE children IS NULL OR children = 0
UNION ALL
SELECT -1 - rowid, *
FROM t_inner
