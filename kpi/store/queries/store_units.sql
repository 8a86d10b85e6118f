INSERT INTO unit
SELECT code, name, parent, level, valid_from, valid_to, $seq AS seq, sheet, row_first
FROM arriving_units
