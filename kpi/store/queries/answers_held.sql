-- The latest answer to each question; null where it was taken back.
SELECT question, answer FROM answer QUALIFY row_number() OVER (PARTITION BY question ORDER BY seq DESC) = 1
