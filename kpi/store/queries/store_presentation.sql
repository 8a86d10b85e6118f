INSERT INTO presentation VALUES ($seq, $time, $who, $unit, $year, $audience, $moment, $note, $active, $programme)
