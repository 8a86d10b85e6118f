-- What must hold of what was said of milestones: each in the log with its person and time, one in each write, with what it needs.
WITH said AS (
    SELECT seq, time, who FROM milestone_assessment UNION ALL SELECT seq, time, who FROM milestone_indicator
)
SELECT 'log' AS kind, count(*) AS times FROM said s
WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = s.seq AND e.kind = 'milestone' AND e.who = s.who AND e.time = s.time)
UNION ALL
SELECT 'silent', count(*) FROM event e WHERE e.kind = 'milestone' AND NOT EXISTS (SELECT 1 FROM said s WHERE s.seq = e.seq)
UNION ALL
SELECT 'twice', count(*) FROM (SELECT seq FROM said GROUP BY seq HAVING count(*) > 1)
UNION ALL
SELECT 'text', (SELECT count(*) FROM milestone_assessment WHERE coalesce(programme, '') = '' OR coalesce(milestone, '') = ''
        OR coalesce(reason, '') = '' OR coalesce(day, '') = '' OR shown IS NULL
        OR state NOT IN ('not_started', 'under_way', 'at_risk', 'reached', 'not_reached', 'not_assessable'))
    + (SELECT count(*) FROM milestone_indicator WHERE coalesce(programme, '') = '' OR coalesce(milestone, '') = ''
        OR coalesce(indicator, '') = '' OR coalesce(reason, '') = '' OR active IS NULL)
