-- What must hold of grants: each in the log with its person and time, once, of some person; ended once at most, by something that is there.
SELECT 'log' AS kind, count(*) AS times FROM (SELECT seq, time, who FROM access_grant UNION ALL SELECT seq, time, who FROM access_revocation) a
WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = a.seq AND e.kind = 'access' AND e.who = a.who AND e.time = a.time)
UNION ALL
SELECT 'id', count(*) FROM (SELECT id FROM access_grant GROUP BY id HAVING count(*) > 1)
UNION ALL
SELECT 'text', count(*) FROM access_grant
WHERE coalesce(person, '') = '' OR coalesce(reason, '') = '' OR coalesce(role, '') = '' OR units IS NULL
    OR valid_from IS NULL OR valid_from > coalesce(valid_to, valid_from)
UNION ALL
SELECT 'ended', count(*) FROM (
    SELECT id FROM (SELECT id FROM access_revocation UNION ALL SELECT replaces FROM access_grant WHERE replaces IS NOT NULL)
    GROUP BY id HAVING count(*) > 1
)
UNION ALL
SELECT 'refers', count(*) FROM (
    SELECT id FROM access_revocation
    UNION ALL SELECT replaces FROM access_grant WHERE replaces IS NOT NULL
    UNION ALL SELECT deputy_for FROM access_grant WHERE deputy_for IS NOT NULL
) a WHERE NOT EXISTS (SELECT 1 FROM access_grant g WHERE g.id = a.id)
UNION ALL
SELECT 'deputy', count(*) FROM access_grant d JOIN access_grant g ON g.id = d.deputy_for
WHERE g.deputy_for IS NOT NULL OR g.person = d.person OR g.role <> d.role OR d.units <> '[]'
