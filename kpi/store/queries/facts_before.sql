-- What holds now for the series and years that the arriving facts are of.
CREATE OR REPLACE TEMP TABLE t_before AS
SELECT f.series_no, f.unit_no, f.year, f.month, f.sex, f.value, f.numerator, f.denominator, f.n, f.sd, f.missing
FROM fact f
JOIN t_active a ON a.seq = f.seq
JOIN t_scope c ON c.series_no = f.series_no AND c.year = f.year
QUALIFY row_number() OVER (PARTITION BY f.series_no, f.unit_no, f.year, f.month, f.sex ORDER BY f.seq DESC) = 1
