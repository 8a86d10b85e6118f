-- What units with units below them hold; filled a level at a time.
CREATE OR REPLACE TEMP TABLE t_inner (
    grp INTEGER, year INTEGER, unit_no INTEGER, depth INTEGER, parent_no INTEGER, sex TINYINT,
    value DOUBLE, numerator DOUBLE, denominator DOUBLE, add_num DOUBLE, add_den DOUBLE, n BIGINT, gate BIGINT, sd DOUBLE,
    origin TINYINT, parts INTEGER, parts_missing INTEGER, rolled_value DOUBLE, months INTEGER, synthetic BOOLEAN
)
