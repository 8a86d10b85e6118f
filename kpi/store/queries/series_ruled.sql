-- Every series with what protects it.
SELECT s.series_no, r.family, r.min_n
FROM series s
JOIN t_rule r ON r.indicator = s.indicator
