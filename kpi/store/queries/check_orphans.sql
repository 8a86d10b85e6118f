-- Rows that refer to something that is not there: a batch or an event in the log, a series, a place or a unit number.
SELECT 'fact' AS kind, seq::VARCHAR AS name, count(*) AS times FROM fact f
WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.seq = f.seq) GROUP BY ALL
UNION ALL
SELECT 'unit', seq::VARCHAR, count(*) FROM unit u WHERE NOT EXISTS (SELECT 1 FROM batch b WHERE b.seq = u.seq) GROUP BY ALL
UNION ALL
SELECT 'event', batch, count(*) FROM event e
WHERE e.batch IS NOT NULL AND NOT EXISTS (SELECT 1 FROM batch b WHERE b.batch = e.batch) GROUP BY ALL
UNION ALL
SELECT 'series', f.series_no::VARCHAR, count(*) FROM fact f
WHERE NOT EXISTS (SELECT 1 FROM series s WHERE s.series_no = f.series_no) GROUP BY ALL
UNION ALL
SELECT 'place', f.place_no::VARCHAR, count(*) FROM fact f
WHERE NOT EXISTS (SELECT 1 FROM place p WHERE p.place_no = f.place_no) GROUP BY ALL
UNION ALL
SELECT 'number', f.unit_no::VARCHAR, count(*) FROM fact f
WHERE NOT EXISTS (SELECT 1 FROM unit_code u WHERE u.unit_no = f.unit_no) GROUP BY ALL
UNION ALL
SELECT 'answer', seq::VARCHAR, count(*) FROM answer a WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = a.seq) GROUP BY ALL
ORDER BY ALL
