-- The series and years that a batch has facts of.
SELECT DISTINCT series_no, year FROM fact WHERE seq = $seq
