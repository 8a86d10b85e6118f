-- The facts that are stored, and those of batch {seq}, which are about to be.
CREATE OR REPLACE TEMP VIEW t_coming AS
SELECT seq, series_no, unit_no, year, month, sex, value, numerator, denominator, n, sd FROM fact
UNION ALL
SELECT {seq}::BIGINT, series_no, unit_no, year, month, sex, value, numerator, denominator, n, sd FROM arriving_facts
