-- Every write, newest first, with how many answers it brought or took back.
SELECT e.seq, e.time, e.who, e.kind, e.batch, e.text, coalesce(a.answers, 0) AS answers
FROM event e
LEFT JOIN (SELECT seq, count(*) AS answers FROM answer GROUP BY seq) a ON a.seq = e.seq
WHERE e.programme IS NULL OR e.programme = $programme
ORDER BY e.seq DESC
