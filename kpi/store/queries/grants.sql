-- Every grant known at a version, newest first, with what ended it before its time: a revocation, or a grant in its place.
SELECT g.id, g.person, g.name, g.role, g.units, g.valid_from, g.valid_to, g.deputy_for, g.replaces, g.reason, g.who, g.time, g.seq,
    r.time AS revoked_time, r.who AS revoked_user, r.reason AS revoked_reason, n.id AS replaced_by, n.time AS replaced_time, g.programme
FROM access_grant g
LEFT JOIN access_revocation r ON r.id = g.id AND r.seq <= $version
LEFT JOIN access_grant n ON n.replaces = g.id AND n.seq <= $version
WHERE g.seq <= $version AND ($programme::VARCHAR IS NULL OR g.programme = $programme)
ORDER BY g.seq DESC, g.person, g.id
