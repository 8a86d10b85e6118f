-- The numbers of units. {only}: which.
SELECT unit_no, code FROM unit_code WHERE {only}
