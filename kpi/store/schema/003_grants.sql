-- Who may see what: roles given to persons, with dates. Append-only: a grant ends when its dates do, when it is revoked, or when another
-- grant replaces it. units: a JSON list of unit codes (managers); deputy_for: the grant whose units the person has while it holds.
-- valid_from and valid_to are ISO dates, both included; valid_to null is until further notice. seq is the data version of the write.
CREATE TABLE access_grant (
    seq BIGINT, time VARCHAR, who VARCHAR, id VARCHAR, person VARCHAR, name VARCHAR, role VARCHAR, units VARCHAR,
    valid_from VARCHAR, valid_to VARCHAR, deputy_for VARCHAR, replaces VARCHAR, reason VARCHAR
);
CREATE TABLE access_revocation (seq BIGINT, time VARCHAR, who VARCHAR, id VARCHAR, reason VARCHAR);
