-- What controllers have answered about files, for the next file from the same sender. Append-only: the latest row for a question holds.
-- answer is null where an answer was taken back, with why. seq is the data version of the import, the answering or the taking back.
CREATE TABLE answer (seq BIGINT, time VARCHAR, who VARCHAR, question VARCHAR, answer VARCHAR, why VARCHAR);
