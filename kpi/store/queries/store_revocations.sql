INSERT INTO access_revocation SELECT $seq AS seq, $time AS time, $who AS who, id, reason FROM arriving_revocations
