-- What holds now, per series (indicator, population, method), unit, year and sex: made from fact and unit, and can be made again at any
-- time. sex: 0 = T, 1 = K, 2 = M; origin: 0 = delivered, 1 = months, 2 = sexes, 3 = rolled, 4 = quarters.
-- Mostly sorted by unit_no, and units have numbers in tree order: a unit's cells are read without looking at the others'.
CREATE OR REPLACE TABLE rollup (
    unit_no INTEGER, series_no INTEGER, year INTEGER, sex TINYINT,
    value DOUBLE, numerator DOUBLE, denominator DOUBLE, n BIGINT, sd DOUBLE,
    origin TINYINT, parts INTEGER, parts_missing INTEGER, rolled_value DOUBLE, months INTEGER, hidden BOOLEAN, synthetic BOOLEAN
);
