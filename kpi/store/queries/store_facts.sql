INSERT INTO fact
SELECT $seq AS seq, series_no, unit_no, year, month, sex, value, numerator, denominator, n, sd, missing, place_no, row_first, row_last
FROM arriving_facts
