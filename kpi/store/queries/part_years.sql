-- The years with a month or a quarter that holds, whether or not they make a year.
SELECT DISTINCT f.year
FROM fact f
JOIN t_active a ON a.seq = f.seq
WHERE f.month IS NOT NULL AND f.value IS NOT NULL {own}
ORDER BY f.year
