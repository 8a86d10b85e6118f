INSERT INTO answer SELECT $seq AS seq, $time AS time, $who AS who, question, answer, $why AS why FROM arriving_answers
