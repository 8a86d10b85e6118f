-- What must hold of what was said beside the figures: each in the log with its person and time, one in each write, with what it needs.
WITH said AS (
    SELECT seq, time, who, 'judgement' AS kind FROM judgement
    UNION ALL SELECT seq, time, who, 'annotation' FROM annotation
    UNION ALL SELECT seq, time, who, 'presentation' FROM presentation
)
SELECT 'log' AS kind, count(*) AS times FROM said s
WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = s.seq AND e.kind = s.kind AND e.who = s.who AND e.time = s.time)
UNION ALL
SELECT 'silent', count(*) FROM event e
WHERE e.kind IN ('judgement', 'annotation', 'presentation') AND NOT EXISTS (SELECT 1 FROM said s WHERE s.seq = e.seq AND s.kind = e.kind)
UNION ALL
SELECT 'twice', count(*) FROM (SELECT seq FROM said GROUP BY seq HAVING count(*) > 1)
UNION ALL
SELECT 'text', (SELECT count(*) FROM judgement WHERE coalesce(reason, '') = '' OR coalesce(subject, '') = '' OR coalesce(unit, '') = ''
        OR year IS NULL OR kind NOT IN ('goal', 'indicator') OR step NOT IN ('draft', 'approved', 'withdrawn')
        OR verdict NOT IN ('reached', 'uncertain', 'not_reached', 'not_assessable'))
    + (SELECT count(*) FROM annotation WHERE coalesce(id, '') = '' OR coalesce(text, '') = '' OR coalesce(indicator, '') = ''
        OR coalesce(unit, '') = '' OR coalesce(period, '') = '' OR active IS NULL OR kind NOT IN ('break', 'event'))
    + (SELECT count(*) FROM presentation WHERE coalesce(audience, '') = '' OR coalesce(moment, '') = '' OR coalesce(unit, '') = ''
        OR year IS NULL OR active IS NULL)
UNION ALL
SELECT 'approved', count(*) FROM judgement a WHERE a.step = 'approved' AND NOT EXISTS (
    SELECT 1 FROM judgement d WHERE d.step = 'draft' AND d.seq < a.seq AND d.kind = a.kind AND d.subject = a.subject AND d.unit = a.unit
        AND d.year = a.year AND d.programme = a.programme AND d.verdict = a.verdict AND d.reason = a.reason AND d.analysis = a.analysis)
