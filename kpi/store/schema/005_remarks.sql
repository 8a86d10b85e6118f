-- What people say beside the figures. Append-only; the last word holds. seq is the data version of the write.
-- judgement: of a goal or an indicator, for a unit and year: the whole text with each step (draft, approved, withdrawn). figures: a digest of
-- the figures it is about, as they were shown; shown: which of them were, as a JSON list of keys. Neither tells a figure.
CREATE TABLE judgement (
    seq BIGINT, time VARCHAR, who VARCHAR, kind VARCHAR, subject VARCHAR, unit VARCHAR, year INTEGER, step VARCHAR, verdict VARCHAR,
    reason VARCHAR, analysis VARCHAR, figures VARCHAR, shown VARCHAR
);
-- A method break or an event on a series, for a unit and those below it, from a period on. The id is the same through its history.
CREATE TABLE annotation (
    seq BIGINT, time VARCHAR, who VARCHAR, id VARCHAR, indicator VARCHAR, unit VARCHAR, kind VARCHAR, period VARCHAR, text VARCHAR,
    active BOOLEAN, reason VARCHAR
);
-- That a unit's year was shown to someone, as it was known at a moment (an ISO date or time).
CREATE TABLE presentation (
    seq BIGINT, time VARCHAR, who VARCHAR, unit VARCHAR, year INTEGER, audience VARCHAR, moment VARCHAR, note VARCHAR, active BOOLEAN
);
