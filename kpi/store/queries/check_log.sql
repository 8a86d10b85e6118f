-- What must hold of the log and the numbers: one ticket that is the last event's, one import per batch, everything in order and only once.
SELECT 'ticket' AS kind, abs(count(*) - 1) AS times FROM ticket
UNION ALL
SELECT 'version', count(*) FROM ticket WHERE version <> (SELECT coalesce(max(seq), 0) FROM event)
UNION ALL
SELECT 'import', count(*) FROM (
    SELECT b.batch FROM batch b LEFT JOIN event e ON e.batch = b.batch AND e.kind = 'import' AND e.seq = b.seq
    GROUP BY b.batch HAVING count(e.seq) <> 1
)
UNION ALL
SELECT 'order', count(*) FROM (
    SELECT seq, time, lag(seq) OVER (ORDER BY seq, time) AS before, lag(time) OVER (ORDER BY seq, time) AS earlier FROM event
) WHERE seq <= before OR time <= earlier
UNION ALL
SELECT 'number', count(*) FROM (
    SELECT code FROM unit_code GROUP BY code HAVING count(*) > 1
    UNION ALL SELECT unit_no::VARCHAR FROM unit_code GROUP BY unit_no HAVING count(*) > 1
    UNION ALL SELECT series_no::VARCHAR FROM series GROUP BY series_no HAVING count(*) > 1
    UNION ALL SELECT indicator FROM series GROUP BY indicator, population, method HAVING count(*) > 1
    UNION ALL SELECT place_no::VARCHAR FROM place GROUP BY place_no HAVING count(*) > 1
    UNION ALL SELECT DISTINCT u.code FROM unit u WHERE NOT EXISTS (SELECT 1 FROM unit_code c WHERE c.code = u.code)
)
UNION ALL
SELECT 'answer', count(*) FROM event e WHERE e.kind = 'answer' AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.seq = e.seq)
UNION ALL
SELECT 'answer_said', count(*) FROM answer a JOIN event e ON e.seq = a.seq
WHERE e.kind NOT IN ('answer', 'import', 'restore') OR a.who <> e.who OR a.time <> e.time
