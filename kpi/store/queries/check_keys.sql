-- Keys that stand more than once in a batch, and facts and answers that say nothing.
SELECT 'fact' AS kind, count(*) AS times FROM (
    SELECT 1 FROM fact GROUP BY seq, series_no, unit_no, year, month, sex HAVING count(*) > 1
)
UNION ALL
SELECT 'unit', count(*) FROM (SELECT 1 FROM unit GROUP BY seq, code, valid_from HAVING count(*) > 1)
UNION ALL
SELECT 'value', count(*) FROM fact
WHERE (value IS NULL AND missing IS NULL) OR NOT coalesce(sex BETWEEN 0 AND 2, false) OR NOT coalesce(month BETWEEN 1 AND 16, true)
UNION ALL
SELECT 'answer', count(*) FROM (SELECT 1 FROM answer GROUP BY seq, question HAVING count(*) > 1)
UNION ALL
SELECT 'answer_text', count(*) FROM answer WHERE question IS NULL OR (answer IS NULL) <> (why IS NOT NULL)
