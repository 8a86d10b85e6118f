-- The cells that a refresh leaves as they are, when all are to be sorted anew: none of them when all are made again.
CREATE OR REPLACE TEMP TABLE t_kept AS
SELECT *
FROM rollup r
WHERE NOT $all AND NOT EXISTS (SELECT 1 FROM t_scope s WHERE s.series_no = r.series_no AND s.year = r.year)
