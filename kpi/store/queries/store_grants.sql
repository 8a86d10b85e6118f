INSERT INTO access_grant
SELECT $seq AS seq, $time AS time, $who AS who, id, person, name, role, units, valid_from, valid_to, deputy_for, replaces, reason, $programme AS programme
FROM arriving_grants
