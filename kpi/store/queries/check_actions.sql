-- What must hold of what was told about actions: each in the log with its person and time, with a reason, once for one thing in one write.
WITH told AS (
    SELECT seq, time, who, reason, 'change ' || id AS what FROM action_change
    UNION ALL SELECT seq, time, who, reason, 'report ' || id FROM action_report
    UNION ALL SELECT seq, time, who, reason, 'link ' || id || ' ' || indicator FROM action_link
)
SELECT 'log' AS kind, count(*) AS times FROM told t
WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = t.seq AND e.kind = 'action' AND e.who = t.who AND e.time = t.time)
UNION ALL
SELECT 'silent', count(*) FROM event e WHERE e.kind = 'action' AND NOT EXISTS (SELECT 1 FROM told t WHERE t.seq = e.seq)
UNION ALL
SELECT 'twice', count(*) FROM (SELECT seq FROM told GROUP BY seq, what HAVING count(*) > 1)
UNION ALL
SELECT 'text', (SELECT count(*) FROM told WHERE coalesce(reason, '') = '')
    + (SELECT count(*) FROM action_change WHERE coalesce(text, '') = '' OR coalesce(area, '') = '' OR due_year IS NULL OR valid_from IS NULL
        OR closed IS NULL OR coalesce(responsible, '[]') = '[]')
    + (SELECT count(*) FROM action_report WHERE day IS NULL
        OR coalesce(state, 'done') NOT IN ('not_started', 'started', 'done', 'cancelled'))
    + (SELECT count(*) FROM action_link WHERE active IS NULL OR coalesce(indicator, '') = '')
