-- The store's tables. Only what embedded DuckDB and DuckLake both have: no keys, indexes, sequences or enums.
-- Times are ISO 8601 text in UTC with microseconds, so text order is time order.

CREATE TABLE meta (name VARCHAR, text VARCHAR);

-- One row. Every write raises version: it is the data version, and it makes two writers at once collide instead of mixing.
-- era names the history that version numbers belong to; a restore begins a new one. tail: cells of the roll-up not in order.
CREATE TABLE ticket (version BIGINT, time VARCHAR, era VARCHAR, tail BIGINT);
INSERT INTO ticket VALUES (0, '', '', 0);

-- The log. seq is the data version that the write made.
CREATE TABLE event (seq BIGINT, time VARCHAR, who VARCHAR, kind VARCHAR, batch VARCHAR, text VARCHAR);

-- An import. Whether it is active follows from the events.
CREATE TABLE batch (
    batch VARCHAR, seq BIGINT, file VARCHAR, sha256 VARCHAR, layout VARCHAR, who VARCHAR, time VARCHAR, synthetic BOOLEAN,
    sheet VARCHAR, header_row INTEGER, rows_read BIGINT, rows_accepted BIGINT,
    facts_new BIGINT, facts_changed BIGINT, facts_unchanged BIGINT, facts_stored BIGINT, units_stored BIGINT, note VARCHAR
);

-- What facts are of, and where in a file they stood, each under a number given once: facts repeat them by the hundred thousand.
CREATE TABLE series (series_no INTEGER, indicator VARCHAR, population VARCHAR, method VARCHAR);
CREATE TABLE place (place_no INTEGER, sheet VARCHAR, col VARCHAR);
CREATE TABLE unit_code (unit_no INTEGER, code VARCHAR);

-- Append-only. seq is the batch's; month is 1–12, 13–16 for a quarter, null for a yearly figure; sex 0 = T, 1 = K, 2 = M. Key: series, unit,
-- year, month, sex.
CREATE TABLE fact (
    seq BIGINT, series_no INTEGER, unit_no INTEGER, year INTEGER, month INTEGER, sex TINYINT,
    value DOUBLE, numerator DOUBLE, denominator DOUBLE, n BIGINT, sd DOUBLE, missing VARCHAR,
    place_no INTEGER, row_first INTEGER, row_last INTEGER
);

-- Append-only, as facts. Key: code, valid_from.
CREATE TABLE unit (
    code VARCHAR, name VARCHAR, parent VARCHAR, level VARCHAR, valid_from INTEGER, valid_to INTEGER,
    seq BIGINT, sheet VARCHAR, row_first INTEGER
);

-- A changed target, baseline or direction, valid from a year on.
CREATE TABLE revision (
    seq BIGINT, time VARCHAR, who VARCHAR, indicator VARCHAR, target DOUBLE, baseline DOUBLE, direction VARCHAR, valid_from INTEGER,
    reason VARCHAR
);

-- "Kan ej bedömas", set or lifted.
CREATE TABLE assessment (
    seq BIGINT, time VARCHAR, who VARCHAR, indicator VARCHAR, unit VARCHAR, year INTEGER, reason VARCHAR, active BOOLEAN
);
