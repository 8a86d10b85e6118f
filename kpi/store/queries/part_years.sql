-- The years with a month or a quarter that holds, whether or not they make a year.
SELECT DISTINCT f.year
FROM fact f
WHERE f.seq IN (SELECT unnest($active::BIGINT[])) AND f.month IS NOT NULL AND f.value IS NOT NULL {own}
ORDER BY f.year
