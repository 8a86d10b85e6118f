-- What a roll-up made, some groups at a time, before it takes its place.
CREATE OR REPLACE TEMP TABLE t_new (
    unit_no INTEGER, series_no INTEGER, year INTEGER, month INTEGER, sex TINYINT,
    value DOUBLE, numerator DOUBLE, denominator DOUBLE, n BIGINT, sd DOUBLE,
    origin TINYINT, parts INTEGER, parts_missing INTEGER, rolled_value DOUBLE, months INTEGER, hidden BOOLEAN, synthetic BOOLEAN
)
