DELETE FROM rollup WHERE (series_no, year) IN (SELECT (series_no, year) FROM t_scope)
