INSERT INTO assessment VALUES ($seq, $time, $who, $indicator, $unit, $year, $reason, $active, $programme)
