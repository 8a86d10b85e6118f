-- Every answer known at a version, newest first, with what it replaced and whether it is the question's latest.
SELECT question, answer, who, time, seq, why, lag(answer) OVER (PARTITION BY question ORDER BY seq) AS replaced,
    row_number() OVER (PARTITION BY question ORDER BY seq DESC) = 1 AS latest
FROM answer
WHERE seq <= $version
ORDER BY seq DESC, question
