-- The plan's actions after the pack: what the plan says of them from a year on, what was told about them, and which indicators they should
-- move. Append-only. responsible: a JSON list. state null: a note alone. day: an ISO date. seq is the data version of the write.
CREATE TABLE action_change (
    seq BIGINT, time VARCHAR, who VARCHAR, id VARCHAR, area VARCHAR, text VARCHAR, responsible VARCHAR, due_year INTEGER,
    valid_from INTEGER, closed BOOLEAN, reason VARCHAR
);
CREATE TABLE action_report (seq BIGINT, time VARCHAR, who VARCHAR, id VARCHAR, state VARCHAR, day VARCHAR, reason VARCHAR);
CREATE TABLE action_link (seq BIGINT, time VARCHAR, who VARCHAR, id VARCHAR, indicator VARCHAR, active BOOLEAN, reason VARCHAR);
